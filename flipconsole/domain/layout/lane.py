"""One lane: the bars of one battery by their start, in sub-rows where they overlap."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from flipconsole.domain.layout.bars import BarFlag, BarState
from flipconsole.domain.layout.effective import effective_parts, overlapping_parts
from flipconsole.domain.layout.facts import Fact

Table: TypeAlias = NDArray[np.float64]
"""A line per name of `COLUMNS`, each with a value per bar: so lanes are joined without turning anything round."""

COLUMNS = ("start", "end", "late_at", "top", "height", "mode", "state", "flags", "power", "reserve", "free_from")
_START, _END, _LATE, _TOP, _HEIGHT, _MODE, _STATE, _FLAGS, _POWER, _RESERVE, _FREE = range(len(COLUMNS))
_CHANGING = [_LATE, _MODE, _STATE, _FLAGS, _POWER, _RESERVE]  # what may change while the bar stays where it is
_SHORTEST_S = 1.0  # a bar without a length still takes its place in a stack
_OVERLAPS = int(BarFlag.OVERLAPS)


@dataclass
class Lane:
    """What is known of one battery; all but `facts` is right only while it is not `stale`, and
    `has_news` says that it has changed since it was joined with the others.

    `parts` are the times in which one of the bars (its number first) drives the battery, and `overlaps` those in which
    two of them ask for it, both as start and end. `lead` is the command that says where the lane belongs: the most
    urgent one, else the last that drives and belongs to an event, else the last that drives, else the last.
    """

    facts: dict[str, Fact] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    bars: Table = field(default_factory=lambda: np.empty((len(COLUMNS), 0)))
    parts: Table = field(default_factory=lambda: np.empty((0, 3)))
    overlaps: Table = field(default_factory=lambda: np.empty((0, 2)))
    lead: Fact | None = None
    stale: bool = True
    has_news: bool = True

    @property
    def urgent_at(self) -> float:
        """When the first of its answers is due; infinite where none is."""
        return math.inf if self.lead is None else self.lead.urgent_at


def take(lane: Lane, fact: Fact) -> None:
    """Take a row in, or its newer state; most changes leave the bar where it is."""
    before = lane.facts.get(fact.id)
    lane.facts[fact.id] = fact
    lane.has_news = True
    if (
        lane.stale
        or before is None
        or (before.start, before.end, before.drives) != (fact.start, fact.end, fact.drives)
        or (before.updated != fact.updated and _has_a_rival(lane, fact))
        or _replaces(before) != _replaces(fact)
    ):
        lane.stale = True
        return
    index = lane.ids.index(fact.id)
    overlaps = int(lane.bars[_FLAGS, index]) & _OVERLAPS
    lane.bars[_CHANGING, index] = (
        fact.late_at,
        fact.mode,
        fact.state,
        fact.flags | overlaps,
        fact.power,
        fact.reserve,
    )
    lane.lead = _lead(lane)


def build(lane: Lane) -> None:
    """Lay its bars out anew."""
    facts = sorted(lane.facts.values())
    lane.ids = [fact.id for fact in facts]
    lane.bars = np.array(
        [(f.start, f.end, f.late_at, 0.0, 1.0, f.mode, f.state, f.flags, f.power, f.reserve, math.nan) for f in facts]
    ).T.copy()
    _end_where_the_next_begins(lane.bars)
    _stack(lane.bars)
    drives = np.array([fact.drives for fact in facts])
    start, end = lane.bars[_START], _effective_ends(facts, lane.bars[_END])
    lane.parts = effective_parts(start, end, drives)
    lane.overlaps, both = overlapping_parts(start, end, drives)
    lane.bars[_FLAGS, both] += _OVERLAPS
    _note_gaps(lane)
    lane.lead = _lead(lane)
    lane.stale, lane.has_news = False, True


def _has_a_rival(lane: Lane, fact: Fact) -> bool:
    """Whether another command begins at the same moment, so that the newer one takes over."""
    return any(other.start == fact.start and other.id != fact.id for other in lane.facts.values())


def _replaces(fact: Fact) -> bool:
    return fact.state not in (BarState.DROPPED, BarState.FAILED)


def _lead(lane: Lane) -> Fact | None:
    return max(lane.facts.values(), key=_leads, default=None)


def _leads(fact: Fact) -> tuple[float, bool, bool, float]:
    return -fact.urgent_at, fact.drives, fact.event_id is not None, fact.start


def _end_where_the_next_begins(bars: Table) -> None:
    # Update Command Status page: without an end, a command lasts until another one replaces it.
    if not np.isinf(bars[_END]).any():
        return
    live = (bars[_STATE] != BarState.DROPPED) & (bars[_STATE] != BarState.FAILED)
    starts = bars[_START, live]
    for index in np.flatnonzero(np.isinf(bars[_END])):
        later = np.searchsorted(starts, bars[_START, index], side="right")
        if later < len(starts):
            bars[_END, index] = starts[later]


def _effective_ends(facts: list[Fact], drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    """As `drawn`, but an open end is over as soon as another command takes over, at the same moment too."""
    if not any(fact.end == math.inf for fact in facts):
        return drawn
    ends, following = drawn.copy(), math.inf
    for index in reversed(range(len(facts))):
        if facts[index].drives:
            if facts[index].end == math.inf:
                ends[index] = following
            following = facts[index].start
    return ends


def _stack(bars: Table) -> None:
    start, end = bars[_START], np.maximum(bars[_END], bars[_START] + _SHORTEST_S)
    if not (np.maximum.accumulate(end)[:-1] > start[1:]).any():
        return
    first, reach = 0, -math.inf
    rows: list[float] = []  # where each sub-row of the cluster of overlapping bars ends
    places: list[int] = []
    for index, (begins, ends) in enumerate(zip(start.tolist(), end.tolist(), strict=True)):
        if begins >= reach:
            _share(bars[:, first:index], places, len(rows))
            first, rows, places = index, [], []
        place = next((row for row, until in enumerate(rows) if until <= begins), len(rows))
        rows[place : place + 1] = [ends]
        places.append(place)
        reach = max(reach, ends)
    _share(bars[:, first:], places, len(rows))


def _share(cluster: Table, places: list[int], count: int) -> None:
    if count > 1:
        cluster[_TOP] = np.array(places) / count
        cluster[_HEIGHT] = 1 / count


def _note_gaps(lane: Lane) -> None:
    """Where nothing drives the battery between two of its bars, the second says from when on."""
    parts = lane.parts
    if len(parts) > 1:
        after = np.flatnonzero(parts[1:, 1] > parts[:-1, 2]) + 1
        lane.bars[_FREE, parts[after, 0].astype(np.intp)] = parts[after - 1, 2]
