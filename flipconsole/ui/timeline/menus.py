"""The menus of the timeline: how the lanes stand, what is shown beside them, and what can be done with one lane."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from flipconsole.domain.language import _
from flipconsole.ui.timeline.look import GROUPINGS, SORTS
from flipconsole.ui.timeline.wishes import Wishes


def sort_title(sort: str) -> str:
    """An order, in words."""
    match sort:
        case "name":
            return _("By name")
        case "event":
            return _("By event")
        case "site":
            return _("By site")
    return _("By urgency")


def grouping_title(grouping: str) -> str:
    """A kind of groups, in words."""
    match grouping:
        case "event":
            return _("Grouped by event")
        case "mode":
            return _("Grouped by mode")
        case "start":
            return _("Grouped by start")
        case "site":
            return _("Grouped by site")
    return _("Not grouped")


class LanesMenu(QMenu):
    """Order, groups, and which lanes there are.

    Signals:
        groups_closed: all groups are to be closed, or opened where all are closed.
    """

    groups_closed = Signal()

    def __init__(self, wishes: Wishes, parent: QWidget) -> None:
        super().__init__(_("Lanes"), parent)
        self.setAccessibleName(_("Lanes"))
        self._wishes = wishes
        self._sorts = self._choices({sort: with_key(sort_title(sort), "S") for sort in SORTS}, "sort")
        self.addSeparator()
        titles = {grouping: with_key(grouping_title(grouping), "E") for grouping in GROUPINGS}
        self._groupings = self._choices(titles, "grouping")
        self._close = self.addAction(with_key(_("Close or open all groups"), "Shift+C"))
        self._close.triggered.connect(self.groups_closed)
        self.addSeparator()
        self._all = switch(self, wishes, "shows_all", with_key(_("Batteries that the list leaves out too"), "A"))
        self.aboutToShow.connect(self._show_look)

    def _choices(self, titles: dict[str, str], name: str) -> dict[str, QAction]:
        group = QActionGroup(self)
        found = {}
        for value, title in titles.items():
            action = found[value] = self.addAction(title)
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(lambda _checked=False, value=value: self._wishes.set(**{name: value}))
        return found

    def _show_look(self) -> None:
        look = self._wishes.look
        self._sorts[look.sort].setChecked(True)
        self._groupings[look.grouping].setChecked(True)
        for chosen, choices in ((look.sort, self._sorts), (look.grouping, self._groupings)):
            choices["site"].setVisible(self._wishes.knows_sites or chosen == "site")
        self._close.setEnabled(look.grouping != "none")
        self._all.setChecked(look.shows_all)


class ShowMenu(QMenu):
    """What is shown in and beside the lanes."""

    def __init__(self, wishes: Wishes, parent: QWidget) -> None:
        super().__init__(_("Show"), parent)
        self.setAccessibleName(_("Show"))
        switch(self, wishes, "draws_power", with_key(_("Power as the height of bars"), "H"))
        switch(self, wishes, "shows_fleet", with_key(_("Power that all are asked for"), "W"))
        switch(self, wishes, "shows_overview", with_key(_("Overview of all time"), "O"))


def switch(menu: QMenu, wishes: Wishes, name: str, title: str) -> QAction:
    """A yes or no of the look, as it is whenever the menu opens."""
    action = menu.addAction(title)
    action.setCheckable(True)
    action.setChecked(bool(getattr(wishes.look, name)))
    action.triggered.connect(lambda checked: wishes.set(**{name: checked}))
    menu.aboutToShow.connect(lambda: action.setChecked(bool(getattr(wishes.look, name))))
    return action


def with_key(text: str, key: str) -> str:
    """A menu's line with the key that does the same."""
    return f"{text}\t{key}"
