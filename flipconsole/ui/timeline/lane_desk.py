"""What a person does with lanes: find, pin, order, group, close and open them, by pointer, menu or key."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from flipconsole.domain.language import _
from flipconsole.ui.timeline.choice import Choice
from flipconsole.ui.timeline.filling import Filling
from flipconsole.ui.timeline.lanes import LaneColumn
from flipconsole.ui.timeline.menus import with_key
from flipconsole.ui.timeline.scene import Picture
from flipconsole.ui.timeline.telling import Telling
from flipconsole.ui.timeline.wishes import Wishes


class LaneDesk(QObject):
    """Holds together the wishes, the column of names and the headings of groups.

    Signals:
        battery_asked: the device id of a lane that was opened.
    """

    battery_asked = Signal(str)

    def __init__(
        self,
        wishes: Wishes,
        filling: Filling,
        choice: Choice,
        telling: Telling,
        picture: Picture,
        column: LaneColumn,
        host: QWidget,
    ) -> None:
        super().__init__(host)
        self._wishes, self._filling, self._choice, self._telling = wishes, filling, choice, telling
        self._picture, self._column, self._host = picture, column, host
        self._listed: Collection[str] | None = None
        self._last_group = ""
        filling.show_only(None, wishes.arrangement)
        wishes.lanes_changed.connect(self._on_lanes_wished)
        wishes.names_changed.connect(self.show)
        column.lane_pressed.connect(self._on_lane_pressed)
        column.lane_opened.connect(self._on_lane_opened)
        column.menu_asked.connect(self._on_menu_asked)

    def list_only(self, ids: Collection[str] | None) -> None:
        """Show the batteries of these commands (None: all), unless a person wants all of them."""
        self._listed = ids
        self._filling.show_only(None if self._wishes.look.shows_all else ids)

    def show(self) -> None:
        """Name the lanes and groups as they are arranged now."""
        layout, picture = self._filling.layout, self._picture
        edges = [*layout.headings, len(layout.lanes)]
        picture.bands = tuple(
            (lane, following, heading.start, heading.end)
            for (lane, heading), following in zip(layout.headings.items(), edges[1:], strict=True)
            if heading.start is not None and heading.end is not None and heading.end > heading.start
        )
        closed = [lane for lane, heading in layout.headings.items() if heading.is_collapsed]
        names, wanted = self._telling.names_of(layout.lanes), self._wishes.look.pinned
        pinned = frozenset(name for name, lane in zip(names, layout.lanes, strict=True) if lane in wanted)
        self._column.set_names(names, self._telling.titles(), closed, pinned)
        self.tick()

    def tick(self) -> bool:
        """Tell the groups anew, as their first answer comes due; whether there are any."""
        self._picture.headings = self._telling.heading_lines()
        return bool(self._picture.headings)

    def toggle_pin(self) -> None:
        """Keep the lane of the current bar on top, or let it go."""
        if self._picture.lane is not None:
            self._wishes.toggle_pin(self._filling.layout.lanes[self._picture.lane])

    def toggle_group(self) -> None:
        """Close the group of the current bar; the same once more opens it again."""
        key = self._group_of(self._choice.current_id)
        if key is not None:
            self._last_group = key
        if self._filling.layout.headings:
            self._wishes.toggle_group(self._last_group)

    def toggle_groups(self) -> None:
        """Close all groups, or open all where all are closed."""
        self._wishes.toggle_groups(frozenset(heading.key for heading in self._filling.layout.headings.values()))

    def open_group_of(self, command_id: str) -> None:
        """Show a command that lies in a closed group."""
        key = self._group_of(command_id)
        if key is not None and self._filling.layout.headings:
            self._wishes.open_group(key)

    def open_battery(self) -> None:
        """Ask for the battery of the current bar."""
        if self._picture.lane is not None:
            self.battery_asked.emit(self._filling.layout.lanes[self._picture.lane])

    def _group_of(self, command_id: str | None) -> str | None:
        if command_id is None:
            return None
        return self._filling.layout.group_of(command_id, self._wishes.arrangement)

    def _on_lanes_wished(self) -> None:
        wishes = self._wishes
        self._filling.show_only(None if wishes.look.shows_all else self._listed, wishes.arrangement)

    def _on_lane_pressed(self, lane: int) -> None:
        self._host.setFocus(Qt.FocusReason.MouseFocusReason)
        heading = self._filling.layout.headings.get(lane)
        if heading is None:
            self._choice.choose_in_lane(lane)
        else:
            self._last_group = heading.key
            self._wishes.toggle_group(heading.key)

    def _on_lane_opened(self, lane: int) -> None:
        if lane in self._filling.layout.headings:
            self._on_lane_pressed(lane)  # the second press of two quick ones
        else:
            self.battery_asked.emit(self._filling.layout.lanes[lane])

    def _on_menu_asked(self, lane: int, place: QPoint) -> None:
        if lane in self._filling.layout.headings:
            return
        self._choice.choose_in_lane(lane)
        menu = QMenu(self._host)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu, lane)
        menu.popup(place)

    def fill_menu(self, menu: QMenu, lane: int | None) -> None:
        """Add what can be done with a lane."""
        if lane is None:
            return
        device_id = self._filling.layout.lanes[lane]
        is_pinned = device_id in self._wishes.look.pinned
        pin = menu.addAction(with_key(_("No longer on top") if is_pinned else _("Keep on top"), "P"))
        pin.triggered.connect(lambda: self._wishes.toggle_pin(device_id))
        battery = menu.addAction(with_key(_("Open the battery"), "B"))
        battery.triggered.connect(lambda: self.battery_asked.emit(device_id))
