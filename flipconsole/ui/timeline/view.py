"""The timeline as one widget: it takes rows and moments, and tells which bar a person has chosen."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QScrollBar, QToolButton, QWidget
from typing_extensions import override

from flipconsole.app.batteries import Batteries
from flipconsole.domain.language import _
from flipconsole.domain.layout import Bars
from flipconsole.domain.row import Row
from flipconsole.domain.time_range import TimeRange
from flipconsole.domain.times import show_exact, show_span
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme, scaled
from flipconsole.ui.timeline.axis import TimeAxis
from flipconsole.ui.timeline.bar import TimelineBar
from flipconsole.ui.timeline.battery.windows import BatteryWindows
from flipconsole.ui.timeline.bindings import Reach, bindings
from flipconsole.ui.timeline.canvas import Canvas
from flipconsole.ui.timeline.card import Card
from flipconsole.ui.timeline.choice import Choice
from flipconsole.ui.timeline.export.exporting import Exporting
from flipconsole.ui.timeline.export.sheet import Sheet
from flipconsole.ui.timeline.filling import Filling
from flipconsole.ui.timeline.finder import Finder
from flipconsole.ui.timeline.goto import GoTo
from flipconsole.ui.timeline.hovering import Hovering
from flipconsole.ui.timeline.keys import Keys
from flipconsole.ui.timeline.lane_desk import LaneDesk
from flipconsole.ui.timeline.lanes import LaneColumn
from flipconsole.ui.timeline.legend import Legend
from flipconsole.ui.timeline.look import Look
from flipconsole.ui.timeline.menus import LanesMenu, ShowMenu
from flipconsole.ui.timeline.moves import Moves
from flipconsole.ui.timeline.scene import Picture
from flipconsole.ui.timeline.strips import Strips
from flipconsole.ui.timeline.table import TableTwin
from flipconsole.ui.timeline.telling import Telling
from flipconsole.ui.timeline.window import LANE_PX, Window
from flipconsole.ui.timeline.wishes import Wishes

_FUSE_STEP_S = 5
_POWER_LANES = 1.6  # times as high as usual


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
        self._notice = ""
        self._source = source
        self._filling = Filling(self)
        self._wishes = Wishes(look or Look(), self)
        self._batteries = batteries or Batteries()
        self._telling = Telling(self._filling, self._batteries, zone, laptop_zone or zone, is_test=is_test)
        self._axis = TimeAxis(theme, zone, self)
        self._lane_px = float(scaled(LANE_PX))
        self._picture = Picture(
            theme, self._axis.marks, self._telling.label_of, Window(0.0, 86400.0, lane_px=self._lane_px)
        )
        self._choice = Choice(self._picture, self)
        self._bar = TimelineBar(theme, self)
        self.goto = GoTo(zone, self)
        self._bar.add_finder(self.goto)
        self.finder = Finder(lambda: self.lanes, theme, self)
        self._bar.add_finder(self.finder)
        self._bar.add_menu(
            LanesMenu(self._wishes, lambda: self._lane_desk.toggle_groups(), self),
            "rows-3",
            _("How the lanes stand (S, E, A)"),
        )
        self._column = LaneColumn(theme, self)
        self.canvas = Canvas(self._picture, self)
        self._scroll = QScrollBar(Qt.Orientation.Vertical, self)
        self._legend = Legend(theme, self)
        self._corner = PlainLabel("", self)
        self._corner.setAutoFillBackground(True)
        self._corner.setProperty("tone", "muted")
        self._corner.setContentsMargins(8, 0, 4, 0)
        self._corner.setWordWrap(True)
        self._card = Card(theme, self)
        self.moves = Moves(self._picture, self.canvas, self._axis, self._column, self._scroll)
        self._bar.add_menu(ShowMenu(self._wishes, self), "eye", _("What is shown in and beside the lanes (H, W, O)"))
        self.strips = Strips(theme, self._telling, self.moves, lambda: self._filling.layout, self)
        self.exporting = Exporting(self._sheet, self._sheet_lines, lambda: self._theme, self._dress, self)
        self._bar.add_menu(self.exporting.menu, "download", _("Save the picture, or print it (X)"))
        self.table = TableTwin(self._filling, self._telling, self)
        self._lane_desk = LaneDesk(
            self._wishes,
            self._filling,
            self._choice,
            self._telling,
            self._picture,
            self._column,
            self.finder,
            self,
        )
        self._hovering = Hovering(self._card, self._picture, self.canvas, self._telling.card_of, self)
        self.battery_windows = BatteryWindows(self._batteries, self._filling, self._telling, theme, self)
        self._lane_desk.battery_asked.connect(self.battery_windows.open)
        self._keys = Keys(
            bindings(
                Reach(
                    self.moves,
                    self._choice,
                    self._wishes,
                    self._lane_desk,
                    self._hovering,
                    find=self.finder.begin,
                    go_to=self.goto.begin,
                    legend=self._bar.legend_button.toggle,
                    table=self.toggle_table,
                    save=self.exporting.ask_for_file,
                    print_=self.exporting.ask_for_printer,
                    zone=self.zone_asked.emit,
                    activate=self._activate_current,
                )
            )
        )
        self._lay_out()
        self._connect()
        self.strips.show_look(self.look)
        self._take_theme()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Timeline"))
        self._describe()

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
        return self._bar.legend_button

    def apply(self, ids: Iterable[str]) -> None:
        """Read these ids anew from the mapping: what it no longer holds goes."""
        self._filling.apply(list(ids), self._choice.ids)

    def set_visible_ids(self, ids: Collection[str] | None) -> None:
        """Draw only the batteries of these commands (None: all), unless a person wants all of them."""
        self._lane_desk.list_only(ids)

    def set_now(self, now: datetime) -> None:
        """Move now; the first time, and while it is followed, the window moves with it."""
        is_first = self._picture.now == 0.0
        moment = now.timestamp()
        if now.minute != self._telling.now.minute:
            self._telling.forget_labels()
        x_before, late_before = round(self.window_shown.x_of(self._picture.now)), self._late_count()
        self._telling.now, self.goto.now, self._picture.now = now, now, moment
        self._axis.set_now(moment)
        if is_first:
            self.moves.begin_at_now()
        else:
            self.moves.follow()
        is_burning = now.second % _FUSE_STEP_S == 0 and bool(np.isfinite(self._picture.bars.late_at).any())
        if is_burning or round(self.window_shown.x_of(moment)) != x_before or self._late_count() != late_before:
            self.canvas.item.update()
        self._bar.set_zone(self._telling.zone_line())
        self.strips.set_now(moment)
        self.battery_windows.tick()
        if self._lane_desk.tick():
            self.canvas.item.update()
        self._hovering.refresh()
        self._filling.pass_time(now)

    def set_zone(self, zone: ZoneInfo) -> None:
        """Tell all times in another zone."""
        self._telling.zone = zone
        self.goto.zone = zone
        self.battery_windows.set_zone(zone)
        self.table.bars.tell_anew()
        self._axis.set_zone(zone)
        self._bar.set_zone(self._telling.zone_line())
        self.canvas.item.update()
        self._describe()
        self._hovering.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours, while it runs."""
        self._theme = self._picture.theme = theme
        for part in (
            self._axis,
            self._bar,
            self.finder,
            self.strips,
            self.battery_windows,
            self._column,
            self.canvas,
            self._legend,
            self._card,
        ):
            part.set_theme(theme)
        self._take_theme()
        before, self._lane_px = self._lane_px, float(scaled(LANE_PX))
        if self._lane_px != before:
            self.moves.grow_lanes(self._lane_px / before)

    def select(self, ids: Iterable[str]) -> None:
        """Highlight these bars and bring the first that is drawn into sight; no signal."""
        if self._choice.take(ids):
            self._lane_desk.open_group_of(next(iter(self._choice.ids), ""))
            self._filling.order.note_choice()
            self._filling.sort_if_stale()
        self._find_selected()
        if self._picture.current is not None:
            self.moves.reveal(self._picture.current)
        self._describe()

    # What it shows, for the rest of the window and for tests

    @property
    def bars(self) -> Bars:
        """The bars as they are laid out."""
        return self._picture.bars

    @property
    def look(self) -> Look:
        """How a person has set it up."""
        return self._wishes.look

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
        return self._card.text if self._card.isVisible() else ""

    def toggle_table(self) -> None:
        """Show the bars as a table, or as a picture again."""
        self._bar.table_button.toggle()

    def card_lines(self, command_id: str) -> list[tuple[str, str]]:
        """Name and text of what the card of a command tells; empty for an unknown one."""
        told = self._telling.card_of(command_id)
        return [] if told is None else told[1]

    # What a person does

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.press(event):
            super().keyPressEvent(event)

    def _activate_current(self) -> None:
        command_id = self._choice.current_id
        if command_id is not None:
            self.bar_activated.emit(command_id)

    # Bars

    def _on_arranged(self) -> None:
        lane_before, layout = self._picture.lane, self._filling.layout
        self._picture.bars = layout.bars
        self._picture.empty_text = self._telling.empty_text()
        self._telling.forget_labels()
        self._picture.hovered = None
        self._show_power()
        self._lane_desk.show()
        self.strips.show_bars()
        self.battery_windows.refresh()
        if self.table.isVisible():
            self.table.show_bars(self._picture.current)
        self._bar.set_count(self._telling.lane_count())
        self._find_selected()
        self.moves.keep_within_lanes(lane_before, self._picture.lane, layout.pinned)
        self._hovering.refresh()
        self._describe()

    def _show_power(self) -> None:
        """Heights are powers, if a person wants that, and then the lanes are higher; the scale stands in the corner."""
        power = np.abs(self._picture.bars.power)
        most = float(np.nanmax(power)) if np.isfinite(power).any() else 1000.0
        was_drawn = self._picture.full_w > 0
        self._picture.full_w = math.ceil(most / 1000) * 1000.0 if self.look.draws_power else 0.0
        if was_drawn != self.look.draws_power:
            self.moves.grow_lanes(_POWER_LANES if self.look.draws_power else 1 / _POWER_LANES)
        self._corner.setText(self._telling.scale(self._picture.full_w))
        self._hovering.hide()
        self.canvas.item.update()

    def _find_selected(self) -> None:
        self._choice.find(self._filling.layout)
        if self.table.isVisible():
            self.table.go_to(self._picture.current)
        self._column.select(self._picture.lane)
        self.canvas.item.update()

    def _on_chosen(self, command_id: str) -> None:
        self._find_selected()
        if self._picture.current is not None:
            self.moves.reveal(self._picture.current)
        self._describe()
        self._hovering.follow_current()
        self.bar_selected.emit(command_id)

    def _late_count(self) -> int:
        return int((self._picture.bars.late_at <= self._picture.now).sum())

    def _on_moved(self) -> None:
        window = self.window_shown
        changes = [each for each in self._axis.marks.changes if window.start < each.at < window.end]
        explained = changes[0].explanation if changes else ""
        self._bar.set_notice(" ".join(filter(None, (self._notice, self._telling.unplaced(), explained))))
        if explained != self._axis.accessibleDescription():
            self._axis.setAccessibleDescription(explained)
        self._bar.set_following(self.moves.follows_now)
        self._hovering.follow_window()

    def _sheet(self) -> Sheet:
        strips = self.strips
        below = ((strips.fleet_words.text(), strips.fleet),)
        return Sheet(self.canvas, self._axis, self._column, below, self._legend)

    def _sheet_lines(self) -> list[str]:
        """What a picture says above the lanes: where from, which zone, which time, and of when."""
        telling, window = self._telling, self.window_shown
        shown = show_span(
            datetime.fromtimestamp(window.start, UTC),
            datetime.fromtimestamp(window.end, UTC),
            telling.zone,
            telling.now,
        )
        return [
            _("Flip console, timeline: {what}").format(what=telling.lane_count()),
            *self._source(),
            f"{telling.zone_line()} · {shown}",
            _("Saved {time}").format(time=show_exact(telling.now, telling.zone)),
            *filter(None, (self._axis.accessibleDescription(),)),
        ]

    def _dress(self, theme: Theme) -> None:
        """Other colours for the parts of a sheet, and back, before anything is painted on the screen."""
        self._picture.theme = theme
        for part in (self._axis, self._column, self.canvas, self._legend, self.strips.fleet):
            part.set_theme(theme)

    def _show_table(self, is_wanted: bool) -> None:
        for part in (self._corner, self._axis, self._column, self.canvas):
            part.setVisible(not is_wanted)
        self.table.setVisible(is_wanted)
        self.strips.set_hidden(is_wanted)
        self._scroll.setVisible(not is_wanted and self._scroll.maximum() > 0)
        if is_wanted:
            self.table.show_bars(self._picture.current)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_time_asked(self, wanted: TimeRange) -> None:
        if wanted.end is None:
            self.moves.go_to(wanted.start.timestamp())
        else:
            self.moves.show_time(wanted.start.timestamp(), wanted.end.timestamp())

    def _show_notice(self, why: str) -> None:
        self._notice = why
        self._on_moved()

    def _on_pressed(self, place: QPointF) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        index = self._hovering.bar_at(place)
        if index is not None:
            self._choice.choose(index)

    def _on_activated(self, place: QPointF) -> None:
        index = self._hovering.bar_at(place)
        if index is not None:
            self.bar_activated.emit(self._picture.bars.ids[index])

    # Being a widget

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self._bar, 0, 0, 1, 3)
        grid.addWidget(self._corner, 1, 0)
        grid.addWidget(self._axis, 1, 1)
        grid.addWidget(self._column, 2, 0)
        grid.addWidget(self.canvas, 2, 1)
        grid.addWidget(self._scroll, 2, 2)
        grid.addWidget(self.table, 1, 0, 2, 3)
        self.strips.place(grid, 3)
        grid.addWidget(self._legend, 5, 0, 1, 3)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(2, 1)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        policy = self._scroll.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the time axis does not change its width when lanes come and go
        self._scroll.setSizePolicy(policy)

    def _connect(self) -> None:
        self._filling.arranged.connect(self._on_arranged)
        self._choice.chosen.connect(self._on_chosen)
        self._bar.zone_asked.connect(self.zone_asked)
        self._bar.zoomed.connect(self.moves.zoom)
        self._bar.now_asked.connect(self.moves.go_to_now)
        self._bar.fit_asked.connect(self.moves.fit_all)
        self._bar.legend_asked.connect(self._legend.setVisible)
        self.moves.moved.connect(self._on_moved)
        self._wishes.changed.connect(self._show_power)
        self._wishes.changed.connect(lambda: self.strips.show_look(self.look))
        self.table.chosen.connect(self._choice.choose)
        self.table.left.connect(self.toggle_table)
        self._bar.table_button.toggled.connect(self._show_table)
        self.exporting.told.connect(self._show_notice)
        self.goto.asked.connect(self._on_time_asked)
        self.goto.refused.connect(self._show_notice)
        self.goto.left.connect(lambda: self.setFocus(Qt.FocusReason.OtherFocusReason))
        self._wishes.changed.connect(self.look_changed)
        self.canvas.pressed.connect(self._on_pressed)
        self.canvas.activated.connect(self._on_activated)

    def _take_theme(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(self._theme.surface))
        self.setPalette(palette)
        self.setAutoFillBackground(True)

    def _describe(self) -> None:
        described = self._telling.description(self._choice.current_id)
        if described != self.accessibleDescription():
            self.setAccessibleDescription(described)

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
