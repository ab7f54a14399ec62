"""Words in one font, laid out and measured once, as a frame has no time to do it again."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QStaticText

_KEPT = 4000


class Laid(NamedTuple):
    """Words ready to be drawn, and how wide they are."""

    words: QStaticText
    width: float


class Texts:
    """What `laid` returns is kept, some thousands of texts at most; `metrics` are those of the font."""

    def __init__(self, font: QFont) -> None:
        self.font = QFont(font)
        self.metrics = QFontMetricsF(self.font)
        self._laid: dict[str, Laid] = {}
        self._elided: dict[tuple[str, int], str] = {}

    def laid(self, text: str) -> Laid:
        """The text, as plain text."""
        found = self._laid.get(text)
        if found is None:
            if len(self._laid) >= _KEPT:
                self._laid.clear()
            words = QStaticText(text)
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            words.prepare(font=self.font)
            found = self._laid[text] = Laid(words, self.metrics.horizontalAdvance(text))
        return found

    def elided(self, text: str, room: int) -> str:
        """The text, shortened in its middle to so many pixels."""
        found = self._elided.get((text, room))
        if found is None:
            if len(self._elided) >= _KEPT:
                self._elided.clear()
            found = self.metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
            self._elided[text, room] = found
        return found


def sized(font: QFont, pixels: int, weight: QFont.Weight | None = None) -> QFont:
    """The font in so many pixels."""
    result = QFont(font)
    result.setPixelSize(pixels)
    if weight is not None:
        result.setWeight(weight)
    return result
