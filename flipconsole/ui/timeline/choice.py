"""Which bars are selected, and how a person goes from one to the next."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from flipconsole.domain.layout import TimelineLayout
from flipconsole.ui.timeline.scene import Picture
from flipconsole.ui.timeline.walking import across, along, first_bar


class Choice(QObject):
    """Ids that may be drawn or not, and the bar that the keyboard is at: the first of them that is drawn.

    Signals:
        chosen: the id of the command whose bar a person chose; the bar is the current one by now.
    """

    chosen = Signal(str)

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
            lanes = len(bars.lane_starts) - 1
            found = first_bar(bars, min(math.ceil(self._picture.window.top), lanes - 1), self._picture.now)
        elif along_lane:
            found = along(bars, current, along_lane)
        else:
            found = across(bars, current, across_lanes)
        if found is not None and found != current:
            self.choose(found)
