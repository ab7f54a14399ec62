"""One row of the index: a command's row with what sorting, filtering and painting need of it, worked out once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flipconsole.domain.battery import NOTHING, BatteryFacts
from flipconsole.domain.chips import Chip
from flipconsole.domain.filter.text import searched_text
from flipconsole.domain.row import Row
from flipconsole.ui.command_list.order import Key, urgency_key

if TYPE_CHECKING:
    from flipconsole.ui.command_list.cells import Cells
    from flipconsole.ui.command_list.folds import Fold


class Entry:
    """What the index keeps per command.

    `key` and `tie` are where the row belongs now, `placed_key` and `placed_tie` where it stands in the list (meaningful
    only while `is_listed`): the two differ while the order is frozen. `facts` are what is known of the battery,
    `called` its id with the name that a person gave it, `site` is "" where none is known. `cells` is None until the row
    is painted. In a grouped list `fold` is the group under which it stands, and `member_of` the one that counts it.
    """

    __slots__ = (
        "ack_by",
        "called",
        "cells",
        "chips",
        "command",
        "device_status",
        "ends_at",
        "facts",
        "fold",
        "id",
        "is_listed",
        "key",
        "member_of",
        "mode",
        "placed_key",
        "placed_tie",
        "row",
        "site",
        "starts_at",
        "status",
        "text",
        "tie",
        "urgency_known",
    )

    def __init__(self, row: Row, chips: frozenset[Chip], key: Key | None, facts: BatteryFacts = NOTHING) -> None:
        self.id = row.id
        self.is_listed = False
        self.placed_key: Key | None = None
        self.placed_tie = ""
        self.fold: Fold | None = None
        self.member_of: Fold | None = None
        self.take(row, chips, key, facts)

    def take(self, row: Row, chips: frozenset[Chip], key: Key | None, facts: BatteryFacts = NOTHING) -> None:
        """Become another version of the same command; the place in the list stays until it is settled."""
        self.row = row
        self.chips = chips
        self.key = key
        self.facts = facts
        self.site = facts.site or ""
        command = self.command = row.held.command  # what a filter scans lies at hand: four steps away it costs thrice
        self.ack_by = row.ack_by
        self.starts_at, self.ends_at = command.starts_at, command.ends_at
        self.status, self.device_status = command.status, command.device_status
        self.mode = command.battery_commands.mode
        self.tie = f"{command.device_id}\0{row.id}"
        self.called = command.device_id if facts.name is None else f"{facts.name}\n{command.device_id}"
        self.text = searched_text(row, facts)
        self.cells: Cells | None = None
        self.urgency_known: float | None = None

    @property
    def is_displaced(self) -> bool:
        """Whether it stands elsewhere than it belongs."""
        if self.key != self.placed_key or self.tie != self.placed_tie:
            return True
        return self.fold is not self.member_of and self.member_of is not None

    @property
    def urgency(self) -> float:
        """Its place in the order of urgency, whatever the list is sorted by."""
        if self.urgency_known is None:
            self.urgency_known = urgency_key(self.row)
        return self.urgency_known

    def place(self) -> None:
        """Note that it stands where it belongs now."""
        self.placed_key, self.placed_tie, self.fold = self.key, self.tie, self.member_of
