"""The field for a token: masked, taken for this run, never written anywhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget
from typing_extensions import override

from flipconsole.domain.language import _
from flipconsole.ui.theme import scaled

WIDTH = 520


class TokenForm(QWidget):
    """Enter or the button hands the token on, and the field forgets it.

    Signals:
        token_given: the token, without blanks around it, never empty.
    """

    token_given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = token_field(self)
        self.button = QPushButton(_("Use this token"), self)
        self.button.setAccessibleName(_("Use this token"))
        self.field.returnPressed.connect(self._on_given)
        self.field.textChanged.connect(lambda text: self.button.setEnabled(bool(text.strip())))
        self.button.setProperty("kind", "primary")
        self.button.setEnabled(False)
        self.button.clicked.connect(self._on_given)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.button)
        self.setFixedWidth(scaled(WIDTH))
        self.setFocusProxy(self.field)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self.setFixedWidth(scaled(WIDTH))

    def _on_given(self) -> None:
        token = self.field.text().strip()
        self.field.clear()
        if token:
            self.token_given.emit(token)


def token_field(parent: QWidget) -> QLineEdit:
    """A masked field that offers the token to no other program's memory of words."""
    field = QLineEdit(parent)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setPlaceholderText(_("Token from Flip; kept in memory for this run only"))
    field.setAccessibleName(_("Token"))
    field.setMaxLength(8192)
    return field
