"""Answering a command that no list has shown, by its id alone."""

from __future__ import annotations

from datetime import tzinfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from flipconsole.domain.answerable import answerable
from flipconsole.domain.command import Answer
from flipconsole.domain.language import _
from flipconsole.domain.paths import is_canonical_id
from flipconsole.domain.reasons import SUBJECTS, subject_of
from flipconsole.domain.reliance import what_it_rests_on
from flipconsole.domain.sentence import sentence
from flipconsole.domain.words import answer_text
from flipconsole.domain.work import Work
from flipconsole.ui.answering.asks import AnsweringConsole
from flipconsole.ui.answering.reason import ReasonField, reasons_to_offer
from flipconsole.ui.answering.verbs import button_text
from flipconsole.ui.broken import broken
from flipconsole.ui.plain import PlainLabel, plain, plain_caption, plain_tooltip
from flipconsole.ui.theme import Theme

_EXAMPLE = "497f6eca-6276-4993-bfeb-53cbbbba6f08"


class AnswerByIdDialog(QDialog):
    """Asks for a canonical id, an answer and a reason; nothing is sent for any other spelling of an id.

    Opened with `open()`; it deletes itself.
    """

    def __init__(
        self,
        console: AnsweringConsole,
        zone: tzinfo,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        command_id: str = "",
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._console = console
        self._zone = zone
        self.setWindowTitle(_("Answer by id · {environment}").format(environment=console.environment.value))
        title = PlainLabel(_("Answer a command by its id"), self)
        title.setProperty("role", "title")
        self._id = QLineEdit(self)
        self._id.setPlaceholderText(_EXAMPLE)
        self._id.setAccessibleName(_("Command id"))
        self._id.setClearButtonEnabled(True)
        self._id.textChanged.connect(lambda _text: self._refresh())
        label = PlainLabel(_("Command &id"), self)
        label.setBuddy(self._id)
        self._known = PlainLabel(parent=self)
        self._known.setWordWrap(True)
        self._known.setProperty("tone", "muted")
        self._answers = QButtonGroup(self)
        choices = QHBoxLayout()
        choices.setSpacing(8)
        for place, answer in enumerate(Answer):
            choice = QPushButton(answer_text(answer), self)
            choice.setProperty("kind", "chip")
            choice.setCheckable(True)
            choice.setAutoDefault(False)
            choice.setAccessibleName(answer_text(answer))
            self._answers.addButton(choice, place)
            choices.addWidget(choice)
        choices.addStretch(1)
        self._answers.idToggled.connect(self._on_answer_toggled)
        self._reason = ReasonField(self)
        self._reason.changed.connect(self._refresh)
        self._rests_on = PlainLabel(parent=self)
        self._rests_on.setWordWrap(True)
        self._rests_on.setProperty("tone", "warn")
        self._why_not = PlainLabel(parent=self)
        self._why_not.setWordWrap(True)
        self._why_not.setProperty("tone", "muted")
        self._cancel = QPushButton(_("Cancel"), self)
        self._cancel.setAutoDefault(False)
        self._cancel.clicked.connect(self.reject)
        self._send = QPushButton(self)
        self._send.setProperty("kind", "primary")
        self._send.setAutoDefault(False)
        self._send.clicked.connect(self._on_send_clicked)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._why_not, 1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._send)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        layout.addWidget(title)
        layout.addWidget(label)
        layout.addWidget(self._id)
        layout.addWidget(self._known)
        layout.addLayout(choices)
        layout.addWidget(self._reason)
        layout.addWidget(self._rests_on)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.resize(560, 420)
        console.vigil.changed.connect(self._on_footing_changed)
        self.finished.connect(lambda _result: console.vigil.changed.disconnect(self._on_footing_changed))
        self._id.setText(plain(command_id))
        self._refresh()
        self._id.setFocus()

    def _command_id(self) -> str:
        return self._id.text().strip()

    def _answer(self) -> Answer | None:
        place = self._answers.checkedId()
        return None if place < 0 else list(Answer)[place]

    def _work(self) -> Work:
        row = self._console.rows.get(self._command_id())
        return Work.UNCLEAR if row is None else row.work

    def _subjects(self) -> tuple[Work, ...]:
        """Nobody knows what an answer to a command that was never seen is about: then it may be either."""
        row = self._console.rows.get(self._command_id())
        return SUBJECTS if row is None else (subject_of(row.held.command.status),)

    def _on_footing_changed(self) -> None:
        if isValid(self):
            self._refresh()

    def _refresh(self) -> None:
        answer = self._answer()
        rests_on = what_it_rests_on(self._console.vigil.footing, self._zone, self._console.now())
        self._rests_on.setText(rests_on)
        self._rests_on.setVisible(bool(rests_on))
        self._known.setText(broken(self._what_is_known()))
        why_not = self._why_not_now()
        self._why_not.setText(broken(why_not))
        self._send.setEnabled(not why_not)
        self._send.setToolTip(plain_tooltip(why_not))
        self._send.setText(
            plain_caption(button_text(frozenset({self._work()}), answer or Answer.OK, 1, self._console.environment))
        )
        self._reason.set_required(answer is not None and answer is not Answer.OK)

    def _what_is_known(self) -> str:
        command_id = self._command_id()
        if not is_canonical_id(command_id):
            return _("An id has 36 characters: 0 to 9, a to f in small letters, and four hyphens.")
        row = self._console.rows.get(command_id)
        if row is None:
            return _("No list or import has shown this command here, so the answer goes out without a check.")
        known = sentence(row.held.command, self._zone, self._console.now())
        question = answerable(row).ask
        return f"{known} {question}".strip()

    def _why_not_now(self) -> str:
        if locked := self._console.vigil.why_locked():
            return locked
        if not self._command_id():
            return _("Enter the command's id.")
        if not is_canonical_id(self._command_id()):
            return _("That is not a command id.")
        row = self._console.rows.get(self._command_id())
        if row is not None and not answerable(row).may:
            return answerable(row).why_not
        answer = self._answer()
        if answer is None:
            return _("Choose an answer.")
        if answer is not Answer.OK and not self._reason.text():
            return _("A failure needs a reason.")
        return ""

    def _on_answer_toggled(self, _place: int, is_on: bool) -> None:
        answer = self._answer()
        if is_on and answer is not None:
            self._reason.offer(reasons_to_offer(self._console.rows.values(), self._subjects(), answer))
            self._refresh()

    def _on_send_clicked(self) -> None:
        answer = self._answer()
        if answer is None or self._why_not_now():
            return
        self._console.vigil.rely()
        why_not = self._console.answer_by_id(self._command_id(), answer, self._reason.text() or None)
        if why_not:
            self._why_not.setText(broken(why_not))
        else:
            self.accept()
