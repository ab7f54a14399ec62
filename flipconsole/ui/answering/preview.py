"""Shows what an answer would do: each group with its verb, its commands and batteries, and who is left out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from flipconsole.app.batteries import Batteries
from flipconsole.domain.command import Answer
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.work import Work
from flipconsole.ui.answering.plan import Group, LeftOut, Plan
from flipconsole.ui.answering.verbs import heading
from flipconsole.ui.batteries import called
from flipconsole.ui.broken import broken
from flipconsole.ui.card import Card
from flipconsole.ui.long_text import LongText
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme, pixmap

AT_ONCE = 6
"""So many cards are there when the dialog opens, about as many as are seen of it; the others come with `show_more`."""

_MOST_REASONS = 30


class Preview(QWidget):
    """The groups of a plan as cards; rebuilt only when the plan changed. The last line counts what is still to come."""

    def __init__(self, theme: Theme, batteries: Batteries, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._batteries = batteries
        self._theme = theme
        self._shown: tuple[Plan, Answer] | None = None
        self._cards: list[QWidget] = []
        self._to_come: list[Group] = []
        self._answer = Answer.OK
        self._rest = PlainLabel(parent=self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._layout.addWidget(self._rest)
        self._layout.addStretch(1)

    def show_plan(self, plan: Plan, answer: Answer) -> None:
        """Show this plan."""
        if self._shown == (plan, answer):
            return
        self._shown = (plan, answer)
        for card in self._cards:
            self._layout.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = []
        self._answer, self._to_come = answer, list(plan.groups)
        if plan.left_out:
            self._add(self._left_out_card(plan.left_out))
        self.show_more()

    def show_more(self) -> None:
        """Show the next of the groups, if there are any left."""
        now, self._to_come = self._to_come[:AT_ONCE], self._to_come[AT_ONCE:]
        for group in now:
            self._add(self._group_card(group, self._answer))
        count = sum(len(group.rows) for group in self._to_come)
        text = ngettext("… and {count} more command", "… and {count} more commands", count)
        self._rest.setText(text.format(count=count))
        self._rest.setVisible(bool(count))

    def _add(self, card: QWidget) -> None:
        self._layout.insertWidget(len(self._cards), card)
        self._cards.append(card)
        card.show()

    def _group_card(self, group: Group, answer: Answer) -> Card:
        card = Card(self._theme, "warn" if group.work is Work.REMOVE or group.question else "neutral", self)
        title = PlainLabel(heading(group.work, answer, len(group.rows)), card)
        title.setProperty("role", "strong")
        title.setWordWrap(True)
        card.body.addWidget(title)
        instruction = LongText(_("What the commands ask"), card)
        instruction.set_text(group.instruction)
        card.body.addWidget(instruction)
        if group.question:
            card.body.addLayout(self._question_line(group.question, card))
        devices = LongText(_("Batteries"), card)
        devices.set_text(", ".join(called(row, self._batteries) for row in group.rows))
        devices.set_tone("muted")
        card.body.addWidget(devices)
        return card

    def _question_line(self, question: str, card: Card) -> QHBoxLayout:
        symbol = PlainLabel(parent=card)
        symbol.setPixmap(pixmap("triangle-alert", self._theme.warn, 16, self.devicePixelRatioF()))
        label = PlainLabel(broken(question), card)
        label.setProperty("role", "strong")
        label.setWordWrap(True)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(symbol, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label, 1)
        return line

    def _left_out_card(self, left_out: tuple[LeftOut, ...]) -> Card:
        card = Card(self._theme, "info", self)
        count = len(left_out)
        title = PlainLabel(
            ngettext("Left out: {count} command", "Left out: {count} commands", count).format(count=count)
        )
        title.setProperty("role", "strong")
        card.body.addWidget(title)
        by_why: dict[str, list[str]] = {}
        for one in left_out:
            by_why.setdefault(one.why, []).append(called(one.row, self._batteries))
        for why, devices in list(by_why.items())[:_MOST_REASONS]:
            reason = PlainLabel(broken(why), card)
            reason.setWordWrap(True)
            card.body.addWidget(reason)
            names = LongText(_("Batteries left out"), card)
            names.set_text(", ".join(devices))
            names.set_tone("muted")
            card.body.addWidget(names)
        return card
