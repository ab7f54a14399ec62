"""What lies below the bars: stripes, the bands of events, headings, the past, and the grid of time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from flipconsole.ui.plain import plain
from flipconsole.ui.theme import Theme, scaled
from flipconsole.ui.timeline.brushes import blended

if TYPE_CHECKING:
    from flipconsole.ui.timeline.scene import Picture

_STRIPES_PX = 8.0  # lower lanes are not striped: it would only shimmer
_WORDS_PX = 13.0


def paint_ground(painter: QPainter, picture: Picture, font: QFont) -> None:
    """Everything up to the bars."""
    window, theme = picture.window, picture.theme
    lanes = len(picture.bars.lane_starts) - 1
    bottom = min(float(window.height), window.y_of(lanes))
    if window.lane_px >= _STRIPES_PX:
        stripe = blended(QColor(theme.sunken), QColor(theme.surface), 0.55)
        for lane in range(math.floor(window.top) | 1, min(lanes, math.ceil(window.lane_at(window.height))), 2):
            painter.fillRect(QRectF(0, round(window.y_of(lane)), window.width, window.lane_px), stripe)
    _paint_bands(painter, picture)
    if picture.full_w and window.lane_px >= _WORDS_PX:
        zero = QColor(theme.outline)
        for lane in range(math.floor(window.top), min(lanes, math.ceil(window.lane_at(window.height)))):
            painter.fillRect(QRectF(0, round(window.y_of(lane) + window.lane_px / 2), window.width, 1), zero)
    if picture.lane is not None and window.lane_px >= 2:
        chosen = blended(QColor(theme.selected), QColor(theme.surface), 0.7)
        painter.fillRect(QRectF(0, round(window.y_of(picture.lane)), window.width, window.lane_px), chosen)
    past = QColor(theme.muted)
    past.setAlphaF(0.06)
    painter.fillRect(QRectF(0, 0, max(0, round(window.x_of(picture.now))), window.height), past)
    _paint_grid(painter, picture)
    _paint_headings(painter, picture, font)
    if bottom < window.height:
        painter.setPen(QColor(theme.border))
        painter.drawLine(QPointF(0, bottom), QPointF(window.width, bottom))


def _paint_grid(painter: QPainter, picture: Picture) -> None:
    window, theme = picture.window, picture.theme
    for tick in picture.marks.ticks:
        if window.start <= tick.at <= window.end:
            x = round(window.x_of(tick.at))
            is_strong = tick.is_day and picture.marks.step < 86400
            painter.fillRect(x, 0, 1, window.height, QColor(theme.outline if is_strong else theme.border))
    for change in picture.marks.changes:
        x = round(window.x_of(change.at))
        painter.setPen(QPen(QColor(theme.info), 1, Qt.PenStyle.DashLine))
        painter.drawLine(x, 0, x, window.height)


def _paint_bands(painter: QPainter, picture: Picture) -> None:
    """The time of each event behind the lanes of its group."""
    window, theme = picture.window, picture.theme
    for first, last, start, end in picture.bands:
        left, right = max(-2.0, window.x_of(start)), min(window.width + 2.0, window.x_of(end))
        upper, lower = max(0.0, window.y_of(first)), min(float(window.height), window.y_of(last))
        if right > left and lower > upper:
            paint_band(painter, theme, QRectF(left, upper, right - left, lower - upper))


def paint_band(painter: QPainter, theme: Theme, place: QRectF) -> None:
    """The time of one event."""
    ground, edge = QColor(theme.info), QColor(theme.info)
    ground.setAlphaF(0.10 if theme.is_dark else 0.08)
    edge.setAlphaF(0.55)
    painter.fillRect(place, ground)
    painter.setPen(QPen(edge, 1))
    for x in (round(place.left()), round(place.right())):
        painter.drawLine(x, round(place.top()), x, round(place.bottom()))


def _paint_headings(painter: QPainter, picture: Picture, font: QFont) -> None:
    window, theme = picture.window, picture.theme
    if not picture.headings or window.lane_px < 3:
        return
    words = QFont(font)
    words.setPixelSize(scaled(12))
    metrics = QFontMetricsF(words)
    painter.setFont(words)
    for lane, (text, is_late) in picture.headings.items():
        y = round(window.y_of(lane))
        if y > window.height or y + window.lane_px < 0:
            continue
        ground = QColor(theme.sunken)
        ground.setAlphaF(0.75)
        painter.fillRect(QRectF(0, y, window.width, window.lane_px), ground)
        painter.setPen(QColor(theme.border))
        painter.drawLine(0, y, window.width, y)
        if window.lane_px >= _WORDS_PX:
            painter.setPen(QColor(theme.danger if is_late else theme.text))
            shown = metrics.elidedText(plain(text), Qt.TextElideMode.ElideRight, window.width - 16)
            baseline = y + (window.lane_px + metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(8, round(baseline)), shown)
