"""The console's clock: this machine's time, corrected by what Flip's `Date` header says."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

TRUSTED_SKEW_S = 1.5
"""A `Date` header counts whole seconds: smaller differences than this are its rounding, not a skew."""


class FlipClock:
    """Tells Flip's time, so that a wrong laptop clock bends no countdown.

    `wall` gives this machine's aware UTC time, `steady` its monotonic seconds; both can be driven by a test.
    """

    def __init__(
        self,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self.steady = steady
        self.skew_s: float | None = None
        self._last = (wall(), steady())

    def now(self) -> datetime:
        """Flip's time, as far as it is known; this machine's until the first answer."""
        return self._wall() + timedelta(seconds=self.skew_s or 0.0)

    def learn(self, served_at: datetime | None, latency_s: float) -> None:
        """Take the `Date` header of an answer that has just arrived after `latency_s` seconds."""
        if served_at is None:
            return
        halfway = self._wall() - timedelta(seconds=min(latency_s, 30.0) / 2)
        skew_s = (served_at + timedelta(seconds=0.5) - halfway).total_seconds()
        if abs(skew_s) <= TRUSTED_SKEW_S + latency_s / 2:
            skew_s = 0.0
        if self.skew_s is None or abs(skew_s - self.skew_s) > TRUSTED_SKEW_S:
            self.skew_s = skew_s

    def jumped_s(self) -> float:
        """By how many seconds wall and steady clock parted since the last call: sleep, or a clock that was set."""
        wall, steady = self._wall(), self.steady()
        last_wall, last_steady = self._last
        self._last = (wall, steady)
        return (wall - last_wall).total_seconds() - (steady - last_steady)
