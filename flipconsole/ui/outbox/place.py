"""The outbox's widget: the boxes as tabs, the switch, and beside the table what is known of the chosen answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from flipconsole.app.batteries import Batteries
from flipconsole.app.link import Link
from flipconsole.domain.ack import Ack, Attention
from flipconsole.domain.language import _
from flipconsole.domain.row import Row
from flipconsole.ui.broken import broken
from flipconsole.ui.outbox.asks import OutboxBoxes, OutboxConsole
from flipconsole.ui.outbox.bulk_page import BulkPage
from flipconsole.ui.outbox.card import AnswerCard
from flipconsole.ui.outbox.deeds import Deeds
from flipconsole.ui.outbox.following import Following, Found
from flipconsole.ui.outbox.line import Box, Line, Words
from flipconsole.ui.outbox.model import BoxModel
from flipconsole.ui.outbox.sent import SentPages
from flipconsole.ui.outbox.table import BoxTable
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme

_BULKS = len(Box)
_REFRESH_MS = 150
_TICK_MS = 1000


class OutboxPlace(QWidget):
    """Stays up to date while it can be seen; hidden, it costs nothing.

    Signals:
        show_asked: these commands should be shown in the list.
        change_asked: a command should be answered anew, with this answer.
    """

    show_asked = Signal(list)
    change_asked = Signal(str, object)

    def __init__(
        self, console: OutboxConsole, boxes: OutboxBoxes, zone: tzinfo, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._console = console
        self._boxes = boxes
        self._sent = SentPages(boxes, self)
        self._words = Words(self, zone)
        self._following = Following(console, boxes)
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(_("Boxes"))
        for _number in range(_BULKS + 1):
            self.tabs.addTab("")
        self.switch = QCheckBox(_("Send answers by &themselves"), self)
        self.switch.setAccessibleName(_("Send answers by themselves"))
        self._kept = PlainLabel(_("Answers are kept here: none leaves until you send it or switch this on."), self)
        self._kept.setProperty("tone", "warn")
        self.models = {box: BoxModel(self._words, theme, box, self) for box in Box}
        names = {
            Box.WAITING: _("Answers that wait"),
            Box.NEEDS_YOU: _("Answers that need you"),
            Box.SENT: _("Answers that are done with"),
        }
        self.tables = {box: BoxTable(self.models[box], names[box], self) for box in Box}
        self._empty = PlainLabel(parent=self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("tone", "muted")
        self._empty.setWordWrap(True)
        self._stack = QStackedWidget(self)
        for box in Box:
            self._stack.addWidget(self.tables[box])
        self._stack.addWidget(self._empty)
        self.card = AnswerCard(console, boxes, self._words, theme, self)
        self.deeds = Deeds(console, boxes, self)
        self._why_not = PlainLabel(parent=self)
        self._why_not.setProperty("tone", "danger")
        self._why_not.setWordWrap(True)
        self._why_not.hide()
        self.bulks = BulkPage(console, boxes, self._words, theme, self)
        self._pages = QStackedWidget(self)
        self._lay_out()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_REFRESH_MS)
        self._soon.timeout.connect(self.refresh)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._on_second_passed)
        self._connect()
        self._on_switched(boxes.gate.is_open)
        self.refresh()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(10, 4, 12, 0)
        head.setSpacing(14)
        head.addWidget(self.tabs)
        head.addStretch(1)
        head.addWidget(self._kept)
        head.addWidget(self.switch)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(6)
        column.addWidget(self._stack, 1)
        column.addWidget(self._why_not)
        deeds = QHBoxLayout()
        deeds.setContentsMargins(10, 0, 10, 0)
        deeds.addLayout(self.deeds.layout)
        column.addLayout(deeds)
        self.columns = QSplitter(Qt.Orientation.Horizontal, self)
        self.columns.addWidget(left)
        self.columns.addWidget(self.card)
        self.columns.setChildrenCollapsible(False)
        self.columns.setStretchFactor(0, 3)
        self.columns.setStretchFactor(1, 2)
        self.columns.setSizes([820, 420])
        self._pages.addWidget(self.columns)
        self._pages.addWidget(self.bulks)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.switch.toggled.connect(self._boxes.gate.switch)
        self.models[Box.SENT].more_wanted.connect(self._sent.read_more, Qt.ConnectionType.QueuedConnection)
        self._sent.read.connect(self.refresh)
        for table in self.tables.values():
            table.choice_changed.connect(self._show_choice)
            table.opened.connect(self._on_opened)
        for asking in (self.deeds, self.bulks):
            asking.show_asked.connect(self.show_asked)
        self.deeds.change_asked.connect(self.change_asked)
        self.deeds.refused.connect(self._on_refused)
        self._boxes.gate.switched.connect(self._on_switched)
        self._told_by = (
            self._console.acks_changed,
            self._console.rows_changed,
            self._boxes.attention_changed,
            self._boxes.bulks.changed,
        )
        for told in self._told_by:
            told.connect(self._on_facts_changed)
        self._console.link_changed.connect(self._on_link_changed)

    # -- what the words ask ----------------------------------------------------------------------------------------

    @property
    def rows(self) -> Mapping[str, Row]:
        """Every row by id."""
        return self._console.rows

    def now(self) -> datetime:
        """Flip's time."""
        return self._console.now()

    @property
    def batteries(self) -> Batteries:
        """What is known of batteries."""
        return self._console.aids.batteries

    @property
    def link(self) -> Link:
        """How the connection to Flip stands."""
        return self._console.link

    def kept_back(self, ack: Ack) -> str:
        """Why an answer does not leave by itself, or ""."""
        return self._boxes.keeps_back(ack)

    def ack(self, seq: int) -> Ack | None:
        """One answer by its number."""
        return self._boxes.ack(seq)

    # -- what others ask -------------------------------------------------------------------------------------------

    @property
    def box(self) -> Box | None:
        """The box that is open, or None for the bulks."""
        place = self.tabs.currentIndex()
        return None if place == _BULKS else Box(place)

    def open_box(self, box: Box) -> None:
        """Open a box and put the keyboard into it."""
        self.tabs.setCurrentIndex(box)
        self.refresh()
        is_empty = not self.models[box].rowCount()
        (self.tabs if is_empty else self.tables[box]).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def open_most_urgent(self) -> None:
        """Open the box that matters most: what needs a person, else what waits."""
        self.open_box(Box.NEEDS_YOU if self._boxes.needing_you() else Box.WAITING)

    def follow(self, command_id: str) -> None:
        """Show the answer to this command where it is, and go along when it moves on.

        That ends where it is done with, needs a person, or somebody has chosen something else.
        """
        self.open_box(Box.WAITING)
        self._following.begin(command_id)
        self.refresh()

    def open_bulk(self, id: int) -> None:
        """Open the bulks at this one; the keyboard stays where it is."""
        self.tabs.setCurrentIndex(_BULKS)
        self.refresh()
        self.bulks.choose(id)

    def set_zone(self, zone: tzinfo) -> None:
        """Tell times in another zone."""
        self._words.zone = zone
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        for model in self.models.values():
            model.set_theme(theme)
        for table in self.tables.values():
            table.fit()
        self.card.set_theme(theme)
        self.bulks.set_theme(theme)

    def stop(self) -> None:
        """Hear nothing any more."""
        self._tick.stop()
        self._soon.stop()
        self._boxes.gate.switched.disconnect(self._on_switched)
        for told in self._told_by:
            told.disconnect(self._on_facts_changed)
        self._console.link_changed.disconnect(self._on_link_changed)

    # -- what is shown ---------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read everything anew that can be seen; chosen lines stay chosen."""
        waiting = self._boxes.waiting()
        needing = self._boxes.needing_you()
        bulks = self._boxes.bulks.newest_first()
        titles = (_("Waiting"), _("Needs you"), _("Sent"), _("In bulk"))
        counts = (len(waiting), len(needing), 0, len(bulks))
        for place, (title, count) in enumerate(zip(titles, counts, strict=True)):
            text = _("{title} ({count})").format(title=title, count=count) if count else title
            if self.tabs.tabText(place) != text:
                self.tabs.setTabText(place, text)
        found = self._following.where(waiting, needing)
        self._go_along(found)
        box = self.box
        self._pages.setCurrentIndex(0 if box is not None else 1)
        match box:
            case Box.WAITING:
                self.models[box].take([Line(ack=ack) for ack in waiting])
            case Box.NEEDS_YOU:
                self.models[box].take([_line(one) for one in needing])
            case Box.SENT:
                self._show_sent(waiting, needing)
                self._sent.look()
            case None:
                self.bulks.refresh()
        if box is not None:
            self._show_box(box, found)

    def _show_box(self, box: Box, found: Found | None) -> None:
        is_empty = not self.models[box].rowCount()
        if is_empty:
            self._empty.setText(self._empty_text(box))
        self._stack.setCurrentWidget(self._empty if is_empty else self.tables[box])
        if found is not None and found.box is box:
            self._choose_followed(found)
        self.tables[box].choose_first()
        self._show_choice()

    def _empty_text(self, box: Box) -> str:
        """Why there is nothing in it, and where else there is something that has not arrived."""
        match box:
            case Box.WAITING if self._following.is_saving:
                return _("Your answer is just being saved.")
            case Box.WAITING if self._boxes.needing_you():
                return _("No answer waits to be sent. “Needs you” has some that only you can settle.")
            case Box.WAITING:
                return _("No answer waits to be sent.")
            case Box.NEEDS_YOU:
                return _("Nothing needs you.")
            case Box.SENT:
                return _("No answer has been sent from here yet.")

    def _go_along(self, found: Found | None) -> None:
        """Open the box where the followed answer is now, unless somebody looks at another one."""
        box, followed = self.box, self._following.command_id
        if found is None or found.box is box:
            return
        if box is None or any(line.command_id != followed for line in self.tables[box].chosen()):
            self._following.end()
            return
        focus = QApplication.focusWidget()
        has_keyboard = focus is not None and self.isAncestorOf(focus)
        self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(found.box)
        self.tabs.blockSignals(False)
        self._why_not.hide()
        if has_keyboard:
            self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_followed(self, found: Found) -> None:
        """Choose the followed answer once it is there; the keyboard goes into the table with it."""
        model, table = self.models[found.box], self.tables[found.box]
        if self._following.shown == found or model.place_of(found.key) is None:
            return
        self._following.shown = found
        table.choose(found.key)
        if self.tabs.hasFocus():
            table.setFocus(Qt.FocusReason.OtherFocusReason)
        if found.box is not Box.WAITING:
            self._following.end()

    def _show_sent(self, waiting: Sequence[Ack], needing: Sequence[Ack | Attention]) -> None:
        """What was read, without those that have come back into another box since."""
        elsewhere = {ack.seq for ack in waiting}
        elsewhere |= {one.ack_seq if isinstance(one, Attention) else one.seq for one in needing}
        self.models[Box.SENT].take([Line(ack=ack) for ack in self._sent.acks if ack.seq not in elsewhere])
        self.models[Box.SENT].has_more = self._sent.has_more

    def _show_choice(self) -> None:
        box = self.box
        if box is None:
            return
        chosen = self.tables[box].chosen()
        current = self.tables[box].current()
        self.card.show_line(current, len(chosen))
        self.deeds.show_lines(chosen, self._console.rows, decides_elsewhere=self.card.has_conflict)

    # -- what happens ----------------------------------------------------------------------------------------------

    def _on_facts_changed(self, _what: object) -> None:
        self._sent.note_change()
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _on_link_changed(self, _link: object) -> None:
        if self.box is Box.WAITING and self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _on_second_passed(self) -> None:
        box = self.box
        if box is None:
            self.bulks.pass_time()
        elif box is Box.WAITING:
            self.models[box].pass_time()

    def _on_tab_changed(self, _place: int) -> None:
        self._why_not.hide()
        self._following.end()
        self.refresh()

    def _on_opened(self) -> None:
        box = self.box
        if box is not None:
            self.show_asked.emit([line.command_id for line in self.tables[box].chosen()])

    def _on_refused(self, why: str) -> None:
        self._why_not.setText(broken(why))
        self._why_not.show()

    def _on_switched(self, is_open: bool) -> None:
        self.switch.setChecked(is_open)
        self._kept.setVisible(not is_open)
        for model in self.models.values():
            model.pass_time()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick.start()
        self.refresh()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._tick.stop()
        super().hideEvent(event)


def _line(one: Ack | Attention) -> Line:
    return Line(item=one) if isinstance(one, Attention) else Line(ack=one)
