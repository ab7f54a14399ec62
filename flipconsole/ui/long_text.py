"""A text of unknown length: the first 500 characters, and all of it on request."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from flipconsole.domain.language import _
from flipconsole.ui.broken import broken
from flipconsole.ui.plain import LIMIT, PlainLabel, plain_lines

WHOLE_LIMIT = 64 * 1024
"""How many characters "Show all" shows at most."""


class LongText(QWidget):
    """Wrapped plain text; "Show all" opens the rest in a box of its own, up to 64 Ki characters."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._label = PlainLabel(parent=self)
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._name = name
        self._more: QPushButton | None = None
        self._whole: QPlainTextEdit | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._label)
        self.set_text("")

    def text(self) -> str:
        """The text as it was given."""
        return self._text

    def set_tone(self, tone: str) -> None:
        """The label's tone: "muted" or ""."""
        self._label.setProperty("tone", tone)

    def set_text(self, text: str) -> None:
        """Show another text, cut again."""
        if text == self._text and text:
            return
        self._text = text
        self._label.setText(broken(text))
        if len(text) > LIMIT and self._more is None:
            self._add_rest()
        if self._more is not None:
            self._more.setChecked(False)
            self._on_more_toggled(False)
            self._more.setVisible(len(text) > LIMIT)
        self.setVisible(bool(text))

    def _add_rest(self) -> None:
        """The button and the box; most texts are short and go without."""
        more = self._more = QPushButton(self)
        more.setProperty("kind", "link")
        more.setCheckable(True)
        more.setAccessibleName(_("Show all of: {name}").format(name=self._name))
        more.toggled.connect(self._on_more_toggled)
        whole = self._whole = QPlainTextEdit(self)
        whole.setReadOnly(True)
        whole.setTabChangesFocus(True)
        whole.setAccessibleName(self._name)
        whole.setFixedHeight(140)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.addWidget(whole)
        column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _on_more_toggled(self, on: bool) -> None:
        assert self._whole is not None
        assert self._more is not None
        self._whole.setPlainText(plain_lines(self._text, WHOLE_LIMIT) if on else "")
        self._whole.setVisible(on)
        self._label.setVisible(not on)
        count = len(self._text)
        self._more.setText(_("Show less") if on else _("Show all ({count} characters)").format(count=f"{count:,}"))
