"""The names of the lanes and of their groups, in a column of their own at the left."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from flipconsole.ui.plain import plain
from flipconsole.ui.theme import Theme, pixmap, scaled
from flipconsole.ui.timeline.texts import Texts, sized
from flipconsole.ui.timeline.window import Window

_NARROWEST, _WIDEST = 96, 232
_LEAST_PX = 15.0  # between two names
_PIN_PX = 12


class LaneColumn(QWidget):
    """Paints device ids as plain text, shortened in the middle, beside their lanes, and headings with an arrow.

    Signals:
        lane_pressed: the number of the lane that was clicked.
        lane_opened: the number of the lane that was double-clicked.
        menu_asked: the number of a lane, and a place on the screen.
    """

    lane_pressed = Signal(int)
    lane_opened = Signal(int)
    menu_asked = Signal(int, QPoint)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: list[str] = []
        self._titles: dict[int, str] = {}
        self._closed: frozenset[int] = frozenset()
        self._pinned: Collection[str] = ()
        self._take_font()
        self._window = Window(0.0, 1.0)
        self._selected: int | None = None
        self.setMinimumWidth(scaled(_NARROWEST))

    def set_theme(self, theme: Theme) -> None:
        """Take other colours, and the text size as it is now."""
        self._theme = theme
        self._take_font()
        self.set_names(self._names, self._titles, self._closed, self._pinned)

    def set_names(
        self,
        names: list[str],
        titles: Mapping[int, str] | None = None,
        closed: Collection[int] = (),
        pinned: Collection[str] = (),
    ) -> None:
        """Other lanes, from the top; `titles` are those of headings by lane, `closed` the headings of closed groups."""
        self._titles, self._closed, self._pinned = dict(titles or {}), frozenset(closed), pinned
        longest = [max(names, key=len, default=""), max(self._titles.values(), key=len, default="")]
        wanted = max(math.ceil(self._calm.laid(plain(text)).width) for text in longest) + 24
        wanted += scaled(_PIN_PX) + 4 if self._titles or pinned else 0
        self.setMinimumWidth(max(scaled(_NARROWEST), min(wanted, scaled(_WIDEST))))
        self._names = names
        self.update()

    def show_window(self, window: Window) -> None:
        """Scroll to where the bars are."""
        if replace(window, start=0.0, end=1.0) != replace(self._window, start=0.0, end=1.0):
            self.update()
        self._window = window

    def select(self, lane: int | None) -> None:
        """Highlight one lane."""
        if lane != self._selected:
            self._selected = lane
            self.update()

    def _take_font(self) -> None:
        self._calm = Texts(sized(self.font(), scaled(12)))
        self._strong = Texts(sized(self.font(), scaled(12), QFont.Weight.DemiBold))

    def _lane_at(self, place: QPointF) -> int | None:
        lane = math.floor(self._window.part_at(place.y()).lane_at(place.y()))
        return lane if 0 <= lane < len(self._names) else None

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        lane = self._lane_at(event.position())
        if lane is not None and event.button() is Qt.MouseButton.LeftButton:
            self.lane_pressed.emit(lane)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        lane = self._lane_at(event.position())
        if lane is not None and event.button() is Qt.MouseButton.LeftButton:
            self.lane_opened.emit(lane)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        lane = self._lane_at(QPointF(event.pos()))
        if lane is not None:
            self.menu_asked.emit(lane, event.globalPos())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for part in self._window.parts():
            painter.fillRect(QRectF(0, 0, self.width(), part.height), QColor(self._theme.surface))
            self._paint_part(painter, part)
        if self._window.stuck:
            painter.fillRect(QRectF(0, self._window.stuck_px - 1, self.width(), 2), QColor(self._theme.accent))
        painter.setPen(QColor(self._theme.border))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())

    def _paint_part(self, painter: QPainter, window: Window) -> None:
        theme = self._theme
        every = max(1, math.ceil(scaled(_LEAST_PX) / window.lane_px))
        first = max(0, math.floor(window.top / every) * every)
        last = min(len(self._names), math.ceil(window.lane_at(window.height)))
        if self._selected is not None and first <= self._selected < last:
            place = QRectF(0, window.y_of(self._selected), self.width(), max(window.lane_px, 2.0))
            painter.fillRect(place, QColor(theme.selected))
            painter.fillRect(QRectF(0, place.top(), 3, place.height()), QColor(theme.accent))
        size = scaled(_PIN_PX)
        height = min(window.lane_px * every, 1e6)
        calm, chosen = QColor(theme.muted), QColor(theme.text)
        for lane in range(first, last, every):
            if lane in self._titles:
                self._paint_title(painter, window, lane)
                continue
            is_chosen = lane == self._selected
            painter.setPen(chosen if is_chosen else calm)
            texts = self._strong if is_chosen else self._calm
            self._paint_name(painter, texts, self._names[lane], window.y_of(lane) + height / 2, size)

    def _paint_name(self, painter: QPainter, texts: Texts, name: str, middle: float, pin_px: int) -> None:
        left = 12
        if name in self._pinned:
            picture = pixmap("pin", self._theme.accent, pin_px, self.devicePixelRatio())
            painter.drawPixmap(QPointF(6, round(middle - pin_px / 2)), picture)
            left = 10 + pin_px
        shown = texts.elided(plain(name), self.width() - left - 10)
        painter.setFont(texts.font)
        painter.drawStaticText(QPointF(left, round(middle - texts.metrics.height() / 2)), texts.laid(shown).words)

    def _paint_title(self, painter: QPainter, window: Window, lane: int) -> None:
        theme, texts = self._theme, self._strong
        place = QRectF(0, round(window.y_of(lane)), self.width(), window.lane_px)
        painter.fillRect(place, QColor(theme.sunken))
        size = scaled(_PIN_PX)
        arrow = "chevron-right" if lane in self._closed else "chevron-down"
        middle = place.center().y()
        painter.drawPixmap(
            QPointF(6, round(middle - size / 2)), pixmap(arrow, theme.text, size, self.devicePixelRatio())
        )
        painter.setFont(texts.font)
        painter.setPen(QColor(theme.text))
        left = 10 + size
        text = texts.metrics.elidedText(plain(self._titles[lane]), Qt.TextElideMode.ElideRight, self.width() - left - 6)
        place = QRectF(left, place.top(), self.width() - left, window.lane_px)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
