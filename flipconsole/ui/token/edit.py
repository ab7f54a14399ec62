"""The field for a token: masked, shown for ten seconds on request, and never copied from."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QAction, QContextMenuEvent, QHideEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget
from typing_extensions import override

from flipconsole.domain.language import _
from flipconsole.domain.profile import TokenKind
from flipconsole.ui.theme import icon

REVEALED_MS = 10_000
LONGEST = 8192


class TokenEdit(QLineEdit):
    """A token can go in and be looked at, and nothing of it comes out again: while it is shown, nothing can be
    selected, so that no key, menu, drag or middle button brings it to the clipboard.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.show_kind(TokenKind.CLIENT)
        self.setMaxLength(LONGEST)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.eye = QAction(_("Show the token for 10 seconds"), self)
        self.eye.setCheckable(True)
        self.eye.setShortcut(QKeySequence("Alt+S"))
        self.eye.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.eye.setToolTip(_("Show the token for 10 seconds (Alt+S)"))
        self.eye.setEnabled(False)
        self.eye.toggled.connect(self._on_eye_toggled)
        self.addAction(self.eye, QLineEdit.ActionPosition.TrailingPosition)
        self._hiding = QTimer(self)
        self._hiding.setSingleShot(True)
        self._hiding.setInterval(REVEALED_MS)
        self._hiding.timeout.connect(self.hide_again)
        self.textChanged.connect(self._on_text_changed)
        self.selectionChanged.connect(self._on_selection_changed)
        self._draw_eye()

    def show_kind(self, kind: TokenKind) -> None:
        """Say what is to be entered."""
        is_secret = kind is TokenKind.OAUTH
        self.setPlaceholderText(_("Client secret from Flip") if is_secret else _("Token from Flip"))
        self.setAccessibleName(_("Client secret") if is_secret else _("Token"))

    @property
    def is_revealed(self) -> bool:
        """Whether the token can be read on the screen."""
        return self.echoMode() is QLineEdit.EchoMode.Normal

    def hide_again(self) -> None:
        """Show dots only."""
        self.eye.setChecked(False)

    def take(self) -> str:
        """The token without blanks around it; the field is empty and masked afterwards."""
        token = self.text().strip()
        self.clear()
        return token

    def _on_eye_toggled(self, is_on: bool) -> None:
        self.deselect()
        self.setEchoMode(QLineEdit.EchoMode.Normal if is_on else QLineEdit.EchoMode.Password)
        if is_on:
            self._hiding.start()
        else:
            self._hiding.stop()

    def _on_text_changed(self, text: str) -> None:
        self.eye.setEnabled(bool(text))
        if not text:
            self.hide_again()

    def _on_selection_changed(self) -> None:
        if self.is_revealed and self.hasSelectedText():
            self.deselect()

    def _draw_eye(self) -> None:
        self.eye.setIcon(icon("eye", self.palette().placeholderText().color().name()))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw_eye()
        elif event.type() is QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.hide_again()  # who turns to another window has seen enough

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hide_again()

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Paste"), self.paste).setEnabled(not self.isReadOnly())
        menu.addAction(_("Clear"), self.clear).setEnabled(bool(self.text()))
        menu.popup(event.globalPos())
