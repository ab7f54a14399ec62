"""Words upon bars that are wide enough for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from flipconsole.domain.layout import BarFlag, BarState
from flipconsole.ui.theme import scaled
from flipconsole.ui.timeline.brushes import Brushes
from flipconsole.ui.timeline.texts import Texts, sized
from flipconsole.ui.timeline.window import Window

if TYPE_CHECKING:
    from flipconsole.ui.timeline.drawing import Places

_LEFT, _RIGHT, _ARROW = 20, 6, 24  # after the letter; before the end; before the arrow of an open end
_LEAST_PX = 44.0
_OPEN_END, _ANSWERED = int(BarFlag.OPEN_END), int(BarState.ANSWERED)


class Labels:
    """Draws the longest label that fits; texts are laid out once."""

    def __init__(self, brushes: Brushes, font: QFont) -> None:
        self._brushes = brushes
        self._texts = Texts(sized(font, scaled(12)))
        self._height = self._texts.metrics.height()
        self._left = scaled(_LEFT)

    def draw(self, painter: QPainter, shown: Places, window: Window, text_of: Callable[[int], tuple[str, ...]]) -> None:
        """Write on every bar that has room for a word; the pattern gives way to the words."""
        rects = shown.rects
        lefts = np.maximum(rects[:, 0], 0.0)
        rooms = np.minimum(rects[:, 0] + rects[:, 2], window.width) - lefts
        chosen = np.flatnonzero((rooms >= _LEAST_PX) & (rects[:, 3] >= scaled(14)))
        height, laid, left_px, grounds = self._height, self._texts.laid, self._left, self._brushes.grounds
        uppers = np.round(rects[chosen, 1] + (rects[chosen, 3] - height) / 2)
        plates = np.maximum(uppers, rects[chosen, 1] + 2)  # its outline stays
        highs = np.minimum(uppers + round(height), rects[chosen, 1] + rects[chosen, 3] - 2) - plates
        are_open = (shown.flags[chosen] & _OPEN_END) != 0
        spaces = rooms[chosen] - self._left - np.where(are_open, _ARROW, _RIGHT)
        columns = (
            shown.index[chosen],
            lefts[chosen],
            uppers,
            plates,
            highs,
            spaces,
            are_open,
            shown.state[chosen],
            shown.mode[chosen],
        )
        painter.setFont(self._texts.font)
        last_pen = None
        for index, left, upper, plate, high, space, is_open, state, mode in zip(
            *(column.tolist() for column in columns), strict=True
        ):
            for text in text_of(index):
                words, width = laid(text)
                if width <= space:
                    if not is_open:  # an open end fades: no plain ground fits below the words
                        painter.fillRect(QRectF(left + 3, plate, width + left_px, high), grounds[state][mode])
                    pen = mode if state == _ANSWERED else -1
                    if pen != last_pen:
                        painter.setPen(self._brushes.text if pen < 0 else self._brushes.inks[pen])
                        last_pen = pen
                    painter.drawStaticText(QPointF(left + left_px, upper), words)
                    break
        painter.setPen(Qt.PenStyle.NoPen)
