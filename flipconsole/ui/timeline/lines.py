"""Thin lines upon bars: the charge that is to be kept, and the fuse of the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from flipconsole.domain.layout import Bars, BarState
from flipconsole.domain.row import FUSE
from flipconsole.ui.theme import scaled
from flipconsole.ui.timeline.brushes import Brushes
from flipconsole.ui.timeline.window import Window

if TYPE_CHECKING:
    from flipconsole.ui.timeline.drawing import Places

SHORT_S = 5 * 60.0
"""A fuse with less than this left is drawn as pressing."""

_FUSE_PX, _FUSE_HIGH, _LEAST_PX = 64.0, 3.0, 14.0
_ANSWERED = int(BarState.ANSWERED)


def draw_reserves(painter: QPainter, shown: Places, bars: Bars, window: Window, brushes: Brushes) -> None:
    """A dashed line at the part of the slot's height that is to stay in the battery, and a foot where it begins."""
    reserve = bars.reserve[shown.index]
    rects, slots = shown.rects, shown.slots
    chosen = np.flatnonzero(~np.isnan(reserve) & (slots[:, 1] >= scaled(12)) & (rects[:, 2] >= 8))
    if not len(chosen):
        return
    y = np.floor(slots[chosen, 0] + slots[chosen, 1] * (1 - reserve[chosen])) + 0.5
    y = np.clip(y, slots[chosen, 0] + 1.5, slots[chosen, 0] + slots[chosen, 1] - 1.5)
    left = np.maximum(rects[chosen, 0] + 1, 0.0)
    right = np.minimum(rects[chosen, 0] + rects[chosen, 2] - 1, float(window.width))
    inside = (y > rects[chosen, 1]) & (y < rects[chosen, 1] + rects[chosen, 3])
    solid = (shown.state[chosen] == _ANSWERED) & inside
    modes = shown.mode[chosen]
    for colour, group in [(brushes.text, ~solid)] + [
        (brushes.inks[mode], solid & (modes == mode)) for mode in np.unique(modes[solid]).tolist()
    ]:
        lines = np.column_stack((left, right, y))[group].tolist()
        if lines:
            painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
            painter.drawLines([QLineF(x, height, until, height) for x, until, height in lines])
            painter.setPen(QPen(colour, 1))
            painter.drawLines([QLineF(x, height - 2, x, height + 2) for x, _until, height in lines])
    painter.setPen(Qt.PenStyle.NoPen)


def draw_fuses(painter: QPainter, shown: Places, bars: Bars, window: Window, now: float, brushes: Brushes) -> None:
    """Along the lower edge of a bar that waits for its answer, a line that burns down in the quarter of an hour."""
    left_s = bars.late_at[shown.index] - now
    rects = shown.rects
    begin = np.maximum(rects[:, 0] + 2, 1.0)
    room = np.minimum(rects[:, 0] + rects[:, 2] - 2, float(window.width)) - begin
    chosen = np.flatnonzero(np.isfinite(left_s) & (left_s > 0) & (room >= _LEAST_PX) & (rects[:, 3] >= scaled(14)))
    if not len(chosen):
        return
    whole = np.minimum(room[chosen], scaled(_FUSE_PX))
    rest = np.maximum(np.round(whole * np.clip(left_s[chosen] / FUSE.total_seconds(), 0.0, 1.0)), 2.0)
    y = rects[chosen, 1] + rects[chosen, 3] - _FUSE_HIGH - 1
    columns = (begin[chosen], y, whole, rest, left_s[chosen] < SHORT_S)
    calm, pressing, ground = brushes.text, brushes.danger, QColor(brushes.surface)
    for x, upper, length, burning, is_pressing in zip(*(column.tolist() for column in columns), strict=True):
        colour = pressing if is_pressing else calm
        painter.fillRect(QRectF(x, upper, length, _FUSE_HIGH), ground)
        painter.fillRect(QRectF(x, upper + 1, length, 1), brushes.muted)
        painter.fillRect(QRectF(x, upper, burning, _FUSE_HIGH), colour)
        painter.fillRect(QRectF(x + burning - 1, upper - 2, 2, _FUSE_HIGH + 2), colour)  # the spark
