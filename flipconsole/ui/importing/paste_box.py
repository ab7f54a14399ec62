"""The box for pasted JSON; long text is kept aside and told by its size instead of being laid out."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from typing_extensions import override

from flipconsole.domain.language import _

LONG = 200_000
"""Characters above which pasted text is kept aside: a million in one line take a fifth of a second to lay out."""


class PasteBox(QPlainTextEdit):
    """Plain text only, whatever the clipboard holds.

    Signals:
        long_text_pasted: text that is too long for the box; it was not put into it.
    """

    long_text_pasted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("JSON to import"))
        self.setPlaceholderText(_("Paste a command, a list of commands or a webhook body here (JSON)."))
        self.setTabChangesFocus(True)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self.setFont(font)
        self.setProperty("role", "code")

    @override
    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text()
        if len(text) > LONG:
            self.long_text_pasted.emit(text)
        else:
            self.insertPlainText(text)

    @override
    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Files are for the window around the box."""
        return source.hasText() and not source.hasUrls()
