"""What a person wants of the lanes: their order, groups, pins, and which of them at all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from flipconsole.app.batteries import Batteries
from flipconsole.domain.layout import Arrangement, Grouping, Sort
from flipconsole.ui.timeline.look import GROUPINGS, SORTS, Look


class Wishes(QObject):
    """Holds the look; closed groups are forgotten at the end of the program, as their events are.

    Signals:
        changed: another look, or other closed groups.
        lanes_changed: the same, where the lanes have to be arranged anew for it.
        names_changed: something else is known of batteries, their names perhaps.
    """

    changed = Signal()
    lanes_changed = Signal()
    names_changed = Signal()

    def __init__(self, look: Look, batteries: Batteries, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._batteries = batteries
        self._collapsed: frozenset[str] = frozenset()
        batteries.changed.connect(self._on_batteries_changed)
        batteries.renewed.connect(self._on_batteries_changed)

    @property
    def arrangement(self) -> Arrangement:
        """As the layout wants it."""
        look = self.look
        return Arrangement(
            Sort(look.sort),
            Grouping(look.grouping),
            frozenset(look.pinned),
            self._collapsed,
            self._batteries.site_of,
            self._batteries.title_of,
        )

    @property
    def knows_sites(self) -> bool:
        """Whether the site of any battery is known, so that lanes can be ordered and grouped by it."""
        return any(facts.site for facts in self._batteries.known.values())

    def _on_batteries_changed(self, _device_id: str = "") -> None:
        """Sites and names may be others now; the book outlives the window."""
        if not isValid(self):
            return
        if self.look.sort in ("site", "name") or self.look.grouping == "site":
            self.lanes_changed.emit()
        else:
            self.names_changed.emit()

    def set(self, **values: Any) -> None:
        """Change fields of the look."""
        look = replace(self.look, **values)
        if look == self.look:
            return
        if look.grouping != self.look.grouping:
            self._collapsed = frozenset()
        of_lanes = any(getattr(look, name) != getattr(self.look, name) for name in _OF_LANES)
        self.look = look
        if of_lanes:
            self.lanes_changed.emit()
        self.changed.emit()

    def sort_otherwise(self) -> None:
        """The next order."""
        self.set(sort=self._next(SORTS, self.look.sort))

    def group_otherwise(self) -> None:
        """The next kind of groups."""
        self.set(grouping=self._next(GROUPINGS, self.look.grouping))

    def _next(self, choices: tuple[str, ...], chosen: str) -> str:
        possible = [each for each in choices if each != "site" or self.knows_sites or chosen == "site"]
        return possible[(possible.index(chosen) + 1) % len(possible)]

    def toggle(self, name: str) -> None:
        """The other value of a yes or no."""
        self.set(**{name: not getattr(self.look, name)})

    def toggle_pin(self, device_id: str) -> None:
        """Pin a battery, or let it go."""
        self.set(pinned=self.look.with_pin(device_id).pinned)

    def toggle_group(self, key: str) -> None:
        """Close a group, or open it."""
        self._collapsed ^= {key}
        self.lanes_changed.emit()
        self.changed.emit()

    def open_group(self, key: str) -> None:
        """Show the lanes of a group."""
        if key in self._collapsed:
            self.toggle_group(key)

    def toggle_groups(self, keys: frozenset[str]) -> None:
        """Close all groups, or open all where all are closed."""
        self._collapsed = frozenset() if keys <= self._collapsed else keys
        self.lanes_changed.emit()
        self.changed.emit()


_OF_LANES = ("sort", "grouping", "pinned", "shows_all")
