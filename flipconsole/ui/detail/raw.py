"""The command's JSON as it was received, read-only and literal."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from flipconsole.domain.language import _
from flipconsole.ui.detail.json_text import laid_out
from flipconsole.ui.plain import PlainLabel, plain_lines

FIRST_LIMIT = 64 * 1024
WHOLE_LIMIT = 1024 * 1024
"""A line of a million characters takes a fifth of a second to lay out (measured); more is not shown."""


class RawView(QWidget):
    """Shows 64 Ki characters, and up to 1 Mi on request; only the layout over lines is ours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._raw: str | None = None
        self._note = PlainLabel(parent=self)
        self._note.setProperty("tone", "muted")
        self._note.setWordWrap(True)
        self._all = QPushButton(_("Show &all"), self)
        self._all.setProperty("kind", "link")
        self._all.setAccessibleName(_("Show all of the raw JSON"))
        self._all.clicked.connect(self._on_all_clicked)
        self._text = QPlainTextEdit(self)
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setAccessibleName(_("Raw JSON of the command, as received"))
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self._text.setFont(font)
        self._text.setProperty("role", "code")
        self._text.setMinimumHeight(320)
        head = QHBoxLayout()
        head.addWidget(self._note, 1)
        head.addWidget(self._all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self._text, 1)

    def show_raw(self, raw: str) -> None:
        """Show another text; the same one again keeps scroll and selection."""
        if raw != self._raw:
            self._raw = raw
            self._fill(FIRST_LIMIT)

    def _on_all_clicked(self) -> None:
        self._fill(WHOLE_LIMIT)

    def _fill(self, limit: int) -> None:
        raw = self._raw or ""
        self._text.setPlainText(plain_lines(laid_out(raw[:limit]), 4 * limit))
        cut = len(raw) > limit
        self._all.setVisible(cut and limit < WHOLE_LIMIT)
        if cut:
            note = _("The first {shown} of {count} characters.").format(shown=f"{limit:,}", count=f"{len(raw):,}")
        else:
            note = _("As Flip sent it; only the line breaks are ours.") if raw else _("No JSON is kept for it.")
        self._note.setText(note)
