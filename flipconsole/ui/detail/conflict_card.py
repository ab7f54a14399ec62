"""The card on which an operator settles a conflict: keep theirs, or send mine."""

from __future__ import annotations

from datetime import tzinfo

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from flipconsole.domain.language import _
from flipconsole.domain.row import Row
from flipconsole.ui.broken import broken
from flipconsole.ui.card import Card
from flipconsole.ui.detail.asks import DetailConsole
from flipconsole.ui.detail.conflict import Conflict, conflict_of
from flipconsole.ui.long_text import LongText
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme

PAUSE_MS = 1500
"""After the command changed once more under the eyes, sending waits so long: a click on its way means the old one."""


class ConflictCard(Card):
    """Visible only while its row has an open conflict."""

    def __init__(self, console: DetailConsole, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "warn", parent)
        self._console = console
        self._conflict: Conflict | None = None
        self._cells: list[PlainLabel] = []
        self._title = PlainLabel(parent=self)
        self._title.setProperty("role", "title")
        self._title.setWordWrap(True)
        self._outcome = LongText(_("Why it needs you"), self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._enable_send)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._their_reason = LongText(_("The reason that Flip has now"), self)
        self._why_not = PlainLabel(parent=self)
        self._why_not.setWordWrap(True)
        self._keep = QPushButton(_("&Keep theirs"), self)
        self._keep.setToolTip(_("Drop your answer: what Flip says now stands."))
        self._keep.clicked.connect(self._on_keep_clicked)
        self._send = QPushButton(_("Send &mine"), self)
        self._send.setToolTip(_("Send your answer for the command as it is now."))
        self._send.clicked.connect(self._on_send_clicked)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._keep)
        buttons.addWidget(self._send)
        buttons.addStretch(1)
        self.body.addWidget(self._title)
        self.body.addWidget(self._outcome)
        self.body.addLayout(self._grid)
        self.body.addWidget(self._their_reason)
        self.body.addWidget(self._why_not)
        self.body.addLayout(buttons)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self.set_look(theme, "warn")

    def show_row(self, row: Row, zone: tzinfo) -> None:
        """Show the row's conflict, or nothing."""
        conflict = conflict_of(row, zone)
        if conflict != self._conflict:
            before, self._conflict = self._conflict, conflict
            if conflict is not None:
                self._build(conflict)
                if before is not None and before.ack.seq == conflict.ack.seq and before.lines != conflict.lines:
                    self._pause.start()
                self._enable_send()
        self.setVisible(conflict is not None)

    def _build(self, conflict: Conflict) -> None:
        self._title.setText(
            _("Your answer is not confirmed: decide") if conflict.ack.unheard else _("Your answer was not sent: decide")
        )
        self._keep.setText(_("&Drop it") if conflict.is_late else _("&Keep theirs"))
        self._send.setText(_("Send it &late") if conflict.is_late else _("Send &mine"))
        self._outcome.set_text(conflict.ack.outcome)
        for cell in self._cells:
            self._grid.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        self._cells.clear()
        for column, title in enumerate(("", _("You saw"), _("You answered"), _("Flip says now"))):
            self._cell(title, 0, column, "muted")
            self._grid.setColumnStretch(column, 1 if column else 0)
        for place, line in enumerate(conflict.lines, start=1):
            differs = line.saw != line.now
            self._cell(line.title, place, 0, "muted")
            self._cell(line.saw, place, 1)
            self._cell(line.answered or "–", place, 2, "" if line.answered else "muted")
            self._cell(line.now, place, 3, strong=differs)
        place = len(conflict.lines) + 1
        for column, text in enumerate(
            (conflict.when.title, conflict.when.saw, conflict.when.answered, conflict.when.now)
        ):
            self._cell(text or "–", place, column, "muted")
        reason = conflict.their_reason
        self._their_reason.set_text(
            _("The reason that Flip has now: “{reason}”").format(reason=reason) if reason else ""
        )
        self._why_not.setText(conflict.why_not_mine)
        self._why_not.setVisible(bool(conflict.why_not_mine))

    def _enable_send(self) -> None:
        conflict = self._conflict
        self._send.setEnabled(conflict is not None and not conflict.why_not_mine and not self._pause.isActive())

    def _cell(self, text: str, line: int, column: int, tone: str = "", *, strong: bool = False) -> None:
        cell = PlainLabel(broken(text), self)
        cell.setProperty("tone", tone)
        if strong:
            cell.setProperty("role", "strong")
        cell.setWordWrap(True)
        cell.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._cells.append(cell)
        self._grid.addWidget(cell, line, column)
        cell.show()

    def _on_keep_clicked(self) -> None:
        if self._conflict is not None:
            self._console.keep_theirs(self._conflict.ack.seq)

    def _on_send_clicked(self) -> None:
        if self._conflict is not None:
            why_not = self._console.send_mine(self._conflict.ack.seq)
            self._why_not.setText(why_not)
            self._why_not.setVisible(bool(why_not))
