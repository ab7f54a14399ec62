"""The console's clock: this machine's time, corrected by what Flip's `Date` header says."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

GAP_S = 5.0
"""Wall and steady clock part by more than this: the machine slept, or its clock was set."""

TRUSTED_SKEW_S = 1.5
"""A `Date` header counts whole seconds: smaller differences than this are its rounding, not a skew."""

SKEW_TROUBLE_S = 120.0
"""From this difference on, a person is told that this computer's clock is wrong."""


class Moment(NamedTuple):
    """One moment on both clocks, so that neither sleep nor a set clock can hide what has passed since."""

    wall: datetime
    steady: float


class Passed(NamedTuple):
    """What has passed since a moment: seconds that both clocks counted, and those that only the wall clock did."""

    parted_s: float
    steady_s: float


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
        self._last = self.mark()

    def now(self) -> datetime:
        """Flip's time, as far as it is known; this machine's until the first answer."""
        return self._wall() + timedelta(seconds=self.skew_s or 0.0)

    def learn(self, served_at: datetime | None, latency_s: float, ago_s: float = 0.0) -> None:
        """Take the `Date` header of an answer whose first byte came after `latency_s` seconds, `ago_s` seconds ago."""
        if served_at is None:
            return
        halfway = self._wall() - timedelta(seconds=max(ago_s, 0.0) + min(latency_s, 30.0) / 2)
        skew_s = (served_at + timedelta(seconds=0.5) - halfway).total_seconds()
        if abs(skew_s) <= TRUSTED_SKEW_S + latency_s / 2:
            skew_s = 0.0
        if self.skew_s is None or abs(skew_s - self.skew_s) > TRUSTED_SKEW_S:
            self.skew_s = skew_s

    def mark(self) -> Moment:
        """The present moment, for `age_s` later on."""
        return Moment(self._wall(), self.steady())

    def since(self, moment: Moment) -> Passed:
        """What has passed since that moment; what only the wall clock counted was sleep, or somebody set it."""
        steady_s = self.steady() - moment.steady
        return Passed((self._wall() - moment.wall).total_seconds() - steady_s, steady_s)

    def age_s(self, moment: Moment) -> float:
        """Seconds since that moment; infinite when the machine slept or its clock was set in between."""
        parted_s, steady_s = self.since(moment)
        return float("inf") if abs(parted_s) > GAP_S else steady_s

    def has_jumped(self) -> bool:
        """Whether the machine slept, or its clock was set, since the last call.

        Time that only the wall clock counts has passed (sleep); a wall clock that went back was set, and Flip's time
        goes on as it was.
        """
        parted_s = self.since(self._last).parted_s
        self._last = self.mark()
        if parted_s < -GAP_S:
            self.skew_s = (self.skew_s or 0.0) - parted_s
        return abs(parted_s) > GAP_S
