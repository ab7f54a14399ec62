"""The fillings of bars: a colour and a pattern for each mode, a look for each state."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap

from flipconsole.domain.command import Mode
from flipconsole.domain.layout import MODES, BarState
from flipconsole.ui.theme import Theme, mode_colour, mode_ink

TILE = 12
"""Every pattern repeats after so many pixels in both directions."""


class Brushes:
    """What one theme paints bars with; lists go by the mode codes of the layout, the last one for unknown words."""

    def __init__(self, theme: Theme, ratio: float) -> None:
        words = [*(str(mode) for mode in MODES), ""]
        surface = self.surface = QColor(theme.surface)
        self.theme = theme
        self.ratio = ratio
        self.text = QColor(theme.text)
        self.muted = QColor(theme.muted)
        self.danger = QColor(theme.danger)
        self.colours = [mode_colour(theme, word) for word in words]
        self.inks = [mode_ink(theme, word) for word in words]
        self.tints = [blended(colour, surface, 0.16) for colour in self.colours]
        self.failed_tints = [blended(colour, surface, 0.10) for colour in self.colours]
        self.solid_patterns = [
            _pattern(word, _translucent(ink, 0.26), ratio) for word, ink in zip(words, self.inks, strict=True)
        ]
        self.tint_patterns = [
            _pattern(word, _translucent(colour, 0.5), ratio) for word, colour in zip(words, self.colours, strict=True)
        ]
        self.crosses = _tiled(_crosses(), _translucent(self.danger, 0.6), ratio, 1.3)
        self.grounds = {  # below the patterns
            BarState.DROPPED: [surface] * len(words),
            BarState.ANSWERED: self.colours,
            BarState.UNCLEAR: [surface] * len(words),
            BarState.PENDING: self.tints,
            BarState.FAILED: self.failed_tints,
        }
        self.hatch = _tiled(_diagonals(6), _translucent(self.muted, 0.45), ratio, 1.0)


def blended(colour: QColor, ground: QColor, share: float) -> QColor:
    """The opaque colour that `share` of `colour` gives upon `ground`."""
    rest = 1 - share
    return QColor(
        round(colour.red() * share + ground.red() * rest),
        round(colour.green() * share + ground.green() * rest),
        round(colour.blue() * share + ground.blue() * rest),
    )


def _translucent(colour: QColor, alpha: float) -> QColor:
    result = QColor(colour)
    result.setAlphaF(alpha)
    return result


def _pattern(mode: str, colour: QColor, ratio: float) -> QBrush:
    return _tiled(_mode_path(mode), colour, ratio, 1.2)


def _mode_path(mode: str) -> QPainterPath:
    """Rising strokes charge, falling ones discharge, level ones stand by, a grid backs up, dots save, waves follow."""
    path = QPainterPath()
    half = TILE / 2
    match mode:
        case Mode.CHARGE:
            _line(path, 0, TILE, TILE, 0)
            _line(path, -1, 1, 1, -1)
            _line(path, TILE - 1, TILE + 1, TILE + 1, TILE - 1)
        case Mode.DISCHARGE:
            _line(path, 0, 0, TILE, TILE)
            _line(path, -1, TILE - 1, 1, TILE + 1)
            _line(path, TILE - 1, -1, TILE + 1, 1)
        case Mode.STANDBY:
            _line(path, 0, 2.5, TILE, 2.5)
            _line(path, 0, 8.5, TILE, 8.5)
        case Mode.BACKUP:
            _line(path, 0, half - 0.5, TILE, half - 0.5)
            _line(path, half - 0.5, 0, half - 0.5, TILE)
        case Mode.SAVINGS:
            for x, y in ((3, 3), (9, 9)):
                path.addEllipse(QPointF(x, y), 0.9, 0.9)
        case Mode.SELF_CONSUMPTION:
            path.moveTo(0, half)
            path.quadTo(half / 2, half - 5, half, half)
            path.quadTo(half * 1.5, half + 5, TILE, half)
    return path


def _line(path: QPainterPath, x0: float, y0: float, x1: float, y1: float) -> None:
    path.moveTo(x0, y0)
    path.lineTo(x1, y1)


def _diagonals(pitch: int) -> QPainterPath:
    path = QPainterPath()
    for shift in range(-TILE, TILE + 1, pitch):
        _line(path, shift - 1, TILE + 1, shift + TILE + 1, -1)
    return path


def _crosses() -> QPainterPath:
    path = QPainterPath()
    _line(path, 2.5, 2.5, 9.5, 9.5)
    _line(path, 2.5, 9.5, 9.5, 2.5)
    return path


def _tiled(path: QPainterPath, colour: QColor, ratio: float, width: float) -> QBrush:
    tile = QPixmap(round(TILE * ratio), round(TILE * ratio))
    tile.setDevicePixelRatio(ratio)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(QRectF(0, 0, TILE, TILE))
    painter.setPen(QPen(colour, width))
    painter.drawPath(path)
    painter.end()
    return QBrush(tile)
