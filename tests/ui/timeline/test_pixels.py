"""No bar is lost, none is drawn in another lane or at another pixel, and what is pointed at is what is drawn there."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from flipconsole.domain.layout import TimelineLayout
from flipconsole.domain.row import Row
from flipconsole.ui.theme import Theme
from flipconsole.ui.timeline.axis import AxisMarks
from flipconsole.ui.timeline.drawing import LEAST_PX
from flipconsole.ui.timeline.scene import Picture, TimelineItem
from flipconsole.ui.timeline.window import Window
from tests.ui.timeline.conftest import NOW

MakeRow = Callable[..., Row]

plans = st.lists(
    st.tuples(
        st.integers(0, 6),  # lane
        st.integers(-40, 40),  # start in quarters of an hour
        st.sampled_from([None, 0.0, 0.25, 1.0, 3.0]),  # length in hours
        st.sampled_from(["CHARGE", "DISCHARGE", "STANDBY"]),
        st.booleans(),  # preparation
        st.sampled_from(["OK", "PENDING"]),
    ),
    max_size=14,
)
windows = st.builds(
    lambda start_h, span_h, top, lane_px, pinned: Window(
        NOW.timestamp() + start_h * 3600, NOW.timestamp() + (start_h + span_h) * 3600, top, lane_px, 320, 160, pinned
    ),
    st.floats(-9, 6),
    st.floats(0.5, 30),
    st.floats(0, 3),
    st.sampled_from([4.0, 9.5, 14.0, 28.0, 44.0]),
    st.integers(0, 3),
)


@pytest.mark.parametrize("full_w", [0.0, 5000.0])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(planned=plans, window=windows, data=st.data())
def test_every_bar_is_drawn_where_it_belongs_and_found_where_it_is_drawn(
    qapp: object, make_row: MakeRow, full_w: float, planned: list[tuple], window: Window, data: st.DataObject
) -> None:
    del qapp
    layout = TimelineLayout()
    layout.put(
        make_row(
            number, quarter / 4, length, device_id=f"b{lane}", mode=mode, is_preparatory=prepares, device_status=status
        )
        for number, (lane, quarter, length, mode, prepares, status) in enumerate(planned)
    )
    layout.arrange()
    bars = layout.bars
    marks = AxisMarks(ZoneInfo("UTC"))
    item = TimelineItem(Picture(Theme.of("light"), marks, lambda _index: (), window, bars=bars, full_w=full_w))
    below, *above = window.parts()
    shown = item.shown(below)
    drawn = dict(zip(shown.index.tolist(), shown.rects.tolist(), strict=True))

    for index in range(len(bars)):
        lane = int(bars.lane[index])
        if lane < window.stuck:
            continue
        is_in_sight = window.y_of(lane + 1) > window.stuck_px and window.y_of(lane) < window.height
        left, right = window.x_of(float(bars.start[index])), window.x_of(float(bars.end[index]))
        if is_in_sight and right >= 0 and left <= window.width:
            assert index in drawn, "a bar was lost"
        if index not in drawn:
            continue
        x, y, width, height = drawn[index]
        assert window.y_of(lane) - 1 <= y, "in the lane above"
        assert y + height <= window.y_of(lane + 1) + 1.5, "in the lane below"
        if left >= 0:
            assert x == np.floor(left)
        if right <= window.width:
            assert abs(x + width - max(right, x + LEAST_PX)) <= 1.5

    for part in above:  # the pinned lanes lie before the others, each bar where it lies without any scrolling
        before = dict(zip(item.shown(part).index.tolist(), item.shown(part).rects.tolist(), strict=True))
        lanes = {int(bars.lane[index]) for index in before}
        assert lanes <= set(range(window.stuck))
        for index, (_x, y, _width, height) in before.items():
            lane = int(bars.lane[index])
            assert lane * window.lane_px - 1 <= y
            assert y + height <= (lane + 1) * window.lane_px + 1.5

    for _sample in range(12):
        x, y = data.draw(st.integers(0, window.width - 1)), data.draw(st.integers(0, window.height - 1))
        seen = item.shown(window.part_at(y + 0.5))
        under = [
            int(index)
            for index, rect in zip(seen.index, seen.rects.tolist(), strict=True)
            if rect[0] <= x < rect[0] + rect[2] and rect[1] <= y < rect[1] + rect[3]
        ]
        found = item.bar_at(QPointF(x + 0.5, y + 0.5))
        assert found == (under[-1] if under else None)


def test_the_edges_of_a_bar_are_exact_to_a_pixel(qapp: object, make_row: MakeRow) -> None:
    del qapp
    layout = TimelineLayout()
    layout.put([make_row(1)])
    layout.arrange()
    window = Window(NOW.timestamp(), NOW.timestamp() + 4 * 3600, 0.0, 28.0, 400, 100)
    marks = AxisMarks(ZoneInfo("UTC"))
    item = TimelineItem(Picture(Theme.of("light"), marks, lambda _index: (), window, bars=layout.bars))
    ((x, y, width, height),) = item.shown().rects.tolist()
    inside = [(x, y), (x + width - 1, y), (x, y + height - 1), (x + width - 1, y + height - 1)]
    outside = [(x - 1, y), (x + width, y), (x, y - 1), (x, y + height)]
    assert [item.bar_at(QPointF(*place)) for place in inside] == [0, 0, 0, 0]
    assert [item.bar_at(QPointF(*place)) for place in outside] == [None, None, None, None]
