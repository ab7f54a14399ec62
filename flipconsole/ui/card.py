"""A quiet frame around a few things that belong together, tinted when they are not normal."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget
from typing_extensions import override

from flipconsole.ui.theme import Theme

_ROUND = 6.0

Tone = Literal["neutral", "info", "ok", "warn", "danger"]


class Card(QFrame):
    """A frame whose contents go into `body`; the tone is only ever an addition to words and an icon.

    It draws itself: a style sheet for each card would have all that stands in it styled anew, 2 ms a card.
    """

    def __init__(self, theme: Theme, tone: Tone = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(12, 10, 12, 10)
        self.body.setSpacing(6)
        self._look: tuple[Theme, Tone] | None = None
        self.set_look(theme, tone)

    def set_look(self, theme: Theme, tone: Tone) -> None:
        """Take the colours of `tone` in `theme`."""
        if self._look != (theme, tone):
            self._look = (theme, tone)
            self.update()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        assert self._look is not None
        theme, tone = self._look
        fill = theme.raised if tone == "neutral" else str(getattr(theme, f"{tone}_soft"))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.border if tone == "neutral" else str(getattr(theme, tone))))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _ROUND, _ROUND)


def tone_colour(theme: Theme, tone: Tone) -> str:
    """The colour of an icon that stands on a card of this tone."""
    return theme.muted if tone == "neutral" else str(getattr(theme, tone))
