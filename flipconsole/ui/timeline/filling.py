"""Fills the timeline's layout from rows, in slices where there are many, and decides when lanes may change places."""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice

from PySide6.QtCore import QObject, QTimer, Signal

from flipconsole.domain.layout import Arrangement, TimelineLayout
from flipconsole.domain.row import Row
from flipconsole.ui.timeline.lane_order import LaneOrder

SLICE = 2000
"""So many rows are taken in at once at first; about 10 ms."""

AT_ONCE = 60
"""So many changed rows are shown before `apply` returns, as they may be what was just answered."""

LONGEST_S = 0.006
"""So long a slice of more of them may take, on the way to a frame of 16 ms."""

_STEP = 20


class Filling(QObject):
    """Keeps the mapping that `show_rows` was given and reads it anew for every id in `apply`.

    Signals:
        arranged: `layout.bars` and `layout.lanes` are other ones.
    """

    arranged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.layout = TimelineLayout()
        self.rows: Mapping[str, Row] = {}
        self.order = LaneOrder()
        self._wish = Arrangement()
        self._only: Collection[str] | None = None
        self._now = datetime.fromtimestamp(0, UTC)
        self._changed: dict[str, None] = {}
        self._changing = QTimer(self)
        self._changing.setSingleShot(True)
        self._changing.timeout.connect(self._take_changed)
        self._waiting: Iterator[str] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._take_slice)

    @property
    def is_complete(self) -> bool:
        """Whether every row of `show_rows` is in its place."""
        return self._waiting is None

    @property
    def shown_batteries(self) -> int:
        """How many batteries pass the filter, in closed groups too."""
        layout = self.layout
        if layout.headings:
            pinned = next(iter(layout.headings))
            return pinned + sum(heading.lanes for heading in layout.headings.values())
        return len(layout.lanes)

    def show_rows(self, rows: Mapping[str, Row]) -> None:
        """Show these rows and no others; the mapping is kept and may change before `apply`."""
        self.rows = rows
        self.layout = TimelineLayout()
        self._changed.clear()
        self._changing.stop()
        self._waiting = iter(list(rows))
        self._take_slice()

    def apply(self, ids: Collection[str], selected: Iterable[str]) -> None:
        """Read these ids anew from the mapping: what it no longer holds goes. Few are shown at once, many in slices."""
        if not set(selected).isdisjoint(ids):
            self.order.note_change(self._now)
        self._changed.update(dict.fromkeys(ids))
        if len(self._changed) <= AT_ONCE:
            self._take_changed(math.inf)
        else:
            self._changing.start(0)

    @property
    def is_settled(self) -> bool:
        """Whether everything that `apply` was told of is in its place."""
        return self.is_complete and not self._changing.isActive()

    def show_only(self, ids: Collection[str] | None, wish: Arrangement | None = None) -> None:
        """Draw only the batteries of these ids (None: all), and at once in another order where a person wishes it."""
        self._only = ids
        if wish is None:
            self._arrange_in_turn()
        else:
            self._wish = wish
            if self.is_complete:
                self._arrange(keep_order=False)

    def pass_time(self, now: datetime) -> None:
        """Sort the lanes if they had to wait for it."""
        self._now = now
        self.sort_if_stale()

    def sort_if_stale(self) -> None:
        """Put the lanes where they belong, unless somebody looks at them."""
        if self.order.is_stale and not self.order.must_stay(self._now):
            self._arrange(keep_order=False)

    def _take_slice(self) -> None:
        if self._waiting is None:
            return
        ids = list(islice(self._waiting, SLICE))
        self.layout.put(self.rows[command_id] for command_id in ids if command_id in self.rows)
        if len(ids) == SLICE:
            self._timer.start()
        else:
            self._waiting = None
            self._arrange(keep_order=False)

    def _take_changed(self, longest_s: float = LONGEST_S) -> None:
        begun = time.perf_counter()
        until = begun + longest_s
        rows, changed = self.rows, self._changed
        has_taken = bool(changed)
        while changed:
            ids = list(islice(changed, _STEP))
            self.layout.drop(command_id for command_id in ids if command_id not in rows)
            self.layout.put(rows[command_id] for command_id in ids if command_id in rows)
            for command_id in ids:
                del changed[command_id]
            if time.perf_counter() >= until:
                self._changing.start(0)
                return
        is_prepared = self.layout.prepare(lambda: time.perf_counter() >= until)
        if not is_prepared or (has_taken and time.perf_counter() > begun + longest_s / 3):
            self._changing.start(0)  # to arrange takes a slice of its own
        else:
            self._changing.stop()
            self._arrange_in_turn()

    def _arrange_in_turn(self) -> None:
        if self.is_complete:
            self._arrange(keep_order=self.order.must_stay(self._now))

    def _arrange(self, keep_order: bool) -> None:
        self.layout.arrange(self._wish, keep_order=keep_order, only=self._only)
        self.order.is_stale = keep_order
        self.arranged.emit()
