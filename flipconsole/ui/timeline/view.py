"""The timeline as one widget: it takes rows and moments, and tells which bar a person has chosen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QEnterEvent, QFocusEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import QToolButton, QWidget
from typing_extensions import override

from flipconsole.app.batteries import Batteries
from flipconsole.domain.language import _
from flipconsole.domain.layout import Bars
from flipconsole.domain.row import Row
from flipconsole.ui.theme import Theme, scaled
from flipconsole.ui.timeline.bar_desk import BarDesk
from flipconsole.ui.timeline.battery.windows import BatteryWindows
from flipconsole.ui.timeline.bindings import Reach, bindings
from flipconsole.ui.timeline.board import Board
from flipconsole.ui.timeline.choice import Choice
from flipconsole.ui.timeline.export.exporting import Exporting
from flipconsole.ui.timeline.export.timeline_sheet import TimelineSheet
from flipconsole.ui.timeline.filling import Filling
from flipconsole.ui.timeline.finder import Finder
from flipconsole.ui.timeline.goto import GoTo
from flipconsole.ui.timeline.hovering import Hovering
from flipconsole.ui.timeline.keys import Keys
from flipconsole.ui.timeline.lane_desk import LaneDesk
from flipconsole.ui.timeline.look import Look
from flipconsole.ui.timeline.moves import Moves
from flipconsole.ui.timeline.selection import Selection
from flipconsole.ui.timeline.strips import Strips
from flipconsole.ui.timeline.table import TableTwin
from flipconsole.ui.timeline.telling import Telling
from flipconsole.ui.timeline.tools import Tools
from flipconsole.ui.timeline.upkeep import Upkeep
from flipconsole.ui.timeline.window import LANE_PX, Window
from flipconsole.ui.timeline.wishes import Wishes


class TimelineView(QWidget):
    """A lane per battery, a bar per command; `apply` redoes only the lanes of the rows it names.

    Times are told in `zone`; `set_now` is to be called each second. `source` tells where the commands come from and how
    old they are, for what is saved and printed; with `is_test` every card says that nothing of it is real.

    Signals:
        bar_selected: the id of the command whose bar a person chose; never after `select`.
        bar_activated: the id of a bar that was double-clicked or entered.
        look_changed: a person has set up something that is worth keeping (`look`).
        zone_asked: a person wants the times in the next zone; `set_zone` follows, or not.
    """

    bar_selected = Signal(str)
    bar_activated = Signal(str)
    look_changed = Signal()
    zone_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        zone: ZoneInfo,
        parent: QWidget | None = None,
        *,
        look: Look | None = None,
        batteries: Batteries | None = None,
        laptop_zone: ZoneInfo | None = None,
        source: Callable[[], Sequence[str]] = tuple,
        is_test: bool = False,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._filling = Filling(self)
        batteries = batteries or Batteries()
        self._wishes = Wishes(look or Look(), batteries, self)
        self._telling = Telling(self._filling, batteries, zone, laptop_zone or zone, is_test=is_test)
        board = self._board = Board(theme, zone, self._telling.label_of, self)
        self._picture, self.canvas = board.picture, board.canvas
        self._lane_px = self._picture.window.lane_px
        self._choice = Choice(self._picture, self)
        self.moves = Moves(self._picture, self.canvas, board.axis, board.column, board.scroll)
        self._tools = Tools(theme, zone, self._names, self._wishes, self.moves, board.axis, self._telling, self)
        self.strips = Strips(theme, self._telling, self.moves, lambda: self._filling.layout, self)
        self._telling.asked_at = self.strips.said_at
        sheets = TimelineSheet(board, self.strips, self._telling, source)
        self.exporting = Exporting(sheets.sheet, sheets.lines, lambda: self._theme, sheets.dress, self)
        self._tools.add_menu(self.exporting.menu, "download", _("Save the picture, or print it (X)"))
        self.table = TableTwin(self._filling, self._telling, self)
        self._lane_desk = LaneDesk(
            self._wishes, self._filling, self._choice, self._telling, self._picture, board.column, self
        )
        self._hovering = Hovering(board.card, self._picture, self.canvas, self._telling.card_of, self)
        self.battery_windows = BatteryWindows(batteries, self._filling, self._telling, theme, self)
        self._selection = Selection(
            self._choice,
            board,
            self.table,
            self._filling,
            self._telling,
            self._lane_desk,
            self.moves,
            self._hovering,
            self,
        )
        self._bar_desk = BarDesk(
            self._choice,
            board,
            self._telling,
            self._selection,
            self.moves,
            self._hovering,
            self._lane_desk,
            self,
        )
        self._upkeep = Upkeep(
            board,
            self._tools,
            self.strips,
            self.table,
            self.battery_windows,
            self._filling,
            self._wishes,
            self._telling,
            self.moves,
            self._hovering,
            self._lane_desk,
            self._selection,
            self,
        )
        self._keys = Keys(bindings(self._reach()))
        board.lay_out(self._tools.bar, self.table, self.strips)
        self._connect()
        self.strips.show_look(self.look)
        self._take_theme()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Timeline"))
        self._selection.describe()

    # What the rest of the window says

    def show_rows(self, rows: Mapping[str, Row]) -> None:
        """Show these rows and no others; the mapping is kept, read anew in `apply`, and may change before it.

        More rows than fit into a frame are taken in slices, between other events; `is_complete` tells when.
        """
        self._filling.show_rows(rows)

    @property
    def is_complete(self) -> bool:
        """Whether every row of `show_rows` is in its place."""
        return self._filling.is_complete

    @property
    def is_settled(self) -> bool:
        """Whether all that `show_rows` and `apply` told of is drawn."""
        return self._filling.is_settled

    @property
    def legend_button(self) -> QToolButton:
        """The switch of the legend."""
        return self._tools.bar.legend_button

    def apply(self, ids: Iterable[str]) -> None:
        """Read these ids anew from the mapping: what it no longer holds goes."""
        self._filling.apply(list(ids), self._choice.ids)

    def set_visible_ids(self, ids: Collection[str] | None) -> None:
        """Draw only the batteries of these commands (None: all), unless a person wants all of them."""
        self._lane_desk.list_only(ids)

    def set_now(self, now: datetime) -> None:
        """Move now; the first time, and while it is followed, the window moves with it."""
        self._upkeep.pass_time(now)

    def set_zone(self, zone: ZoneInfo) -> None:
        """Tell all times in another zone."""
        self._telling.zone = zone
        self.battery_windows.set_zone(zone)
        self.table.bars.tell_anew()
        self._board.axis.set_zone(zone)
        self._tools.set_zone(zone)
        self.canvas.item.update()
        self._selection.describe()
        self._hovering.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours, while it runs."""
        self._theme = theme
        for part in (self._board, self._tools, self.strips, self.battery_windows):
            part.set_theme(theme)
        self._take_theme()
        before, self._lane_px = self._lane_px, float(scaled(LANE_PX))
        if self._lane_px != before:
            self.moves.grow_lanes(self._lane_px / before)

    def select(self, ids: Iterable[str]) -> None:
        """Highlight these bars and bring the first that is drawn into sight; no signal."""
        self._selection.take(ids)
        self._tools.tell()

    # What it shows, for the rest of the window and for tests

    @property
    def bars(self) -> Bars:
        """The bars as they are laid out."""
        return self._picture.bars

    @property
    def look(self) -> Look:
        """How a person has set it up."""
        return self._wishes.look

    def _names(self) -> list[str]:
        """What a lane is found by: its battery's name, and its id where that is something else."""
        names = zip(self._telling.names_of(self.lanes), self.lanes, strict=True)
        return [name if name == device_id else f"{name} {device_id}" for name, device_id in names]

    @property
    def lanes(self) -> list[str]:
        """The device ids of the lanes, from the top."""
        return self._filling.layout.lanes

    @property
    def window_shown(self) -> Window:
        """The part of time and of the lanes that is in sight."""
        return self._picture.window

    @property
    def now_shown(self) -> float:
        """Where the line of now stands, in epoch seconds."""
        return self._picture.now

    @property
    def selected_ids(self) -> tuple[str, ...]:
        """What was selected last, drawn or not."""
        return self._choice.ids

    @property
    def card_text(self) -> str:
        """What the card tells; empty while it is hidden."""
        return self._board.card.text if self._board.card.isVisible() else ""

    @property
    def goto(self) -> GoTo:
        """The field for a time or range."""
        return self._tools.goto

    @property
    def finder(self) -> Finder:
        """The field for a battery's name."""
        return self._tools.finder

    def toggle_table(self) -> None:
        """Show the bars as a table, or as a picture again."""
        self._tools.bar.table_button.toggle()

    def card_lines(self, command_id: str) -> list[tuple[str, str]]:
        """Name and text of what the card of a command tells; empty for an unknown one."""
        told = self._telling.card_of(command_id)
        return [] if told is None else told[1]

    # How its parts work together

    def _reach(self) -> Reach:
        return Reach(
            self.moves,
            self._choice,
            self._wishes,
            self._lane_desk,
            self._hovering,
            find=self.finder.begin,
            go_to=self.goto.begin,
            legend=self.legend_button.toggle,
            table=self.toggle_table,
            save=self.exporting.ask_for_file,
            print_=self.exporting.ask_for_printer,
            zone=self.zone_asked.emit,
            activate=self._selection.activate,
            copy=self._bar_desk.copy,
            menu=self._bar_desk.show_menu,
        )

    def _connect(self) -> None:
        tools = self._tools
        self._selection.chosen.connect(self.bar_selected)
        self._selection.chosen.connect(tools.tell)
        self._selection.activated.connect(self.bar_activated)
        self._lane_desk.battery_asked.connect(self.battery_windows.open)
        tools.finder.found.connect(self._choice.choose_in_lane)
        tools.lanes_menu.groups_closed.connect(self._lane_desk.toggle_groups)
        tools.bar.zone_asked.connect(self.zone_asked)
        tools.bar.legend_asked.connect(self._board.legend.setVisible)
        tools.bar.table_button.toggled.connect(self._show_table)
        self.moves.moved.connect(self._hovering.follow_window)
        self._wishes.changed.connect(self.look_changed)
        self.table.left.connect(self.toggle_table)
        self.table.copy_asked.connect(self._bar_desk.copy)
        self.exporting.told.connect(tools.say)
        self._bar_desk.told.connect(tools.say)

    def _show_table(self, is_wanted: bool) -> None:
        self._board.set_lanes_visible(not is_wanted)
        self.table.setVisible(is_wanted)
        self.strips.set_hidden(is_wanted)
        if is_wanted:
            self.table.show_bars(self._picture.current)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_theme(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(self._theme.surface))
        self.setPalette(palette)
        self.setAutoFillBackground(True)

    # Being a widget

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.press(event):
            super().keyPressEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._bar_desk.show_menu()
        elif self.canvas.isVisible() and self.canvas.geometry().contains(event.pos()):
            self._bar_desk.show_menu(self.canvas.mapFrom(self, event.pos()))

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._filling.order.is_entered = True
        super().enterEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._filling.order.is_entered = False
        self._filling.sort_if_stale()
        super().leaveEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self._picture.has_focus = True
        self.canvas.item.update()
        super().focusInEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._picture.has_focus = False
        self.canvas.item.update()
        super().focusOutEvent(event)
