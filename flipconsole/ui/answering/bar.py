"""The bar with the three answers and undo, for whatever is selected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from flipconsole.domain.answerable import Answerable, answerable
from flipconsole.domain.command import Answer
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.reliance import Reliance, what_it_rests_on
from flipconsole.domain.row import Row
from flipconsole.domain.terms import what_changed
from flipconsole.ui.answering.asks import AnsweringConsole, Refusal
from flipconsole.ui.answering.dialog import AnswerDialog
from flipconsole.ui.answering.plan import LeftOut, needs_dialog, plan
from flipconsole.ui.answering.questions import questions_about
from flipconsole.ui.answering.undo import Undo
from flipconsole.ui.answering.verbs import button_text
from flipconsole.ui.broken import broken
from flipconsole.ui.command_list.flow import FlowLayout
from flipconsole.ui.plain import PlainLabel, plain_caption, plain_tooltip
from flipconsole.ui.theme import Theme, icon

PAUSE_MS = 1500
"""How long answering rests after a selected command changed: a key already on its way down must not answer what
nobody has read yet."""

_KEYS = {
    Answer.OK: ("Ctrl+Return", "Ctrl+Enter"),
    Answer.FAILED_OFFLINE: ("Ctrl+L",),
    Answer.FAILED_FAULT: ("Ctrl+U",),
}
_ICONS = {Answer.OK: "check", Answer.FAILED_OFFLINE: "wifi-off", Answer.FAILED_FAULT: "triangle-alert"}


class AnswerBar(QWidget):
    """Three answers as separate actions, and undo; whoever owns the bar hands it each newer version of the selection.

    `actions_of_answers`, `questions_action` and `undo_action` may be shown in menus too. A single, usual OK leaves at
    once; everything else opens an `AnswerDialog`.

    Signals:
        dialog_opened: an answer asks first.
        answered: the ids of the commands that were answered.
    """

    dialog_opened = Signal(AnswerDialog)
    answered = Signal(list)

    def __init__(self, console: AnsweringConsole, zone: tzinfo, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._console = console
        self._zone = zone
        self._theme = theme
        self._rows: tuple[Row, ...] = ()
        self._verdicts: dict[str, tuple[Row, Answerable]] = {}
        self._told = ""
        self._told_of: frozenset[str] = frozenset()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._refresh)
        self._undo = Undo(console, self)
        self.undo_action = self._undo.action
        self.questions_action = QAction(_("Offline or &fault?…"), self)
        self.questions_action.setShortcut(QKeySequence("Ctrl+K"))
        self.questions_action.setAutoRepeat(False)
        self.questions_action.triggered.connect(self._on_questions_asked)
        self.addAction(self.questions_action)
        self.actions_of_answers: dict[Answer, QAction] = {}
        self._buttons: dict[QAction, QPushButton] = {}
        self._hint = PlainLabel(parent=self)
        self._hint.setProperty("tone", "muted")
        self._hint.setWordWrap(True)
        buttons = FlowLayout(spacing=6)
        for answer in Answer:
            action = QAction(self)
            action.setShortcuts([QKeySequence(keys) for keys in _KEYS[answer]])
            action.setAutoRepeat(False)
            action.triggered.connect(partial(self._on_answer_triggered, answer))
            self.actions_of_answers[answer] = action
            button = self._button(action, "primary" if answer is Answer.OK else "danger", has_icon=False)
            if answer is Answer.OK:
                self._ok_button = button
            buttons.addWidget(button)
        buttons.addWidget(self._button(self.undo_action, "", has_icon=True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 12, 10)
        layout.setSpacing(6)
        layout.addLayout(buttons)
        layout.addWidget(self._hint)
        console.vigil.changed.connect(self._on_footing_changed)
        console.aids.rules.changed.connect(self._on_rules_changed)
        self.set_theme(theme)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Take the selection, or newer versions of its rows.

        When what a still selected command asks has changed, answering rests for a moment and says so.
        """
        before = {row.id: row for row in self._rows}
        if [row.id for row in rows] != list(before) or any(
            row.stage is not before[row.id].stage for row in rows if row.id in self._told_of
        ):
            self._told, self._told_of = "", frozenset()
        if any(_asks_something_else(before[row.id], row) for row in rows if row.id in before):
            self._pause.start()
        self._rows = tuple(rows)
        self._verdicts = {row.id: self._verdict_of(row) for row in rows}
        self._undo.show_rows(self._rows)
        self._refresh()

    def pass_time(self) -> None:
        """A second has passed: old data has grown older."""
        if self._console.vigil.footing.reliance is Reliance.OLD:
            self._refresh()

    def set_zone(self, zone: tzinfo) -> None:
        """Show times in another zone from the next dialog on."""
        self._zone = zone

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        for answer, action in self.actions_of_answers.items():
            action.setIcon(icon(_ICONS[answer], theme.ok if answer is Answer.OK else theme.danger))
        self.undo_action.setIcon(icon("undo-2", theme.text))
        self._refresh()

    def _verdict_of(self, row: Row) -> tuple[Row, Answerable]:
        """Whether it may be answered; of hundreds that are selected, one or two have changed since the last time."""
        known = self._verdicts.get(row.id)
        return known if known is not None and known[0] is row else (row, answerable(row))

    def _refresh(self) -> None:
        why_not = self._why_not()
        answerables = [row for row, verdict in self._verdicts.values() if verdict.may]
        works = frozenset(row.work for row in answerables or self._rows)
        for answer, action in self.actions_of_answers.items():
            text = button_text(works, answer, len(answerables), self._console.environment)
            action.setText(plain_caption(text))
            action.setEnabled(not why_not)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setStatusTip(why_not or _("{action}  {keys}").format(action=text, keys=keys))
        self.questions_action.setEnabled(not why_not)
        self._ok_button.setIcon(icon(_ICONS[Answer.OK], self._theme.muted if why_not else self._theme.on_accent))
        hint = why_not or self._told or self._what_it_rests_on()
        self._hint.setText(broken(hint))
        self._hint.setVisible(bool(hint))

    def _on_footing_changed(self) -> None:
        if isValid(self):
            self._refresh()

    def _what_it_rests_on(self) -> str:
        return what_it_rests_on(self._console.vigil.footing, self._zone, self._console.now())

    def _on_rules_changed(self) -> None:
        if isValid(self):
            self._refresh()

    def _why_not(self) -> str:
        if read_only := self._console.aids.rules.why_read_only():
            return read_only
        if not self._rows:
            return _("Select a command to answer it.")
        if self._console.refusal:
            return self._console.refusal
        if locked := self._console.vigil.why_locked():
            return locked
        if self._pause.isActive():
            return _("Flip changed it just now: read it again before you answer.")
        verdicts = [verdict for _row, verdict in self._verdicts.values()]
        if any(verdict.may for verdict in verdicts):
            return ""
        if len(verdicts) == 1:
            return verdicts[0].why_not
        return _("None of the selected commands can be answered. The first: {why}").format(why=verdicts[0].why_not)

    def _on_answer_triggered(self, answer: Answer, _checked: bool = False) -> None:
        shown = self._rows
        view = plan(shown, self._console.rows, answer, self._zone, self._console.now())
        if not view.rows:
            self._tell(view.left_out)
        elif needs_dialog(shown, answer, self._console.aids.rules.evidence) or self._console.vigil.must_ask:
            self.ask(shown, answer)
        else:
            left_out = self._console.acknowledge(shown, answer, None)
            self._on_answered(tuple(row.id for row in shown), left_out)

    def ask(self, shown: Sequence[Row], answer: Answer, reason: str = "") -> None:
        """Open the dialog for this answer to these rows as they were shown."""
        dialog = AnswerDialog(self._console, shown, answer, self._zone, self._theme, self.window(), reason=reason)
        dialog.answered.connect(self._on_answered)
        dialog.questions_asked.connect(partial(self._find_out, shown))
        self.dialog_opened.emit(dialog)
        dialog.open()

    def _on_questions_asked(self) -> None:
        shown = self._rows
        view = plan(shown, self._console.rows, Answer.FAILED_OFFLINE, self._zone, self._console.now())
        if view.rows:
            self._find_out(shown)
        else:
            self._tell(view.left_out)

    def _find_out(self, shown: Sequence[Row]) -> None:
        """Ask the questions about these rows as they were shown, then for the answer that they came to."""
        dialog = questions_about(shown, self._console.aids.batteries, self._theme, self.window())
        dialog.found.connect(partial(self.ask, shown))
        dialog.open()

    def _on_answered(self, ids: Sequence[str], left_out: Sequence[Refusal]) -> None:
        gone = {refusal.row.id for refusal in left_out}
        taken = [command_id for command_id in ids if command_id not in gone]
        self._undo.remember(taken)
        self.answered.emit(taken)
        self._tell(left_out)

    def _tell(self, left_out: Sequence[Refusal] | Sequence[LeftOut]) -> None:
        told = ""
        if left_out:
            count = len(left_out)
            told = ngettext("Left out: {count}. {why}", "Left out: {count}. The first: {why}", count).format(
                count=count, why=left_out[0].why
            )
        self._told_of = frozenset(one.row.id for one in left_out)
        if told != self._told:
            self._told = told
            self._refresh()

    def _button(self, action: QAction, kind: str, *, has_icon: bool) -> QPushButton:
        """A button for the action.

        The failures go without their icons, so that the three fit one line of the pane; OK's stands on the accent
        colour, where the menu's could not be seen.
        """
        button = QPushButton(self)
        button.setProperty("kind", kind)
        button.setProperty("dense", True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(action.trigger)
        action.changed.connect(partial(_follow, button, action, has_icon=has_icon))
        self.addAction(action)
        return button


def _follow(button: QPushButton, action: QAction, *, has_icon: bool) -> None:
    """Let a button look as its action does."""
    if button.text() != action.text():
        button.setText(action.text())
        button.setAccessibleName(action.text().replace("&&", "&"))
    button.setToolTip(plain_tooltip(action.statusTip()))
    if has_icon:
        button.setIcon(action.icon())
    button.setEnabled(action.isEnabled())
    button.setVisible(action.isVisible())


def _asks_something_else(before: Row, after: Row) -> bool:
    """Whether the terms differ in more than the device status, which our own answer changes too."""
    return any(name != "device_status" for name in what_changed(before.held.command, after.held.command))
