"""List, detail, answers and timeline side by side, with one selection between them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from flipconsole.app.batteries import Batteries
from flipconsole.app.console import Console
from flipconsole.app.facts import RowsDiff
from flipconsole.domain.command import Command
from flipconsole.domain.language import _
from flipconsole.domain.row import Row
from flipconsole.ui.answering.bar import AnswerBar
from flipconsole.ui.command_list.view import CommandListView
from flipconsole.ui.detail.pane import DetailPane
from flipconsole.ui.frame.arrangement import usual_sizes
from flipconsole.ui.frame.gathering import FLOOD, SHARE, Gathering
from flipconsole.ui.frame.learning import Learning
from flipconsole.ui.frame.standstill import Frozen
from flipconsole.ui.marking.bar import MarkBar
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme, scaled
from flipconsole.ui.timeline.look import Look
from flipconsole.ui.timeline.source import is_test, source_lines

if TYPE_CHECKING:
    from flipconsole.ui.timeline.view import TimelineView

_LANES_FOLLOW_MS = 120
_TIMELINE_AFTER_MS = 30
"""The timeline takes a change a moment after the list, in a frame of its own: a click is painted before."""

_TIMELINE_PORTION = 2000
"""So many changes it takes in one turn of the window; about 20 ms."""

_LEGEND_FROM = 900
"""Pixels of height from which the legend is shown by itself; below, three lines of it would cost three batteries."""


class Workspace(QWidget):
    """Everything about commands that a window shows; the timeline comes later (`add_timeline`).

    Signals:
        selection_changed: the ids that are selected now.
        applied: what changed is in the views now.
        look_changed: a person has set the timeline up otherwise (`timeline_look`).
        zone_asked: a person wants the times in the next zone.
    """

    selection_changed = Signal(list)
    applied = Signal()
    look_changed = Signal()
    zone_asked = Signal()

    def __init__(
        self,
        console: Console,
        zone: ZoneInfo,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        batteries: Batteries | None = None,
        laptop_zone: ZoneInfo | None = None,
    ) -> None:
        super().__init__(parent)
        self._console = console
        self._zone = zone
        self._laptop_zone = laptop_zone or zone
        self._batteries = batteries or Batteries()
        self._theme = theme
        self._selected: list[str] = []
        self._is_arranged_by_hand = False
        self.changes = Gathering(self._apply, self)
        self.frozen = Frozen(console.rows, self)
        self.frozen.released.connect(self._on_released)
        self.list = CommandListView(console.now, zone, theme, self, is_test=is_test(console))
        self.detail = DetailPane(console, zone, theme, self, batteries=self._batteries)
        self.learning = Learning(self._batteries, self)
        self.learning.learned.connect(self._on_learned)
        self.list.know(self._batteries.known)
        self.answers = AnswerBar(console, zone, theme, self)
        self.marks = MarkBar(console, zone, theme, self)
        self.timeline: TimelineView | None = None
        self.timeline_look = Look()
        self._shown_lanes: frozenset[str] | None = None
        self._timeline_ids: dict[str, None] = {}
        self._timeline_turn = QTimer(self)
        self._timeline_turn.setSingleShot(True)
        self._timeline_turn.setInterval(_TIMELINE_AFTER_MS)
        self._timeline_turn.timeout.connect(self._apply_to_timeline)
        self._details_turn = QTimer(self)
        self._details_turn.setSingleShot(True)
        self._details_turn.timeout.connect(self._show_details)
        self._place = QFrame(self)
        self._place.setMinimumHeight(120)
        self._coming = PlainLabel(_("The timeline is coming …"), self._place)
        self._coming.setProperty("tone", "muted")
        self._coming.setAlignment(Qt.AlignmentFlag.AlignCenter)
        lay = QVBoxLayout(self._place)
        lay.setContentsMargins(0, 0, 0, 0)
        lay.addWidget(self._coming)
        self._lay_out()
        self.list.selection_changed.connect(self._on_selection_changed)
        self._lanes_follow = QTimer(self)
        self._lanes_follow.setSingleShot(True)
        self._lanes_follow.setInterval(_LANES_FOLLOW_MS)
        self._lanes_follow.timeout.connect(self._show_lanes)
        self.list.filter_changed.connect(self._lanes_follow.start)
        self.list.activated.connect(lambda _id: self.detail.setFocus(Qt.FocusReason.OtherFocusReason))
        self.detail.link_activated.connect(self.show_command)
        self.answers.answered.connect(self._on_answered)
        for splitter in (self.rows, self.columns):
            splitter.splitterMoved.connect(self._on_splitter_moved)
        self.list.set_rows(self.frozen.rows)
        self.set_theme(theme)

    def _lay_out(self) -> None:
        self._side = QFrame(self)
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self.detail, 1)
        side.addWidget(self.marks)
        side.addWidget(self.answers)
        self.rows = QSplitter(Qt.Orientation.Vertical, self)
        self.rows.addWidget(self.list)
        self.rows.addWidget(self._place)
        self.columns = QSplitter(Qt.Orientation.Horizontal, self)
        self.columns.addWidget(self.rows)
        self.columns.addWidget(self._side)
        for splitter in (self.rows, self.columns):
            splitter.setChildrenCollapsible(False)
            splitter.setStretchFactor(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.columns)

    # arrangement

    def _arrange(self, size: QSize) -> None:
        sizes = usual_sizes(size)
        self.columns.setSizes(sizes["columns"])
        self.rows.setSizes(sizes["rows"])

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._is_arranged_by_hand:
            self._arrange(event.size())

    def _on_splitter_moved(self, _position: int, _index: int) -> None:
        self._is_arranged_by_hand = True

    def sizes(self) -> dict[str, tuple[int, ...]]:
        """How a person has put the splitters; empty while nobody has."""
        if not self._is_arranged_by_hand:
            return {}
        return {"columns": tuple(self.columns.sizes()), "rows": tuple(self.rows.sizes())}

    def restore(self, sizes: dict[str, tuple[int, ...]]) -> None:
        """Put the splitters as they stood."""
        for name, splitter in (("columns", self.columns), ("rows", self.rows)):
            kept = sizes.get(name, ())
            if len(kept) == splitter.count() and all(size > 0 for size in kept):
                splitter.setSizes(list(kept))
                self._is_arranged_by_hand = True

    def set_timeline_visible(self, is_visible: bool) -> None:
        """Show the timeline, or give its place to the list."""
        self._place.setVisible(is_visible)

    def focus_timeline(self) -> None:
        """Put the keyboard into the timeline."""
        if self.timeline is not None:
            self.timeline.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def toggle_legend(self) -> None:
        """Show or hide what the timeline's colours and signs mean."""
        if self.timeline is not None:
            self.timeline.legend_button.toggle()

    # facts

    def apply(self, diff: RowsDiff) -> None:
        """Take what changed, at once, a moment later (`applied`) or once the view is not frozen any more.

        The selection stays what it is.
        """
        shown = self.frozen.let_through(diff)
        if shown is not None:
            self.changes.take(shown)

    def _on_learned(self, device_ids: frozenset[str]) -> None:
        self.list.learn(device_ids)
        self._show_selected()

    def freeze(self, is_on: bool) -> None:
        """Let list and timeline stand still, or move again."""
        if is_on:
            self.changes.flush()
            self.frozen.begin(self._console.link.list_at)
        else:
            self.frozen.end()

    def _on_released(self, diff: RowsDiff) -> None:
        self.changes.take(diff)
        self.changes.flush()

    def _apply(self, diff: RowsDiff) -> None:
        selected = self._selected
        self.list.apply(diff, is_more=self.changes.is_flooded)
        named = (*diff.added, *diff.changed, *diff.removed)
        if self.timeline is not None:
            self._timeline_ids.update(dict.fromkeys(named))
            if not self._timeline_turn.isActive() and not self.changes.is_flooded:
                self._timeline_turn.start()
            self._lanes_follow.start()
        is_shown_already = self._selected is not selected
        if not is_shown_already and not set(named).isdisjoint(selected):
            self.answers.show_rows(self._selected_rows())
            self._details_turn.start()  # after the list has been painted: that is where the eye is
        self.applied.emit()

    def _apply_to_timeline(self) -> None:
        if self.timeline is None or not self._timeline_ids:
            return
        rows = self._console.rows
        if len(self._timeline_ids) > max(FLOOD, len(rows) // 2):  # arranged once at the end, not after each portion
            self._timeline_ids.clear()
            self.timeline.show_rows(rows)
        else:
            named = list(islice(self._timeline_ids, _TIMELINE_PORTION))
            for command_id in named:
                del self._timeline_ids[command_id]
            begun = time.perf_counter()
            self.timeline.apply(named)
            took_ms = (time.perf_counter() - begun) * 1000
            self._timeline_turn.setInterval(max(_TIMELINE_AFTER_MS, round(SHARE * took_ms)))
            if self._timeline_ids:
                self._timeline_turn.start()

    def tick(self) -> None:
        """A second has passed; list and detail have clocks of their own."""
        self.marks.pass_time()
        if self.timeline is not None:
            self.timeline.set_now(self._console.now())
        self.frozen.pass_time()
        self.answers.pass_time()

    def add_timeline(self) -> None:
        """Build the timeline; its libraries must be there, or this blocks for half a second."""
        from flipconsole.ui.timeline.view import TimelineView

        timeline = self.timeline = TimelineView(
            self._theme,
            self._zone,
            self._place,
            look=self.timeline_look,
            batteries=self._batteries,
            laptop_zone=self._laptop_zone,
            source=lambda: source_lines(self._console, self._zone),
            is_test=is_test(self._console),
        )
        self._coming.hide()
        layout = self._place.layout()
        if layout is not None:
            layout.addWidget(timeline)
            timeline.show()
            layout.activate()  # the selected bar can be brought into sight only in a timeline that has its size
        timeline.legend_button.setChecked(self.window().height() >= _LEGEND_FROM)
        timeline.set_now(self._console.now())
        timeline.show_rows(self.frozen.rows)
        timeline.select(self._selected)
        self._show_lanes()
        timeline.look_changed.connect(self._on_look_changed)
        timeline.zone_asked.connect(self.zone_asked)
        timeline.bar_selected.connect(self._on_bar_selected)
        timeline.bar_activated.connect(self._on_bar_activated)

    def _show_lanes(self) -> None:
        """The lanes are those of the batteries that the list's filter leaves, a moment later than the list."""
        ids = self.list.filtered_ids()
        if self.timeline is not None and ids != self._shown_lanes:
            self._shown_lanes = ids
            self.timeline.set_visible_ids(ids)

    def _on_look_changed(self) -> None:
        if self.timeline is not None:
            self.timeline_look = self.timeline.look
            self.look_changed.emit()

    # selection

    @property
    def selected_ids(self) -> list[str]:
        """The ids that are selected, from the top down."""
        return list(self._selected)

    def show_command(self, command_id: str) -> None:
        """Select one command, wherever it is, and bring it into sight."""
        self.show_commands([command_id])

    def show_commands(self, ids: Sequence[str]) -> None:
        """Select these commands; a frozen view that does not show them as they are moves again."""
        if not set(ids).isdisjoint(self.frozen.held_back):
            self.frozen.end()
        self.changes.flush()
        known = [command_id for command_id in ids if command_id in self.frozen.rows]
        if known:
            self.list.select(known)

    def select_alike(self, alike: Callable[[Command], str | None]) -> None:
        """Select every listed command that is like the selected ones: of the same battery, say, or the same event."""
        rows = self._console.rows
        wanted = {alike(rows[one].held.command) for one in self._selected if one in rows} - {None, ""}
        found = [one for one, row in rows.items() if row.held.gone_at is None and alike(row.held.command) in wanted]
        if found:
            self.show_commands(found)

    def _on_selection_changed(self, ids: list[str]) -> None:
        self._selected = list(ids)
        self._show_selected()
        if not self._timeline_ids.keys().isdisjoint(ids):
            self._apply_to_timeline()  # what is selected may be new
        if self.timeline is not None:
            self.timeline.select(ids)
        self.selection_changed.emit(self._selected)

    def _on_answered(self, ids: list[str]) -> None:
        """Outcomes appear in place, and that an answer is being saved is seen at once, whatever else goes on."""
        self.list.table.stillness.note_touch()
        if (answered := self.frozen.answered(ids)) is not None:
            self.changes.take(answered)
        self.changes.flush()

    def _on_bar_selected(self, command_id: str) -> None:
        self.list.select([command_id])

    def _on_bar_activated(self, command_id: str) -> None:
        self.list.select([command_id])
        self.detail.setFocus(Qt.FocusReason.OtherFocusReason)

    def _selected_rows(self) -> list[Row]:
        rows = self.frozen.rows
        return [rows[command_id] for command_id in self._selected if command_id in rows]

    def _show_selected(self) -> None:
        self.answers.show_rows(self._selected_rows())
        self._show_details()

    def _show_details(self) -> None:
        self._details_turn.stop()
        shown = self._selected_rows()
        self.marks.show_rows(shown)
        self.detail.show_rows(shown)

    # looks

    def set_zone(self, zone: ZoneInfo) -> None:
        """Tell all times in another zone."""
        self._zone = zone
        self.list.set_zone(zone)
        self.detail.set_zone(zone)
        self.answers.set_zone(zone)
        self.marks.set_zone(zone)
        if self.timeline is not None:
            self.timeline.set_zone(zone)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._side.setMinimumWidth(min(scaled(320), 480))
        self._side.setObjectName("side")
        self._side.setStyleSheet(f"#side {{ background: {theme.surface}; }}")
        self._place.setObjectName("timelinePlace")
        self._place.setStyleSheet(f"#timelinePlace {{ background: {theme.surface}; }}")
        for view in (self.list, self.detail, self.answers, self.marks, self.timeline):
            if view is not None:
                view.set_theme(theme)
        if not self._is_arranged_by_hand:
            self._arrange(self.size())
