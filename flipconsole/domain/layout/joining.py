"""Lanes from the top put together: their bars, the overlaps among them, and the power that they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flipconsole.domain.layout.bars import BarFlag, Bars
from flipconsole.domain.layout.lane import COLUMNS, Lane

_FEW = 8  # with more than every eighth lane, joining all of them anew is faster


@dataclass(frozen=True)
class Asked:
    """Times in which a battery is driven at a power in watts (negative: discharge), in no order.

    `power` is 0 where the battery follows the load of the home (`follows`): nobody knows that power beforehand.
    """

    start: NDArray[np.float64]
    end: NDArray[np.float64]
    power: NDArray[np.float64]
    follows: NDArray[np.bool_]

    def power_at(self, moments: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum of all power at each of these moments (ascending epoch seconds), which costs no sorting."""
        return self._summed(self.power, moments)

    def following_at(self, moments: NDArray[np.float64]) -> NDArray[np.float64]:
        """How many batteries follow the load at each of these moments (ascending)."""
        return self._summed(self.follows.astype(np.float64), moments)

    def _summed(self, weights: NDArray[np.float64], moments: NDArray[np.float64]) -> NDArray[np.float64]:
        count = len(moments) + 1
        begun = np.bincount(np.searchsorted(moments, self.start, side="left"), weights, count)
        ended = np.bincount(np.searchsorted(moments, self.end, side="left"), weights, count)
        total: NDArray[np.float64] = np.cumsum(begun - ended)[:-1]
        return total


def joined(lanes: Sequence[Lane]) -> Bars:
    """The bars of these lanes."""
    counts = [len(lane.ids) for lane in lanes]
    table = np.concatenate([lane.bars for lane in lanes], axis=1) if lanes else np.empty((len(COLUMNS), 0))
    start, end, late_at, top, height, mode, state, flags, power, reserve, free_from = table
    bars = Bars(
        ids=list(chain.from_iterable(lane.ids for lane in lanes)),
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
        power=power,
        reserve=reserve,
        free_from=free_from,
        overlaps=_overlaps(lanes),
    )
    for lane in lanes:
        lane.has_news = False
    return bars


def renewed(bars: Bars, lanes: Sequence[Lane]) -> Bars:
    """The same lanes in the same order: only those with news are looked at."""
    news = [number for number, lane in enumerate(lanes) if lane.has_news]
    fields: list[NDArray[Any]] = [
        bars.start,
        bars.end,
        bars.late_at,
        bars.top,
        bars.height,
        bars.mode,
        bars.state,
        bars.flags,
    ]
    fields += [bars.power, bars.reserve, bars.free_from]
    for number in news:
        lane, part = lanes[number], slice(int(bars.lane_starts[number]), int(bars.lane_starts[number + 1]))
        for field, values in zip(fields, lane.bars, strict=True):
            field[part] = values
        lane.has_news = False
    return replace(bars, overlaps=_overlaps(lanes))


def can_renew(bars: Bars, before: Sequence[Lane], lanes: Sequence[Lane]) -> bool:
    """Whether `bars` are those of `lanes` but for news within a few of them, each with the same ids as before."""
    if len(before) != len(lanes) or any(one is not other for one, other in zip(before, lanes, strict=True)):
        return False
    news = [number for number, lane in enumerate(lanes) if lane.has_news]
    starts = bars.lane_starts
    return len(news) * _FEW < len(lanes) + _FEW and all(
        bars.ids[int(starts[number]) : int(starts[number + 1])] == lanes[number].ids for number in news
    )


def _overlaps(lanes: Sequence[Lane]) -> NDArray[np.float64]:
    overlapping = [(number, lane.overlaps) for number, lane in enumerate(lanes) if len(lane.overlaps)]
    return np.array(
        [(number, begin, until) for number, parts in overlapping for begin, until in parts.tolist()]
    ).reshape(-1, 3)


def asked_of(lanes: Sequence[Lane], bars: Bars) -> Asked:
    """What these lanes, joined to `bars`, are asked for."""
    firsts = bars.lane_starts[:-1]
    counts = [len(lane.parts) for lane in lanes]
    parts = np.concatenate([lane.parts for lane in lanes]) if lanes else np.empty((0, 3))
    index = parts[:, 0].astype(np.intp) + np.repeat(firsts, counts)
    return Asked(
        start=parts[:, 1],
        end=parts[:, 2],
        power=np.nan_to_num(bars.power[index]),
        follows=(bars.flags[index] & BarFlag.FOLLOWS_LOAD) != 0,
    )
