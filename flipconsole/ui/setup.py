"""First run: which server, who answers, and the token; in plain words, with nothing filled in."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from flipconsole.domain.environment import Environment, Origin, read_origin
from flipconsole.domain.errors import ProfileError
from flipconsole.domain.language import _
from flipconsole.domain.profile import Sign
from flipconsole.ui.application import chosen_theme
from flipconsole.ui.environment_sign import EnvironmentSign
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import pixmap
from flipconsole.ui.token.edit import TokenEdit

PRODUCTION = "https://api.flip.energy"
SANDBOX = "https://api-sandbox.flip.energy"
_DEMO = "python -m flipconsole demo"


class Setup(NamedTuple):
    """What was entered: an address that a token may be sent to, a name, a token or "", and whether to keep that."""

    base_url: str
    operator: str
    token: str
    keep: bool = False


class SetupWindow(QWidget):
    """Asks for what the program cannot know; no address is chosen until a person chooses one.

    Signals:
        submitted: a `Setup`.
        closed: the window was closed instead.
    """

    submitted = Signal(object)
    closed = Signal()

    def __init__(self, base_url: str, operator: str, theme: str = "system") -> None:
        super().__init__()
        self._theme = chosen_theme(theme)
        self._is_settled = False
        self.setWindowTitle(_("Set up · Flip console"))
        self._choices = QButtonGroup(self)
        self.production = self._choice(_("Production: real batteries"))
        self.sandbox = self._choice(_("Sandbox: Flip's place for trying things"))
        self.own = self._choice(_("Another address"))
        self.address = QLineEdit(self)
        self.address.setPlaceholderText(_("https://… as Flip or your company gave it to you"))
        self.address.setAccessibleName(_("Server address"))
        self.operator = QLineEdit(operator, self)
        self.operator.setPlaceholderText(_("The name that stands on your answers"))
        self.operator.setAccessibleName(_("Your name"))
        self.operator.setMaxLength(200)
        self.token = TokenEdit(self)
        self.keep = QCheckBox(self)
        self.keep.setChecked(True)
        self.keep.hide()
        self._verdict = PlainLabel(parent=self)
        self._verdict.setWordWrap(True)
        self._verdict.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 2)
        self._sign = EnvironmentSign(Sign.of(Environment.CUSTOM), self._theme, self)
        self._start = QPushButton(_("Start"), self)
        self._start.setAccessibleName(_("Start"))
        self._start.setProperty("kind", "primary")
        self._start.clicked.connect(self._on_start_asked)
        self._lay_out()
        self._choose(base_url)
        self._choices.buttonToggled.connect(lambda _button, _on: self._refresh())
        self.address.textEdited.connect(self._on_address_edited)
        for field in (self.address, self.operator, self.token):
            field.returnPressed.connect(self._on_start_asked)
        self._refresh()
        self.resize(600, self.sizeHint().height())

    def _lay_out(self) -> None:
        title = PlainLabel(_("Which Flip shall this console work with?"), self)
        title.setProperty("role", "title")
        symbol = PlainLabel(parent=self)
        symbol.setPixmap(pixmap("battery-charging", self._theme.accent, 28, self.devicePixelRatioF()))
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(symbol)
        head.addWidget(title, 1)
        explanation = PlainLabel(
            _(
                "It fetches the commands for your batteries from Flip once a minute, and sends your answers there. It "
                "needs the server's address, your name, and the token that Flip gave your company."
            ),
            self,
        )
        explanation.setWordWrap(True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        server = QVBoxLayout()
        server.setSpacing(6)
        for widget in (self.production, self.sandbox, self.own, self.address):
            server.addWidget(widget)
        verdict = QHBoxLayout()
        verdict.setSpacing(8)
        verdict.addWidget(self._sign)
        verdict.addWidget(self._verdict, 1)
        server.addLayout(verdict)
        kept = PlainLabel(
            _("Kept in memory for this run only: it is asked for again at the next start. You may enter it later."),
            self,
        )
        kept.setProperty("tone", "muted")
        kept.setWordWrap(True)
        for line, (text, field) in enumerate(
            ((_("Server"), None), (_("Your name"), self.operator), (_("Token"), self.token))
        ):
            label = PlainLabel(text, self)
            label.setProperty("role", "strong")
            label.setContentsMargins(0, 4, 0, 0)
            grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            if field is not None:
                label.setBuddy(field)
                grid.addWidget(field, line, 1)
        grid.addLayout(server, 0, 1)
        self._kept = kept
        grid.addWidget(self.keep, 3, 1)
        grid.addWidget(kept, 4, 1)
        hint = PlainLabel(
            _("Only looking? Try it with the built-in simulator, without any account:\n{command}").format(
                command=_DEMO
            ),
            self,
        )
        hint.setProperty("tone", "muted")
        hint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        bottom = QHBoxLayout()
        bottom.addWidget(hint, 1)
        bottom.addWidget(self._start, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 24)
        layout.setSpacing(16)
        layout.addLayout(head)
        layout.addWidget(explanation)
        layout.addLayout(grid)
        layout.addStretch(1)
        layout.addLayout(bottom)

    def show_keychain(self, name: str) -> None:
        """There is a keychain of this name: offer it, and keep the token there unless told otherwise."""
        self.keep.setText(_("Keep it in {keychain}").format(keychain=name))
        self.keep.setAccessibleName(self.keep.text())
        self.keep.show()
        self._kept.setText(_("Otherwise it is kept in memory for this run only. You may enter it later."))

    def _choice(self, text: str) -> QRadioButton:
        button = QRadioButton(text, self)
        button.setAccessibleName(text)
        self._choices.addButton(button)
        return button

    def _choose(self, base_url: str) -> None:
        """Show what was entered before; nothing is chosen when nothing was."""
        if base_url == PRODUCTION:
            self.production.setChecked(True)
        elif base_url == SANDBOX:
            self.sandbox.setChecked(True)
        elif base_url:
            self.own.setChecked(True)
            self.address.setText(base_url)

    def _address(self) -> str:
        if self.production.isChecked():
            return PRODUCTION
        if self.sandbox.isChecked():
            return SANDBOX
        return self.address.text().strip() if self.own.isChecked() else ""

    def _origin(self) -> tuple[Origin | None, str]:
        """The origin, or why there is none yet."""
        if self._choices.checkedButton() is None:
            return None, _("Choose a server first.")
        try:
            return read_origin(self._address()), ""
        except ProfileError as error:
            return None, str(error)

    def _refresh(self) -> None:
        origin, why_not = self._origin()
        self._start.setEnabled(origin is not None)
        told = why_not if origin is None else _("Everything goes to {address}").format(address=origin.base_url)
        self._verdict.setText(told)
        self._sign.setVisible(origin is not None)
        if origin is not None:
            self._sign.show_sign(Sign.of(origin.environment), self._theme)

    def _on_address_edited(self, _text: str) -> None:
        self.own.setChecked(True)
        self._refresh()

    def _on_start_asked(self) -> None:
        origin, _why_not = self._origin()
        if origin is None or self._is_settled:
            return
        token = self.token.take()
        keep = bool(token) and self.keep.isVisible() and self.keep.isChecked()
        self._is_settled = True
        self.submitted.emit(Setup(origin.base_url, self.operator.text().strip(), token, keep))

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if not self._is_settled:
            self._is_settled = True
            self.closed.emit()
