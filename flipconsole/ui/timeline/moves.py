"""How the shown window moves: to now and with it, to a bar, to everything, and wherever a person pulls it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QScrollBar

from flipconsole.ui.theme import scaled
from flipconsole.ui.timeline.axis import TimeAxis
from flipconsole.ui.timeline.canvas import Canvas
from flipconsole.ui.timeline.lanes import LaneColumn
from flipconsole.ui.timeline.scene import Picture
from flipconsole.ui.timeline.window import LANE_PX, Window

_NOW_AT = 1 / 6  # of the width: four hours of the twenty-four that are shown at first
_OPEN_END_S = 4 * 3600.0  # how much of a bar without an end is shown when it is asked for


class Moves(QObject):
    """Writes the picture's window, and shows it in the canvas, the axis, the column and the scroll bar together.

    Signals:
        moved: another window is shown.
    """

    moved = Signal()

    def __init__(
        self, picture: Picture, canvas: Canvas, axis: TimeAxis, column: LaneColumn, scroll: QScrollBar
    ) -> None:
        super().__init__(canvas)
        self._picture = picture
        self._canvas, self._axis, self._column, self._scroll = canvas, axis, column, scroll
        self._follows_at: float | None = None  # where now stays, as a part of the width
        canvas.zoom_asked.connect(self.zoom)
        canvas.scroll_asked.connect(self.scroll)
        canvas.pan_asked.connect(self.pan)
        canvas.resized.connect(self._on_resized)
        scroll.valueChanged.connect(self._on_scroll_moved)

    @property
    def follows_now(self) -> bool:
        """Whether the window moves with now."""
        return self._follows_at is not None

    @property
    def window(self) -> Window:
        """What is shown."""
        return self._picture.window

    def follow(self) -> None:
        """Go along with a now that has moved on, if it is followed, in steps of whole pixels."""
        window = self.window
        if self._follows_at is None:
            return
        late = (self._picture.now - window.start) * window.px_per_s - self._follows_at * window.width
        if abs(late) >= 1:
            self._show(window.panned(late))

    def begin_at_now(self) -> None:
        """The default time around now, followed from here on."""
        self._follows_at = _NOW_AT
        self._show(self.window.around(self._picture.now))

    def go_to_now(self) -> None:
        """Back to now, and stay with it, with the same span and lanes that can be read."""
        span = self.window.span_s
        self._follows_at = _NOW_AT
        self._show(self._readable(self.window.around(self._picture.now, span * _NOW_AT, span * (1 - _NOW_AT))))

    def zoom(self, factor: float, x: float | None = None) -> None:
        """`factor` times the span; the moment at pixel `x` (now or the middle, where not given) stays."""
        window = self.window
        if x is None:
            now_x = window.x_of(self._picture.now)
            x = now_x if 0 <= now_x <= window.width else window.width / 2
        self._show(window.zoomed(factor, x), keeps_following=True)

    def scroll(self, lanes: float) -> None:
        """So many lanes further down."""
        self._show(self.window.scrolled_to(self.window.top + lanes, self._lanes))

    def scroll_pages(self, pages: int) -> None:
        """A page of lanes further down, one of which stays in sight."""
        self.scroll(pages * max(1.0, self.window.lanes_high - self.window.stuck - 1))

    def pan(self, right: float, down: float) -> None:
        """So many pixels later and further down; a person who pans leaves now."""
        window = self.window
        if right:
            self._follows_at = None
            window = window.panned(right)
        self._show(window.scrolled_to(window.top + down / window.lane_px, self._lanes))

    def fit(self) -> None:
        """Show the current bar, or the time of all bars where there is none."""
        bars, current = self._picture.bars, self._picture.current
        if current is None:
            self._show_time_of_all()
            return
        start, end = float(bars.start[current]), float(bars.end[current])
        self._follows_at = None
        self._show(self._readable(self.window.showing(start, end if math.isfinite(end) else start + _OPEN_END_S)))
        self.reveal(current)

    def fit_all(self) -> None:
        """Show every bar of every lane."""
        if self._lanes:
            lane_px = min(scaled(LANE_PX), self.window.height / self._lanes)
            self._show(self.window.with_lane_height(lane_px, self._lanes).scrolled_to(0, self._lanes))
            self._show_time_of_all()

    def show_time(self, start: float, end: float) -> None:
        """Show exactly this time (epoch seconds), the lanes stay; now is no longer followed."""
        self._follows_at = None
        self._show(self.window.spanning(start, end))

    def show_span(self, span_s: float) -> None:
        """Show so many seconds around now where it is in sight, else around the middle."""
        self.zoom(span_s / self.window.span_s)

    def go_to(self, moment: float) -> None:
        """Bring a moment to where now is at first, with the same span."""
        span = self.window.span_s
        self.show_time(moment - span * _NOW_AT, moment + span * (1 - _NOW_AT))

    def show_range(self, start: float, end: float, top: float, bottom: float) -> None:
        """Show exactly this time (epoch seconds) and these lanes; now is no longer followed."""
        self._follows_at = None
        self._show(replace(self.window, start=start, end=end, top=top, lane_px=self.window.height / (bottom - top)))

    def reveal(self, index: int) -> None:
        """Bring a bar into sight; nothing moves where it is."""
        bars = self._picture.bars
        start, end, lane = float(bars.start[index]), float(bars.end[index]), int(bars.lane[index])
        window = self.window.revealing(start, end, lane, self._lanes)
        if window.start != self.window.start:
            self._follows_at = None
        if window != self.window:
            self._show(window)

    def grow_lanes(self, factor: float) -> None:
        """Make the lanes so much higher; the first stays."""
        window = self.window
        top = window.top
        self._show(window.with_lane_height(window.lane_px * factor, self._lanes).scrolled_to(top, self._lanes))

    def keep_within_lanes(self, before: int | None, after: int | None, pinned: int) -> None:
        """There are other lanes now; the selected one, number `before` until now, stays where it was seen."""
        window = replace(self.window, pinned=pinned)
        moved = 0
        if before is not None and after is not None and min(before, after) >= window.stuck:
            is_seen = -1 < before - window.top < window.lanes_high
            moved = after - before if is_seen else 0
        self._show(window.scrolled_to(window.top + moved, self._lanes))

    @property
    def _lanes(self) -> int:
        return len(self._picture.bars.lane_starts) - 1

    def _readable(self, window: Window) -> Window:
        return (
            window if window.lane_px >= scaled(LANE_PX) / 2 else window.with_lane_height(scaled(LANE_PX), self._lanes)
        )

    def _show_time_of_all(self) -> None:
        bars = self._picture.bars
        if not len(bars):
            return
        ends = bars.end[bars.end < math.inf]
        start, last = float(np.min(bars.start)), float(np.max(bars.start))
        self._follows_at = None
        self._show(self.window.showing(start, max(last, float(np.max(ends)) if len(ends) else last)))

    def _show(self, window: Window, keeps_following: bool = False) -> None:
        if keeps_following and self._follows_at is not None:
            part = window.x_of(self._picture.now) / window.width
            self._follows_at = part if 0 <= part <= 1 else None
        self._canvas.show_window(window)
        self._axis.show_window(window)
        self._column.show_window(window)
        self._show_scroll()
        self.moved.emit()

    def _show_scroll(self) -> None:
        window = self.window
        hidden = max(0, math.ceil(self._lanes * window.lane_px - window.height))
        was_blocked = self._scroll.blockSignals(True)
        self._scroll.setRange(0, hidden)
        self._scroll.setPageStep(window.height)
        self._scroll.setSingleStep(max(1, round(window.lane_px)))
        self._scroll.setValue(round(window.top * window.lane_px))
        self._scroll.blockSignals(was_blocked)
        self._scroll.setVisible(hidden > 0)

    def _on_scroll_moved(self, value: int) -> None:
        self._show(self.window.scrolled_to(value / self.window.lane_px, self._lanes))

    def _on_resized(self, width: int, height: int) -> None:
        self._show(self.window.sized(width, height, self._lanes), keeps_following=True)
