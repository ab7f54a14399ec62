"""The token in one place: whether there is one and where it is, trying it, another one, none."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from flipconsole.app.credentials import Credentials, Holding, Kept
from flipconsole.app.trial import Outcome, Trial
from flipconsole.domain.language import _
from flipconsole.domain.profile import Profile
from flipconsole.ui.broken import broken
from flipconsole.ui.card import Card, Tone, tone_colour
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.signed_dialog import SignedDialog
from flipconsole.ui.theme import Theme, pixmap, scaled
from flipconsole.ui.token.access import AccessBlock
from flipconsole.ui.token.form import TokenForm
from flipconsole.ui.token.words import standing_of

_TONES: dict[Outcome, tuple[Tone, str]] = {
    Outcome.ACCEPTED: ("ok", "check"),
    Outcome.REFUSED: ("danger", "circle-x"),
    Outcome.UNKNOWN: ("warn", "triangle-alert"),
}


class TokenDialog(SignedDialog):
    """Opened with `open()`; it deletes itself.

    Signals:
        token_given: another token, and whether it is to be kept.
        forgotten: the token is to be nowhere any more.
        access_chosen: the profile, with another way in.
    """

    token_given = Signal(str, bool)
    forgotten = Signal()
    access_chosen = Signal(object)

    def __init__(self, credentials: Credentials, profile: Profile, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Token"))
        self._credentials = credentials
        self._theme = theme
        self._title = PlainLabel(_("The token for this server"), self)
        self._title.setProperty("role", "title")
        self._standing = PlainLabel(parent=self)
        self._standing.setWordWrap(True)
        self.try_button = self._button(_("Try the token in use"), self._on_try_asked)
        self.forget_button = self._button(_("Forget the token"), self._on_forget_asked)
        self.forget_button.setToolTip(_("Removes it from the keychain and from this run; answers stay and wait"))
        self._trial = Card(theme, parent=self)
        self._symbol = PlainLabel(parent=self._trial)
        self._said = PlainLabel(parent=self._trial)
        self._said.setWordWrap(True)
        self._another = PlainLabel(parent=self)
        self.form = TokenForm(self)
        self.form.token_given.connect(self._on_given)
        self.form.trial_asked.connect(credentials.try_out)
        self.access = AccessBlock(profile, self)
        self.access.chosen.connect(self._on_access_chosen)
        self._lay_out()
        credentials.changed.connect(self._show)
        credentials.tried.connect(self._on_tried)
        self._trial.hide()
        self._show(credentials.holding)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.try_button)
        buttons.addWidget(self.forget_button)
        buttons.addStretch(1)
        said = QHBoxLayout()
        said.setSpacing(10)
        said.addWidget(self._symbol, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self._said, 1)
        self._trial.body.addLayout(said)
        self._another.setProperty("role", "strong")
        self._another.setBuddy(self.form.field)
        close = QPushButton(_("Close"), self)
        close.setAccessibleName(_("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        bottom = QHBoxLayout()
        bottom.addStretch(1)
        bottom.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self._title)
        layout.addWidget(self._standing)
        layout.addLayout(buttons)
        layout.addWidget(self._trial)
        layout.addSpacing(4)
        layout.addWidget(self._another)
        layout.addWidget(self.form)
        way = PlainLabel(_("What lets you in"), self)
        way.setProperty("role", "strong")
        layout.addSpacing(4)
        layout.addWidget(way)
        layout.addWidget(self.access)
        layout.addStretch(1)
        layout.addLayout(bottom)
        self.setMinimumWidth(scaled(600))

    def _show(self, holding: Holding) -> None:
        self._standing.setText(standing_of(holding))
        self._another.setText(_("Another token") if holding.has_token else _("Enter a token"))
        self.try_button.setEnabled(holding.has_token)
        self.forget_button.setEnabled(holding.has_token or holding.kept in (Kept.THIS, Kept.OTHER))
        self.form.show_holding(holding)

    def _on_try_asked(self) -> None:
        self._credentials.try_out()

    def _on_tried(self, trial: Trial) -> None:
        self.form.show_trial(trial._replace(text=""))
        tone, symbol = _TONES[trial.outcome]
        self._trial.set_look(self._theme, tone)
        self._symbol.setPixmap(pixmap(symbol, tone_colour(self._theme, tone), 18, self.devicePixelRatioF()))
        self._said.setText(broken(trial.text))
        self._said.setAccessibleName(trial.text)
        self._trial.show()

    def _on_given(self, token: str, keep: bool) -> None:
        self._trial.hide()
        self.token_given.emit(token, keep)

    def _on_access_chosen(self, profile: Profile) -> None:
        self.accept()
        self.access_chosen.emit(profile)

    def _on_forget_asked(self) -> None:
        self._trial.hide()
        self._credentials.forget()
        self.forgotten.emit()

    def _button(self, text: str, then: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text)
        button.setAutoDefault(False)
        button.clicked.connect(then)
        return button

    def _grow(self) -> None:
        """Be as tall as what is shown: what wraps tells no least height by itself."""
        layout = self.layout()
        if layout is not None:
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    @override
    def event(self, event: QEvent) -> bool:
        is_taken = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._grow()
        return is_taken

    @override
    def done(self, result: int) -> None:
        self._credentials.changed.disconnect(self._show, missing_ok=True)
        self._credentials.tried.disconnect(self._on_tried, missing_ok=True)
        super().done(result)
