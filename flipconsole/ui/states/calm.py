"""Calm: lets the banner of the link come, change or go at most once in ten seconds, however the network flaps."""

from __future__ import annotations

import time
from collections.abc import Callable

from flipconsole.ui.states.standing import Standing

LEAST_S = 10.0

_FLAPPING = frozenset({"", "offline", "waiting", "unreadable", "signin_page", "stale"})
"""What a network alone may turn into one another; what a person or a first answer changes is shown at once."""


class Calm:
    """The first change passes at once; what follows within ten seconds waits, and then the state of that moment counts.

    Newer words of the same banner (its age grows) are no change. The strip shows every change at once; a lock and
    trouble with the disk do not come through here. `clock` counts seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._shown: Standing | None = None
        self._changed_at = float("-inf")

    def settle(self, wanted: Standing | None) -> Standing | None:
        """What is to be shown now; to be called at each change and each second."""
        before, after = _key(self._shown), _key(wanted)
        now = self._clock()
        if before == after:
            self._shown = wanted
        elif not {before, after} <= _FLAPPING or now - self._changed_at >= LEAST_S:
            self._shown, self._changed_at = wanted, now
        return self._shown


def _key(standing: Standing | None) -> str:
    return "" if standing is None else standing.key
