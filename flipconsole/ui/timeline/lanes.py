"""The names of the lanes, in a column of their own at the left."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from flipconsole.ui.plain import plain
from flipconsole.ui.theme import Theme, scaled
from flipconsole.ui.timeline.window import Window

_NARROWEST, _WIDEST = 96, 232
_LEAST_PX = 15.0  # between two names


class LaneColumn(QWidget):
    """Paints device ids as plain text, shortened in the middle, beside their lanes.

    Signals:
        lane_pressed: the number of the lane that was clicked.
    """

    lane_pressed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: list[str] = []
        self._elided: dict[str, str] = {}
        self._window = Window(0.0, 1.0)
        self._selected: int | None = None
        self.setFixedWidth(scaled(_NARROWEST))

    def set_theme(self, theme: Theme) -> None:
        """Take other colours, and the text size as it is now."""
        self._theme = theme
        self.set_names(self._names)

    def set_names(self, names: list[str]) -> None:
        """Other lanes, from the top."""
        metrics = QFontMetricsF(self._name_font())
        longest = max(names, key=len, default="")
        wanted = math.ceil(metrics.horizontalAdvance(plain(longest))) + 24
        self.setFixedWidth(max(scaled(_NARROWEST), min(wanted, scaled(_WIDEST))))
        self._names = names
        self._elided.clear()
        self.update()

    def show_window(self, window: Window) -> None:
        """Scroll to where the bars are."""
        if (window.top, window.lane_px, window.height) != (self._window.top, self._window.lane_px, self._window.height):
            self.update()
        self._window = window

    def select(self, lane: int | None) -> None:
        """Highlight one lane."""
        if lane != self._selected:
            self._selected = lane
            self.update()

    def shown_name(self, name: str) -> str:
        """A name as it is painted in the column's present width."""
        found = self._elided.get(name)
        if found is None:
            metrics = QFontMetricsF(self._name_font())
            found = metrics.elidedText(plain(name), Qt.TextElideMode.ElideMiddle, self.width() - 22)
            self._elided[name] = found
        return found

    def _name_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(scaled(12))
        return font

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        lane = math.floor(self._window.lane_at(event.position().y()))
        if 0 <= lane < len(self._names):
            self.lane_pressed.emit(lane)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, window = self._theme, self._window
        painter.fillRect(self.rect(), QColor(theme.surface))
        every = max(1, math.ceil(scaled(_LEAST_PX) / window.lane_px))
        first = max(0, math.floor(window.top / every) * every)
        last = min(len(self._names), math.ceil(window.lane_at(self.height())))
        font = self._name_font()
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        strong = QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        if self._selected is not None:
            place = QRectF(0, window.y_of(self._selected), self.width(), max(window.lane_px, 2.0))
            painter.fillRect(place, QColor(theme.selected))
            painter.fillRect(QRectF(0, place.top(), 3, place.height()), QColor(theme.accent))
        for lane in range(first, last, every):
            y = window.y_of(lane)
            chosen = lane == self._selected
            painter.setFont(strong if chosen else font)
            painter.setPen(QColor(theme.text if chosen else theme.muted))
            baseline = y + (min(window.lane_px * every, 1e6) + metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(12, round(baseline)), self.shown_name(self._names[lane]))
        painter.setPen(QColor(theme.border))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
