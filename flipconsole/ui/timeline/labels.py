"""Words upon bars that are wide enough for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QStaticText

from flipconsole.domain.layout import BarFlag, BarState
from flipconsole.ui.theme import scaled
from flipconsole.ui.timeline.brushes import Brushes
from flipconsole.ui.timeline.window import Window

if TYPE_CHECKING:
    from flipconsole.ui.timeline.drawing import Places

_LEFT, _RIGHT, _ARROW = 20, 6, 24  # after the letter; before the end; before the arrow of an open end
_LEAST_PX = 44.0
_KEPT = 2000
_OPEN_END, _ANSWERED = int(BarFlag.OPEN_END), int(BarState.ANSWERED)


class Labels:
    """Draws the longest label that fits; texts are laid out once."""

    def __init__(self, brushes: Brushes, font: QFont) -> None:
        self._brushes = brushes
        self._font = QFont(font)
        self._font.setPixelSize(scaled(12))
        self._metrics = QFontMetricsF(self._font)
        self._left = scaled(_LEFT)
        self._laid_out: dict[str, tuple[QStaticText, float]] = {}

    def draw(self, painter: QPainter, shown: Places, window: Window, text_of: Callable[[int], tuple[str, ...]]) -> None:
        """Write on every bar that has room for a word; the pattern gives way to the words."""
        rects = shown.rects
        lefts = np.maximum(rects[:, 0], 0.0)
        rooms = np.minimum(rects[:, 0] + rects[:, 2], window.width) - lefts
        chosen = np.flatnonzero((rooms >= _LEAST_PX) & (rects[:, 3] >= scaled(14)))
        height = self._metrics.height()
        uppers = np.round(rects[chosen, 1] + (rects[chosen, 3] - height) / 2)
        are_open = (shown.flags[chosen] & _OPEN_END) != 0
        spaces = rooms[chosen] - self._left - np.where(are_open, _ARROW, _RIGHT)
        columns = (
            shown.index[chosen],
            lefts[chosen],
            uppers,
            spaces,
            are_open,
            shown.state[chosen],
            shown.mode[chosen],
        )
        painter.setFont(self._font)
        for index, left, upper, space, is_open, state, mode in zip(*(c.tolist() for c in columns), strict=True):
            for text in text_of(index):
                words, width = self._laid(text)
                if width <= space:
                    if not is_open:  # an open end fades: no plain ground fits below the words
                        ground = self._brushes.grounds[state][mode]
                        painter.fillRect(QRectF(left + 3, upper, width + self._left, round(height)), ground)
                    painter.setPen(self._brushes.inks[mode] if state == _ANSWERED else self._brushes.text)
                    painter.drawStaticText(QPointF(left + self._left, upper), words)
                    break
        painter.setPen(Qt.PenStyle.NoPen)

    def _laid(self, text: str) -> tuple[QStaticText, float]:
        found = self._laid_out.get(text)
        if found is None:
            if len(self._laid_out) >= _KEPT:
                self._laid_out.clear()
            words = QStaticText(text)
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            found = self._laid_out[text] = (words, self._metrics.horizontalAdvance(text))
        return found
