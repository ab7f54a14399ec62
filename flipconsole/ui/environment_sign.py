"""The sign that says which Flip this is, by word and colour, on every window and dialog."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QWidget

from flipconsole.domain.language import _
from flipconsole.domain.profile import Sign
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme, readable_on, sign_colour


class EnvironmentSign(PlainLabel):
    """The word of a profile, and its name, on its colour."""

    def __init__(self, sign: Sign, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.show_sign(sign, theme)

    def show_sign(self, sign: Sign, theme: Theme) -> None:
        """Say another one, or the same in another theme."""
        self.setText(sign.text)
        self.setAccessibleName(_("Environment: {word}").format(word=sign.text))
        fill = sign_colour(theme, sign)
        self.setStyleSheet(
            f"background: {fill}; color: {readable_on(fill)}; border-radius: 4px; padding: 3px 8px; font-weight: 600;"
        )
