"""The row of tools above the lanes, with its fields and menus, and the one line in it that says what matters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMenu, QWidget

from flipconsole.domain.language import _
from flipconsole.domain.time_range import TimeRange
from flipconsole.ui.theme import Theme
from flipconsole.ui.timeline.axis import TimeAxis
from flipconsole.ui.timeline.bar import TimelineBar
from flipconsole.ui.timeline.finder import Finder
from flipconsole.ui.timeline.goto import GoTo
from flipconsole.ui.timeline.menus import LanesMenu, ShowMenu
from flipconsole.ui.timeline.moves import Moves
from flipconsole.ui.timeline.telling import Telling
from flipconsole.ui.timeline.wishes import Wishes


class Tools(QObject):
    """Builds the row; its fields and buttons move the window, its menus change the wishes."""

    def __init__(
        self,
        theme: Theme,
        zone: ZoneInfo,
        names: Callable[[], Sequence[str]],
        wishes: Wishes,
        moves: Moves,
        axis: TimeAxis,
        telling: Telling,
        host: QWidget,
    ) -> None:
        super().__init__(host)
        self._moves, self._axis, self._telling, self._host = moves, axis, telling, host
        self._said = ""
        self.bar = TimelineBar(theme, host)
        self.goto = GoTo(zone, host)
        self.finder = Finder(names, theme, host)
        self.bar.add_finder(self.goto)
        self.bar.add_finder(self.finder)
        self.lanes_menu = LanesMenu(wishes, host)
        self.bar.add_menu(self.lanes_menu, "rows-3", _("How the lanes stand (S, E, A)"))
        self.bar.add_menu(ShowMenu(wishes, host), "eye", _("What is shown in and beside the lanes (H, W, O)"))
        self.bar.zoomed.connect(moves.zoom)
        self.bar.now_asked.connect(moves.go_to_now)
        self.bar.fit_asked.connect(moves.fit_all)
        self.goto.asked.connect(self._on_time_asked)
        self.goto.refused.connect(self.say)
        for field in (self.goto, self.finder):
            field.left.connect(lambda: host.setFocus(Qt.FocusReason.OtherFocusReason))
        moves.moved.connect(self.tell)

    def add_menu(self, menu: QMenu, icon_name: str, tip: str) -> None:
        """One more menu."""
        self.bar.add_menu(menu, icon_name, tip)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.bar.set_theme(theme)
        self.finder.set_theme(theme)
        self.goto.take_size()

    def set_zone(self, zone: ZoneInfo) -> None:
        """Read and tell times in another zone."""
        self.goto.zone = zone
        self.pass_time()
        self.tell()

    def pass_time(self) -> None:
        """A second has passed."""
        self.goto.now = self._telling.now
        self.bar.set_zone(self._telling.zone_line(), self._telling.zone_letters())

    def say(self, what: str) -> None:
        """Something that a person did had this outcome; empty for nothing to say."""
        self._said = what
        self.tell()

    def tell(self) -> None:
        """Say anew what is not drawn, that clocks differ, and where they change within what is shown."""
        window = self._moves.window
        changes = [each for each in self._axis.marks.changes if window.start < each.at < window.end]
        explained = changes[0].explanation if changes else ""
        telling = self._telling
        parts = (self._said, telling.unplaced(), telling.other_clock(), explained)
        self.bar.set_notice(" ".join(filter(None, parts)))
        if explained != self._axis.accessibleDescription():
            self._axis.setAccessibleDescription(explained)
        self.bar.set_following(self._moves.follows_now)

    def _on_time_asked(self, wanted: TimeRange) -> None:
        if wanted.end is None:
            self._moves.go_to(wanted.start.timestamp())
        else:
            self._moves.show_time(wanted.start.timestamp(), wanted.end.timestamp())
