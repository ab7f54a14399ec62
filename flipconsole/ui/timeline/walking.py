"""From one bar to the next by keyboard."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from flipconsole.domain.layout import Bars


def first_bar(bars: Bars, lane: int, now: float) -> int | None:
    """Where a walk begins: the bar of the lane that lies at `now` or next to it."""
    return _nearest(bars, lane, now)


def along(bars: Bars, index: int, step: int) -> int:
    """The next (1) or previous (-1) bar of the same lane; the same one at the end."""
    lane = int(bars.lane[index])
    low, high = int(bars.lane_starts[lane]), int(bars.lane_starts[lane + 1])
    return min(max(index + step, low), high - 1)


def across(bars: Bars, index: int, step: int) -> int:
    """The bar nearest in time, `step` lanes further down, headings left out; the same one where there is no lane."""
    lane, lanes = int(bars.lane[index]) + step, len(bars.lane_starts) - 1
    while 0 <= lane < lanes and bars.lane_starts[lane] == bars.lane_starts[lane + 1]:
        lane += step
    found = _nearest(bars, lane, float(bars.start[index]))
    return index if found is None else found


def next_waiting(bars: Bars, current: int | None, step: int, is_waiting: NDArray[np.bool_]) -> int | None:
    """The next (1) or previous (-1) bar for which that holds, lane by lane from the top; round at the end."""
    waiting = np.flatnonzero(is_waiting)
    if not len(waiting):
        return None
    if current is None:
        return int(waiting[0 if step > 0 else -1])
    side: Literal["left", "right"] = "right" if step > 0 else "left"
    place = int(np.searchsorted(waiting, current, side=side)) + (0 if step > 0 else -1)
    return int(waiting[place % len(waiting)])


def _nearest(bars: Bars, lane: int, moment: float) -> int | None:
    if not 0 <= lane < len(bars.lane_starts) - 1:
        return None
    low, high = int(bars.lane_starts[lane]), int(bars.lane_starts[lane + 1])
    if low == high:
        return None
    before = np.maximum(bars.start[low:high] - moment, 0.0)
    after = np.maximum(moment - bars.end[low:high], 0.0)
    return low + int(np.argmin(before + after))
