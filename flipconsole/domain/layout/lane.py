"""One lane: the bars of one battery by their start, sub-rows where they overlap."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from flipconsole.domain.layout.bars import Bars, BarState
from flipconsole.domain.layout.facts import Fact

Table: TypeAlias = NDArray[np.float64]
"""A line per bar, a column per name below."""

_COLUMNS = ("start", "end", "late_at", "top", "height", "mode", "state", "flags")
_START, _END, _TOP, _HEIGHT, _STATE = (_COLUMNS.index(name) for name in ("start", "end", "top", "height", "state"))
_SHORTEST_S = 1.0  # a bar without a length still takes its place in a stack


@dataclass
class Lane:
    """What is known of one battery; `bars` and `ids` are right while it is not `stale`."""

    facts: dict[str, Fact] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    bars: Table = field(default_factory=lambda: np.empty((0, len(_COLUMNS))))
    urgent_at: float = math.inf
    stale: bool = True


def build(lane: Lane) -> None:
    """Lay its bars out anew."""
    facts = sorted(lane.facts.values())
    lane.ids = [fact[1] for fact in facts]
    lane.bars = np.array([(fact[0], fact[2], fact[3], 0.0, 1.0, fact[4], fact[5], fact[6]) for fact in facts])
    _end_where_the_next_begins(lane.bars)
    _stack(lane.bars)
    lane.urgent_at = min([fact[7] for fact in facts])
    lane.stale = False


def _end_where_the_next_begins(bars: Table) -> None:
    # Update Command Status page: without an end, a command lasts until another one replaces it.
    if not np.isinf(bars[:, _END]).any():
        return
    live = (bars[:, _STATE] != BarState.DROPPED) & (bars[:, _STATE] != BarState.FAILED)
    starts = bars[live, _START]
    for index in np.flatnonzero(np.isinf(bars[:, _END])):
        later = np.searchsorted(starts, bars[index, _START], side="right")
        if later < len(starts):
            bars[index, _END] = starts[later]


def _stack(bars: Table) -> None:
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


def _share(cluster: Table, places: list[int], count: int) -> None:
    if count > 1:
        cluster[:, _TOP] = np.array(places) / count
        cluster[:, _HEIGHT] = 1 / count


def kept(lane: Lane, only: Collection[str]) -> tuple[list[str], Table]:
    """Those of its bars whose ids are named."""
    keeps = [command_id in only for command_id in lane.ids]
    return [command_id for command_id, keep in zip(lane.ids, keeps, strict=True) if keep], lane.bars[keeps]


def joined(ids: list[list[str]], tables: list[Table]) -> Bars:
    """Lanes from the top as one."""
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
