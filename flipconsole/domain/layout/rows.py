"""Rows as bars in lanes, one lane per battery."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from flipconsole.domain.layout.arrangement import Arrangement, Heading, Order, group_key, grouped
from flipconsole.domain.layout.bars import Bars
from flipconsole.domain.layout.facts import fact_of
from flipconsole.domain.layout.joining import Asked, asked_of, can_renew, joined, renewed
from flipconsole.domain.layout.lane import Lane, build, take
from flipconsole.domain.row import Row

_NO_LANE = Lane(stale=False)


class TimelineLayout:
    """Rows as bars in lanes; only the lanes of rows that were put or dropped are computed anew.

    `bars`, `lanes` (device ids from the top, "" for a heading), `headings` (by lane), `pinned` (how many lanes stay on
    top) and `unplaced` (ids of rows without a readable start, which no timeline can draw) change in `arrange` alone.
    """

    def __init__(self) -> None:
        self._lanes: dict[str, Lane] = {}
        self._device_of: dict[str, str] = {}
        self._unplaced: set[str] = set()
        self._stale: set[str] = set()
        self._emptied: set[str] = set()
        self._order = Order()
        self._lane_numbers: dict[str, int] = {}
        self._shown: list[Lane] = []
        self._asked: Asked | None = None
        self.lanes: list[str] = []
        self.headings: dict[int, Heading] = {}
        self.pinned = 0
        self.unplaced: frozenset[str] = frozenset()
        self.bars: Bars = joined([])

    @property
    def batteries(self) -> int:
        """How many batteries have a bar, shown or not."""
        return len(self._lanes) - len(self._emptied)

    @property
    def asked(self) -> Asked:
        """The power that the shown lanes are asked for, by time; made when it is asked for first."""
        if self._asked is None:
            self._asked = asked_of(self._shown, self.bars)
        return self._asked

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
            take(lane, fact_of(row, command.starts_at.timestamp()))
            if lane.stale:
                self._stale.add(device_id)
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
                self._stale.add(device_id)
                if not lane.facts:
                    self._emptied.add(device_id)

    def prepare(self, is_over: Callable[[], bool] = lambda: False) -> bool:
        """Do what `arrange` would have to do for each changed lane, until it `is_over`; whether nothing is left."""
        for device_id in [device_id for device_id in self._emptied if not self._lanes[device_id].facts]:
            del self._lanes[device_id]
        self._emptied.clear()
        while self._stale:
            lane = self._lanes.get(self._stale.pop())
            if lane is not None and lane.stale:
                build(lane)
                if is_over():
                    return not self._stale
        return True

    def arrange(
        self,
        wish: Arrangement = Arrangement(),  # noqa: B008  # frozen
        *,
        keep_order: bool = False,
        only: Collection[str] | None = None,
    ) -> None:
        """Make `bars` and `lanes` anew as wished; lanes without a row in `only` (ids; None: all) are left out.

        A lane is shown whole: what else its battery is asked to do belongs to the picture. With `keep_order` known
        lanes stay where they are and new ones come last.
        """
        self.prepare()
        before = self._shown
        order = self._order.sorted(self._lanes, wish, keep=keep_order)
        if only is not None:
            wanted = {self._device_of[command_id] for command_id in only if command_id in self._device_of}
            order = [name for name in order if name in wanted]
        self.lanes, self._shown, self.headings = [], [], {}
        for heading, names in grouped(order, self._lanes, wish):
            if heading is not None:
                self.headings[len(self.lanes)] = heading
                self.lanes.append("")
                self._shown.append(_NO_LANE)
                if heading.is_collapsed:
                    continue
            self.lanes += names
            self._shown += [self._lanes[name] for name in names]
        self._lane_numbers = {name: number for number, name in enumerate(self.lanes) if number not in self.headings}
        self.pinned = sum(name in wish.pinned for name in order)
        self.unplaced = frozenset(self._unplaced)
        self._asked = None
        self.bars = (
            renewed(self.bars, self._shown) if can_renew(self.bars, before, self._shown) else joined(self._shown)
        )

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

    def lane_of(self, device_id: str) -> int | None:
        """The number of a battery's lane, or None where it is not shown."""
        return self._lane_numbers.get(device_id)

    def group_of(self, command_id: str, wish: Arrangement) -> str | None:
        """The key of the group that a command's lane belongs to, or None where there is no such command."""
        device_id = self._device_of.get(command_id)
        return None if device_id is None else group_key(device_id, self._lanes[device_id].lead, wish)

    def commands_of(self, device_id: str) -> list[str]:
        """The ids of all commands of a battery, by their start; empty for an unknown one."""
        lane = self._lanes.get(device_id)
        return [] if lane is None else [fact.id for fact in sorted(lane.facts.values())]

    def device_of(self, command_id: str) -> str | None:
        """The battery of a command."""
        return self._device_of.get(command_id)
