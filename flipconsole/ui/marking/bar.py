"""The bar that shows how the selected commands are marked, and marks them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from flipconsole.domain.language import _
from flipconsole.domain.row import Row
from flipconsole.domain.shelving import is_shelved, why_not_at_all
from flipconsole.ui.batteries import batteries_line
from flipconsole.ui.broken import broken
from flipconsole.ui.command_list.flow import FlowLayout
from flipconsole.ui.marking.asks import MarkingConsole
from flipconsole.ui.marking.note_dialog import NoteDialog
from flipconsole.ui.marking.put_off_dialog import PutOffDialog
from flipconsole.ui.marking.words import mark_lines
from flipconsole.ui.plain import PlainLabel, plain_tooltip
from flipconsole.ui.theme import Theme, icon, pixmap


class MarkBar(QWidget):
    """`actions_of_marks` may be shown in menus too; whoever owns the bar hands it each newer version of its rows."""

    def __init__(self, console: MarkingConsole, zone: tzinfo, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._console = console
        self._zone = zone
        self._theme = theme
        self._rows: tuple[Row, ...] = ()
        self._shown: tuple[tuple[str, str], ...] = ()
        self._lines: list[QWidget] = []
        self._on_it = self._action("Ctrl+M", self._on_on_it_triggered)
        self._note = self._action("Ctrl+N", self._on_note_triggered)
        self._put_off = self._action("Ctrl+H", self._on_put_off_triggered)
        self.actions_of_marks = (self._on_it, self._note, self._put_off)
        self._texts = QVBoxLayout()
        self._texts.setSpacing(2)
        buttons = FlowLayout(spacing=2)
        for action in self.actions_of_marks:
            buttons.addWidget(self._button(action))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 0)
        layout.setSpacing(2)
        layout.addLayout(self._texts)
        layout.addLayout(buttons)
        self.set_theme(theme)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Take the selection, or newer versions of its rows."""
        self._rows = tuple(rows)
        self._refresh()

    def pass_time(self) -> None:
        """A second has passed: what was put off may be back."""
        if any(row.mark is not None for row in self._rows):
            self._refresh()

    def set_zone(self, zone: tzinfo) -> None:
        """Tell times in another zone."""
        self._zone = zone
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        for action, name in zip(self.actions_of_marks, ("user", "pencil", "pause"), strict=True):
            action.setIcon(icon(name, theme.muted))
        self._shown = ()
        self._refresh()

    def _refresh(self) -> None:
        now = self._console.now()
        are_taken = bool(self._rows) and all(row.mark is not None and row.mark.taken_by for row in self._rows)
        are_off = [row for row in self._rows if is_shelved(row, now)]
        self._on_it.setText(_("&Let it go") if are_taken else _("I am &on it"))
        self._note.setText(_("&Note…"))
        self._put_off.setText(_("Bring &back") if are_off else _("Put o&ff…"))
        for action in (self._on_it, self._note):
            action.setEnabled(bool(self._rows))
        why_not = [why_not_at_all(row, now) for row in self._rows]
        self._put_off.setEnabled(bool(are_off) or (bool(why_not) and not all(why_not)))
        self._put_off.setStatusTip(why_not[0] if why_not and all(why_not) and not are_off else "")
        self.setVisible(bool(self._rows))
        self._show_lines(mark_lines(self._rows[0], self._zone, now) if len(self._rows) == 1 else ())

    def _show_lines(self, lines: tuple[tuple[str, str], ...]) -> None:
        if lines == self._shown:
            return
        self._shown = lines
        for widget in self._lines:
            self._texts.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._lines = [self._line(name, text) for name, text in lines]
        for widget in self._lines:
            self._texts.addWidget(widget)
            widget.show()

    def _line(self, name: str, text: str) -> QWidget:
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(2, 0, 0, 0)
        row.setSpacing(6)
        symbol = PlainLabel(parent=line)
        symbol.setPixmap(pixmap(name, self._theme.muted, 14, self.devicePixelRatioF()))
        words = PlainLabel(broken(text), line)
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(symbol, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        return line

    def _on_on_it_triggered(self) -> None:
        marks = self._console.aids.marks
        if all(row.mark is not None and row.mark.taken_by for row in self._rows):
            marks.let_go(self._rows)
        else:
            marks.take_on(self._rows)

    def _on_note_triggered(self) -> None:
        rows = self._rows
        notes = {row.mark.note for row in rows if row.mark is not None}
        dialog = NoteDialog(self._called(), notes.pop() if len(notes) == 1 else "", self.window())
        dialog.given.connect(partial(self._console.aids.marks.note, rows))
        dialog.open()

    def _on_put_off_triggered(self) -> None:
        now = self._console.now()
        are_off = [row for row in self._rows if is_shelved(row, now)]
        if are_off:
            self._console.aids.marks.bring_back(are_off)
        else:
            PutOffDialog(self._console, self._rows, self._called(), self._zone, self.window()).open()

    def _called(self) -> str:
        return batteries_line(self._rows, self._console.aids.batteries)

    def _action(self, keys: str, triggered: Callable[[], object]) -> QAction:
        action = QAction(self)
        action.setShortcut(QKeySequence(keys))
        action.setAutoRepeat(False)
        action.triggered.connect(lambda: triggered())
        self.addAction(action)
        return action

    def _button(self, action: QAction) -> QPushButton:
        button = QPushButton(self)
        button.setProperty("kind", "link")
        button.clicked.connect(action.trigger)
        action.changed.connect(partial(_follow, button, action))
        return button


def _follow(button: QPushButton, action: QAction) -> None:
    """Let a button look as its action does."""
    button.setText(action.text())
    button.setAccessibleName(action.text().replace("&", ""))
    button.setIcon(action.icon())
    button.setEnabled(action.isEnabled())
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    button.setToolTip(plain_tooltip(action.statusTip() or keys))
