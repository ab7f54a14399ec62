"""Lanes of a pixel or two: the colours of all bars, written straight into one picture."""

from __future__ import annotations

import math
from typing import NamedTuple

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
        codes = [dense_colour(brushes, state, mode) for state in BarState for mode in range(len(brushes.colours))]
        self._modes = len(brushes.colours)
        self._colours = [0, *(colour.rgba() for colour in codes)]
        self._sorted: list[_Sorted] = []  # of the lanes that scroll, and of those that stay

    def draw(self, painter: QPainter, bars: Bars, window: Window) -> None:
        """Paint the window; where several bars fall on one pixel, the state that needs a person most is seen."""
        lanes = len(bars.lane_starts) - 1
        first, last = max(0, math.floor(window.top)), min(lanes, math.ceil(window.top + window.lanes_high))
        part = int(bars.lane_starts[first]), int(bars.lane_starts[max(first, last)])
        if part[0] == part[1]:
            return
        known = next((each for each in self._sorted if each.bars is bars and each.part == part), None)
        if known is None:
            known = _sorted(bars, part, self._modes)
            self._sorted = [known, *self._sorted[:1]]
        shrink = min(window.lane_px, 1.0)
        rows, width = math.ceil((last - first) * shrink) + 1, window.width
        picture = np.zeros((rows, width + -width % 4), np.uint8)
        _fill(picture, known, window, first, shrink)
        image = QImage(picture.data, width, rows, picture.shape[1], QImage.Format.Format_Indexed8)
        image.setColorTable(self._colours)
        height = rows * window.lane_px / shrink
        painter.drawImage(QRectF(0, window.y_of(first), width, height), image, QRectF(0, 0, width, rows))


class _Sorted(NamedTuple):
    """Bars in the order of drawing, with the number of the colour of each; the same for every move of the window."""

    bars: Bars
    part: tuple[int, int]
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    lane: NDArray[np.int32]
    colour: NDArray[np.uint8]


def _sorted(bars: Bars, part: tuple[int, int], modes: int) -> _Sorted:
    order = np.argsort(bars.state[part[0] : part[1]], kind="stable") + part[0]
    colour = bars.state[order] * np.uint8(modes) + bars.mode[order] + np.uint8(1)
    return _Sorted(bars, part, bars.start[order], bars.end[order], bars.lane[order].astype(np.int32), colour)


def _fill(picture: NDArray[np.uint8], bars: _Sorted, window: Window, first: int, shrink: float) -> None:
    left = _pixels(bars.start, window)
    right = np.maximum(_pixels(bars.end, window), left + _LEAST_PX)
    kept = np.flatnonzero((right > 0) & (left < window.width))
    if not len(kept):
        return
    left, right = np.maximum(left[kept], 0), np.minimum(right[kept], window.width)
    row = ((bars.lane[kept] - first) * shrink).astype(np.int32)
    lengths = right - left
    ends = np.cumsum(lengths, dtype=np.int32)
    # each bar as a run of pixels: its place in the picture, counted on by one to the end of the run
    places = np.repeat(row * np.int32(picture.shape[1]) + left - (ends - lengths), lengths)
    places += np.arange(ends[-1], dtype=np.int32)
    picture.ravel()[places] = np.repeat(bars.colour[kept], lengths)


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
