"""Where commands of one battery collide, and where a short time between two of them is left empty."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from flipconsole.domain.countdown import show_age
from flipconsole.domain.layout import Bars, Indices
from flipconsole.ui.theme import Theme, scaled
from flipconsole.ui.timeline.texts import Texts, sized
from flipconsole.ui.timeline.window import Window

LONGEST_GAP_S = 6 * 3600.0
"""A longer time without a command is no gap but the end of one day's work."""

_LEAST_PX = 11.0
_STRIP_PX = 3.0
_KEPT = 2000


def paint_overlaps(painter: QPainter, bars: Bars, window: Window, theme: Theme) -> None:
    """A strip along the lane's upper edge, as long as several commands ask for the battery; all of it is counted."""
    if not len(bars.overlaps) or window.lane_px < _LEAST_PX:
        return
    lane, start, end = bars.overlaps.T
    seen = (
        (lane > window.top - 1) & (lane < window.top + window.lanes_high) & (end > window.start) & (start < window.end)
    )
    warn = QColor(theme.warn)
    for lane_number, begins, ends in bars.overlaps[seen].tolist():
        left, right = max(-4.0, window.x_of(begins)), min(window.width + 4.0, window.x_of(ends))
        place = QRectF(round(left), round(window.y_of(lane_number)), max(2.0, right - left), _STRIP_PX)
        painter.fillRect(place, warn)
        for x in (place.left(), place.right() - 1):  # ends that are seen without colour too
            painter.fillRect(QRectF(x, place.top(), 1, _STRIP_PX + 3), warn)


class Gaps:
    """Empty times between two bars of a lane."""

    def __init__(self, font: QFont) -> None:
        self._texts = Texts(sized(font, scaled(11)))
        self._words: dict[float, str] = {}
        self._lines = PrimitiveArray(QLineF, 4)

    def draw(self, painter: QPainter, bars: Bars, index: Indices, window: Window, theme: Theme) -> None:
        """A dotted line through the empty time before each of these bars, with its length where that fits."""
        free = bars.free_from[index]
        length = bars.start[index] - free
        chosen = np.flatnonzero((length > 0) & (length <= LONGEST_GAP_S))
        if not len(chosen) or window.lane_px < _LEAST_PX:
            return
        bar = index[chosen]
        left = np.maximum((free[chosen] - window.start) * window.px_per_s, -4.0)
        right = np.minimum((bars.start[bar] - window.start) * window.px_per_s, window.width + 4.0)
        wide = right - left > 3
        left, right, bar, length = left[wide], right[wide], bar[wide], length[chosen][wide]
        middle = np.round((bars.lane[bar] - window.top + bars.top[bar] + bars.height[bar] / 2) * window.lane_px)
        if not len(bar):
            return
        self._lines.resize(len(bar))
        self._lines.ndarray()[:] = np.column_stack((left, middle, right, middle))
        painter.setPen(QPen(QColor(theme.muted), 1, Qt.PenStyle.DotLine))
        painter.drawLines(*self._lines.drawargs())
        if window.lane_px >= scaled(18):
            self._write(painter, left, right, middle, length, theme)

    def _write(
        self,
        painter: QPainter,
        left: NDArray[np.float64],
        right: NDArray[np.float64],
        middle: NDArray[np.float64],
        length: NDArray[np.float64],
        theme: Theme,
    ) -> None:
        laid, high = self._texts.laid, self._texts.metrics.height()
        painter.setFont(self._texts.font)
        painter.setPen(QColor(theme.muted))
        ground = QColor(theme.surface)
        for x, until, y, seconds in zip(*(each.tolist() for each in (left, right, middle, length)), strict=True):
            text = self._words.get(seconds)
            if text is None:
                if len(self._words) > _KEPT:
                    self._words.clear()
                text = self._words[seconds] = show_age(seconds)
            words, width = laid(text)
            if width + 10 <= until - x:
                place = QPointF(round((x + until - width) / 2), round(y - high / 2))
                painter.fillRect(QRectF(place.x() - 2, y - high / 2, width + 4, high), ground)
                painter.drawStaticText(place, words)
