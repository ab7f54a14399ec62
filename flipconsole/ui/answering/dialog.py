"""The dialog before an answer that needs a reason, a look at several commands, or a question first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid
from typing_extensions import override

from flipconsole.domain.command import Answer
from flipconsole.domain.evidence import Evidence, EvidenceMode
from flipconsole.domain.language import _
from flipconsole.domain.reliance import what_it_rests_on
from flipconsole.domain.row import Row
from flipconsole.domain.words import answer_text
from flipconsole.ui.answering.asks import AnsweringConsole
from flipconsole.ui.answering.evidence_block import EvidenceBlock
from flipconsole.ui.answering.plan import Plan, plan
from flipconsole.ui.answering.preview import Preview
from flipconsole.ui.answering.reach_block import ReachBlock
from flipconsole.ui.answering.reason import ReasonField, reasons_to_offer
from flipconsole.ui.answering.verbs import confirm_text
from flipconsole.ui.plain import PlainLabel, plain_caption, plain_tooltip
from flipconsole.ui.signed_dialog import SignedDialog
from flipconsole.ui.theme import Theme, scaled

TYPED_ABOVE = 20
"""More answers than this at once are confirmed by typing their count (reliability 6)."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class AnswerDialog(SignedDialog):
    """Previews one answer to the rows as they were shown, and keeps looking: what changes meanwhile is left out.

    For several rows Cancel is the default and Enter never confirms. `reason` stands in the field from the start; for a
    failure only what a person has put together is. Opened with `open()`; it deletes itself.

    Signals:
        answered: the ids that were answered, and the rows that the console left out after all.
        questions_asked: the person is not sure which failure it is; the dialog is closed.
    """

    answered = Signal(object, object)
    questions_asked = Signal()

    def __init__(
        self,
        console: AnsweringConsole,
        shown: Sequence[Row],
        answer: Answer,
        zone: tzinfo,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        reason: str = "",
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._console = console
        self._shown = tuple(shown)
        self._answer = answer
        self._zone = zone
        self._several = len(self._shown) > 1
        self._stopped = False
        self._plan = self._look()
        self.setWindowTitle(answer_text(answer))
        self._preview = Preview(theme, console.aids.batteries)
        area = self._area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(_("What will be answered"))
        self._reach = ReachBlock(console, zone, theme)
        self._reach.setVisible(answer is Answer.FAILED_OFFLINE)
        self._evidence = EvidenceBlock(zone, theme)
        self._asks_evidence = answer is Answer.OK and console.aids.rules.evidence is not EvidenceMode.OFF
        self._evidence.setVisible(self._asks_evidence)
        content = QWidget()
        self._content = QVBoxLayout(content)
        self._content.setContentsMargins(0, 0, 0, 0)
        self._content.setSpacing(12)
        for part in (self._preview, self._reach, self._evidence):
            self._content.addWidget(part)
        self._content.addStretch(1)
        area.setWidget(content)
        self._reason = ReasonField(self)
        self._reason.set_required(bool(console.aids.rules.why_no_failure(answer, None)))
        self._reason.offer(
            reasons_to_offer(console.rows.values(), self._plan.subjects, answer, console.aids.reasons.templates)
        )
        self._reason.edit.setText(reason)
        self._reason.changed.connect(self._refresh)
        self._questions = QPushButton(_("Offline or &fault? Four questions…"), self)
        self._questions.setProperty("kind", "link")
        self._questions.setAutoDefault(False)
        self._questions.setVisible(answer is not Answer.OK)
        self._questions.clicked.connect(self._on_questions_clicked)
        self._count_label = PlainLabel(parent=self)
        self._count = QLineEdit(self)
        self._count.setFixedWidth(96)
        self._count.setAccessibleName(_("How many answers to send"))
        self._count.textChanged.connect(lambda _text: self._refresh())
        self._count_label.setBuddy(self._count)
        self._rests_on = PlainLabel(parent=self)
        self._rests_on.setProperty("tone", "warn")
        self._rests_on.setWordWrap(True)
        self._why_not = PlainLabel(parent=self)
        self._why_not.setProperty("tone", "muted")
        self._why_not.setWordWrap(True)
        self._confirm = QPushButton(self)
        self._confirm.setProperty("kind", "primary" if answer is Answer.OK else "danger")
        self._confirm.clicked.connect(self._on_confirm_clicked)
        self._confirm.installEventFilter(self)
        self._cancel = QPushButton(_("Cancel"), self)
        self._cancel.clicked.connect(self.reject)
        self._confirm.setAutoDefault(not self._several)
        self._confirm.setDefault(not self._several)
        self._cancel.setDefault(self._several)
        counting = QHBoxLayout()
        counting.addWidget(self._count_label)
        counting.addWidget(self._count)
        counting.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._why_not, 1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._confirm)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(area, 1000)
        layout.addWidget(self._reason)
        layout.addWidget(self._questions, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(counting)
        layout.addWidget(self._rests_on)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self._refresh()
        area.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._evidence.changed.connect(self._on_evidence_changed)
        self._reach.changed.connect(self._refresh)
        self.resize(
            min(scaled(560), 760), min(self.screen().availableGeometry().height() - 60, 340 + area.maximumHeight())
        )
        self._first(answer).setFocus()
        console.rows_changed.connect(self._on_rows_changed)
        console.vigil.changed.connect(self._on_footing_changed)
        self.finished.connect(self._on_finished)

    def _first(self, answer: Answer) -> QWidget:
        if answer is not Answer.OK:
            return self._reason.edit
        return self._evidence.first if self._asks_evidence else self._cancel

    def _look(self) -> Plan:
        return plan(self._shown, self._console.rows, self._answer, self._zone, self._console.now())

    def _on_rows_changed(self, _diff: object) -> None:
        if isValid(self):
            self._plan = self._look()
            self._refresh()

    def _on_footing_changed(self) -> None:
        if isValid(self):
            self._refresh()

    def _refresh(self) -> None:
        count = len(self._plan.rows)
        rests_on = what_it_rests_on(self._console.vigil.footing, self._zone, self._console.now())
        self._rests_on.setText(rests_on)
        self._rests_on.setVisible(bool(rests_on))
        self._preview.show_plan(self._plan, self._answer)
        if self._asks_evidence:
            now = self._console.now()
            self._evidence.show_commands([group.rows[0].held.command for group in self._plan.groups], now)
        self._fit()
        self._confirm.setText(plain_caption(confirm_text(self._plan, self._answer, self._console.environment)))
        typed = count > TYPED_ABOVE
        self._count_label.setText(_("&Type {count} to confirm:").format(count=count))
        self._count_label.setVisible(typed)
        self._count.setVisible(typed)
        why_not = self._why_not_now()
        self._why_not.setText(why_not)
        self._confirm.setEnabled(not why_not)
        self._confirm.setToolTip(plain_tooltip(why_not))

    def _on_scrolled(self, value: int) -> None:
        bar = self._area.verticalScrollBar()
        if value >= bar.maximum() - bar.pageStep() // 2:
            self._preview.show_more()

    def _fit(self) -> None:
        """Give the upper part the height that it needs, as far as there is room; the rest of it scrolls."""
        self._content.invalidate()
        wanted = self._content.totalHeightForWidth(scaled(490))
        if wanted < 0:  # nothing in it wraps
            wanted = self._content.totalSizeHint().height()
        self._area.setMaximumHeight(max(120, wanted) + 8)

    def _why_not_now(self) -> str:
        if locked := self._console.vigil.why_locked():
            return locked
        count = len(self._plan.rows)
        if read_only := self._console.aids.rules.why_read_only():
            return read_only
        if not count:
            return _("Nothing is left to answer.")
        if why_not := self._console.aids.rules.why_no_failure(self._answer, self._reason.text()):
            return why_not
        if self._asks_evidence and (why_not := self._evidence.why_not(self._console.aids.rules.evidence)):
            return why_not
        if self._answer is Answer.FAILED_OFFLINE and (why_not := self._reach.why_not()):
            return why_not
        if count > TYPED_ABOVE and self._count.text().strip() != str(count):
            return _("Type the number of answers first.")
        return ""

    def _on_confirm_clicked(self) -> None:
        self._reach.refresh()
        self._plan = self._look()
        self._refresh()
        if not self._confirm.isEnabled():
            return
        rows, evidence = self._plan.rows, self._evidence_by_id()
        self._stop_looking()
        self._console.vigil.rely()
        reason, left_out = self._reason.text() or None, self._plan.left_out_to_keep
        refused = self._console.acknowledge(rows, self._answer, reason, left_out, evidence=evidence)
        self.accept()
        self.answered.emit(tuple(row.id for row in rows), tuple(refused))

    def _evidence_by_id(self) -> dict[str, Evidence]:
        """What was looked at, for each command; the commands of a group ask the same."""
        found: dict[str, Evidence] = {}
        for group in self._plan.groups if self._asks_evidence else ():
            evidence = self._evidence.evidence_for(group.rows[0].held.command, self._console.now())
            if evidence is not None:
                found |= dict.fromkeys((row.id for row in group.rows), evidence)
        return found

    def _on_evidence_changed(self) -> None:
        """The ticks write the reason; where commands differ, each gets its own as it is saved."""
        reasons = {evidence.reason for evidence in self._evidence_by_id().values()}
        own = reasons.pop() if len(reasons) == 1 else ""
        hint = _("Written for each command: {reason} …").format(reason=min(reasons)) if len(reasons) > 1 else ""
        self._reason.take_written(own, hint)
        self._refresh()

    def _on_questions_clicked(self) -> None:
        self.reject()
        self.questions_asked.emit()

    def _on_finished(self, _result: int) -> None:
        self._stop_looking()

    def _stop_looking(self) -> None:
        if not self._stopped:
            self._stopped = True
            self._console.rows_changed.disconnect(self._on_rows_changed)
            self._console.vigil.changed.disconnect(self._on_footing_changed)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Swallow Enter on the confirming button when several rows would go with it."""
        if self._several and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return event.key() in _ENTER
        return super().eventFilter(watched, event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field goes on to the next control; for one row it confirms from the reason."""
        if event.key() not in _ENTER:
            super().keyPressEvent(event)
        elif not self._several and self.focusWidget() is self._reason.edit and self._confirm.isEnabled():
            self._confirm.click()
        elif self.focusWidget() in (self._reason.edit, self._count):
            self.focusNextChild()
