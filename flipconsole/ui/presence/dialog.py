"""The question who is here, over the whole program, until it is answered."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from flipconsole.domain.language import _
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.signed_dialog import SignedDialog
from flipconsole.ui.theme import Theme, pixmap, scaled

LONGEST_NAME = 200


class WhoDialog(SignedDialog):
    """Nothing else of the program takes a key or a click while it stands; Escape does not end it.

    Signals:
        answered: the name.
        forgetting_asked: the same, and the token is to be forgotten.
    """

    answered = Signal(str)
    forgetting_asked = Signal(str)

    def __init__(self, operator: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setWindowTitle(_("Who is here?"))
        symbol = PlainLabel(parent=self)
        symbol.setPixmap(pixmap("user", theme.accent, 28, self.devicePixelRatioF()))
        title = PlainLabel(_("Who is here?"), self)
        title.setProperty("role", "title")
        text = PlainLabel(
            _(
                "Your name stands on every answer. After a while without a key or the mouse it is asked for before the "
                "next one. Answers given before are sent meanwhile."
            ),
            self,
        )
        text.setWordWrap(True)
        label = PlainLabel(_("Your &name"), self)
        self.name = QLineEdit(operator, self)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(_("Your name"))
        self.name.selectAll()
        label.setBuddy(self.name)
        hint = PlainLabel(
            _(
                "This keeps nobody out who uses this computer's account: lock the computer when you leave, and forget "
                "the token when you hand it over."
            ),
            self,
        )
        hint.setProperty("tone", "muted")
        hint.setWordWrap(True)
        self.forget = QPushButton(_("&Forget the token"), self)
        self.forget.setAutoDefault(False)
        self.forget.clicked.connect(lambda: self._end(self.forgetting_asked))
        self.go_on = QPushButton(_("That is me"), self)
        self.go_on.setProperty("kind", "primary")
        self.go_on.setDefault(True)
        self.go_on.clicked.connect(lambda: self._end(self.answered))
        for button in (self.forget, self.go_on):
            button.setAccessibleName(button.text().replace("&", ""))
        self.name.textChanged.connect(lambda words: self.go_on.setEnabled(bool(words.strip())))
        self.go_on.setEnabled(bool(operator.strip()))
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(symbol)
        head.addWidget(title, 1)
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        bottom.addStretch(1)
        bottom.addWidget(self.forget)
        bottom.addWidget(self.go_on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(head)
        for widget in (text, label, self.name, hint):
            layout.addWidget(widget)
        layout.addLayout(bottom)
        width = scaled(480)
        self.resize(width, layout.totalHeightForWidth(width))
        self.name.setFocus()

    def _end(self, signal: object) -> None:
        name = self.name.text().strip()
        super().accept()
        signal.emit(name)  # type: ignore[attr-defined]

    @override
    def reject(self) -> None:
        """Escape is no answer."""

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self.isVisible():
            event.ignore()
        else:
            super().closeEvent(event)
