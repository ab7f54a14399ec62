"""A quiet frame around a few things that belong together, tinted when they are not normal."""

from __future__ import annotations

from typing import Literal

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from flipconsole.ui.theme import Theme

Tone = Literal["neutral", "info", "ok", "warn", "danger"]


class Card(QFrame):
    """A frame whose contents go into `body`; the tone is only ever an addition to words and an icon."""

    def __init__(self, theme: Theme, tone: Tone = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(12, 10, 12, 10)
        self.body.setSpacing(6)
        self._look: tuple[Theme, Tone] | None = None
        self.set_look(theme, tone)

    def set_look(self, theme: Theme, tone: Tone) -> None:
        """Take the colours of `tone` in `theme`."""
        if self._look == (theme, tone):
            return
        self._look = (theme, tone)
        fill = theme.raised if tone == "neutral" else str(getattr(theme, f"{tone}_soft"))
        edge = theme.border if tone == "neutral" else str(getattr(theme, tone))
        self.setStyleSheet(f"#card {{ background: {fill}; border: 1px solid {edge}; border-radius: 6px; }}")


def tone_colour(theme: Theme, tone: Tone) -> str:
    """The colour of an icon that stands on a card of this tone."""
    return theme.muted if tone == "neutral" else str(getattr(theme, tone))
