"""Where every bar of the timeline lies: one lane per battery, bars in arrays sorted by lane and start.

Imports numpy, so it is imported only by what loads after the first paint.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from itertools import chain
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from flipconsole.domain.command import DeviceStatus, Mode, Status
from flipconsole.domain.row import Row, Stage
from flipconsole.domain.work import Work

MODES = (Mode.CHARGE, Mode.DISCHARGE, Mode.STANDBY, Mode.BACKUP, Mode.SAVINGS, Mode.SELF_CONSUMPTION)
"""The order of the `mode` codes in the arrays; `UNKNOWN_MODE` stands for every other word."""
UNKNOWN_MODE = len(MODES)


class BarState(IntEnum):
    """How a bar is drawn, in the order of drawing: what needs a person lies on top.

    DROPPED is no longer wanted: cancelled, opted out, or gone from Flip's list unanswered.
    """

    DROPPED = 0
    ANSWERED = 1
    UNCLEAR = 2
    PENDING = 3
    FAILED = 4


class BarFlag(IntFlag):
    """What is drawn in addition to the state.

    REMOVAL: Flip waits for the answer that the battery has dropped it. UNDER_WAY: an answer of ours is kept and not yet
    delivered. ASKING: only a person can go on.
    """

    OPEN_END = 1
    PREPARATORY = 2
    REMOVAL = 4
    UNDER_WAY = 8
    ASKING = 16


Indices: TypeAlias = NDArray[np.intp]
_Table: TypeAlias = NDArray[np.float64]  # a line per bar, a column per name below
_COLUMNS = ("start", "end", "late_at", "top", "height", "mode", "state", "flags")
_START, _END, _TOP, _HEIGHT, _STATE = (_COLUMNS.index(name) for name in ("start", "end", "top", "height", "state"))
_Fact: TypeAlias = tuple[float, str, float, float, int, int, int, float]
# start, id, end, late_at, mode, state, flags, urgent_at

_SHORTEST_S = 1.0  # a bar without a length still takes its place in a stack
_MODE_CODES = {str(mode): code for code, mode in enumerate(MODES)}
_UNDER_WAY_STAGES = frozenset({Stage.SAVING, Stage.HOLDING, Stage.WAITING, Stage.SENDING, Stage.NOT_CONFIRMED})
_ASKING_STAGES = frozenset({Stage.NOT_SAVED, Stage.NEEDS_REVIEW, Stage.NOT_ACCEPTED})
# as plain numbers: there are 100,000 bars to build
_OPEN_END, _PREPARATORY, _REMOVAL, _UNDER_WAY, _ASKING = (int(flag) for flag in BarFlag)
_DEVICE_STATES = {
    str(DeviceStatus.PENDING): BarState.PENDING,
    str(DeviceStatus.OK): BarState.ANSWERED,
    str(DeviceStatus.FAILED_OFFLINE): BarState.FAILED,
    str(DeviceStatus.FAILED_FAULT): BarState.FAILED,
}


@dataclass(frozen=True)
class Bars:
    """All bars that are shown, sorted by lane, then start; `lane_starts[n]` is the first bar of lane n.

    Times are epoch seconds; `end` is infinite where nothing ends the bar, and `late_at` where nothing can make it late.
    `top` and `height` are parts of the lane's height, less than 1 where bars of one lane overlap.
    """

    ids: list[str]
    lane_starts: Indices
    lane: Indices
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    late_at: NDArray[np.float64]
    top: NDArray[np.float64]
    height: NDArray[np.float64]
    mode: NDArray[np.uint8]
    state: NDArray[np.uint8]
    flags: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.ids)

    def visible(self, first_lane: int, last_lane: int, start: float, end: float) -> Indices:
        """The bars of the lanes `first_lane` up to, not including, `last_lane` that touch the time between."""
        lanes = len(self.lane_starts) - 1
        low = int(self.lane_starts[min(max(first_lane, 0), lanes)])
        high = int(self.lane_starts[min(max(last_lane, 0), lanes)])
        return low + np.flatnonzero((self.start[low:high] <= end) & (self.end[low:high] >= start))

    def at(self, lane_position: float, moment: float, least_s: float = 0.0) -> int | None:
        """The topmost bar under a point, or None.

        `lane_position` counts lanes from the top with a fraction; a bar shorter than `least_s` is taken as that long,
        because it is drawn so.
        """
        lane = math.floor(lane_position)
        if not 0 <= lane < len(self.lane_starts) - 1:
            return None
        part = slice(int(self.lane_starts[lane]), int(self.lane_starts[lane + 1]))
        start, top = self.start[part], self.top[part]
        within = lane_position - lane
        under = (start <= moment) & (moment < np.maximum(self.end[part], start + least_s))
        under &= (top <= within) & (within < top + self.height[part])
        found = np.flatnonzero(under)
        return part.start + int(found[-1]) if found.size else None


@dataclass
class _Lane:
    facts: dict[str, _Fact] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    bars: _Table = field(default_factory=lambda: np.empty((0, len(_COLUMNS))))
    urgent_at: float = math.inf
    stale: bool = True


class TimelineLayout:
    """Rows as bars in lanes; only the lanes of rows that were put or dropped are computed anew.

    `bars`, `lanes` (device ids, from the top) and `unplaced` (ids of rows without a readable start, which no timeline
    can draw) change in `arrange` alone.
    """

    def __init__(self) -> None:
        self._lanes: dict[str, _Lane] = {}
        self._device_of: dict[str, str] = {}
        self._unplaced: set[str] = set()
        self._ranks: dict[str, int] = {}  # of all lanes, shown or not
        self._lane_numbers: dict[str, int] = {}
        self.lanes: list[str] = []
        self.unplaced: frozenset[str] = frozenset()
        self.bars: Bars = _joined([], [])

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
                lane = lanes[device_id] = _Lane()
            lane.facts[command.id] = _fact(row, command.starts_at.timestamp())
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
                _build(lane)
        shown = {
            device_id: (lane.ids, lane.bars) if only is None else _kept(lane, only)
            for device_id, lane in self._lanes.items()
        }
        whole = sorted(self._lanes, key=lambda device_id: (self._lanes[device_id].urgent_at, device_id))
        if keep_order:
            whole.sort(key=lambda device_id: self._ranks.get(device_id, len(self._ranks)))
        self._ranks = {device_id: rank for rank, device_id in enumerate(whole)}
        order = self.lanes = [device_id for device_id in whole if shown[device_id][0]]
        self._lane_numbers = {device_id: number for number, device_id in enumerate(order)}
        self.unplaced = frozenset(self._unplaced)
        self.bars = _joined([shown[device_id][0] for device_id in order], [shown[device_id][1] for device_id in order])

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


def bar_state(row: Row) -> BarState:
    """How the bar of a row is drawn."""
    command = row.held.command
    if command.status in (Status.CANCELED, Status.OPT_OUT):
        return BarState.DROPPED
    state = _DEVICE_STATES.get(command.device_status, BarState.UNCLEAR)
    if command.status != Status.OK:
        return BarState.UNCLEAR
    return BarState.DROPPED if state is BarState.PENDING and row.held.gone_at is not None else state


def bar_flags(row: Row) -> int:
    """What is drawn in addition to the state: `BarFlag` values, summed."""
    command = row.held.command
    flags = 0
    if command.ends_at is None:
        flags |= _OPEN_END
    if command.is_preparatory_action:
        flags |= _PREPARATORY
    if row.stage is not Stage.NONE or row.attention:
        if row.stage in _UNDER_WAY_STAGES:
            flags |= _UNDER_WAY
        if row.stage in _ASKING_STAGES or row.attention:
            flags |= _ASKING
    if command.status != Status.OK and row.open_work is Work.REMOVE:
        flags |= _REMOVAL
    return flags


def _fact(row: Row, start: float) -> _Fact:
    command = row.held.command
    state = bar_state(row)
    urgent_at = late_at = None
    if command.device_status == DeviceStatus.PENDING or state is BarState.UNCLEAR:  # else Flip waits for nothing
        urgent_at = row.urgent_at
        late_at = row.ack_by if urgent_at is not None else None
    return (
        start,
        command.id,
        math.inf if command.ends_at is None else max(start, command.ends_at.timestamp()),
        math.inf if late_at is None else late_at.timestamp(),
        _MODE_CODES.get(command.battery_commands.mode, UNKNOWN_MODE),
        state,
        bar_flags(row),
        math.inf if urgent_at is None else urgent_at.timestamp(),
    )


def _build(lane: _Lane) -> None:
    facts = sorted(lane.facts.values())
    lane.ids = [fact[1] for fact in facts]
    lane.bars = np.array([(fact[0], fact[2], fact[3], 0.0, 1.0, fact[4], fact[5], fact[6]) for fact in facts])
    _end_where_the_next_begins(lane.bars)
    _stack(lane.bars)
    lane.urgent_at = min([fact[7] for fact in facts])
    lane.stale = False


def _end_where_the_next_begins(bars: _Table) -> None:
    # Update Command Status page: without an end, a command lasts until another one replaces it.
    if not np.isinf(bars[:, _END]).any():
        return
    live = (bars[:, _STATE] != BarState.DROPPED) & (bars[:, _STATE] != BarState.FAILED)
    starts = bars[live, _START]
    for index in np.flatnonzero(np.isinf(bars[:, _END])):
        later = np.searchsorted(starts, bars[index, _START], side="right")
        if later < len(starts):
            bars[index, _END] = starts[later]


def _stack(bars: _Table) -> None:
    start, end = bars[:, _START], np.maximum(bars[:, _END], bars[:, _START] + _SHORTEST_S)
    if not (np.maximum.accumulate(end)[:-1] > start[1:]).any():
        return
    first, reach = 0, -math.inf
    rows: list[float] = []  # where each sub-row of the cluster of overlapping bars ends
    places: list[int] = []
    for index, (begins, ends) in enumerate(zip(start.tolist(), end.tolist(), strict=True)):
        if begins >= reach:
            _share(bars[first:index], places, len(rows))
            first, rows, places = index, [], []
        place = next((row for row, until in enumerate(rows) if until <= begins), len(rows))
        rows[place : place + 1] = [ends]
        places.append(place)
        reach = max(reach, ends)
    _share(bars[first:], places, len(rows))


def _share(cluster: _Table, places: list[int], count: int) -> None:
    if count > 1:
        cluster[:, _TOP] = np.array(places) / count
        cluster[:, _HEIGHT] = 1 / count


def _kept(lane: _Lane, only: Collection[str]) -> tuple[list[str], _Table]:
    kept = [command_id in only for command_id in lane.ids]
    return [command_id for command_id, keep in zip(lane.ids, kept, strict=True) if keep], lane.bars[kept]


def _joined(ids: list[list[str]], tables: list[_Table]) -> Bars:
    counts = [len(part) for part in ids]
    table = np.concatenate(tables) if tables else np.empty((0, len(_COLUMNS)))
    start, end, late_at, top, height, mode, state, flags = np.ascontiguousarray(table.T)
    return Bars(
        ids=list(chain.from_iterable(ids)),
        lane_starts=np.concatenate(([0], np.cumsum(counts, dtype=np.intp))).astype(np.intp),
        lane=np.repeat(np.arange(len(counts), dtype=np.intp), counts),
        start=start,
        end=end,
        late_at=late_at,
        top=top,
        height=height,
        mode=mode.astype(np.uint8),
        state=state.astype(np.uint8),
        flags=flags.astype(np.uint8),
    )
