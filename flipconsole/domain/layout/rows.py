"""Rows as bars in lanes, one lane per battery."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from flipconsole.domain.layout.bars import Bars
from flipconsole.domain.layout.facts import fact_of
from flipconsole.domain.layout.lane import Lane, build, joined, kept
from flipconsole.domain.row import Row


class TimelineLayout:
    """Rows as bars in lanes; only the lanes of rows that were put or dropped are computed anew.

    `bars`, `lanes` (device ids, from the top) and `unplaced` (ids of rows without a readable start, which no timeline
    can draw) change in `arrange` alone.
    """

    def __init__(self) -> None:
        self._lanes: dict[str, Lane] = {}
        self._device_of: dict[str, str] = {}
        self._unplaced: set[str] = set()
        self._ranks: dict[str, int] = {}  # of all lanes, shown or not
        self._lane_numbers: dict[str, int] = {}
        self.lanes: list[str] = []
        self.unplaced: frozenset[str] = frozenset()
        self.bars: Bars = joined([], [])

    def put(self, rows: Iterable[Row]) -> None:
        """Take rows in, or their newer state."""
        device_of, lanes = self._device_of, self._lanes
        for row in rows:
            command = row.held.command
            device_id, known = command.device_id, device_of.get(command.id)
            if command.starts_at is None or (known is not None and known != device_id):
                self.drop((command.id,))
            if command.starts_at is None:
                self._unplaced.add(command.id)
                continue
            self._unplaced.discard(command.id)
            lane = lanes.get(device_id)
            if lane is None:
                lane = lanes[device_id] = Lane()
            lane.facts[command.id] = fact_of(row, command.starts_at.timestamp())
            lane.stale = True
            device_of[command.id] = device_id

    def drop(self, ids: Iterable[str]) -> None:
        """Let rows go; unknown ids are nothing."""
        for command_id in ids:
            self._unplaced.discard(command_id)
            device_id = self._device_of.pop(command_id, None)
            if device_id is not None:
                lane = self._lanes[device_id]
                del lane.facts[command_id]
                lane.stale = True

    def arrange(self, *, keep_order: bool = False, only: Collection[str] | None = None) -> None:
        """Make `bars` and `lanes` anew; `only` names the ids to show (None: all).

        Lanes go by their most urgent row, then by device id; with `keep_order` known lanes stay where they are and new
        ones come last.
        """
        for device_id in [device_id for device_id, lane in self._lanes.items() if not lane.facts]:
            del self._lanes[device_id]
        for lane in self._lanes.values():
            if lane.stale:
                build(lane)
        shown = {
            device_id: (lane.ids, lane.bars) if only is None else kept(lane, only)
            for device_id, lane in self._lanes.items()
        }
        whole = sorted(self._lanes, key=lambda device_id: (self._lanes[device_id].urgent_at, device_id))
        if keep_order:
            whole.sort(key=lambda device_id: self._ranks.get(device_id, len(self._ranks)))
        self._ranks = {device_id: rank for rank, device_id in enumerate(whole)}
        order = self.lanes = [device_id for device_id in whole if shown[device_id][0]]
        self._lane_numbers = {device_id: number for number, device_id in enumerate(order)}
        self.unplaced = frozenset(self._unplaced)
        self.bars = joined([shown[device_id][0] for device_id in order], [shown[device_id][1] for device_id in order])

    def index_of(self, command_id: str) -> int | None:
        """The place of a command's bar in the arrays, or None where it is not shown."""
        lane = self._lane_numbers.get(self._device_of.get(command_id, ""))
        if lane is None:
            return None
        low, high = int(self.bars.lane_starts[lane]), int(self.bars.lane_starts[lane + 1])
        try:
            return self.bars.ids.index(command_id, low, high)
        except ValueError:
            return None
