"""Letters of modes and small signs upon bars, all in one picture so that any number is drawn in one call."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPaintEngine, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from flipconsole.domain.layout import MODES
from flipconsole.domain.words import mode_letter
from flipconsole.ui.theme import text_size
from flipconsole.ui.timeline.brushes import Brushes

CELL = 16
"""Each letter and sign has a square of so many pixels."""

_SMALL = 12
_SIGN_ROW = 4
_TAKES_FRAGMENTS = (QPaintEngine.Type.Raster, QPaintEngine.Type.OpenGL, QPaintEngine.Type.OpenGL2)


class Sign(IntEnum):
    """What is said about a bar beside its state; one sign per bar, the first that holds."""

    LATE = 0
    REMOVAL = 1
    ASKING = 2
    UNDER_WAY = 3


class Marks:
    """Letters in two sizes, to stand on solid and on pale bars, and the signs."""

    def __init__(self, brushes: Brushes, font: QFont) -> None:
        self._ratio = brushes.ratio
        columns = max(len(MODES) + 1, len(Sign))
        self._grain = brushes.ratio * text_size() / 100
        self._atlas = QPixmap(round(columns * CELL * self._grain), round((_SIGN_ROW + 1) * CELL * self._grain))
        self._atlas.setDevicePixelRatio(self._grain)
        self._atlas.fill(Qt.GlobalColor.transparent)
        self._fragments = PrimitiveArray(QPainter.PixmapFragment, 10)
        painter = QPainter(self._atlas)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        bold = QFont(font)
        bold.setWeight(QFont.Weight.Bold)
        for code, word in enumerate((*MODES, "")):
            for row, (colour, height) in enumerate(
                ((brushes.inks[code], 12), (brushes.text, 12), (brushes.inks[code], 9), (brushes.text, 9))
            ):
                bold.setPixelSize(height)
                painter.setFont(bold)
                painter.setPen(colour)
                cell = QRectF(code * CELL, row * CELL, CELL, CELL)
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, mode_letter(word))
        for sign in Sign:
            _draw_sign(painter, sign, brushes)
        painter.end()

    def draw_letters(
        self,
        painter: QPainter,
        x: NDArray[np.float64],
        y: NDArray[np.float64],
        mode: NDArray[np.uint8],
        on_solid: NDArray[np.bool_],
        is_small: NDArray[np.bool_],
    ) -> None:
        """Letters with their centres at (x, y)."""
        self._draw(painter, x, y, mode, np.where(on_solid, 0, 1) + np.where(is_small, 2, 0))

    def draw_signs(
        self, painter: QPainter, x: NDArray[np.float64], y: NDArray[np.float64], sign: NDArray[np.int64]
    ) -> None:
        """Signs with their centres at (x, y)."""
        self._draw(painter, x, y, sign, np.full(len(x), _SIGN_ROW))

    def _draw(
        self,
        painter: QPainter,
        x: NDArray[np.float64],
        y: NDArray[np.float64],
        column: NDArray[np.uint8] | NDArray[np.int64],
        row: NDArray[np.int64],
    ) -> None:
        if not len(x):
            return
        engine = painter.paintEngine()
        if engine is not None and engine.type() not in _TAKES_FRAGMENTS:
            self._draw_one_by_one(painter, x, y, column, row)
            return
        self._fragments.resize(len(x))
        fields = self._fragments.ndarray()
        pixels = round(CELL * self._grain)
        fields[:, 0], fields[:, 1] = x, y
        fields[:, 2], fields[:, 3] = column.astype(np.int64) * pixels, row * pixels
        fields[:, 4:6] = pixels
        fields[:, 6:8] = 1 / self._ratio
        fields[:, 8], fields[:, 9] = 0.0, 1.0
        first, count = self._fragments.drawargs()
        painter.drawPixmapFragments(first, count, self._atlas)

    def _draw_one_by_one(
        self,
        painter: QPainter,
        x: NDArray[np.float64],
        y: NDArray[np.float64],
        column: NDArray[np.uint8] | NDArray[np.int64],
        row: NDArray[np.int64],
    ) -> None:
        """For files: a drawing would hold the whole picture for each mark."""
        pixels = round(CELL * self._grain)
        half = pixels / self._ratio / 2
        kept: dict[tuple[int, int], QPixmap] = {}
        for left, top, across, down in zip(x.tolist(), y.tolist(), column.tolist(), row.tolist(), strict=True):
            mark = kept.get((across, down))
            if mark is None:
                mark = kept[across, down] = self._atlas.copy(across * pixels, down * pixels, pixels, pixels)
                mark.setDevicePixelRatio(self._ratio)
            painter.drawPixmap(QPointF(left - half, top - half), mark)


def _draw_sign(painter: QPainter, sign: Sign, brushes: Brushes) -> None:
    theme = brushes.theme
    colour, ink = {
        Sign.LATE: (theme.danger, theme.on_danger),
        Sign.REMOVAL: (theme.warn, theme.on_warn),
        Sign.ASKING: (theme.warn, theme.on_warn),
        Sign.UNDER_WAY: (theme.surface, theme.info),
    }[sign]
    left, top = sign * CELL + (CELL - _SMALL) / 2, _SIGN_ROW * CELL + (CELL - _SMALL) / 2
    plate = QRectF(left, top, _SMALL, _SMALL)
    painter.setPen(QPen(QColor(theme.info if sign is Sign.UNDER_WAY else theme.surface), 1))
    painter.setBrush(QColor(colour))
    centre = plate.center()
    x, y = centre.x(), centre.y()
    match sign:  # each has its own outline too, so that no colour is needed to tell them apart
        case Sign.REMOVAL:
            painter.drawRoundedRect(plate, 3, 3)
        case Sign.ASKING:
            painter.drawPolygon(QPolygonF([QPointF(x, y - 7), QPointF(x + 7, y + 6), QPointF(x - 7, y + 6)]))
        case _:
            painter.drawEllipse(plate)
    path = QPainterPath()
    match sign:
        case Sign.LATE:  # the hands of a clock
            path.moveTo(x, y - 3.4)
            path.lineTo(x, y)
            path.lineTo(x + 2.6, y + 1.4)
        case Sign.REMOVAL:
            path.moveTo(x - 3, y)
            path.lineTo(x + 3, y)
        case Sign.ASKING:
            path.moveTo(x, y - 2.2)
            path.lineTo(x, y + 1.4)
            path.moveTo(x, y + 3.9)
            path.lineTo(x, y + 4.0)
        case Sign.UNDER_WAY:
            path.moveTo(x, y + 3.2)
            path.lineTo(x, y - 3)
            path.moveTo(x - 2.6, y - 0.6)
            path.lineTo(x, y - 3.2)
            path.lineTo(x + 2.6, y - 0.6)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(ink), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPath(path)
