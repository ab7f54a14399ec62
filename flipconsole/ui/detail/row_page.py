"""The page of the detail pane for one command, from the sentence on top to the raw JSON below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTabBar, QVBoxLayout, QWidget
from shiboken6 import isValid

from flipconsole.app.batteries import Batteries
from flipconsole.domain.ack import Attention
from flipconsole.domain.guidance import guidance
from flipconsole.domain.journal import JournalLine
from flipconsole.domain.language import _
from flipconsole.domain.row import Row
from flipconsole.domain.sentence import sentence
from flipconsole.ui.broken import broken
from flipconsole.ui.detail.asks import DetailConsole
from flipconsole.ui.detail.attention_cards import AttentionCards
from flipconsole.ui.detail.battery_fields import battery_section
from flipconsole.ui.detail.clocks import Clocks
from flipconsole.ui.detail.conflict_card import ConflictCard
from flipconsole.ui.detail.field_table import FieldTable
from flipconsole.ui.detail.fields import sections_of
from flipconsole.ui.detail.life_line import life_of
from flipconsole.ui.detail.life_view import LifeView
from flipconsole.ui.detail.place_line import PlaceLine
from flipconsole.ui.detail.raw import RawView
from flipconsole.ui.detail.state_card import StateCard
from flipconsole.ui.plain import PlainLabel, plain_caption, plain_tooltip
from flipconsole.ui.theme import Theme, icon


class RowPage(QWidget):
    """Everything about one row; showing a newer version of the same command keeps tab, scroll and focus.

    Signals:
        link_activated: the id of the command that replaces this one, or that this one replaces.
        book_asked: the device id of a battery that somebody wants to see in the site book.
    """

    link_activated = Signal(str)
    book_asked = Signal(str)

    def __init__(
        self,
        console: DetailConsole,
        batteries: Batteries,
        zone: tzinfo,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._batteries = batteries
        self._console = console
        self._zone = zone
        self._theme = theme
        self._row: Row | None = None
        self._lines: Sequence[JournalLine] = ()
        self._asked_for: Row | None = None
        self._device = PlainLabel(parent=self)
        self._device.setProperty("tone", "muted")
        self._device.setWordWrap(True)
        self._device.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sentence = PlainLabel(parent=self)
        self._sentence.setProperty("role", "title")
        self._sentence.setWordWrap(True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._guidance = PlainLabel(parent=self)
        self._guidance.setWordWrap(True)
        self._place = PlaceLine(theme, self)
        self._place.book_asked.connect(self._on_book_asked)
        self._replaced_by = self._link()
        self._replaces = self._link()
        links = QHBoxLayout()
        links.setSpacing(4)
        links.addWidget(self._replaces)
        links.addWidget(self._replaced_by)
        links.addStretch(1)
        self._state = StateCard(console, theme, self)
        self._conflict = ConflictCard(console, theme, self)
        self._attention = AttentionCards(console.close_attention, theme, self)
        self._clocks = Clocks(theme, self)
        self._tabs = QTabBar(self)
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.setAccessibleName(_("Parts of the detail"))
        self._fields = FieldTable(self)
        self._life = LifeView(theme, self)
        self._raw = RawView(self)
        for title in (_("Fields"), _("Life"), _("Raw JSON")):
            self._tabs.addTab(title)
        self._tabs.currentChanged.connect(self._on_tab_changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 16)
        layout.setSpacing(10)
        for widget in (
            self._device,
            self._sentence,
            self._guidance,
            self._place,
            self._attention,
            self._conflict,
            self._state,
        ):
            layout.addWidget(widget)
        layout.addWidget(self._clocks)
        layout.addLayout(links)
        layout.addWidget(self._tabs)
        for page in (self._fields, self._life, self._raw):
            layout.addWidget(page)
        layout.addStretch(1)
        self._on_tab_changed(0)

    def set_zone(self, zone: tzinfo) -> None:
        """Show all times in another zone."""
        self._zone = zone
        if self._row is not None:
            self.show_row(self._row)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        for part in (self._place, self._state, self._conflict, self._attention, self._clocks, self._life):
            part.set_theme(theme)
        if self._row is not None:
            self.show_row(self._row)

    def show_row(self, row: Row) -> None:
        """Show this row as it stands."""
        if self._row is None or self._row.id != row.id:
            self._lines = ()
        self._row = row
        command = row.held.command
        self._device.setText(broken(self._title(command.device_id)))
        self._place.show_place(self._batteries, command.device_id, self._zone, self._console.now())
        self._conflict.show_row(row, self._zone)
        in_conflict = not self._conflict.isHidden()
        self._state.setVisible(not in_conflict)
        self._attention.show_items(_cards_of(row, in_conflict=in_conflict), self._zone)
        battery = battery_section(self._batteries, command.device_id, self._console.now())
        own_zone = self._batteries.zone_of(command.device_id)
        self._fields.show_sections(sections_of(row.held, self._zone, own_zone, battery))
        self._raw.show_raw(command.raw)
        self._show_link(self._replaced_by, row.replaced_by, _("Replaced by {id}"), "chevron-right")
        self._show_link(self._replaces, row.replaces, _("Replaces {id}"), "history")
        self._ask_life()
        self.tick()

    def tick(self) -> None:
        """Show what the passing of time changes."""
        row, now = self._row, self._console.now()
        if row is None:
            return
        self._sentence.setText(broken(sentence(row.held.command, self._zone, now)))
        self._guidance.setText(guidance(row, now))
        self._state.show_row(row, now, self._zone)
        self._clocks.show_row(row, now, self._zone)

    def _title(self, device_id: str) -> str:
        name = self._batteries.facts_of(device_id).name
        return " · ".join(filter(None, (name, device_id))) or _("no readable device")

    def _on_book_asked(self) -> None:
        if self._row is not None:
            self.book_asked.emit(self._row.held.command.device_id)

    def _ask_life(self) -> None:
        if self._row is None or self._tabs.currentIndex() != 1:
            return
        self._life.show_life(life_of(self._row, self._lines), self._zone)
        if self._asked_for is not self._row:
            asked = self._asked_for = self._row
            self._console.life_of(asked.id, lambda lines: self._take_life(asked.id, lines))

    def _take_life(self, command_id: str, lines: Sequence[JournalLine]) -> None:
        if isValid(self) and self._row is not None and self._row.id == command_id:
            self._lines = tuple(lines)
            self._life.show_life(life_of(self._row, self._lines), self._zone)

    def _on_tab_changed(self, place: int) -> None:
        for page_place, page in enumerate((self._fields, self._life, self._raw)):
            page.setVisible(page_place == place)
        self._ask_life()

    def _link(self) -> QPushButton:
        button = QPushButton(self)
        button.setProperty("kind", "link")
        button.clicked.connect(lambda: self.link_activated.emit(button.property("command_id")))
        return button

    def _show_link(self, button: QPushButton, command_id: str | None, words: str, symbol: str) -> None:
        button.setVisible(command_id is not None)
        if command_id is not None:
            button.setProperty("command_id", command_id)
            button.setText(plain_caption(words.format(id=command_id[:8])))
            button.setIcon(icon(symbol, self._theme.accent))
            button.setAccessibleName(words.format(id=command_id))
            button.setToolTip(plain_tooltip(words.format(id=command_id)))


def _cards_of(row: Row, *, in_conflict: bool) -> tuple[Attention, ...]:
    """The open items, without the one that the conflict card shows already."""
    ack = row.newest_ack
    return tuple(
        item
        for item in row.attention
        if not (in_conflict and ack is not None and item.kind == "review" and item.ack_seq == ack.seq)
    )
