"""Windows move exactly: what is under the pointer stays there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flipconsole.ui.timeline.window import Window

NOW = 1_762_000_000.0
windows = st.builds(
    lambda start, span, width: Window(NOW + start, NOW + start + span, 0.0, 28.0, width, 400),
    st.floats(-1e6, 1e6),
    st.floats(300, 1e7),
    st.integers(200, 4000),
)


@given(windows, st.floats(0.1, 10), st.floats(0, 1))
def test_the_moment_under_the_pointer_stays_when_zooming(window: Window, factor: float, part: float) -> None:
    x = part * window.width
    moment = window.time_at(x)
    assert abs(window.zoomed(factor, x).x_of(moment) - x) < 0.01


@given(windows, st.lists(st.floats(0.5, 2), max_size=30), st.floats(0, 1))
def test_it_stays_through_many_steps_too(window: Window, factors: list[float], part: float) -> None:
    x = part * window.width
    moment = window.time_at(x)
    for factor in factors:
        window = window.zoomed(factor, x)
    assert abs(window.x_of(moment) - x) < 1


@given(windows, st.floats(-3000, 3000))
def test_a_pan_moves_by_what_was_dragged(window: Window, dx: float) -> None:
    assert abs(window.panned(dx).x_of(window.time_at(dx))) < 0.01


def test_scrolling_ends_with_the_lanes() -> None:
    window = Window(NOW, NOW + 86400, 0.0, 20.0, 800, 400)
    assert window.scrolled_to(90, lanes=100).top == 80
    assert window.scrolled_to(-5, lanes=100).top == 0
    assert window.scrolled_to(5, lanes=10).top == 0


def test_what_is_in_sight_is_not_moved_to_reveal_it() -> None:
    window = Window(NOW, NOW + 86400, 0.0, 20.0, 800, 400)
    assert window.revealing(NOW + 30000, NOW + 40000, 3, 100) == window


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6), st.integers(0, 99), st.integers(0, 30), st.floats(0, 80))
def test_what_is_revealed_is_in_sight(start: float, length: float, lane: int, pinned: int, top: float) -> None:
    window = Window(NOW, NOW + 86400, top, 20.0, 800, 400, pinned)
    begin = NOW + start
    shown = window.revealing(begin, begin + length, lane, 100)
    assert begin < shown.end
    assert begin + length >= shown.start
    least = 0 if lane < window.stuck else window.stuck_px
    assert least <= shown.y_of(lane) + 1e-6
    assert shown.y_of(lane + 1) <= shown.height + 1e-6 or lane < window.stuck


@given(st.integers(1, 600), st.floats(0.25, 80), st.integers(0, 40), st.floats(0, 50))
def test_every_pixel_belongs_to_the_lane_that_is_seen_there(
    height: int, lane_px: float, pinned: int, top: float
) -> None:
    window = Window(NOW, NOW + 86400, top, lane_px, 800, height, pinned)
    assert window.stuck_px <= height / 2
    for y in range(0, height, 7):
        part = window.part_at(y)
        assert part.lane_at(y) == window.lane_at(y)
        assert y >= window.stuck_px or part.lane_at(y) < window.stuck


def test_nothing_is_so_far_out_that_a_zone_could_not_tell_it() -> None:
    window = Window(NOW, NOW + 86400).panned(1e12)
    assert window.start < 7_300_000_000
    assert Window(NOW, NOW + 86400).panned(-1e12).end > 0
