"""Bars as rectangles in pixels, drawn array-first: one call per filling, however many bars."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QLinearGradient, QPainter, QPen, QPolygonF
from shiboken6 import wrapInstance

from flipconsole.domain.command import Mode
from flipconsole.domain.layout import MODES, BarFlag, Bars, BarState, Indices
from flipconsole.ui.theme import scaled
from flipconsole.ui.timeline.brushes import TILE, Brushes
from flipconsole.ui.timeline.collisions import Gaps
from flipconsole.ui.timeline.density import dense_colour
from flipconsole.ui.timeline.labels import Labels
from flipconsole.ui.timeline.lines import Reserves, draw_fuses
from flipconsole.ui.timeline.marks import CELL, Marks, Sign
from flipconsole.ui.timeline.window import Window

LEAST_PX = 3.0
"""No bar is drawn narrower, so that a short command cannot be overlooked."""

DENSE_PX = 11.0
"""Lanes lower than this show colours alone: no pattern or letter could be read there."""

_BESIDE = 40.0  # pixels drawn beyond the edges, so that no outline shows there
_RECT_BYTES = 4 * 8
_STATES = 8  # room for a state in the key of a filling


@dataclass(frozen=True)
class Places:
    """Where visible bars lie, in pixels, in the order in which they are drawn.

    `slots` are the upper edge and the height of the part of the lane that a bar has to itself; one whose height is its
    power fills it only partly.
    """

    index: Indices
    rects: NDArray[np.float64]
    slots: NDArray[np.float64]
    state: NDArray[np.uint8]
    mode: NDArray[np.uint8]
    flags: NDArray[np.uint8]
    late: NDArray[np.bool_]


def places(bars: Bars, index: Indices, window: Window, now: float, full_w: float = 0.0) -> Places:
    """The rectangles of the bars at `index`, on whole pixels, with a gap between neighbours where there is room.

    With `full_w`, the height of a bar is its power, charge upwards and discharge downwards from the middle, and that
    many watts reach the edge.
    """
    scale = window.px_per_s
    left = np.floor(np.maximum((bars.start[index] - window.start) * scale, -_BESIDE))
    right = np.minimum((bars.end[index] - window.start) * scale, window.width + _BESIDE)
    width = np.round(right) - left
    width -= width > 2 * LEAST_PX
    np.maximum(width, LEAST_PX, out=width)
    lane_px = window.lane_px
    pad = 3.0 if lane_px >= 20 else 1.0 if lane_px >= 6 else 0.0
    top = bars.top[index]
    upper = (bars.lane[index] - window.top) * lane_px + pad + top * (lane_px - 2 * pad)
    lower = upper + bars.height[index] * (lane_px - 2 * pad)
    flags = bars.flags[index]
    slots = np.empty((len(index), 2))
    if lane_px >= DENSE_PX:
        upper, lower = np.round(upper + (top > 0)), np.round(lower)
        slots[:, 0], slots[:, 1] = upper, lower - upper
        if full_w:
            upper, lower = _by_power(bars, index, upper, lower, full_w)
        else:
            thin = (flags & BarFlag.PREPARATORY) != 0
            quarter = np.where(thin, np.floor((lower - upper) / 4), 0.0)
            upper, lower = upper + quarter, lower - quarter
    else:
        upper = np.floor(upper)
        lower = np.maximum(np.floor(lower), upper + 1)
        slots[:, 0], slots[:, 1] = upper, lower - upper
    state = bars.state[index]
    key = state * np.uint8(_STATES) + bars.mode[index]
    order = np.argsort(key, kind="stable")
    rects = np.empty((len(index), 4))
    rects[:, 0], rects[:, 1], rects[:, 2], rects[:, 3] = left, upper, width, lower - upper
    index = index[order]
    late = bars.late_at[index] <= now
    return Places(index, rects[order], slots[order], state[order], bars.mode[index], flags[order], late)


def _by_power(
    bars: Bars, index: Indices, upper: NDArray[np.float64], lower: NDArray[np.float64], full_w: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Upper and lower edges; who follows the load may take all there is, who has no power lies in the middle."""
    power, mode = bars.power[index], bars.mode[index]
    follows = np.where((bars.flags[index] & BarFlag.FOLLOWS_LOAD) != 0, full_w, 0.0)
    signs = (mode == MODES.index(Mode.CHARGE)) * 1.0 - (mode == MODES.index(Mode.DISCHARGE))
    share = np.clip(np.where(np.isnan(power), follows * signs, power) / full_w, -1.0, 1.0)
    middle, half = np.round((upper + lower) / 2), (lower - upper) / 2
    reach = np.maximum(np.round(np.abs(share) * half), LEAST_PX)
    up, down = np.where(share > 0, reach, 0.0), np.where(share < 0, reach, 0.0)
    rest = np.where(share == 0, np.round(half * 0.45), 0.0)
    return middle - up - rest, middle + down + rest


