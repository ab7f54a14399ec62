"""Thin lines upon bars: the charge that is to be kept, and the fuse of the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.Qt.internals import PrimitiveArray
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


class Reserves:
    """The part of the slot's height that is to stay in the battery, as a dashed line with a foot where it begins."""

    def __init__(self, brushes: Brushes) -> None:
        self._brushes = brushes
        self._lines = PrimitiveArray(QLineF, 4)

    def draw(self, painter: QPainter, shown: Places, bars: Bars, window: Window) -> None:
        """Draw those of all bars that are high enough for it."""
        brushes = self._brushes
        reserve = bars.reserve[shown.index]
        rects, slots = shown.rects, shown.slots
        chosen = np.flatnonzero(~np.isnan(reserve) & (slots[:, 1] >= scaled(12)) & (rects[:, 2] >= 8))
        if not len(chosen):
            return
        rects, slots, modes = rects[chosen], slots[chosen], shown.mode[chosen]
        y = np.floor(slots[:, 0] + slots[:, 1] * (1 - reserve[chosen])) + 0.5
        y = np.clip(y, slots[:, 0] + 1.5, slots[:, 0] + slots[:, 1] - 1.5)
        left = np.maximum(rects[:, 0] + 1, 0.0)
        right = np.minimum(rects[:, 0] + rects[:, 2] - 1, float(window.width))
        inside = (y > rects[:, 1]) & (y < rects[:, 1] + rects[:, 3])
        solid = (shown.state[chosen] == _ANSWERED) & inside
        for colour, group in [(brushes.text, ~solid)] + [
            (brushes.inks[mode], solid & (modes == mode)) for mode in np.unique(modes[solid]).tolist()
        ]:
            if group.any():
                painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
                self._draw_lines(painter, left[group], y[group], right[group], y[group])
                painter.setPen(QPen(colour, 1))
                self._draw_lines(painter, left[group], y[group] - 2, left[group], y[group] + 2)
        painter.setPen(Qt.PenStyle.NoPen)

    def _draw_lines(self, painter: QPainter, *ends: NDArray[np.float64]) -> None:
        self._lines.resize(len(ends[0]))
        for column, values in enumerate(ends):
            self._lines.ndarray()[:, column] = values
        painter.drawLines(*self._lines.drawargs())


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
