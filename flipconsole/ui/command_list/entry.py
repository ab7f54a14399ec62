"""One row of the index: a command's row with what sorting, filtering and painting need of it, worked out once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flipconsole.domain.chips import Chip
from flipconsole.domain.row import Row
from flipconsole.domain.words import device_status_text, mode_name, stage_text, status_text, work_text
from flipconsole.ui.command_list.order import Key

if TYPE_CHECKING:
    from flipconsole.ui.command_list.cells import Cells


class Entry:
    """What the index keeps per command.

    `key` and `tie` are where the row belongs now, `placed_key` and `placed_tie` where it stands in the list (meaningful
    only while `is_listed`): the two differ while the order is frozen. `cells` is None until the row is painted.
    """

    __slots__ = ("cells", "chips", "id", "is_listed", "key", "placed_key", "placed_tie", "row", "text", "tie")

    def __init__(self, row: Row, chips: frozenset[Chip], key: Key | None) -> None:
        self.id = row.id
        self.is_listed = False
        self.placed_key: Key | None = None
        self.placed_tie = ""
        self.take(row, chips, key)

    def take(self, row: Row, chips: frozenset[Chip], key: Key | None) -> None:
        """Become another version of the same command; the place in the list stays until it is settled."""
        self.row = row
        self.chips = chips
        self.key = key
        self.tie = f"{row.held.command.device_id}\0{row.id}"
        self.text = searched_text(row)
        self.cells: Cells | None = None

    @property
    def is_displaced(self) -> bool:
        """Whether it stands elsewhere than it belongs."""
        return self.key != self.placed_key or self.tie != self.placed_tie

    def place(self) -> None:
        """Note that it stands where it belongs now."""
        self.placed_key, self.placed_tie, self.is_listed = self.key, self.tie, True


def searched_text(row: Row) -> str:
    """Everything that the search looks at, in lower case: ids, Flip's words, our words for them, and the reasons."""
    command = row.held.command
    mode = command.battery_commands.mode
    parts = [
        command.device_id,
        command.id,
        command.event_id or "",
        mode,
        mode_name(mode),
        command.status,
        status_text(command.status),
        command.device_status,
        device_status_text(command.device_status),
        stage_text(row.stage),
        work_text(row.work),
        command.device_status_reason or "",
    ]
    if row.acks:
        ack = row.acks[-1]
        parts += (ack.reason or "", ack.operator, ack.outcome)
    return "\n".join(parts).lower()
