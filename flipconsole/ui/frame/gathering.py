"""Lets changed rows through in portions: bursts as one, and thousands in slices between two turns of the window."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from itertools import islice

from PySide6.QtCore import QObject, QTimer

from flipconsole.app.facts import RowsDiff

PAUSE_MS = 50
LONGEST_PAUSE_MS = 1500
SHARE = 4
"""The pause is so many times what the views took for the last portion: the rest of the time belongs to everything else.

That is the sending itself, in a bulk of answers, whose every step changes a row.
"""

SLICE = 250
"""So many rows are handed on at once; about 15 ms."""


FLOOD = 2000
"""More new rows than this are a flood: a first list of thousands, say."""


class Gathering(QObject):
    """Hands the first change on at once, so that a click is seen at once, and what follows after a pause, together.

    Six answers in flight change a hundred rows a second, and a first list changes thousands at once. An id that came
    and went meanwhile is named as both; who reads it looks whether it is there.

    `is_flooded` is True while a portion is handed on of a flood whose end is still to come.
    """

    def __init__(self, hand_on: Callable[[RowsDiff], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hand_on = hand_on
        self._added: dict[str, None] = {}
        self._changed: dict[str, None] = {}
        self._removed: dict[str, None] = {}
        self.is_flooded = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._hand_on_slice)

    def take(self, diff: RowsDiff) -> None:
        """Hand it on now, or with others when the pause is over."""
        self._added.update(dict.fromkeys(diff.added))
        self._changed.update((command_id, None) for command_id in diff.changed if command_id not in self._added)
        self._removed.update(dict.fromkeys(diff.removed))
        if not self._pause.isActive():
            self._hand_on_slice()

    def flush(self) -> None:
        """Hand on all that is held."""
        if self._added or self._changed or self._removed:
            self._give(RowsDiff(tuple(self._added), tuple(self._changed), tuple(self._removed)))

    def stop(self) -> None:
        """Forget what is held."""
        self._pause.stop()
        for held in (self._added, self._changed, self._removed):
            held.clear()

    def _hand_on_slice(self) -> None:
        """What has changed comes before what is new: it may be under somebody's hand."""
        changed = tuple(islice(self._changed, SLICE))
        added = tuple(islice(self._added, SLICE - len(changed)))
        if changed or added or self._removed:
            self._give(RowsDiff(added, changed, tuple(self._removed)))

    def _give(self, diff: RowsDiff) -> None:
        is_flood = self.is_flooded or len(self._added) > FLOOD
        _forget(self._added, diff.added)
        _forget(self._changed, diff.changed)
        _forget(self._removed, diff.removed)
        self.is_flooded = is_flood and bool(self._added)
        begun = time.perf_counter()
        self._hand_on(diff)
        took_ms = (time.perf_counter() - begun) * 1000
        if (self._added or self._changed) and len(diff.added) + len(diff.changed) >= SLICE:
            self._pause.start(0)
        else:
            self._pause.start(min(LONGEST_PAUSE_MS, max(PAUSE_MS, round(SHARE * took_ms))))


def _forget(held: dict[str, None], ids: Iterable[str]) -> None:
    for command_id in ids:
        del held[command_id]
