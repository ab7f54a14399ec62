"""The reach: a ring of what the last exchanges with Flip came to, kept beside the console."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from psygnal import Signal

from flipconsole.app.clock import FlipClock, Moment
from flipconsole.domain.errors import ApiError, BadPayload, Misdirected, Unreachable
from flipconsole.domain.reach import LOOKED_BACK_S, Outcome

KEPT = 240
"""Four times as many as there are polls in the time that is looked back."""


class _Exchange(NamedTuple):
    at: Moment
    got_through: bool
    why: str


class Reach:
    """Polls and deliveries of this run, in memory alone.

    Signals:
        changed: an exchange has ended.
    """

    changed = Signal()

    def __init__(self, clock: FlipClock) -> None:
        self._clock = clock
        self._ring: deque[_Exchange] = deque(maxlen=KEPT)

    def note(self, error: ApiError | None) -> None:
        """An exchange has ended well (None), or with this error; one that Flip itself answered got through."""
        self._ring.append(
            _Exchange(self._clock.mark(), not _is_own_trouble(error), "" if error is None else str(error))
        )
        self.changed.emit()

    def outcomes(self) -> tuple[Outcome, ...]:
        """What is known of the last 15 minutes, oldest first; time that the computer slept counts."""
        now = self._clock.mark()
        found = (Outcome(_age_s(one.at, now), one.got_through, one.why) for one in self._ring)
        return tuple(outcome for outcome in found if outcome.age_s <= LOOKED_BACK_S)


def _is_own_trouble(error: ApiError | None) -> bool:
    """Whether nothing of Flip's was heard: no answer at all, a sign-in page, or somebody else's server."""
    match error:
        case Unreachable():
            return error.status is None
        case BadPayload():
            return error.signin_page
        case Misdirected():
            return error.status is None
    return False


def _age_s(then: Moment, now: Moment) -> float:
    """Neither sleep, which the steady clock may not count, nor a wall clock set back makes it younger."""
    return max(now.steady - then.steady, (now.wall - then.wall).total_seconds())
