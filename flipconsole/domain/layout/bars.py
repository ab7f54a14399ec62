"""Every bar of the timeline as arrays, and what can be asked of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from flipconsole.domain.command import Mode

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
    delivered. ASKING: only a person can go on. OVERLAPS: another command asks for the battery at the same time.
    FOLLOWS_LOAD: its power is whatever the home takes.
    """

    OPEN_END = 1
    PREPARATORY = 2
    REMOVAL = 4
    UNDER_WAY = 8
    ASKING = 16
    OVERLAPS = 32
    FOLLOWS_LOAD = 64


Indices: TypeAlias = NDArray[np.intp]


@dataclass(frozen=True)
class Bars:
    """All bars that are shown, sorted by lane, then start; `lane_starts[n]` is the first bar of lane n.

    Times are epoch seconds; `end` is infinite where nothing ends the bar, and `late_at` where nothing can make it late.
    `top` and `height` are parts of the lane's height, less than 1 where bars of one lane overlap. `power` is in watts,
    negative for discharge, `reserve` in parts of the capacity; both are NaN where there is none. `free_from` is when
    the time without a command before the bar began, NaN where there is no such time. `overlaps` has a line of lane,
    start and end for each time in which several commands ask for one battery.
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
    power: NDArray[np.float64]
    reserve: NDArray[np.float64]
    free_from: NDArray[np.float64]
    overlaps: NDArray[np.float64]

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
