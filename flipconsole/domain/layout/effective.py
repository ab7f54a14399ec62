"""Which bar of a lane drives the battery when, by the rule of `domain/schedule.py`, upon plain numbers."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from flipconsole.domain.layout.bars import Indices


def effective_parts(
    start: NDArray[np.float64], end: NDArray[np.float64], drives: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Lines of bar, start and end, in order of time: bars are ranked as they lie, and the later one takes over."""
    taking = np.flatnonzero(drives & (end > start))
    begins, ends = start[taking], end[taking]
    if len(taking) < 2 or (np.maximum.accumulate(ends)[:-1] <= begins[1:]).all():
        return np.column_stack((taking, begins, ends)).astype(np.float64)
    moments = sorted({*begins.tolist(), *ends.tolist()})
    found: list[tuple[int, float, float]] = []
    standing: list[int] = []
    arrived = 0
    for moment, until in pairwise(moments):
        while arrived < len(taking) and begins[arrived] == moment:
            heappush(standing, -arrived)
            arrived += 1
        while standing and ends[-standing[0]] <= moment:
            heappop(standing)
        if not standing:
            continue
        bar = int(taking[-standing[0]])
        if found and found[-1][0] == bar and found[-1][2] == moment:
            found[-1] = (bar, found[-1][1], until)
        else:
            found.append((bar, moment, until))
    return np.array(found).reshape(-1, 3)


def overlapping_parts(
    start: NDArray[np.float64], end: NDArray[np.float64], drives: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], Indices]:
    """When more than one bar asks for the battery (lines of start and end, never touching), and which bars do then."""
    taking = np.flatnonzero(drives & (end > start))
    begins, ends = start[taking], end[taking]
    none = np.empty((0, 2)), np.empty(0, np.intp)
    if len(taking) < 2:
        return none
    reach = np.maximum.accumulate(ends)[:-1]
    later = np.flatnonzero(reach > begins[1:]) + 1
    if not len(later):
        return none
    found: list[list[float]] = []
    both: set[int] = set()
    for index in later.tolist():
        until = min(float(reach[index - 1]), float(ends[index]))
        if found and begins[index] <= found[-1][1]:
            found[-1][1] = max(found[-1][1], until)
        else:
            found.append([float(begins[index]), until])
        earlier = np.flatnonzero(ends[:index] > begins[index])
        both.update(taking[[*earlier.tolist(), index]].tolist())
    return np.array(found), np.array(sorted(both), np.intp)