class BarDrawing:
    """Draws bars with the brushes of one theme."""

    def __init__(self, brushes: Brushes, font: QFont) -> None:
        self.brushes = brushes
        self._outer = PrimitiveArray(QRectF, 4)
        self._inner = PrimitiveArray(QRectF, 4)
        self.marks = Marks(brushes, font)
        self.labels = Labels(brushes, font)
        self.gaps = Gaps(font)
        self._reserves = Reserves(brushes)

    def draw(
        self,
        painter: QPainter,
        shown: Places,
        bars: Bars,
        window: Window,
        now: float,
        text_of: Callable[[int], tuple[str, ...]],
    ) -> None:
        """Paint all of `shown`, which are of `bars`; `text_of` gives the label of a bar, from long to short."""
        count = len(shown.index)
        if not count:
            return
        for array, inset in ((self._outer, 0.0), (self._inner, 1.0)):
            array.resize(count)
            fields = array.ndarray()
            fields[:] = shown.rects
            if inset:
                fields[:, :2] += inset
                fields[:, 2:] -= 2 * inset
        key = shown.state * np.uint8(_STATES) + shown.mode
        first = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
        groups = [(int(key[low]), int(low), int(high)) for low, high in zip(first, [*first[1:], count], strict=True)]
        painter.setPen(Qt.PenStyle.NoPen)
        if window.lane_px < DENSE_PX:
            for group, low, high in groups:
                self._fill(
                    painter,
                    self._outer,
                    low,
                    high,
                    dense_colour(self.brushes, BarState(group // _STATES), group % _STATES),
                )
            return
        painter.setBrushOrigin(QPointF(-(window.start * window.px_per_s) % TILE, -(window.top * window.lane_px) % TILE))
        for group, low, high in groups:
            self._draw_group(painter, BarState(group // _STATES), group % _STATES, low, high)
        painter.setBrushOrigin(QPointF(0, 0))
        self._draw_open_ends(painter, shown, window)
        self._reserves.draw(painter, shown, bars, window)
        draw_fuses(painter, shown, bars, window, now, self.brushes)
        self.labels.draw(painter, shown, window, text_of)
        self._draw_letters(painter, shown, window)
        self._draw_signs(painter, shown, window)

    def _draw_group(self, painter: QPainter, state: BarState, mode: int, low: int, high: int) -> None:
        brushes = self.brushes
        match state:
            case BarState.ANSWERED:
                self._fill(painter, self._outer, low, high, brushes.colours[mode])
                self._fill(painter, self._outer, low, high, brushes.solid_patterns[mode])
            case BarState.FAILED:
                self._fill(painter, self._outer, low, high, brushes.danger)
                self._fill(painter, self._inner, low, high, brushes.failed_tints[mode])
                self._fill(painter, self._inner, low, high, brushes.crosses)
            case BarState.DROPPED | BarState.UNCLEAR:
                dashed = state is BarState.DROPPED
                self._fill(painter, self._outer, low, high, brushes.surface)
                self._fill(painter, self._outer, low, high, brushes.hatch if dashed else brushes.tint_patterns[mode])
                style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.DotLine
                painter.setPen(QPen(brushes.muted if dashed else brushes.text, 1, style))
                self._fill(painter, self._inner, low, high, Qt.BrushStyle.NoBrush)
                painter.setPen(Qt.PenStyle.NoPen)
            case BarState.PENDING:
                self._fill(painter, self._outer, low, high, brushes.colours[mode])
                self._fill(painter, self._inner, low, high, brushes.tints[mode])
                self._fill(painter, self._inner, low, high, brushes.tint_patterns[mode])

    @staticmethod
    def _fill(
        painter: QPainter, array: PrimitiveArray, low: int, high: int, brush: QBrush | QColor | Qt.BrushStyle
    ) -> None:
        painter.setBrush(brush)
        first = cast(QRectF, wrapInstance(array.ndarray().ctypes.data + low * _RECT_BYTES, QRectF))
        painter.drawRects(first, high - low)

    def _draw_open_ends(self, painter: QPainter, shown: Places, window: Window) -> None:
        surface = self.brushes.surface
        clear = QColor(surface)
        clear.setAlpha(0)
        rects = shown.rects
        open_ended = ((shown.flags & BarFlag.OPEN_END) != 0) & (rects[:, 2] > 8)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x, y, width, height in rects[open_ended].tolist():
            right = min(x + width, float(window.width))
            length = min(96.0, width * 0.6)
            fade = QLinearGradient(right - length, 0, right, 0)
            fade.setColorAt(0, clear)
            fade.setColorAt(1, surface)
            painter.fillRect(QRectF(right - length, y, length, height), fade)
            middle, reach = y + height / 2, min(5.0, height / 2 - 1)
            painter.setPen(QPen(self.brushes.text, 1.6))
            for shift in (4, 10):
                tip = right - shift
                points = [
                    QPointF(tip - reach, middle - reach),
                    QPointF(tip, middle),
                    QPointF(tip - reach, middle + reach),
                ]
                painter.drawPolyline(QPolygonF(points))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)

    def _draw_letters(self, painter: QPainter, shown: Places, window: Window) -> None:
        """On the bar, or beside one that is too low for it: no mode may be told by its colour alone."""
        rects, slots = shown.rects, shown.slots
        left = np.maximum(rects[:, 0], 0.0)
        room = np.minimum(rects[:, 0] + rects[:, 2], window.width) - left
        is_low = rects[:, 3] < scaled(9)
        chosen = (room >= scaled(11)) & (~is_low | (slots[:, 1] >= scaled(20)))
        middle = rects[:, 1] + rects[:, 3] / 2
        is_above = middle < slots[:, 0] + slots[:, 1] / 2
        y = middle.copy()
        y[is_low] = (rects[:, 1] + np.where(is_above, -scaled(6), rects[:, 3] + scaled(6)))[is_low]
        self.marks.draw_letters(
            painter,
            np.round(left[chosen] + np.minimum(room[chosen] / 2, scaled(10))),
            np.floor(y[chosen] + 0.5),
            shown.mode[chosen],
            (shown.state[chosen] == BarState.ANSWERED) & ~is_low[chosen],
            rects[chosen, 3] < scaled(15),
        )

    def _draw_signs(self, painter: QPainter, shown: Places, window: Window) -> None:
        flags = shown.flags
        sign = np.full(len(flags), -1)
        sign[(flags & BarFlag.UNDER_WAY) != 0] = Sign.UNDER_WAY
        sign[(flags & BarFlag.REMOVAL) != 0] = Sign.REMOVAL
        sign[shown.late] = Sign.LATE
        sign[(flags & BarFlag.ASKING) != 0] = Sign.ASKING
        is_seen = (shown.rects[:, 0] + shown.rects[:, 2] > 0) & (shown.rects[:, 0] < window.width)
        chosen = (sign >= 0) & is_seen
        rects = shown.rects[chosen]
        x = np.maximum(rects[:, 0] + 1, scaled(CELL) / 2 - 1)
        self.marks.draw_signs(painter, x, rects[:, 1] + 1, sign[chosen])
