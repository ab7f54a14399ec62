"""The rhythm: when the list is asked for, how long it is fresh, and how long nothing is asked."""

from __future__ import annotations

import random

from flipconsole.app.backoff import Backoff
from flipconsole.app.clock import FlipClock, Moment
from flipconsole.domain.profile import USUAL_POLL_S

JITTER = 0.1
FRESH_S = 10.0
"""How long a list may be compared with, counted from when its request began (reliability 4.3)."""


class Rhythm:
    """Polls with jitter, pauses with full jitter, and waits as long as Flip says."""

    def __init__(self, clock: FlipClock, chance: random.Random, poll_s: float = USUAL_POLL_S) -> None:
        self._poll_s = poll_s
        self._clock = clock
        self._chance = chance
        self._backoff = Backoff(chance)
        self._asked = True
        self._is_throttled = False
        self._quiet_until = 0.0
        self._poll_at = clock.steady()
        self._began: Moment | None = None
        self._fresh_for_s = 0.0

    def ask(self) -> bool:
        """Poll as soon as allowed; False while Flip's own word forbids it."""
        self._asked = True
        if self.is_held_back:
            return False
        self._quiet_until = 0.0
        return True

    @property
    def is_held_back(self) -> bool:
        """Whether Flip asked us to wait, and the time is not over."""
        return self._is_throttled and not self.may_talk()

    def may_talk(self) -> bool:
        """Whether no pause holds us back."""
        return self._clock.steady() >= self._quiet_until

    def is_time_to_poll(self) -> bool:
        """Whether somebody asked for the list, or its time has come."""
        return self._asked or self._clock.steady() >= self._poll_at

    def wait_s(self) -> float:
        """Seconds until the next poll."""
        return max(0.0, max(self._poll_at, self._quiet_until) - self._clock.steady())

    def began_to_ask(self) -> None:
        """A list request begins: what was asked for so far is answered by it."""
        self._asked = False
        self._began = None

    def has_list(self, began: Moment) -> None:
        """The list whose request began then has arrived.

        It is fresh for ten seconds after that moment. One that took long to come through is the freshest there can be
        on such a line: it is used for half as long after its arrival, or nothing would ever leave.
        """
        self._began = began
        took_s = self._clock.age_s(began)
        self._fresh_for_s = max(FRESH_S, took_s + FRESH_S / 2)
        self._is_throttled = False
        spread_s = self._poll_s * JITTER
        self._poll_at = self._clock.steady() + self._poll_s + self._chance.uniform(-spread_s, spread_s)

    def is_fresh(self) -> bool:
        """Whether the last list may still be compared with: no fault, sleep or set clock came since."""
        return self._began is not None and self._clock.age_s(self._began) <= self._fresh_for_s

    def is_stale_now(self) -> None:
        """Nothing may leave before another look."""
        self._began = None

    def worked(self) -> None:
        """A round went through: the next fault is a first one."""
        self._backoff.worked()

    def pause(self, seconds: float | None = None, *, at_least_s: float = 0.0, throttled: bool = False) -> None:
        """Ask nothing for so long (None: the next pause of the back-off); then the list is read first."""
        self._began = None
        self._is_throttled = throttled
        if seconds is None:
            seconds = max(at_least_s, self._backoff.failed())
        self._quiet_until = self._clock.steady() + seconds
        self._poll_at = self._quiet_until
