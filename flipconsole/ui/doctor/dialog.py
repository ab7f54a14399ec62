"""The doctor's window: the stages of the connection as they are looked at, and a report to pass on."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from flipconsole.app.doctor import Doctor
from flipconsole.domain.diagnosis import Diagnosis, Outcome, Stage
from flipconsole.domain.edition import Edition
from flipconsole.domain.language import _
from flipconsole.ui.announcing import announce
from flipconsole.ui.broken import broken
from flipconsole.ui.card import Card, Tone, tone_colour
from flipconsole.ui.doctor.stage_line import StageLine
from flipconsole.ui.plain import PlainLabel, plain
from flipconsole.ui.signed_dialog import SignedDialog
from flipconsole.ui.theme import Theme, pixmap, scaled

_LOOKS: dict[Outcome | None, tuple[str, Tone]] = {
    None: ("check-check", "ok"),
    Outcome.REMARK: ("triangle-alert", "warn"),
    Outcome.BROKEN: ("circle-x", "danger"),
}
_BUSY: tuple[str, Tone] = ("hourglass", "info")
_TITLE_BAR = 40
_HALTED: tuple[str, Tone] = ("pause", "neutral")


class DoctorDialog(SignedDialog):
    """Stands beside the window, which goes on; shown with `show()`, it begins to look at once and deletes itself."""

    def __init__(self, doctor: Doctor, edition: Edition, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._doctor = doctor
        self._edition = edition
        self._theme = theme
        self.setWindowTitle(_("Connection doctor"))
        title = PlainLabel(broken(_("From here to {address}").format(address=doctor.address)), self)
        title.setProperty("role", "title")
        title.setWordWrap(True)
        self._card = Card(theme, "info", self)
        self._symbol = PlainLabel(parent=self._card)
        self.summary = PlainLabel(parent=self._card)
        self.summary.setProperty("role", "strong")
        self.summary.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._symbol, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.summary, 1)
        self._card.body.addLayout(row)
        self.lines = {stage: StageLine(stage, theme, self) for stage in Stage}
        note = PlainLabel(
            _(
                "The list is read as always. The last stage sends a PATCH that can change nothing: it names a "
                "command that cannot exist (all zeros) and sets nothing."
            ),
            self,
        )
        note.setProperty("tone", "muted")
        note.setWordWrap(True)
        self.copy = self._button(_("&Copy report"), self._on_copy_asked)
        self.again = self._button(_("&Look again"), self._on_again_asked)
        close = self._button(_("Close"), self.reject)
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        bottom.addStretch(1)
        for button in (self.copy, self.again, close):
            bottom.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        layout.addWidget(title)
        layout.addWidget(self._card)
        layout.addWidget(self._scrolled(self.lines.values()), 1)
        layout.addWidget(note)
        layout.addLayout(bottom)
        room = self.screen().availableSize()
        self.resize(min(scaled(720), room.width()), min(scaled(620), room.height() - _TITLE_BAR))
        doctor.changed.connect(self._on_changed)
        self.finished.connect(self._on_finished)
        doctor.examine()
        self._show()
        self.again.setFocus()

    def _scrolled(self, lines: Iterable[QWidget]) -> QScrollArea:
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(0)
        for line in lines:
            column.addWidget(line)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(_("Stages of the connection"))
        return area

    # -- what is shown -------------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        self._show()
        if not self._doctor.is_busy:
            announce(self, self.summary.text())

    def _show(self) -> None:
        diagnosis, is_busy = self._doctor.diagnosis, self._doctor.is_busy
        findings = {} if diagnosis is None else {finding.stage: finding for finding in diagnosis.findings}
        is_next = is_busy
        for stage, line in self.lines.items():
            found = findings.get(stage)
            line.show_finding(found, is_looked_at=found is None and is_next)
            is_next = is_next and found is not None
        name, tone = self._look_of(diagnosis)
        self._card.set_look(self._theme, tone)
        self._symbol.setPixmap(pixmap(name, tone_colour(self._theme, tone), 20, self.devicePixelRatioF()))
        self.summary.setText(self._summary_of(diagnosis))
        self.again.setText(plain(_("&Stop")) if is_busy else _("&Look again"))
        self.again.setAccessibleName(_("Stop") if is_busy else _("Look again"))
        self.copy.setEnabled(bool(findings))

    def _look_of(self, diagnosis: Diagnosis | None) -> tuple[str, Tone]:
        if self._doctor.is_busy:
            return _BUSY
        if diagnosis is None or not diagnosis.is_over:
            return _HALTED
        cause = diagnosis.cause
        return _LOOKS[None if cause is None else cause.outcome]

    def _summary_of(self, diagnosis: Diagnosis | None) -> str:
        if self._doctor.is_busy:
            return _("Looking. The console goes on working meanwhile, and answers that you gave are saved.")
        if diagnosis is None or not diagnosis.is_over:
            return _("Stopped. What was found until then stands below.")
        cause = diagnosis.cause
        if cause is None:
            return diagnosis.summary
        return f"{diagnosis.summary} {cause.advice} " + _("Answers that you gave are saved.")

    # -- what a person does --------------------------------------------------------------------------------------

    def _on_again_asked(self) -> None:
        if self._doctor.is_busy:
            self._doctor.stop()
        else:
            self._doctor.examine()

    def _on_copy_asked(self) -> None:
        diagnosis = self._doctor.diagnosis
        if diagnosis is not None:
            facts = ((_("Program"), self._edition.title), *self._edition.facts())
            QGuiApplication.clipboard().setText(diagnosis.report(facts))
            announce(self, _("The report is on the clipboard."))

    def _on_finished(self, _result: int) -> None:
        self._doctor.changed.disconnect(self._on_changed)
        self._doctor.stop()

    def _button(self, text: str, pressed: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text.replace("&", ""))
        button.setAutoDefault(False)
        button.clicked.connect(pressed)
        return button
