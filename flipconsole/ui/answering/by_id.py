"""Answering a command that no list has shown, by its id alone."""

from __future__ import annotations

from datetime import tzinfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from flipconsole.domain.answerable import answerable
from flipconsole.domain.command import Answer, Command
from flipconsole.domain.evidence import EvidenceMode
from flipconsole.domain.language import _
from flipconsole.domain.paths import is_canonical_id
from flipconsole.domain.reasons import SUBJECTS, subject_of
from flipconsole.domain.reliance import what_it_rests_on
from flipconsole.domain.sentence import sentence
from flipconsole.domain.words import answer_text
from flipconsole.domain.work import Work
from flipconsole.ui.answering.asks import AnsweringConsole
from flipconsole.ui.answering.evidence_block import EvidenceBlock
from flipconsole.ui.answering.reach_block import ReachBlock
from flipconsole.ui.answering.reason import ReasonField, reasons_to_offer
from flipconsole.ui.answering.verbs import button_text, with_environment
from flipconsole.ui.broken import broken
from flipconsole.ui.plain import PlainLabel, plain, plain_caption, plain_tooltip
from flipconsole.ui.signed_dialog import SignedDialog
from flipconsole.ui.theme import Theme, scaled

_EXAMPLE = "497f6eca-6276-4993-bfeb-53cbbbba6f08"


class AnswerByIdDialog(SignedDialog):
    """Asks for a canonical id, an answer and a reason; nothing is sent for any other spelling of an id.

    Opened with `open()`; it deletes itself. Ctrl+Enter sends what is chosen.

    Signals:
        answered: the id that was answered.
    """

    answered = Signal(str)

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
        self.setWindowTitle(_("Answer by id"))
        title = PlainLabel(_("Answer a command by its id"), self)
        title.setProperty("role", "title")
        self._id = QLineEdit(self)
        self._id.setPlaceholderText(_EXAMPLE)
        self._id.setAccessibleName(_("Command id"))
        self._id.setClearButtonEnabled(True)
        self._id.textChanged.connect(lambda _text: self._on_id_edited())
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
        self._evidence = EvidenceBlock(zone, theme, self)
        self._evidence.changed.connect(self._on_evidence_changed)
        self._reach = ReachBlock(console, zone, theme, self)
        self._reach.changed.connect(self._refresh)
        self._reason = ReasonField(self)
        self._reason.offer([])
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
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._send.click)
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
        layout.addWidget(self._reach)
        layout.addWidget(self._evidence)
        layout.addWidget(self._reason)
        layout.addWidget(self._rests_on)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.resize(min(scaled(560), 760), 420)
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
        self._evidence.show_commands([self._command()], self._console.now())
        self._known.setText(broken(self._what_is_known()))
        why_not = self._why_not_now()
        self._why_not.setText(broken(why_not))
        self._send.setEnabled(not why_not)
        self._send.setToolTip(plain_tooltip(why_not))
        self._send.setText(plain_caption(self._send_text(answer)))
        self._evidence.setVisible(self._asks_evidence())
        self._reach.setVisible(answer is Answer.FAILED_OFFLINE)
        QTimer.singleShot(0, self, self._grow)
        self._reason.set_required(bool(self._console.aids.rules.why_no_failure(answer, None)))

    def _grow(self) -> None:
        """Become as high as what is shown now needs, as far as the screen has room."""
        layout = self.layout()
        needed = 0 if layout is None else layout.totalHeightForWidth(self.width())
        if needed > self.height():
            self.resize(self.width(), min(needed, self.screen().availableGeometry().height() - 60))

    def _send_text(self, answer: Answer | None) -> str:
        """The verb of the chosen answer; none is named before there is one."""
        environment = self._console.environment
        if answer is None:
            return with_environment(_("Send the answer"), environment)
        return button_text(frozenset({self._work()}), answer, 1, environment)

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
        if read_only := self._console.aids.rules.why_read_only():
            return read_only
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
        if why_not := self._console.aids.rules.why_no_failure(answer, self._reason.text()):
            return why_not
        if answer is Answer.FAILED_OFFLINE and (why_not := self._reach.why_not()):
            return why_not
        return self._evidence.why_not(self._console.aids.rules.evidence) if self._asks_evidence() else ""

    def _asks_evidence(self) -> bool:
        is_on = self._console.aids.rules.evidence is not EvidenceMode.OFF
        return is_on and self._answer() is Answer.OK and is_canonical_id(self._command_id())

    def _command(self) -> Command | None:
        row = self._console.rows.get(self._command_id())
        return None if row is None else row.held.command

    def _on_evidence_changed(self) -> None:
        evidence = self._evidence.evidence_for(self._command(), self._console.now())
        self._reason.take_written("" if evidence is None else evidence.reason, "")
        self._refresh()

    def _on_id_edited(self) -> None:
        self._evidence.forget()
        self._refresh()

    def _on_answer_toggled(self, _place: int, is_on: bool) -> None:
        answer = self._answer()
        if is_on and answer is not None:
            self._reason.offer(
                reasons_to_offer(
                    self._console.rows.values(), self._subjects(), answer, self._console.aids.reasons.templates
                )
            )
            self._refresh()

    def _on_send_clicked(self) -> None:
        self._reach.refresh()
        answer = self._answer()
        if answer is None or self._why_not_now():
            return
        command_id = self._command_id()
        self._console.vigil.rely()
        evidence = None
        if self._asks_evidence():
            evidence = self._evidence.evidence_for(self._command(), self._console.now())
        why_not = self._console.answer_by_id(command_id, answer, self._reason.text() or None, evidence)
        if why_not:
            self._why_not.setText(broken(why_not))
        else:
            self.accept()
            self.answered.emit(command_id)
