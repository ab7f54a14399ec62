"""The form for a token: entered, tried, used for this run, and kept for the next ones if a person wants that."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from flipconsole.app.credentials import Holding
from flipconsole.app.trial import Trial
from flipconsole.domain.language import _
from flipconsole.ui.broken import broken
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import scaled
from flipconsole.ui.token.edit import TokenEdit
from flipconsole.ui.token.words import keep_title, note

WIDTH = 560


class TokenForm(QWidget):
    """Enter or the button hands the token on, and the field forgets it.

    Signals:
        token_given: the token, without blanks around it, never empty; and whether it is to be kept.
        trial_asked: the token that is to be tried, and not used yet.
    """

    token_given = Signal(str, bool)
    trial_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._holding = Holding()
        self.field = TokenEdit(self)
        self.button = self._button(_("Use this token"))
        self.button.setProperty("kind", "primary")
        self.trial_button = self._button(_("Try it"))
        self.trial_button.setToolTip(_("Ask Flip whether it takes this token, without using it"))
        self.keep = QCheckBox(self)
        self.keep.setChecked(True)
        self.verdict, self.note = PlainLabel(parent=self), PlainLabel(parent=self)
        self.note.setProperty("tone", "muted")
        for label in (self.verdict, self.note):
            label.setWordWrap(True)
        self.field.returnPressed.connect(self._on_given)
        self.field.textChanged.connect(self._on_text_changed)
        self.button.clicked.connect(self._on_given)
        self.trial_button.clicked.connect(self._on_trial_asked)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.trial_button)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        for widget in (self.verdict, self.keep, self.note):
            column.addWidget(widget)
        self.setFixedWidth(scaled(WIDTH))
        self.setFocusProxy(self.field)
        self._say(self.verdict, "")
        self.show_holding(self._holding)

    def show_holding(self, holding: Holding) -> None:
        """Offer what the keychain allows, and say what it is doing."""
        self._holding = holding
        self.field.show_kind(holding.kind)
        title = keep_title(holding)
        self.keep.setText(title)
        self.keep.setAccessibleName(title)
        self.keep.setVisible(bool(holding.keychain))
        self._say(self.note, note(holding))

    def show_trial(self, trial: Trial) -> None:
        """Say what came of trying a token."""
        self._say(self.verdict, trial.text)

    def _say(self, label: PlainLabel, text: str) -> None:
        label.setText(broken(text))
        label.setVisible(bool(text))

    def _on_text_changed(self, text: str) -> None:
        for button in (self.button, self.trial_button):
            button.setEnabled(bool(text.strip()))
        self._say(self.verdict, "")

    def _on_trial_asked(self) -> None:
        self._say(self.verdict, _("Asking Flip …"))
        self.trial_asked.emit(self.field.text().strip())

    def _on_given(self) -> None:
        token = self.field.take()
        if token:
            self.token_given.emit(token, self.keep.isChecked() and bool(self._holding.keychain))

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text)
        button.setEnabled(False)
        return button

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self.setFixedWidth(scaled(WIDTH))
