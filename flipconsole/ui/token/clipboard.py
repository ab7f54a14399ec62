"""Takes a token that was pasted out of the clipboard again, so that it does not wait there for the next program."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

CLEARED_MS = 30_000
_MODES = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)


class ClipboardSweep(QObject):
    """Thirty seconds after a token was taken, and at the latest at the end; what else lies there is let alone."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._token = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CLEARED_MS)
        self._timer.timeout.connect(self.sweep)

    def watch(self, token: str) -> bool:
        """Whether the clipboard holds this token, and will not for long."""
        if not any(_holds(mode, token) for mode in _MODES):
            return False
        self._token = token
        self._timer.start()
        return True

    def sweep(self) -> None:
        """Empty the clipboard of the token now, if it still holds it."""
        self._timer.stop()
        token, self._token = self._token, ""
        for mode in _MODES:
            if _holds(mode, token):
                QGuiApplication.clipboard().clear(mode)


def _holds(mode: QClipboard.Mode, token: str) -> bool:
    clipboard = QGuiApplication.clipboard()
    if mode is QClipboard.Mode.Selection and not clipboard.supportsSelection():
        return False
    return bool(token) and clipboard.text(mode).strip() == token
