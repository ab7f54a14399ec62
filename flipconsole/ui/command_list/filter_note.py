"""The line under the search that says what could not be read in it, or what it is good for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from flipconsole.domain.filter.filter import Note
from flipconsole.domain.language import _
from flipconsole.ui.announcing import announce
from flipconsole.ui.plain import PlainLabel, plain
from flipconsole.ui.theme import Theme, pixmap

_ICON = 14
_SPOT = 40


class FilterNote(QWidget):
    """Says the first note of a filter, errors first; hidden when there is none."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._said: tuple[str, bool] = ("", False)
        self._sign = PlainLabel("", self)
        self._sign.setFixedWidth(_ICON + 2)
        self.label = PlainLabel("", self)
        self.label.setWordWrap(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 8)
        layout.setSpacing(6)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.label, 1)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self._show()

    def explain(self, text: str, notes: Sequence[Note]) -> None:
        """Say what is to be said about the text of a search."""
        first = next((note for note in notes if note.is_error), notes[0] if notes else None)
        if first is None:
            said = ("", False)
        elif first.is_error:
            spot = plain(text[first.start : first.end], _SPOT)
            said = (_("“{spot}” is left out: {why}").format(spot=spot, why=first.text), True)
        else:
            said = (first.text, False)
        if said != self._said:
            self._said = said
            self._show()
            if said[1]:
                announce(self, said[0])

    def _show(self) -> None:
        text, is_error = self._said
        self.setVisible(bool(text))
        self.label.setText(text)
        ratio = self.devicePixelRatioF()
        name, colour = ("circle-alert", self._theme.danger) if is_error else ("info", self._theme.muted)
        self._sign.setPixmap(pixmap(name, colour, _ICON, ratio))
        self.label.setProperty("tone", "danger" if is_error else "muted")
        self.label.style().unpolish(self.label)
        self.label.style().polish(self.label)
