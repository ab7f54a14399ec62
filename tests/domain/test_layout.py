"""Bars lie in the lane of their battery, none is lost, and a point finds the bar that covers it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipconsole.domain.command import BatteryCommand, Command, Mode
from flipconsole.domain.held import Held
from flipconsole.domain.layout import MODES, UNKNOWN_MODE, BarFlag, BarState, TimelineLayout
from flipconsole.domain.row import Row, Stage

NOW = datetime(2025, 6, 17, 16, 0, tzinfo=UTC)


def row(
    number: int,
    device_id: str = "battery-1",
    start_min: int | None = 0,
    length_min: int | None = 60,
    *,
    mode: str = Mode.DISCHARGE,
    status: str = "OK",
    device_status: str = "OK",
    is_preparatory: bool = False,
    stage: Stage = Stage.NONE,
    pending_since: datetime | None = None,
    gone_at: datetime | None = None,
) -> Row:
    start = None if start_min is None else NOW + timedelta(minutes=start_min)
    end = None if start is None or length_min is None else start + timedelta(minutes=length_min)
    command = Command(
        id=f"{number:08x}-0000-4000-8000-000000000000",
        event_id=None,
        device_id=device_id,
        starts_at=start,
        ends_at=end,
        duration_s=None,
        is_preparatory_action=is_preparatory,
        battery_commands=BatteryCommand(mode=mode),
        status=status,
        device_status=device_status,
        device_status_reason=None,
        created_at=NOW,
        updated_at=NOW,
    )
    return Row(Held(command, NOW, pending_since=pending_since, gone_at=gone_at), stage=stage)


def laid_out(*rows: Row) -> TimelineLayout:
    layout = TimelineLayout()
    layout.put(rows)
    layout.arrange()
    return layout


@dataclass(frozen=True)
class Plan:
    device: int
    start: int
    length: int | None
    status: str


plans = st.lists(
    st.builds(
        Plan,
        device=st.integers(0, 4),
        start=st.integers(-600, 600),
        length=st.one_of(st.none(), st.integers(0, 300)),
        status=st.sampled_from(["OK", "CANCELED"]),
    ),
    max_size=40,
)


def rows_of(planned: list[Plan]) -> list[Row]:
    return [
        row(number, f"battery-{plan.device}", plan.start, plan.length, status=plan.status)
        for number, plan in enumerate(planned)
    ]


@given(plans)
def test_no_bar_is_lost_and_none_lies_in_a_wrong_lane(planned: list[Plan]) -> None:
    rows = rows_of(planned)
    layout = laid_out(*rows)
    lanes = {one.id: layout.lanes[lane] for one, lane in zip_bars(layout, rows)}
    assert lanes == {one.id: one.held.command.device_id for one in rows}
    assert len(layout.bars) == len(rows)


def zip_bars(layout: TimelineLayout, rows: list[Row]) -> list[tuple[Row, int]]:
    by_id = {one.id: one for one in rows}
    return [(by_id[i], int(lane)) for i, lane in zip(layout.bars.ids, layout.bars.lane, strict=True)]


@given(plans)
def test_bars_of_a_lane_go_by_start(planned: list[Plan]) -> None:
    bars = laid_out(*rows_of(planned)).bars
    keys = list(zip(bars.lane.tolist(), bars.start.tolist(), strict=True))
    assert keys == sorted(keys)


@given(plans)
def test_bars_never_cover_each_other(planned: list[Plan]) -> None:
    bars = laid_out(*rows_of(planned)).bars
    for one in range(len(bars)):
        for other in range(one + 1, len(bars)):
            if bars.lane[one] != bars.lane[other]:
                continue
            in_time = bars.start[one] < bars.end[other] and bars.start[other] < bars.end[one]
            lower = max(bars.top[one], bars.top[other])
            upper = min(bars.top[one] + bars.height[one], bars.top[other] + bars.height[other])
            assert not (in_time and upper - lower > 1e-9), (one, other)


@given(plans, st.floats(0, 5), st.integers(-700, 1000))
def test_a_point_finds_the_bar_that_covers_it(planned: list[Plan], lane_position: float, minute: int) -> None:
    bars = laid_out(*rows_of(planned)).bars
    moment = NOW.timestamp() + minute * 60
    covering = [
        index
        for index in range(len(bars))
        if bars.start[index] <= moment < bars.end[index]
        and bars.lane[index] + bars.top[index]
        <= lane_position
        < bars.lane[index] + bars.top[index] + bars.height[index] - 1e-9
    ]
    found = bars.at(lane_position, moment)
    assert found in covering if covering else found is None or on_an_edge(bars.top[found], lane_position)


def on_an_edge(top: float, lane_position: float) -> bool:
    return math.isclose(lane_position % 1, top, abs_tol=1e-6) or True in np.isclose(lane_position % 1, [0, 1])


@given(plans, st.integers(0, 5), st.integers(0, 5), st.integers(-700, 700), st.integers(0, 400))
def test_what_is_in_sight_is_what_touches_the_window(
    planned: list[Plan], first: int, last: int, start_min: int, length: int
) -> None:
    bars = laid_out(*rows_of(planned)).bars
    start = NOW.timestamp() + start_min * 60
    end = start + length * 60
    expected = [
        index
        for index in range(len(bars))
        if first <= bars.lane[index] < last and bars.start[index] <= end and bars.end[index] >= start
    ]
    assert bars.visible(first, last, start, end).tolist() == expected


@given(plans, plans, st.data())
def test_changing_some_rows_gives_the_same_as_beginning_anew(
    before: list[Plan], after: list[Plan], data: st.DataObject
) -> None:
    layout = laid_out(*rows_of(before))
    newer = {one.id: one for one in rows_of(after)}
    dropped = data.draw(st.sets(st.sampled_from(sorted(newer)))) if newer else set()
    layout.put(newer.values())
    layout.drop(dropped)
    layout.arrange()
    left = {one.id: one for one in rows_of(before)} | newer
    fresh = laid_out(*(one for command_id, one in left.items() if command_id not in dropped))
    assert layout.lanes == fresh.lanes
    assert layout.bars.ids == fresh.bars.ids
    for name in ("start", "end", "top", "height", "lane", "mode", "state", "flags"):
        assert getattr(layout.bars, name).tolist() == getattr(fresh.bars, name).tolist()


def test_a_short_bar_can_be_hit_as_wide_as_it_is_drawn() -> None:
    bars = laid_out(row(1, length_min=1)).bars
    moment = NOW.timestamp() + 150
    assert bars.at(0.5, moment) is None
    assert bars.at(0.5, moment, least_s=200) == 0


def test_an_open_end_lasts_until_the_next_command_begins() -> None:
    bars = laid_out(row(1, length_min=None), row(2, start_min=90)).bars
    assert bars.end[0] == bars.start[1]
    assert bars.flags[0] & BarFlag.OPEN_END


def test_an_open_end_with_nothing_after_it_has_no_end() -> None:
    bars = laid_out(row(1, length_min=None), row(2, start_min=90, status="CANCELED")).bars
    assert bars.end[0] == math.inf
    assert bars.height.tolist() == [0.5, 0.5]


def test_only_overlapping_bars_share_the_height_of_their_lane() -> None:
    bars = laid_out(row(1), row(2, start_min=30), row(3, start_min=200)).bars
    assert bars.height.tolist() == [0.5, 0.5, 1.0]
    assert bars.top.tolist() == [0.0, 0.5, 0.0]


def test_the_lane_with_the_most_urgent_row_comes_first() -> None:
    layout = laid_out(
        row(1, "a"),
        row(2, "b", 100, device_status="PENDING", pending_since=NOW),
        row(3, "c", 100, device_status="PENDING", pending_since=NOW - timedelta(minutes=10)),
    )
    assert layout.lanes == ["c", "b", "a"]


def test_lanes_can_be_kept_where_they_are() -> None:
    layout = laid_out(row(1, "a"), row(2, "b"))
    urgent = row(2, "b", device_status="PENDING", pending_since=NOW)
    layout.put([urgent, row(3, "0")])
    layout.arrange(keep_order=True)
    assert layout.lanes == ["a", "b", "0"]
    layout.arrange()
    assert layout.lanes == ["b", "0", "a"]


def test_a_lane_that_was_hidden_comes_back_to_its_place() -> None:
    layout = laid_out(row(1, "a"), row(2, "b"))
    layout.arrange(keep_order=True, only={row(2).id})
    layout.arrange(keep_order=True)
    assert layout.lanes == ["a", "b"]


def test_only_lanes_of_named_rows_are_shown_and_those_whole() -> None:
    layout = laid_out(row(1, "a"), row(2, "b"), row(3, "b", start_min=100))
    layout.arrange(only={row(3).id, "unknown"})
    assert layout.lanes == ["b"]
    assert layout.bars.ids == [row(2).id, row(3).id]
    assert layout.index_of(row(3).id) == 1
    assert layout.index_of(row(1).id) is None


def test_a_row_without_a_readable_start_is_counted() -> None:
    layout = laid_out(row(1, start_min=None), row(2))
    assert layout.unplaced == {row(1).id}
    layout.put([row(1)])
    layout.arrange()
    assert not layout.unplaced
    assert len(layout.bars) == 2


def test_a_command_that_moves_to_another_battery_leaves_its_lane() -> None:
    layout = laid_out(row(1, "a"))
    layout.put([row(1, "b")])
    layout.arrange()
    assert layout.lanes == ["b"]
    assert len(layout.bars) == 1


@pytest.mark.parametrize(
    ("status", "device_status", "state"),
    [
        ("OK", "PENDING", BarState.PENDING),
        ("OK", "OK", BarState.ANSWERED),
        ("OK", "FAILED_OFFLINE", BarState.FAILED),
        ("OK", "FAILED_FAULT", BarState.FAILED),
        ("OK", "SOMETHING_NEW", BarState.UNCLEAR),
        ("SOMETHING_NEW", "OK", BarState.UNCLEAR),
        ("CANCELED", "PENDING", BarState.DROPPED),
        ("CANCELED", "OK", BarState.DROPPED),
        ("OPT_OUT", "FAILED_FAULT", BarState.DROPPED),
    ],
)
def test_the_state_comes_from_both_statuses(status: str, device_status: str, state: BarState) -> None:
    assert laid_out(row(1, status=status, device_status=device_status)).bars.state[0] == state


def test_a_row_that_is_gone_unanswered_is_not_drawn_as_pending() -> None:
    bars = laid_out(row(1, device_status="PENDING", gone_at=NOW), row(2, start_min=90, gone_at=NOW)).bars
    assert bars.state.tolist() == [BarState.DROPPED, BarState.ANSWERED]


def test_a_removal_an_answer_on_its_way_and_a_question_are_flagged() -> None:
    waiting = {"device_status": "PENDING", "pending_since": NOW}
    bars = laid_out(
        row(1, start_min=0, status="CANCELED", **waiting),  # type: ignore[arg-type]
        row(2, start_min=100, stage=Stage.WAITING, **waiting),  # type: ignore[arg-type]
        row(3, start_min=200, stage=Stage.NEEDS_REVIEW, **waiting),  # type: ignore[arg-type]
        row(4, start_min=300, is_preparatory=True),
    ).bars
    assert bars.flags.tolist() == [BarFlag.REMOVAL, BarFlag.UNDER_WAY, BarFlag.ASKING, BarFlag.PREPARATORY]
    assert np.isfinite(bars.late_at).tolist() == [True, False, True, False]


def test_each_mode_has_its_code_and_an_unknown_word_has_one_too() -> None:
    assert set(MODES) == set(Mode)
    rows = [row(n, start_min=n * 100, mode=mode) for n, mode in enumerate([*MODES, "TURBO"])]
    assert laid_out(*rows).bars.mode.tolist() == [*range(len(MODES)), UNKNOWN_MODE]
