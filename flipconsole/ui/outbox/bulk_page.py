"""Bulks as a place to look at: which were delivered, which not and why, with stop, go on and try again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.bulk import Bulk
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.times import show_time
from flipconsole.domain.words import answer_text
from flipconsole.ui.broken import broken
from flipconsole.ui.command_list.flow import FlowLayout
from flipconsole.ui.outbox.asks import OutboxBoxes, OutboxConsole
from flipconsole.ui.outbox.line import Column, Line, Words
from flipconsole.ui.outbox.model import BoxModel
from flipconsole.ui.outbox.table import BoxTable
from flipconsole.ui.plain import PlainLabel, plain, plain_caption, plain_tooltip
from flipconsole.ui.theme import Theme

_ALL = "all"
_LEFT_OUT = "left_out"


class BulkPage(QWidget):
    """The bulks, newest first, and the lines of the chosen one.

    Signals:
        show_asked: these commands should be shown in the list.
    """

    show_asked = Signal(list)

    def __init__(
        self, console: OutboxConsole, boxes: OutboxBoxes, words: Words, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._console = console
        self._boxes = boxes
        self._words = words
        self._bulks: list[Bulk] = []
        self._listed = QListWidget(self)
        self._listed.setAccessibleName(_("Answers in bulk"))
        self._listed.setStyleSheet("QListWidget::item { padding: 6px 10px; }")
        self._listed.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._listed.currentRowChanged.connect(lambda _row: self._show_bulk())
        self._title = PlainLabel(parent=self)
        self._title.setProperty("role", "strong")
        self._title.setWordWrap(True)
        self._held = PlainLabel(parent=self)
        self._held.setProperty("tone", "warn")
        self._held.setWordWrap(True)
        self._chips = QButtonGroup(self)
        self._parts = {name: self._chip(place) for place, name in enumerate((_ALL, *_STATES, _LEFT_OUT))}
        self._parts[_ALL].setChecked(True)
        self._chips.idToggled.connect(lambda _id, on: self._show_bulk() if on else None)
        self.model = BoxModel(words, theme, None, self)
        self.table = BoxTable(self.model, _("What became of each command"), self)
        for column in (Column.ANSWER, Column.GIVEN):
            self.table.setColumnHidden(column, True)
        self.table.opened.connect(self._on_show_clicked)
        self.stop = self._button(_("&Stop: take back what has not left"), self._on_stop_clicked, "danger")
        self.go_on = self._button(_("&Go on"), self._on_go_on_clicked)
        self.again = self._button(_("Try the &failed again"), self._on_again_clicked)
        self.show_rows = self._button(_("S&how these in the list"), self._on_show_clicked)
        self._lay_out()

    def _lay_out(self) -> None:
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(6)
        chips = FlowLayout(spacing=6)
        for chip in self._parts.values():
            chips.addWidget(chip)
        deeds = FlowLayout(spacing=6)
        for button in (self.stop, self.go_on, self.again, self.show_rows):
            deeds.addWidget(button)
        column.addWidget(self._title)
        column.addWidget(self._held)
        column.addLayout(chips)
        column.addWidget(self.table, 1)
        column.addLayout(deeds)
        columns = QSplitter(Qt.Orientation.Horizontal, self)
        columns.addWidget(self._listed)
        columns.addWidget(right)
        columns.setChildrenCollapsible(False)
        columns.setStretchFactor(1, 1)
        columns.setSizes([330, 900])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(columns)

    def choose(self, id: int) -> None:
        """Choose a bulk, and look at all of it."""
        place = next((place for place, bulk in enumerate(self._bulks) if bulk.id == id), 0)
        self._parts[_ALL].setChecked(True)
        self._listed.setCurrentRow(place if self._bulks else -1)

    def refresh(self) -> None:
        """Read everything anew; the chosen bulk stays chosen."""
        chosen = self._chosen()
        self._bulks = list(self._boxes.bulks.newest_first())
        self._listed.blockSignals(True)
        while self._listed.count() > len(self._bulks):
            self._listed.takeItem(self._listed.count() - 1)
        while self._listed.count() < len(self._bulks):
            self._listed.addItem(QListWidgetItem())
        for place, bulk in enumerate(self._bulks):
            text = plain(self._told(bulk))
            item = self._listed.item(place)
            if item.text() != text:
                item.setText(text)
                item.setToolTip(plain_tooltip(text))
        ids = [bulk.id for bulk in self._bulks]
        if self._bulks:
            self._listed.setCurrentRow(ids.index(chosen.id) if chosen is not None and chosen.id in ids else 0)
        self._listed.blockSignals(False)
        self._show_bulk()

    def pass_time(self) -> None:
        """A second has passed."""
        self.model.pass_time()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.model.set_theme(theme)
        self.table.fit()

    def _chosen(self) -> Bulk | None:
        place = self._listed.currentRow()
        return self._bulks[place] if 0 <= place < len(self._bulks) else None

    def _told(self, bulk: Bulk) -> str:
        count = self._boxes.bulks.tally(bulk.id)
        when = show_time(bulk.created_at, self._words.zone, self._console.now())
        text = ngettext("{when}: {answer} to {count}", "{when}: {answer} to {count}", count.count).format(
            when=when, answer=answer_text(bulk.device_status), count=count.count
        )
        done = _("{count} delivered").format(count=count.delivered)
        if bulk.stopped_at is not None:
            done = _("{done}, stopped").format(done=done)
        elif bulk.held_why and count.waiting:
            done = _("{done}, kept back").format(done=done)
        return _("{text} · {done}").format(text=text, done=done)

    def _show_bulk(self) -> None:
        bulk = self._chosen()
        members = [] if bulk is None else list(self._boxes.bulks.members(bulk.id))
        parts: dict[str, Sequence[Line]] = {
            name: [Line(ack=ack) for ack in members if ack.state in states] for name, states in _STATES.items()
        }
        parts[_LEFT_OUT] = [] if bulk is None else [Line(left_out=one) for one in bulk.left_out]
        parts[_ALL] = [*parts[_LEFT_OUT], *(Line(ack=ack) for ack in _worst_first(members))]
        for name, chip in self._parts.items():
            chip.setText(plain_caption(_("{title} {count}").format(title=_title(name), count=len(parts[name]))))
            chip.setAccessibleName(chip.text())
            chip.setVisible(name == _ALL or bool(parts[name]) or chip.isChecked())
        names = list(self._parts)
        self.model.take(parts[names[self._chips.checkedId()]])
        self._title.setText(broken(self._headline(bulk)))
        is_held = bulk is not None and bool(bulk.held_why) and bool(parts["waiting"])
        self._held.setVisible(is_held)
        if bulk is not None and is_held:
            text = _("Nothing more of it leaves until you let it go on. {why}").format(why=bulk.held_why)
            self._held.setText(broken(text))
        waiting = [line.ack for line in parts["waiting"] if line.ack is not None]
        self.stop.setVisible(bulk is not None and any(not bulk.stops(ack) for ack in waiting))
        self.go_on.setVisible(is_held)
        self.again.setVisible(bulk is not None and bool(self._boxes.bulks.failed(bulk.id)))
        self.show_rows.setVisible(self.model.rowCount() > 0)

    def _headline(self, bulk: Bulk | None) -> str:
        if bulk is None:
            return _("Nothing was answered in bulk yet.")
        count = self._boxes.bulks.tally(bulk.id)
        text = ngettext(
            "{who} answered “{answer}” to {count} command", "{who} answered “{answer}” to {count} commands", count.count
        ).format(who=bulk.operator or _("Somebody here"), answer=answer_text(bulk.device_status), count=count.count)
        if bulk.reason:
            text = _("{text}: “{reason}”").format(text=text, reason=bulk.reason)
        if bulk.stopped_at is not None:
            when = show_time(bulk.stopped_at, self._words.zone, self._console.now())
            text = _("{text}. Stopped {when}").format(text=text, when=when)
        return text

    def _chip(self, place: int) -> QPushButton:
        chip = QPushButton(self)
        chip.setProperty("kind", "chip")
        chip.setProperty("filled", True)
        chip.setCheckable(True)
        chip.setAutoDefault(False)
        self._chips.addButton(chip, place)
        return chip

    def _button(self, text: str, told: Callable[[], object], kind: str = "") -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text.replace("&", ""))
        button.setProperty("kind", kind)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: told())
        return button

    def _on_stop_clicked(self) -> None:
        if (bulk := self._chosen()) is not None:
            self._boxes.bulks.stop(bulk.id)

    def _on_go_on_clicked(self) -> None:
        if (bulk := self._chosen()) is not None:
            self._boxes.bulks.go_on(bulk.id)

    def _on_again_clicked(self) -> None:
        if (bulk := self._chosen()) is not None:
            self._console.retry(*self._boxes.bulks.failed(bulk.id))

    def _on_show_clicked(self) -> None:
        lines = self.table.chosen() if len(self.table.chosen()) > 1 else self._all_lines()
        self.show_asked.emit([line.command_id for line in lines])

    def _all_lines(self) -> list[Line]:
        lines = (self.model.line_at(place) for place in range(self.model.rowCount()))
        return [line for line in lines if line is not None]


_STATES = {
    "for_review": (AckState.NEEDS_REVIEW,),
    "not_accepted": (AckState.FAILED,),
    "waiting": (AckState.QUEUED, AckState.SENDING),
    "taken_back": (AckState.WITHDRAWN,),
    "delivered": (AckState.DELIVERED,),
}
"""The parts of a bulk, what asks for most first."""


def _worst_first(members: Sequence[Ack]) -> list[Ack]:
    order = {state: place for place, states in enumerate(_STATES.values()) for state in states}
    return sorted(members, key=lambda ack: order[ack.state])


def _title(name: str) -> str:
    match name:
        case "all":
            return _("All")
        case "left_out":
            return _("Left out")
        case "for_review":
            return _("Needs you")
        case "not_accepted":
            return _("Not accepted")
        case "waiting":
            return _("Waiting")
        case "taken_back":
            return _("Taken back")
    return _("Delivered")
