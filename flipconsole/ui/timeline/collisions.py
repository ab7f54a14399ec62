"""Where commands of one battery collide, and where a short time between two of them is left empty."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from flipconsole.domain.countdown import show_age
from flipconsole.domain.layout import Bars, Indices
from flipconsole.ui.theme import Theme, scaled
from flipconsole.ui.timeline.window import Window

LONGEST_GAP_S = 6 * 3600.0
"""A longer time without a command is no gap but the end of one day's work."""

_LEAST_PX = 11.0
_STRIP_PX = 3.0


def paint_overlaps(painter: QPainter, bars: Bars, window: Window, theme: Theme) -> None:
    """A strip along the lane's upper edge, as long as several commands ask for the battery; all of it is counted."""
    if not len(bars.overlaps) or window.lane_px < _LEAST_PX:
        return
    lane, start, end = bars.overlaps.T
    seen = (
        (lane > window.top - 1) & (lane < window.top + window.lanes_high) & (end > window.start) & (start < window.end)
    )
    warn, ground = QColor(theme.warn), QColor(theme.surface)
    for lane_number, begins, ends in bars.overlaps[seen].tolist():
        left, right = max(-4.0, window.x_of(begins)), min(window.width + 4.0, window.x_of(ends))
        place = QRectF(round(left), round(window.y_of(lane_number)), max(2.0, right - left), _STRIP_PX)
        painter.fillRect(place, ground)
        painter.fillRect(place.adjusted(0, 0, 0, -0.0), warn)
        for x in (place.left(), place.right() - 1):  # ends that are seen without colour too
            painter.fillRect(QRectF(x, place.top(), 1, _STRIP_PX + 3), warn)


def paint_gaps(painter: QPainter, bars: Bars, index: Indices, window: Window, theme: Theme, font: QFont) -> None:
    """A dotted line through the empty time before a bar, with its length where that fits."""
    free = bars.free_from[index]
    length = bars.start[index] - free
    chosen = np.flatnonzero((length > 0) & (length <= LONGEST_GAP_S))
    if not len(chosen) or window.lane_px < _LEAST_PX:
        return
    words = QFont(font)
    words.setPixelSize(scaled(11))
    metrics = QFontMetricsF(words)
    painter.setFont(words)
    painter.setPen(QPen(QColor(theme.muted), 1, Qt.PenStyle.DotLine))
    bar = index[chosen]
    left = np.maximum((free[chosen] - window.start) * window.px_per_s, -4.0)
    right = np.minimum((bars.start[bar] - window.start) * window.px_per_s, window.width + 4.0)
    middle = np.round((bars.lane[bar] - window.top + bars.top[bar] + bars.height[bar] / 2) * window.lane_px)
    painter.drawLines(
        [
            QLineF(x, y, until, y)
            for x, until, y in zip(left.tolist(), right.tolist(), middle.tolist(), strict=True)
            if until - x > 3
        ]
    )
    if window.lane_px < scaled(18):
        return
    painter.setPen(QColor(theme.muted))
    ground = QColor(theme.surface)
    for x, until, y, seconds in zip(
        left.tolist(), right.tolist(), middle.tolist(), length[chosen].tolist(), strict=True
    ):
        text = show_age(seconds)
        width = metrics.horizontalAdvance(text)
        if width + 10 <= until - x:
            place = QPointF(round((x + until - width) / 2), y + (metrics.ascent() - metrics.descent()) / 2)
            painter.fillRect(QRectF(place.x() - 2, y - metrics.height() / 2, width + 4, metrics.height()), ground)
            painter.drawText(place, text)
