"""The dialog that finds out whether a failure is "offline" or "fault", by four questions at the most."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from flipconsole.app.batteries import Batteries
from flipconsole.domain.coded_reason import coded, format_reason
from flipconsole.domain.command import Answer
from flipconsole.domain.failure_questions import MOST_QUESTIONS, Finding, Question, next_step
from flipconsole.domain.language import _
from flipconsole.domain.reasons import subject_of
from flipconsole.domain.row import Row
from flipconsole.domain.words import answer_text
from flipconsole.domain.work import Work
from flipconsole.ui.batteries import batteries_line
from flipconsole.ui.broken import broken
from flipconsole.ui.card import Card
from flipconsole.ui.plain import PlainLabel, plain_caption
from flipconsole.ui.signed_dialog import SignedDialog
from flipconsole.ui.theme import Theme, pixmap

_ICONS = {Answer.FAILED_OFFLINE: "wifi-off", Answer.FAILED_FAULT: "triangle-alert"}


class QuestionsDialog(SignedDialog):
    """Y and N answer, Backspace goes back; nothing is sent from here. Opened with `open()`; it deletes itself.

    `batteries` are what the answers will be about, in one line.

    Signals:
        found: the failure that the questions came to, and the reason as it would be sent.
    """

    found = Signal(Answer, str)

    def __init__(self, batteries: str, subject: Work, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Offline or fault?"))
        self._subject = subject
        self._theme = theme
        self._answers: list[bool] = []
        who = PlainLabel(broken(batteries), self)
        who.setProperty("tone", "muted")
        who.setWordWrap(True)
        self._trail = QVBoxLayout()
        self._trail.setSpacing(2)
        self._said: list[QWidget] = []
        self._card = Card(theme, "info", self)
        self._place = PlainLabel(parent=self._card)
        self._place.setProperty("tone", "muted")
        self._symbol = PlainLabel(parent=self._card)
        self._text = PlainLabel(parent=self._card)
        self._text.setProperty("role", "title")
        self._text.setWordWrap(True)
        self._help = PlainLabel(parent=self._card)
        self._help.setWordWrap(True)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._symbol, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._text, 1)
        self._card.body.addWidget(self._place)
        self._card.body.addLayout(line)
        self._card.body.addWidget(self._help)
        self._yes = self._button(_("&Yes"), lambda: self._on_answered(True))
        self._no = self._button(_("&No"), lambda: self._on_answered(False))
        choices = QHBoxLayout()
        choices.setSpacing(8)
        choices.addWidget(self._yes)
        choices.addWidget(self._no)
        choices.addStretch(1)
        self._card.body.addLayout(choices)
        self._form = QWidget(self)
        grid = QGridLayout(self._form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        self._words = self._field(grid, 0, _("In your &words"), "")
        self._code = self._field(grid, 1, _("&Code it shows"), _("E12, if there is one"))
        self._next = self._field(grid, 2, _("What is done a&bout it"), _("technician called, customer restarts it"))
        self._retry = self._field(grid, 3, _("Try again &at"), _("18:00"))
        self._preview = PlainLabel(parent=self)
        self._preview.setWordWrap(True)
        self._preview.setProperty("tone", "muted")
        self._back = self._button(_("&Back"), self._on_back_asked)
        cancel = self._button(_("Cancel"), self.reject)
        self._go = self._button("", self._on_go_asked)
        self._go.setProperty("kind", "danger")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._back)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        layout.addWidget(who)
        layout.addLayout(self._trail)
        for widget in (self._card, self._form, self._preview):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.resize(560, 440)
        self._show_step()

    # -- what is shown -------------------------------------------------------------------------------------------

    def _show_step(self) -> None:
        self._show_trail()
        step = next_step(self._answers, self._subject)
        is_over = isinstance(step, Finding)
        for widget in (self._yes, self._no):
            widget.setVisible(not is_over)
        for other in (self._form, self._preview, self._go, self._symbol):
            other.setVisible(is_over)
        self._back.setEnabled(bool(self._answers))
        if isinstance(step, Question):
            self._show_question(step)
        else:
            self._show_finding(step)

    def _show_question(self, question: Question) -> None:
        self._card.set_look(self._theme, "info")
        self._place.setText(
            _("Question {number} of at most {most}").format(number=len(self._answers) + 1, most=MOST_QUESTIONS)
        )
        self._text.setText(question.text)
        self._help.setText(question.help)
        self._card.setAccessibleName(f"{question.text} {question.help}")
        self._yes.setFocus()

    def _show_finding(self, finding: Finding) -> None:
        self._card.set_look(self._theme, "warn")
        self._place.setText(_("That makes it"))
        self._symbol.setPixmap(pixmap(_ICONS[finding.answer], self._theme.warn, 20, self.devicePixelRatioF()))
        self._text.setText(answer_text(finding.answer))
        self._help.setText(_("Complete the reason, as far as you know. Nothing is sent yet."))
        self._words.setText(finding.reason.text)
        self._go.setText(plain_caption(_("Go on with “{answer}”").format(answer=answer_text(finding.answer))))
        self._refresh_preview()
        self._code.setFocus()

    def _show_trail(self) -> None:
        for widget in self._said:
            self._trail.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._said = []
        for place, answer in enumerate(self._answers):
            step = next_step(self._answers[:place], self._subject)
            if isinstance(step, Question):
                said = _("{question}  {answer}").format(question=step.text, answer=_("Yes") if answer else _("No"))
                label = PlainLabel(said, self)
                label.setWordWrap(True)
                self._trail.addWidget(label)
                label.show()
                self._said.append(label)

    def _refresh_preview(self) -> None:
        self._preview.setText(_("Reason: {reason}").format(reason=broken(self._reason())))

    def _reason(self) -> str:
        step = next_step(self._answers, self._subject)
        cause = step.reason.cause if isinstance(step, Finding) else ""
        return format_reason(
            coded(
                self._words.text(),
                cause=cause,
                code=self._code.text(),
                next=self._next.text(),
                retry=self._retry.text(),
            )
        )

    # -- what is done --------------------------------------------------------------------------------------------

    def _on_answered(self, answer: bool) -> None:
        if isinstance(next_step(self._answers, self._subject), Question):
            self._answers.append(answer)
            self._show_step()

    def _on_back_asked(self) -> None:
        del self._answers[-1:]
        self._show_step()

    def _on_go_asked(self) -> None:
        step = next_step(self._answers, self._subject)
        if isinstance(step, Finding):
            reason = self._reason()
            self.accept()
            self.found.emit(step.answer, reason)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that a field has not taken: Y, N and Backspace; Enter presses the button that has the focus."""
        is_asking = isinstance(next_step(self._answers, self._subject), Question)
        if is_asking and event.key() in (Qt.Key.Key_Y, Qt.Key.Key_N) and not event.isAutoRepeat():
            self._on_answered(event.key() == Qt.Key.Key_Y)
        elif event.key() == Qt.Key.Key_Backspace and not isinstance(self.focusWidget(), QLineEdit):
            self._on_back_asked()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_enter_pressed()
        else:
            super().keyPressEvent(event)

    def _on_enter_pressed(self) -> None:
        focused = self.focusWidget()
        if isinstance(focused, QPushButton):
            focused.click()
        elif focused is self._retry:
            self._go.setFocus()
        elif isinstance(focused, QLineEdit):
            self.focusNextChild()

    def _button(self, text: str, pressed: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: pressed())
        return button

    def _field(self, grid: QGridLayout, line: int, title: str, example: str) -> QLineEdit:
        edit = QLineEdit(self._form)
        edit.setPlaceholderText(example)
        edit.setAccessibleName(title.replace("&", ""))
        edit.textChanged.connect(lambda _text: self._refresh_preview())
        label = PlainLabel(title, self._form)
        label.setBuddy(edit)
        grid.addWidget(label, line, 0)
        grid.addWidget(edit, line, 1)
        return edit


def questions_about(
    shown: Sequence[Row], batteries: Batteries, theme: Theme, parent: QWidget | None
) -> QuestionsDialog:
    """The dialog for these rows; where some are about a removal and some are not, it asks as for scheduling."""
    subjects = {subject_of(row.held.command.status) for row in shown}
    subject = Work.REMOVE if subjects == {Work.REMOVE} else Work.SCHEDULE
    return QuestionsDialog(batteries_line(shown, batteries), subject, theme, parent)
