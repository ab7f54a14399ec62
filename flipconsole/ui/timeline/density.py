"""Lanes of a pixel or two: the colours of all bars, written straight into one picture."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from flipconsole.domain.layout import Bars, BarState
from flipconsole.ui.timeline.brushes import Brushes
from flipconsole.ui.timeline.window import Window

HIGHEST_PX = 3.0
"""From this height on, a lane has room for rectangles."""

_LEAST_PX = 2


class DensityDrawing:
    """Draws any number of bars at the cost of the pixels that they cover, a third of that of rectangles."""

    def __init__(self, brushes: Brushes) -> None:
        self._colours = np.array(
            [[dense_colour(brushes, state, mode).rgba() for mode in range(len(brushes.colours))] for state in BarState],
            np.uint32,
        )

    def draw(self, painter: QPainter, bars: Bars, window: Window) -> None:
        """Paint the window; where several bars fall on one pixel, the state that needs a person most is seen."""
        lanes = len(bars.lane_starts) - 1
        first, last = max(0, math.floor(window.top)), min(lanes, math.ceil(window.top + window.lanes_high))
        low, high = int(bars.lane_starts[first]), int(bars.lane_starts[max(first, last)])
        if low == high:
            return
        shrink = min(window.lane_px, 1.0)
        rows, width = math.ceil((last - first) * shrink) + 1, window.width
        order = np.argsort(bars.state[low:high], kind="stable") + low
        left = _pixels(bars.start[order], window)
        right = np.maximum(_pixels(bars.end[order], window), left + _LEAST_PX)
        kept = (right > 0) & (left < width)
        left, right, order = np.maximum(left[kept], 0), np.minimum(right[kept], width), order[kept]
        row = ((bars.lane[order] - first) * shrink).astype(np.int32)
        picture = np.zeros(rows * width, np.uint32)
        lengths = right - left
        ends = np.cumsum(lengths)
        if not len(ends):
            return
        # each bar as a run of pixels: its place in the picture, counted on by one to the end of the run
        places = np.repeat(row * np.int32(width) + left - (ends - lengths), lengths)
        places += np.arange(ends[-1], dtype=np.int32)
        picture[places] = np.repeat(self._colours[bars.state[order], bars.mode[order]], lengths)
        image = QImage(picture.data, width, rows, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
        height = rows * window.lane_px / shrink
        painter.drawImage(QRectF(0, window.y_of(first), width, height), image, QRectF(0, 0, width, rows))


def dense_colour(brushes: Brushes, state: BarState, mode: int) -> QColor:
    """The one colour that is left of a bar where no pattern or outline can be seen."""
    match state:
        case BarState.DROPPED:
            return QColor(brushes.theme.border)
        case BarState.FAILED:
            return brushes.danger
    return brushes.colours[mode]


def _pixels(moments: NDArray[np.float64], window: Window) -> NDArray[np.int32]:
    pixels = moments - window.start
    pixels *= window.px_per_s
    np.clip(pixels, -_LEAST_PX, window.width + _LEAST_PX, out=pixels)
    return pixels.astype(np.int32)
