"""Hands: notes keys and moves of the mouse in any window of the program, and asks who is here when none came."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid
from typing_extensions import override

from flipconsole.app.presence import Presence
from flipconsole.ui.presence.dialog import WhoDialog
from flipconsole.ui.theme import Theme

_HANDS = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
     QEvent.Type.TouchBegin, QEvent.Type.TabletPress}
)  # fmt: skip


class PresenceWatch(QObject):
    """Watches the window that has the keyboard, whichever of the program's it is.

    Signals:
        answered: the name of who is here now.
        forgetting_asked: the token is to be forgotten.
    """

    answered = Signal(str)
    forgetting_asked = Signal()

    def __init__(self, presence: Presence, owner: QWidget) -> None:
        super().__init__(owner)
        self._presence = presence
        self._owner = owner
        self._window: QWindow | None = None
        self.dialog: WhoDialog | None = None
        application = QApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._follow)
        self._follow(QGuiApplication.focusWindow())

    def show(self, operator: str, theme: Theme) -> None:
        """Put the question on the screen, if it is time for it."""
        if not self._presence.is_asking:
            return
        if self.dialog is None:
            self.dialog = WhoDialog(operator, theme, self._owner)
            self.dialog.answered.connect(self._on_answered)
            self.dialog.forgetting_asked.connect(self._on_forgetting_asked)
            self.dialog.show()

    def put_away(self) -> None:
        """Watch nothing more."""
        self._follow(None)
        application = QApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.disconnect(self._follow)
        if self.dialog is not None:
            self.dialog.hide()
            self.dialog = None

    def _follow(self, window: QWindow | None) -> None:
        if self._window is not None and isValid(self._window):
            self._window.removeEventFilter(self)
        self._window = window
        if window is not None:
            window.installEventFilter(self)

    def _on_answered(self, name: str) -> None:
        self.dialog = None
        self._presence.confirm()
        self.answered.emit(name)

    def _on_forgetting_asked(self, name: str) -> None:
        self.forgetting_asked.emit()
        self._on_answered(name)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _HANDS:
            self._presence.touch()
        return False
