"""Between the credentials and whatever asks for a token: the page, the banners, the dialog."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from flipconsole.app.credentials import Credentials, Holding
from flipconsole.app.trial import Trial
from flipconsole.domain.profile import Profile
from flipconsole.ui.states.banner import BannerStack
from flipconsole.ui.states.page import StatePage
from flipconsole.ui.theme import Theme
from flipconsole.ui.token.clipboard import ClipboardSweep
from flipconsole.ui.token.dialog import TokenDialog


class TokenDesk(QObject):
    """Hands tokens on, shows every form how it stands, and takes what was pasted out of the clipboard.

    Signals:
        access_chosen: the profile, with another way in.
        token_given: the token that was typed, for who opens the same profile again in this run.
    """

    token_given = Signal(str)
    access_chosen = Signal(object)

    def __init__(self, credentials: Credentials, page: StatePage, banners: BannerStack, owner: QWidget) -> None:
        super().__init__(owner)
        self._credentials = credentials
        self._owner = owner
        self._views = (page, banners)
        self._sweep = ClipboardSweep(self)
        self._sweep.watch(credentials.secret)  # it may have been pasted into the set-up
        for view in self._views:
            view.token_given.connect(self.give)
            view.trial_asked.connect(credentials.try_out)
        credentials.changed.connect(self._on_changed)
        credentials.tried.connect(self._on_tried)
        self._on_changed(credentials.holding)

    def give(self, token: str, keep: bool) -> None:
        """Use this token from now on."""
        self._sweep.watch(token)
        self._credentials.give(token, keep=keep)
        self.token_given.emit(token)

    def open_dialog(self, profile: Profile, theme: Theme) -> None:
        """Everything about the token in one place."""
        dialog = TokenDialog(self._credentials, profile, theme, self._owner)
        dialog.access_chosen.connect(self.access_chosen)
        dialog.token_given.connect(self.give)
        dialog.forgotten.connect(lambda: self.token_given.emit(""))
        dialog.open()

    def forget(self) -> None:
        """Hold the token nowhere any more."""
        self._credentials.forget()
        self.token_given.emit("")

    def put_away(self) -> None:
        """Let go of the credentials, and leave no token in the clipboard."""
        self._sweep.sweep()
        self._credentials.changed.disconnect(self._on_changed)
        self._credentials.tried.disconnect(self._on_tried)

    def _on_changed(self, holding: Holding) -> None:
        for view in self._views:
            view.show_holding(holding)

    def _on_tried(self, trial: Trial) -> None:
        for view in self._views:
            view.show_trial(trial)
