"""The one graphics item of the timeline: lanes, bars, grid, now and selection, painted for a window."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from flipconsole.domain.layout import Bars, Indices, TimelineLayout
from flipconsole.ui.theme import Theme
from flipconsole.ui.timeline.axis import AxisMarks
from flipconsole.ui.timeline.brushes import Brushes
from flipconsole.ui.timeline.collisions import paint_overlaps
from flipconsole.ui.timeline.density import HIGHEST_PX, DensityDrawing
from flipconsole.ui.timeline.drawing import DENSE_PX, LEAST_PX, BarDrawing, Places, places
from flipconsole.ui.timeline.ground import paint_ground
from flipconsole.ui.timeline.window import Window


@dataclass
class Picture:
    """All that decides how the timeline looks; the view writes it, the item paints it.

    `bands` are the times of events: first lane, lane after the last, start, end. `headings` have by lane their text and
    whether something in the group is late. With `full_w`, heights are powers, and so many watts are half of a lane.
    """

    theme: Theme
    marks: AxisMarks
    text_of: Callable[[int], tuple[str, ...]]
    window: Window
    bars: Bars = field(default_factory=lambda: TimelineLayout().bars)
    now: float = 0.0
    selected: frozenset[int] = frozenset()
    current: int | None = None
    hovered: int | None = None
    lane: int | None = None
    has_focus: bool = False
    empty_text: str = ""
    bands: tuple[tuple[int, int, float, float], ...] = ()
    headings: Mapping[int, tuple[str, bool]] = field(default_factory=dict)
    full_w: float = 0.0


class TimelineItem(pg.GraphicsObject):
    """Paints a `Picture`, in pixels of the viewport, whatever transform pyqtgraph has set."""

    def __init__(self, picture: Picture) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.picture = picture
        self._drawing: BarDrawing | None = None
        self._density: DensityDrawing | None = None

    def forget_colours(self) -> None:
        """The theme is another one."""
        self._drawing = None
        self.update()

    @override
    def boundingRect(self) -> QRectF:
        window = self.picture.window
        return QRectF(window.start, window.top, window.span_s, window.lanes_high)

    def shown(self, window: Window | None = None) -> Places:
        """The bars in sight in a part of the window (else in what scrolls of it), and where they lie."""
        picture = self.picture
        window = window or picture.window.parts()[0]
        first, last = math.floor(window.top), math.ceil(window.top + window.lanes_high)
        margin = 4 / window.px_per_s
        index = picture.bars.visible(first, last, window.start - margin, window.end + margin)
        return places(picture.bars, index, window, picture.now, picture.full_w)

    def bar_at(self, place: QPointF) -> int | None:
        """The bar that is seen at a pixel of the viewport: what can be pointed at is exactly what is drawn."""
        picture, window = self.picture, self.picture.window.part_at(place.y())
        lane = math.floor(window.lane_at(place.y()))
        if window.lane_px < HIGHEST_PX:
            return picture.bars.at(window.lane_at(place.y()), window.time_at(place.x()), LEAST_PX / window.px_per_s)
        margin = LEAST_PX / window.px_per_s
        moment = window.time_at(place.x())
        index = picture.bars.visible(lane - 1, lane + 2, moment - 2 * margin, moment + 2 * margin)
        shown = places(picture.bars, index, window, picture.now, picture.full_w)
        x, y = math.floor(place.x()), math.floor(place.y())
        left, upper, width, height = shown.rects.T
        under = np.flatnonzero((left <= x) & (x < left + width) & (upper <= y) & (y < upper + height))
        return int(shown.index[under[-1]]) if len(under) else None

    @override
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.resetTransform()
        self.paint_upon(painter, widget.font() if widget is not None else QFont(), painter.device().devicePixelRatio())

    def paint_upon(self, painter: QPainter, font: QFont, ratio: float) -> None:
        """Paint the whole window from where the painter stands, for a device with so many pixels to one of ours."""
        picture, window = self.picture, self.picture.window
        if self._drawing is None or self._drawing.brushes.ratio != ratio:
            self._drawing = BarDrawing(Brushes(picture.theme, ratio), font)
            self._density = DensityDrawing(self._drawing.brushes)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        below, *above = window.parts()
        self._paint_part(painter, below, font, self._drawing)
        for part in above:
            painter.fillRect(QRectF(0, 0, part.width, part.height), QColor(picture.theme.surface))
            self._paint_part(painter, part, font, self._drawing)
        if window.stuck:
            painter.fillRect(QRectF(0, window.stuck_px - 1, window.width, 2), QColor(picture.theme.accent))
        self._paint_now(painter)
        if not len(picture.bars) and not picture.headings:
            painter.setPen(QColor(picture.theme.muted))
            painter.setFont(font)
            painter.drawText(
                QRectF(0, 0, window.width, window.height), Qt.AlignmentFlag.AlignCenter, picture.empty_text
            )
        if picture.has_focus:
            painter.setPen(QPen(QColor(picture.theme.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(1, 1, window.width - 2, window.height - 2))

    def _paint_part(self, painter: QPainter, window: Window, font: QFont, drawing: BarDrawing) -> None:
        picture = replace(self.picture, window=window)
        paint_ground(painter, picture, font)
        if window.lane_px < HIGHEST_PX and self._density is not None:
            self._density.draw(painter, picture.bars, window)
            self._paint_rings(painter, places(picture.bars, self._ringed(), window, picture.now))
            return
        shown = self.shown(window)
        if window.lane_px >= DENSE_PX:
            drawing.gaps.draw(painter, picture.bars, shown.index, window, picture.theme)
        drawing.draw(painter, shown, picture.bars, window, picture.now, picture.text_of)
        paint_overlaps(painter, picture.bars, window, picture.theme)
        self._paint_rings(painter, shown)

    def _ringed(self) -> Indices:
        ringed = set(self.picture.selected)
        if self.picture.hovered is not None:
            ringed.add(self.picture.hovered)
        return np.array(sorted(ringed), np.intp)

    def _paint_rings(self, painter: QPainter, shown: Places) -> None:
        picture, theme = self.picture, self.picture.theme
        painter.setBrush(Qt.BrushStyle.NoBrush)
        least = 1.0 if picture.window.lane_px < DENSE_PX else 0.0
        for place in np.flatnonzero(np.isin(shown.index, self._ringed())).tolist():
            index = int(shown.index[place])
            x, y, width, height = shown.rects[place].tolist()
            box = QRectF(x, y, width, height).adjusted(-least, -least, least, least)
            if index in picture.selected:
                painter.setPen(
                    QPen(
                        QColor(theme.surface),
                        4,
                        Qt.PenStyle.SolidLine,
                        Qt.PenCapStyle.SquareCap,
                        Qt.PenJoinStyle.MiterJoin,
                    )
                )
                painter.drawRect(box)
                wide = 3 if index == picture.current and picture.has_focus else 2
                painter.setPen(
                    QPen(
                        QColor(theme.focus),
                        wide,
                        Qt.PenStyle.SolidLine,
                        Qt.PenCapStyle.SquareCap,
                        Qt.PenJoinStyle.MiterJoin,
                    )
                )
                painter.drawRect(box.adjusted(-1, -1, 1, 1))
            else:
                painter.setPen(QPen(QColor(theme.text), 1))
                painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.setPen(Qt.PenStyle.NoPen)

    def _paint_now(self, painter: QPainter) -> None:
        x = self.picture.window.x_of(self.picture.now)
        if -2 < x < self.picture.window.width + 2:
            colour = QColor(self.picture.theme.accent)
            painter.fillRect(QRectF(round(x) - 1, 0, 2, self.picture.window.height), colour)
