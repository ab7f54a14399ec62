"""The search field: it underlines what cannot be read, and offers what could be typed next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFocusEvent, QInputMethodEvent, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from typing_extensions import override

from flipconsole.domain.filter.completion import Suggestion, suggestions
from flipconsole.domain.filter.filter import Note
from flipconsole.domain.language import _
from flipconsole.ui.command_list.suggestion_list import SuggestionList
from flipconsole.ui.plain import plain_tooltip
from flipconsole.ui.theme import Theme, icon

NamesOf = Callable[[str, str], Sequence[str]]


class SearchField(QLineEdit):
    """Takes the language of filters; `names_of(key, part)` are the names in the list that contain a part.

    Down goes into the suggestions (or asks for them), Enter and Tab take the chosen one, Esc closes them.

    Signals:
        left: Esc was pressed with no suggestions open.
        entered: Enter was pressed, or Down with nothing to suggest: the list is wanted.
    """

    left = Signal()
    entered = Signal()

    def __init__(self, names_of: NamesOf, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._names_of = names_of
        self._theme = theme
        self._marked: list[tuple[int, int]] = []
        self._is_marking = False
        self.setPlaceholderText(_("Search (Ctrl+F)"))
        self.setAccessibleName(_("Search commands"))
        self.setToolTip(plain_tooltip(_("Words, or mode:discharge, status:canceled, start<2h, power>3kW, is:late; a "
                                        "minus before one means not. ↓ shows what can be typed, Esc clears "
                                        "it.")))  # fmt: skip
        self.setClearButtonEnabled(True)
        self._mark = QAction(self)
        self.addAction(self._mark, QLineEdit.ActionPosition.LeadingPosition)
        self.suggestions = SuggestionList(self, parent)
        self.suggestions.taken.connect(self._on_suggestion_taken)
        self.textEdited.connect(lambda _text: self._suggest())
        self.cursorPositionChanged.connect(self._on_cursor_moved)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self._mark.setIcon(icon("search", theme.muted, 16))
        self.suggestions.set_theme(theme)

    def mark(self, notes: Iterable[Note]) -> None:
        """Underline the parts that could not be read."""
        spots = [(note.start, note.end - note.start) for note in notes if note.is_error]
        if not spots and not self._marked:
            return
        self._marked = spots
        wave = QTextCharFormat()
        wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        wave.setUnderlineColor(QColor(self._theme.danger))
        wave.setForeground(QColor(self._theme.danger))
        kind = QInputMethodEvent.AttributeType.TextFormat
        cursor = self.cursorPosition()
        attributes = [QInputMethodEvent.Attribute(kind, start - cursor, length, wave) for start, length in spots]
        self._is_marking = True
        QApplication.sendEvent(self, QInputMethodEvent("", attributes))  # the one door to formats in a line edit
        self._is_marking = False

    @override
    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Tab
            and self.suggestions.take_chosen()
        ):
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down if not event.modifiers():
                if not self.suggestions.isVisible():
                    self._suggest()
                if self.suggestions.isVisible():
                    self.suggestions.choose(1)
                else:
                    self.entered.emit()
            case Qt.Key.Key_Up if not event.modifiers():
                self.suggestions.choose(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if not self.suggestions.take_chosen():
                    self.suggestions.hide()
                    self.entered.emit()
            case Qt.Key.Key_Escape:
                if self.suggestions.isVisible():
                    self.suggestions.hide()
                else:
                    self.left.emit()
            case _:
                super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.suggestions.hide()
        super().focusOutEvent(event)

    def _on_cursor_moved(self, _old: int, _new: int) -> None:
        if not self._is_marking and self.suggestions.isVisible():
            self._suggest()

    def _suggest(self) -> None:
        self.suggestions.offer(suggestions(self.text(), self.cursorPosition(), self._names_of))

    def _on_suggestion_taken(self, taken: Suggestion) -> None:
        text = self.text()
        self.setText(text[: taken.start] + taken.text + text[taken.end :])
        self.setCursorPosition(taken.start + len(taken.text))
        self._suggest()
