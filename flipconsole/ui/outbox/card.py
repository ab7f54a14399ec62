"""What is known of one answer: what was seen, answered and asked now, what happened, and every answer before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from flipconsole.domain.ack import Ack
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.row import stage_of_ack
from flipconsole.domain.times import show_exact
from flipconsole.domain.words import answer_text, stage_text
from flipconsole.ui.broken import broken
from flipconsole.ui.detail.conflict_card import ConflictCard
from flipconsole.ui.long_text import LongText
from flipconsole.ui.outbox.asks import OutboxBoxes, OutboxConsole
from flipconsole.ui.outbox.line import Line, Words
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme

_MOST = 20
"""So many of the earlier answers to one command are told."""


class AnswerCard(QScrollArea):
    """Beside the table; shows the line that is chosen, or nothing where there is none."""

    def __init__(
        self, console: OutboxConsole, boxes: OutboxBoxes, words: Words, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._console = console
        self._boxes = boxes
        self._words = words
        self._shown: tuple[object, ...] | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(_("The chosen answer"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self.setWidget(inside)
        self._title = PlainLabel(parent=inside)
        self._title.setProperty("role", "title")
        self._title.setWordWrap(True)
        self._why = LongText(_("What happened last"), inside)
        self._conflict = ConflictCard(console, theme, inside)
        self._facts = PlainLabel(parent=inside)
        self._facts.setWordWrap(True)
        self._facts.setProperty("tone", "muted")
        self._history = PlainLabel(parent=inside)
        self._history.setWordWrap(True)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(8)
        for widget in (self._title, self._why, self._conflict, self._facts, self._history):
            layout.addWidget(widget)
        layout.addStretch(1)

    @property
    def has_conflict(self) -> bool:
        """Whether the decision can be made on the card itself."""
        return self._conflict.isVisibleTo(self)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._conflict.set_theme(theme)

    def show_line(self, line: Line | None, chosen: int) -> None:
        """Show this line, one of so many that are chosen; nothing is painted anew that is there already."""
        row = None if line is None else self._console.rows.get(line.command_id)
        history = () if line is None else tuple(self._boxes.history(line.command_id))
        why = "" if line is None else self._words.why(line)
        shown = (line, row, history, why, chosen, self._words.zone)
        if shown == self._shown:
            return
        self._shown = shown
        if line is None:
            self._title.setText("")
            self._why.set_text("")
            self._conflict.hide()
            self._facts.hide()
            self._history.hide()
            return
        title = self._words.battery(line)
        if chosen > 1:
            title = ngettext("{battery}, and {count} more", "{battery}, and {count} more", chosen - 1).format(
                battery=title, count=chosen - 1
            )
        self._title.setText(broken(title))
        zone = self._words.zone
        is_open = row is not None and line.ack is not None and row.newest_ack == line.ack
        if row is not None and is_open:
            self._conflict.show_row(row, zone)
        else:
            self._conflict.hide()
        self._why.set_text("" if self.has_conflict else why)
        self._say(self._facts, [self._told_facts(line, zone)])
        self._say(self._history, self._told_history(history, zone))

    def _say(self, label: PlainLabel, lines: Sequence[str]) -> None:
        label.setText("\n".join(broken(one) for one in lines))
        label.setVisible(any(lines))

    def _told_facts(self, line: Line, zone: tzinfo) -> str:
        ack = line.ack
        if ack is None and line.item is not None:
            ack = self._boxes.ack(line.item.ack_seq)
        if ack is None:
            return ""
        parts = []
        if ack.attempts:
            parts.append(ngettext("Tried {count} time", "Tried {count} times", ack.attempts).format(count=ack.attempts))
        if ack.http_status is not None:
            parts.append(_("last HTTP {status}").format(status=ack.http_status))
        if ack.settled_at is not None:
            parts.append(_("settled {when}").format(when=show_exact(ack.settled_at, zone)))
        return ", ".join(parts)

    def _told_history(self, history: Sequence[Ack], zone: tzinfo) -> list[str]:
        """Each answer to the command with who, when, why and what became of it, and which one it changes."""
        now = self._console.now()
        places = {ack.seq: place for place, ack in enumerate(history, start=1)}
        lines = []
        for place, ack in enumerate(history, start=1):
            text = _("{place}. {who} answered “{answer}” on {when}").format(
                place=place,
                who=ack.operator or _("Somebody here"),
                answer=answer_text(ack.device_status),
                when=show_exact(ack.created_at, zone),
            )
            if ack.reason:
                text = _("{text}: “{reason}”").format(text=text, reason=ack.reason)
            if ack.answers_seq in places:
                text = _("{text}, changing answer {place}").format(text=text, place=places[ack.answers_seq])
            lines.append(_("{text}. {stage}.").format(text=text, stage=stage_text(stage_of_ack(ack, now))))
        return lines[-_MOST:]
