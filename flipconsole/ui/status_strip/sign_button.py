"""The sign in the strip: it says which Flip this is, and pressed offers the others."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from flipconsole.domain.language import _
from flipconsole.domain.profile import Sign
from flipconsole.ui.plain import plain_caption, plain_tooltip
from flipconsole.ui.theme import Theme, icon, readable_on, sign_colour


class SignButton(QToolButton):
    """The word of the profile that is open, and its name, on its colour."""

    def __init__(self, sign: Sign, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind the word
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_sign(sign, theme)

    def show_sign(self, sign: Sign, theme: Theme) -> None:
        """Say another one, or the same in another theme."""
        fill = sign_colour(theme, sign)
        ink = readable_on(fill)
        self.setText(plain_caption(sign.text))
        self.setAccessibleName(_("Environment: {word}").format(word=sign.text))
        self.setToolTip(plain_tooltip(_("{sign}: press for the other profiles").format(sign=sign.text)))
        self.setIcon(icon("chevron-down", ink, 14))
        self.setStyleSheet(
            f"QToolButton {{ background: {fill}; color: {ink}; border: 1px solid {fill}; border-radius: 4px; "
            f"padding: 4px 7px; font-weight: 600; }}"
            f"QToolButton:focus {{ border: 1px solid {theme.focus}; }}"
        )
