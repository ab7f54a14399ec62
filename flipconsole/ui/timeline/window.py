"""Which part of time and of the lanes the timeline shows, and how it moves."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

LANE_PX = 28.0
"""The height of a lane in which a bar, its letter and its label are easy to read."""

BEFORE_S, AFTER_S = 4 * 3600.0, 20 * 3600.0
"""The window at the start, around now: commands are announced up to a day ahead (Control guide)."""

_SHORTEST_S, _LONGEST_S = 120.0, 3 * 366 * 86400.0
_LOWEST_PX, _HIGHEST_PX = 0.25, 80.0
_STUCK_PX = 2.0  # lower lanes are a picture of the whole, in which none is looked at by itself
_STUCK_PART = 0.5  # of the height may be kept by pinned lanes, so that the others can still be scrolled
_EARLIEST_S, _LATEST_S = 0.0, 7_258_118_400.0  # 1970 to 2200, the years that are read


@dataclass(frozen=True)
class Window:
    """A rectangle of time (epoch seconds) and lanes upon `width` x `height` pixels; every change is a new window.

    `top` says by how many lanes they are scrolled, with a fraction. The first `pinned` lanes do not scroll: those that
    would go out of sight stay before the others, as far as there is room.
    """

    start: float
    end: float
    top: float = 0.0
    lane_px: float = LANE_PX
    width: int = 800
    height: int = 400
    pinned: int = 0

    @property
    def stuck(self) -> int:
        """How many lanes stay at the upper edge, however far the others are scrolled."""
        if self.lane_px < _STUCK_PX:
            return 0
        return min(self.pinned, math.floor(self.height * _STUCK_PART / self.lane_px))

    @property
    def stuck_px(self) -> int:
        """How high they are together."""
        return math.floor(self.stuck * self.lane_px)

    def parts(self) -> tuple[Window, ...]:
        """Itself without pins, and before it the lanes that stay where they are, if the others have been scrolled.

        The later one covers what lies below it.
        """
        rest = replace(self, pinned=0)
        if not self.stuck or not self.top:
            return (rest,)
        return rest, replace(rest, top=0.0, height=self.stuck_px)

    def part_at(self, y: float) -> Window:
        """The part that is seen at a pixel."""
        return self.parts()[-1 if y < self.stuck_px else 0]

    @property
    def px_per_s(self) -> float:
        """Pixels for one second."""
        return self.width / (self.end - self.start)

    @property
    def span_s(self) -> float:
        """The time that is shown, in seconds."""
        return self.end - self.start

    @property
    def lanes_high(self) -> float:
        """How many lanes fit."""
        return self.height / self.lane_px

    def x_of(self, moment: float) -> float:
        """The pixel of a moment."""
        return (moment - self.start) * self.px_per_s

    def time_at(self, x: float) -> float:
        """The moment at a pixel."""
        return self.start + x / self.px_per_s

    def y_of(self, lane: float) -> float:
        """The pixel of a lane's upper edge; a lane that has been scrolled behind pinned ones has one, too."""
        return (lane if lane < self.stuck else lane - self.top) * self.lane_px

    def lane_at(self, y: float) -> float:
        """The lane at a pixel, with the fraction of its height."""
        return y / self.lane_px if y < self.stuck_px else self.top + y / self.lane_px

    def zoomed(self, factor: float, x: float) -> Window:
        """`factor` times the span; the moment at pixel `x` stays there."""
        span = min(max(self.span_s * factor, _SHORTEST_S), _LONGEST_S)
        start = self.time_at(x) - x * span / self.width
        return self._moved_to(start, span)

    def panned(self, dx: float) -> Window:
        """Later by `dx` pixels."""
        return self._moved_to(self.start + dx / self.px_per_s, self.span_s)

    def showing(self, start: float, end: float) -> Window:
        """All of this time, with a margin on both sides."""
        span = min(max((end - start) * 1.12, _SHORTEST_S * 5), _LONGEST_S)
        return self._moved_to((start + min(end, start + span)) / 2 - span / 2, span)

    def spanning(self, start: float, end: float) -> Window:
        """Exactly this time, as far as it is a time that can be shown."""
        span = min(max(end - start, _SHORTEST_S), _LONGEST_S)
        return self._moved_to(start, span)

    def around(self, now: float, before: float = BEFORE_S, after: float = AFTER_S) -> Window:
        """From `before` seconds before now to `after` seconds after it."""
        return self._moved_to(now - before, before + after)

    def revealing(self, start: float, end: float, lane: int, lanes: int) -> Window:
        """The least move after which this time's beginning and this lane are in sight."""
        shown = self
        margin = min(40 / self.px_per_s, self.span_s / 4)
        if start < self.start + margin / 4 and not (start < self.start and end > self.start + margin):
            shown = shown._moved_to(start - margin, self.span_s)
        elif start > self.end - margin:
            shown = shown._moved_to(min(start - margin, max(end, start) + margin - self.span_s), self.span_s)
            if start > shown.end - margin:
                shown = shown._moved_to(start - self.span_s / 2, self.span_s)
        if lane < self.stuck:
            return shown
        top = min(shown.top, float(lane - self.stuck))
        return shown.scrolled_to(max(top, lane + 1 - shown.lanes_high), lanes)

    def scrolled_to(self, top: float, lanes: int) -> Window:
        """With lane `top` at the upper edge, as far as there are lanes."""
        return replace(self, top=max(0.0, min(top, lanes - self.lanes_high)))

    def with_lane_height(self, lane_px: float, lanes: int) -> Window:
        """With lanes of another height; the upper edge stays."""
        height = min(max(lane_px, _LOWEST_PX), _HIGHEST_PX)
        return replace(self, lane_px=height).scrolled_to(self.top, lanes)

    def sized(self, width: int, height: int, lanes: int) -> Window:
        """On another number of pixels, with the same time and lane height."""
        return replace(self, width=max(1, width), height=max(1, height)).scrolled_to(self.top, lanes)

    def _moved_to(self, start: float, span: float) -> Window:
        if not math.isfinite(start):
            return self
        begin = min(max(start, _EARLIEST_S - span / 2), _LATEST_S - span / 2)
        return replace(self, start=begin, end=begin + span)
