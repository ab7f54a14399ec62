"""The timeline as one widget: it takes rows and moments, and tells which bar a person has chosen."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QScrollBar, QToolButton, QWidget
from typing_extensions import override

from flipconsole.domain.language import _, ngettext
from flipconsole.domain.layout import Bars, TimelineLayout
from flipconsole.domain.row import Row
from flipconsole.domain.sentence import sentence
from flipconsole.domain.times import zone_name
from flipconsole.ui.theme import Theme, scaled
from flipconsole.ui.timeline.axis import TimeAxis
from flipconsole.ui.timeline.bar import TimelineBar
from flipconsole.ui.timeline.canvas import Canvas
from flipconsole.ui.timeline.card import Card
from flipconsole.ui.timeline.facts import card_lines, label
from flipconsole.ui.timeline.hovering import Hovering
from flipconsole.ui.timeline.lane_order import LaneOrder
from flipconsole.ui.timeline.lanes import LaneColumn
from flipconsole.ui.timeline.legend import Legend
from flipconsole.ui.timeline.moves import Moves
from flipconsole.ui.timeline.scene import Picture
from flipconsole.ui.timeline.walking import across, along, first_bar
from flipconsole.ui.timeline.window import LANE_PX, Window

SLICE = 4000
"""So many rows are taken in at once; about 10 ms."""

_KEY_ZOOM = 1.5


class TimelineView(QWidget):
    """A lane per battery, a bar per command; `apply` redoes only the lanes of the rows it names.

    It keeps the mapping that `show_rows` was given and reads it anew for every id in `apply`. Times are told in `zone`;
    `set_now` is to be called each second.

    Signals:
        bar_selected: the id of the command whose bar a person chose; never after `select`.
        bar_activated: the id of a bar that was double-clicked or entered.
    """

    bar_selected = Signal(str)
    bar_activated = Signal(str)

    def __init__(self, theme: Theme, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._zone = zone
        self._layout = TimelineLayout()
        self._rows: Mapping[str, Row] = {}
        self._only: Collection[str] | None = None
        self._now = datetime.fromtimestamp(0, UTC)
        self._selected: tuple[str, ...] = ()
        self._labels: dict[int, tuple[str, ...]] = {}
        self._order = LaneOrder()
        self._axis = TimeAxis(theme, zone, self)
        self._lane_px = float(scaled(LANE_PX))
        self._picture = Picture(theme, self._axis.marks, self._text_of, Window(0.0, 86400.0, lane_px=self._lane_px))
        self._bar = TimelineBar(theme, self)
        self._column = LaneColumn(theme, self)
        self.canvas = Canvas(self._picture, self)
        self._scroll = QScrollBar(Qt.Orientation.Vertical, self)
        self._legend = Legend(theme, self)
        self._corner = QWidget(self)
        self._corner.setAutoFillBackground(True)
        self._card = Card(theme, self)
        self.moves = Moves(self._picture, self.canvas, self._axis, self._column, self._scroll)
        self._hovering = Hovering(self._card, self._picture, self.canvas, self._tell, self)
        self._waiting: Iterator[str] | None = None
        self._slice_timer = QTimer(self)
        self._slice_timer.setSingleShot(True)
        self._lay_out()
        self._connect()
        self._take_theme()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Timeline"))
        self._describe()

    # What the rest of the window says

    def show_rows(self, rows: Mapping[str, Row]) -> None:
        """Show these rows and no others; the mapping is kept and may change before `apply`.

        More rows than fit into a frame are taken in slices, between other events; `is_complete` tells when.
        """
        self._rows = rows
        self._layout = TimelineLayout()
        self._waiting = iter(list(rows))
        self._take_slice()

    @property
    def is_complete(self) -> bool:
        """Whether every row of `show_rows` is in its place."""
        return self._waiting is None

    @property
    def legend_button(self) -> QToolButton:
        """The switch of the legend."""
        return self._bar.legend_button

    def _take_slice(self) -> None:
        if self._waiting is None:
            return
        ids = list(islice(self._waiting, SLICE))
        self._layout.put(self._rows[command_id] for command_id in ids if command_id in self._rows)
        if len(ids) == SLICE:
            self._slice_timer.start()
        else:
            self._waiting = None
            self._arrange(keep_order=False)

    def apply(self, ids: Iterable[str]) -> None:
        """Read these ids anew from the mapping: what it no longer holds goes."""
        rows = self._rows
        named = list(ids)
        if not set(self._selected).isdisjoint(named):
            self._order.note_change(self._now)
        self._layout.drop(command_id for command_id in named if command_id not in rows)
        self._layout.put(rows[command_id] for command_id in named if command_id in rows)
        if self.is_complete:
            self._arrange(keep_order=self._order.must_stay(self._now))

    def set_visible_ids(self, ids: Collection[str] | None) -> None:
        """Draw only these ids (None: all); a set, as every id is looked up in it."""
        self._only = ids
        if self.is_complete:
            self._arrange(keep_order=self._order.must_stay(self._now))

    def set_now(self, now: datetime) -> None:
        """Move now; the first time, and while it is followed, the window moves with it."""
        is_first = self._picture.now == 0.0
        moment = now.timestamp()
        x_before, late_before = round(self.window_shown.x_of(self._picture.now)), self._late_count()
        self._now, self._picture.now = now, moment
        self._axis.set_now(moment)
        if is_first:
            self.moves.begin_at_now()
        else:
            self.moves.follow()
        if round(self.window_shown.x_of(moment)) != x_before or self._late_count() != late_before:
            self.canvas.item.update()
        self._name_zone()
        self._hovering.refresh()
        self._sort_if_stale()

    def set_zone(self, zone: ZoneInfo) -> None:
        """Tell all times in another zone."""
        self._zone = zone
        self._axis.set_zone(zone)
        self._name_zone()
        self.canvas.item.update()
        self._describe()
        self._hovering.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours, while it runs."""
        self._theme = self._picture.theme = theme
        for part in (self._axis, self._bar, self._column, self.canvas, self._legend, self._card):
            part.set_theme(theme)
        self._take_theme()
        before, self._lane_px = self._lane_px, float(scaled(LANE_PX))
        if self._lane_px != before:
            self.moves.grow_lanes(self._lane_px / before)

    def select(self, ids: Iterable[str]) -> None:
        """Highlight these bars and bring the first that is drawn into sight; no signal."""
        wanted = tuple(ids)
        if wanted != self._selected:
            self._order.note_choice()
            self._selected = wanted
            self._sort_if_stale()
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
    def lanes(self) -> list[str]:
        """The device ids of the lanes, from the top."""
        return self._layout.lanes

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
        return self._selected

    @property
    def card_text(self) -> str:
        """What the card tells; empty while it is hidden."""
        return self._card.text if self._card.isVisible() else ""

    # What a person does

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self._actions().get(Qt.Key(event.key()))
        with_modifier = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if action is None or with_modifier:
            super().keyPressEvent(event)
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            sign = -1 if event.key() == Qt.Key.Key_Left else 1
            self.moves.pan(sign * self.window_shown.width / 8, 0.0)
        else:
            action()

    def _actions(self) -> dict[Qt.Key, Callable[[], object]]:
        page = max(1.0, self.window_shown.lanes_high - 1)
        return {
            Qt.Key.Key_Left: lambda: self._walk(-1, 0),
            Qt.Key.Key_Right: lambda: self._walk(1, 0),
            Qt.Key.Key_Up: lambda: self._walk(0, -1),
            Qt.Key.Key_Down: lambda: self._walk(0, 1),
            Qt.Key.Key_PageUp: lambda: self.moves.scroll(-page),
            Qt.Key.Key_PageDown: lambda: self.moves.scroll(page),
            Qt.Key.Key_Plus: lambda: self.moves.zoom(1 / _KEY_ZOOM),
            Qt.Key.Key_Equal: lambda: self.moves.zoom(1 / _KEY_ZOOM),
            Qt.Key.Key_Minus: lambda: self.moves.zoom(_KEY_ZOOM),
            Qt.Key.Key_N: self.moves.go_to_now,
            Qt.Key.Key_F: self.moves.fit,
            Qt.Key.Key_0: self.moves.fit_all,
            Qt.Key.Key_L: self._bar.legend_button.toggle,
            Qt.Key.Key_Space: self._hovering.toggle,
            Qt.Key.Key_Escape: self._hovering.hide,
            Qt.Key.Key_Return: self._activate_current,
            Qt.Key.Key_Enter: self._activate_current,
        }

    def _walk(self, along_lane: int, across_lanes: int) -> None:
        bars, current = self._picture.bars, self._picture.current
        if not len(bars):
            return
        if current is None:
            lane = min(math.ceil(self.window_shown.top), len(self._layout.lanes) - 1)
            found = first_bar(bars, lane, self._picture.now)
        elif along_lane:
            found = along(bars, current, along_lane)
        else:
            found = across(bars, current, across_lanes)
        if found is not None and found != current:
            self._choose(found)

    def _choose(self, index: int) -> None:
        command_id = self._picture.bars.ids[index]
        self._selected = (command_id,)
        self._find_selected()
        self.moves.reveal(index)
        self._describe()
        self._hovering.follow_current()
        self.bar_selected.emit(command_id)

    def _activate_current(self) -> None:
        if self._picture.current is not None:
            self.bar_activated.emit(self._picture.bars.ids[self._picture.current])

    # Bars

    def _arrange(self, keep_order: bool) -> None:
        lane_before = self._picture.lane
        self._layout.arrange(keep_order=keep_order, only=self._only)
        self._order.is_stale = keep_order
        self._picture.bars = self._layout.bars
        self._picture.empty_text = _("No command to draw. Bars appear here as soon as Flip sends commands.")
        self._labels.clear()
        self._picture.hovered = None
        self._column.set_names(self._layout.lanes)
        self._find_selected()
        count = len(self._layout.unplaced)
        unplaced = ngettext(
            "{count} command has no readable start: see the list",
            "{count} commands have no readable start: see the list",
            count,
        )
        self._bar.set_notice(unplaced.format(count=count) if count else "")
        self.moves.keep_within_lanes(lane_before, self._picture.lane)
        self._hovering.refresh()
        self._describe()

    def _sort_if_stale(self) -> None:
        if self._order.is_stale and not self._order.must_stay(self._now):
            self._arrange(keep_order=False)

    def _find_selected(self) -> None:
        found = [index for index in map(self._layout.index_of, self._selected) if index is not None]
        picture = self._picture
        picture.selected, picture.current = frozenset(found), found[0] if found else None
        picture.lane = None if picture.current is None else int(picture.bars.lane[picture.current])
        self._column.select(picture.lane)
        self.canvas.item.update()

    def _late_count(self) -> int:
        return int((self._picture.bars.late_at <= self._picture.now).sum())

    def _text_of(self, index: int) -> tuple[str, ...]:
        found = self._labels.get(index)
        if found is None:
            row = self._rows.get(self._picture.bars.ids[index])
            found = self._labels[index] = () if row is None else label(row.held.command)
        return found

    def _tell(self, command_id: str) -> tuple[str, list[tuple[str, str]]] | None:
        row = self._rows.get(command_id)
        if row is None:
            return None
        return sentence(row.held.command, self._zone, self._now), card_lines(row, self._zone, self._now)

    def _on_moved(self) -> None:
        self._bar.set_following(self.moves.follows_now)
        self._hovering.follow_window()

    def _on_pressed(self, place: QPointF) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        index = self._hovering.bar_at(place)
        if index is not None:
            self._choose(index)

    def _on_activated(self, place: QPointF) -> None:
        index = self._hovering.bar_at(place)
        if index is not None:
            self.bar_activated.emit(self._picture.bars.ids[index])

    def _on_lane_pressed(self, lane: int) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        index = first_bar(self._picture.bars, lane, self._picture.now)
        if index is not None:
            self._choose(index)

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
        grid.addWidget(self._legend, 3, 0, 1, 3)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(2, 1)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        policy = self._scroll.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the time axis does not change its width when lanes come and go
        self._scroll.setSizePolicy(policy)

    def _connect(self) -> None:
        self._slice_timer.timeout.connect(self._take_slice)
        self._bar.zoomed.connect(self.moves.zoom)
        self._bar.now_asked.connect(self.moves.go_to_now)
        self._bar.fit_asked.connect(self.moves.fit_all)
        self._bar.legend_asked.connect(self._legend.setVisible)
        self.moves.moved.connect(self._on_moved)
        self._column.lane_pressed.connect(self._on_lane_pressed)
        self.canvas.pressed.connect(self._on_pressed)
        self.canvas.activated.connect(self._on_activated)

    def _take_theme(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(self._theme.surface))
        self.setPalette(palette)
        self.setAutoFillBackground(True)

    def _name_zone(self) -> None:
        self._bar.set_zone(_("Times in {zone}").format(zone=zone_name(self._zone, self._now)))

    def _describe(self) -> None:
        current = self._picture.current
        row = None if current is None else self._rows.get(self._picture.bars.ids[current])
        if row is None:
            lanes = len(self._layout.lanes)
            text = ngettext("{count} battery; no bar is selected.", "{count} batteries; no bar is selected.", lanes)
            described = text.format(count=lanes)
        else:
            command = row.held.command
            described = _("{battery}: {sentence}").format(
                battery=command.device_id, sentence=sentence(command, self._zone, self._now)
            )
        if described != self.accessibleDescription():
            self.setAccessibleDescription(described)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._order.is_entered = True
        super().enterEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._order.is_entered = False
        self._sort_if_stale()
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
