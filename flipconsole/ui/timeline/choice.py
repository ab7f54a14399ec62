"""Which bars are selected, and how a person goes from one to the next."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QObject, Signal

from flipconsole.domain.layout import BarFlag, TimelineLayout
from flipconsole.ui.timeline.scene import Picture
from flipconsole.ui.timeline.walking import across, along, first_bar, next_waiting


class Choice(QObject):
    """Ids that may be drawn or not, and the bar that the keyboard is at: the first of them that is drawn.

    Signals:
        chosen: the id of the command whose bar a person chose; the bar is the current one by now.
        stayed: a person wanted another bar, and there is none in that direction.
    """

    chosen = Signal(str)
    stayed = Signal()

    def __init__(self, picture: Picture, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._picture = picture
        self.ids: tuple[str, ...] = ()

    @property
    def current_id(self) -> str | None:
        """The command of the current bar."""
        current = self._picture.current
        return None if current is None else self._picture.bars.ids[current]

    def take(self, ids: Iterable[str]) -> bool:
        """Others are selected elsewhere; whether they are others at all."""
        before, self.ids = self.ids, tuple(ids)
        return self.ids != before

    def find(self, layout: TimelineLayout) -> None:
        """Say in the picture where the selected bars are now."""
        found = [index for index in map(layout.index_of, self.ids) if index is not None]
        picture = self._picture
        picture.selected, picture.current = frozenset(found), found[0] if found else None
        picture.lane = None if picture.current is None else int(picture.bars.lane[picture.current])

    def choose(self, index: int) -> None:
        """A person has chosen this bar."""
        self.ids = (self._picture.bars.ids[index],)
        self.chosen.emit(self.ids[0])

    def choose_in_lane(self, lane: int) -> None:
        """A person has chosen a lane: its bar at now, or the next to it."""
        index = first_bar(self._picture.bars, lane, self._picture.now)
        if index is not None:
            self.choose(index)

    def walk(self, along_lane: int, across_lanes: int) -> None:
        """The next bar in this direction; without a current one, the first that is seen."""
        bars, current = self._picture.bars, self._picture.current
        if not len(bars):
            return
        if current is None:
            with_bars = np.flatnonzero(np.diff(bars.lane_starts))
            place = int(np.searchsorted(with_bars, math.ceil(self._picture.window.top)))
            found = first_bar(bars, int(with_bars[min(place, len(with_bars) - 1)]), self._picture.now)
        elif along_lane:
            found = along(bars, current, along_lane)
        else:
            found = across(bars, current, across_lanes)
        if found is not None and found == current:
            self.stayed.emit()
        elif found is not None:
            self.choose(found)

    def walk_to_waiting(self, step: int) -> None:
        """The next or previous bar that waits for a person: not answered, to be removed, or to be looked at."""
        bars = self._picture.bars
        asks = (bars.flags & (BarFlag.REMOVAL | BarFlag.ASKING)) != 0
        is_waiting = (bars.late_at < math.inf) | asks
        found = next_waiting(bars, self._picture.current, step, is_waiting)
        if found is not None:
            self.choose(found)

    def walk_to_end(self, step: int) -> None:
        """The first (-1) or last (1) lane."""
        lanes = np.flatnonzero(np.diff(self._picture.bars.lane_starts))
        if len(lanes):
            self.choose_in_lane(int(lanes[0 if step < 0 else -1]))
