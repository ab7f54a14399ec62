"""Lanes stand in the order and in the groups that a person wishes, and say where commands collide or leave a gap."""

from __future__ import annotations

import itertools
import math
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipconsole.domain.command import BatteryCommand, Command, Mode, PowerMode
from flipconsole.domain.held import Held
from flipconsole.domain.layout import Arrangement, BarFlag, Grouping, Sort, TimelineLayout
from flipconsole.domain.row import Row
from flipconsole.domain.schedule import effective_schedule

NOW = datetime(2025, 6, 17, 16, 0, tzinfo=UTC)


def row(
    number: int,
    device_id: str = "battery-1",
    start_min: float = 0,
    length_min: float | None = 60,
    *,
    mode: str = Mode.DISCHARGE,
    power_mode: str | None = PowerMode.SETPOINT,
    setpoint_w: int | None = 5000,
    reserve: int | None = None,
    updated_min: int = 0,
    pending_min: float | None = None,
    **command: Any,
) -> Row:
    start = NOW + timedelta(minutes=start_min)
    fields: dict[str, Any] = {
        "id": f"{number:08x}-0000-4000-8000-000000000000",
        "event_id": None,
        "device_id": device_id,
        "starts_at": start,
        "ends_at": None if length_min is None else start + timedelta(minutes=length_min),
        "duration_s": None,
        "is_preparatory_action": False,
        "battery_commands": BatteryCommand(
            mode=mode, power_mode=power_mode, setpoint_w=setpoint_w, backup_reserve_percentage=reserve
        ),
        "status": "OK",
        "device_status": "OK" if pending_min is None else "PENDING",
        "device_status_reason": None,
        "created_at": NOW,
        "updated_at": NOW + timedelta(minutes=updated_min),
    }
    pending_since = None if pending_min is None else NOW - timedelta(minutes=pending_min)
    return Row(Held(Command(**(fields | command)), NOW, pending_since=pending_since))


def arranged(*rows: Row, **wish: Any) -> TimelineLayout:
    layout = TimelineLayout()
    layout.put(rows)
    layout.arrange(Arrangement(**wish))
    return layout


plans = st.lists(
    st.builds(
        row,
        st.integers(0, 30),
        st.sampled_from(["a", "b", "c"]),
        st.integers(-8, 8).map(lambda quarter: quarter * 15),
        st.sampled_from([None, 0, 15, 45, 120]),
        mode=st.sampled_from([Mode.CHARGE, Mode.DISCHARGE, Mode.STANDBY]),
        power_mode=st.sampled_from([PowerMode.SETPOINT, PowerMode.FOLLOW_LOAD, None]),
        setpoint_w=st.sampled_from([None, 1, 3000, 5000]),
        updated_min=st.integers(0, 2),
        status=st.sampled_from(["OK", "OK", "CANCELED", "NEW_WORD"]),
        device_status=st.sampled_from(["OK", "OK", "PENDING", "FAILED_FAULT"]),
        event_id=st.sampled_from([None, "evening", "night"]),
    ),
    max_size=14,
).map(lambda rows: list({one.id: one for one in rows}.values()))


# order


def test_lanes_go_by_name_as_people_count() -> None:
    layout = arranged(row(1, "battery-10"), row(2, "battery-9"), row(3, "Battery-9b"), sort=Sort.NAME)
    assert layout.lanes == ["battery-9", "Battery-9b", "battery-10"]


def test_lanes_go_by_the_event_that_begins_first() -> None:
    rows = [
        row(1, "a", 100, event_id="late"),
        row(2, "b", 90, event_id="early"),
        row(3, "c"),
        row(4, "d", 10, event_id="early", is_preparatory_action=True),
    ]
    assert arranged(*rows, sort=Sort.EVENT).lanes == ["b", "d", "a", "c"]


def test_pinned_lanes_stay_on_top_whatever_the_order() -> None:
    rows = [row(1, "a", pending_min=10), row(2, "b", pending_min=5), row(3, "c")]
    for sort in Sort:
        layout = arranged(*rows, sort=sort, pinned=frozenset({"c", "gone"}))
        assert layout.lanes[0] == "c"
        assert layout.pinned == 1


@given(plans, st.sampled_from(list(Sort)), st.sampled_from(list(Grouping)), st.sets(st.sampled_from("abc")))
def test_no_lane_is_lost_or_shown_twice(rows: list[Row], sort: Sort, grouping: Grouping, pinned: set[str]) -> None:
    layout = arranged(*rows, sort=sort, grouping=grouping, pinned=frozenset(pinned))
    names = [name for number, name in enumerate(layout.lanes) if number not in layout.headings]
    assert sorted(names) == sorted({one.held.command.device_id for one in rows})
    assert sorted(layout.bars.ids) == sorted(one.id for one in rows)
    for command_id, lane in zip(layout.bars.ids, layout.bars.lane.tolist(), strict=True):
        assert layout.lanes[lane] == layout.device_of(command_id)
    for number in layout.headings:
        assert layout.bars.lane_starts[number] == layout.bars.lane_starts[number + 1]


# groups


def test_lanes_are_grouped_by_event_with_its_whole_time() -> None:
    rows = [
        row(1, "a", 60, 120, event_id="evening"),
        row(2, "a", 0, 60, event_id="evening", is_preparatory_action=True, mode=Mode.CHARGE),
        row(3, "b", 90, 60, event_id="evening", pending_min=5),
        row(4, "c"),
    ]
    layout = arranged(*rows, grouping=Grouping.EVENT)
    assert layout.lanes == ["", "b", "a", "", "c"]
    evening, without = layout.headings[0], layout.headings[3]
    assert (evening.key, evening.lanes, evening.commands, evening.unanswered) == ("evening", 2, 3, 1)
    assert (evening.start, evening.end) == (NOW.timestamp(), NOW.timestamp() + 180 * 60)
    assert (without.key, without.start) == ("", None)


def test_a_closed_group_shows_the_worst_urgency_of_its_members() -> None:
    rows = [
        row(1, "a", 60, event_id="evening", pending_min=3),
        row(2, "b", 60, event_id="evening", pending_min=11),
        row(3, "c", 60, event_id="evening", device_status="FAILED_FAULT"),
    ]
    layout = arranged(*rows, grouping=Grouping.EVENT, collapsed=frozenset({"evening"}))
    assert layout.lanes == [""]
    assert len(layout.bars) == 0
    heading = layout.headings[0]
    assert heading.due_at == NOW.timestamp() + 4 * 60
    assert (heading.unanswered, heading.failed, heading.is_collapsed) == (2, 1, True)
    assert layout.group_of(rows[0].id, Arrangement(grouping=Grouping.EVENT)) == "evening"


@pytest.mark.parametrize(("grouping", "keys"), [(Grouping.MODE, 2), (Grouping.START, 2)])
def test_lanes_can_be_grouped_by_mode_and_by_start(grouping: Grouping, keys: int) -> None:
    rows = [row(1, "a"), row(2, "b", mode=Mode.CHARGE, start_min=30), row(3, "c", start_min=0)]
    layout = arranged(*rows, grouping=grouping)
    assert len(layout.headings) == keys
    assert layout.lanes.count("") == keys


SITES = {"a": "Oak 10", "b": "Oak 9", "c": "", "d": "Elm", "e": "Oak 9"}


def test_lanes_go_by_site_as_people_count_and_those_of_none_last() -> None:
    rows = [row(number, name) for number, name in enumerate("cabde")]
    layout = arranged(*rows, sort=Sort.SITE, site_of=SITES.__getitem__)
    assert layout.lanes == ["d", "b", "e", "a", "c"]


def test_lanes_go_by_what_a_battery_is_called() -> None:
    called = {"a": "Mill 10", "b": "Mill 9", "c": "Mill 9"}
    layout = arranged(*(row(number, name) for number, name in enumerate("abc")), sort=Sort.NAME, title_of=called.get)
    assert layout.lanes == ["b", "c", "a"]


def test_lanes_are_grouped_by_site() -> None:
    rows = [row(number, name) for number, name in enumerate("cabde")]
    layout = arranged(*rows, sort=Sort.SITE, grouping=Grouping.SITE, site_of=SITES.__getitem__)
    assert layout.lanes == ["", "d", "", "b", "e", "", "a", "", "c"]
    assert [(heading.key, heading.lanes, heading.start) for heading in layout.headings.values()] == [
        ("Elm", 1, None),
        ("Oak 9", 2, None),
        ("Oak 10", 1, None),
        ("", 1, None),
    ]
    wish = Arrangement(grouping=Grouping.SITE, site_of=SITES.__getitem__)
    assert layout.group_of(rows[1].id, wish) == "Oak 10"


# overlaps, gaps and the power that is asked for


@given(plans)
def test_the_layout_and_the_schedule_agree_on_who_drives_when(rows: list[Row]) -> None:
    layout = arranged(*rows)
    for name in set(layout.lanes):
        lane = layout._lanes[name]
        commands = [one.held.command for one in rows if one.held.command.device_id == name]
        spans = effective_schedule(commands).spans
        expected = [
            (
                span.command_id,
                span.starts_at.timestamp(),
                math.inf if span.ends_at is None else span.ends_at.timestamp(),
            )
            for span in spans
        ]
        assert [(lane.ids[int(bar)], start, end) for bar, start, end in lane.parts.tolist()] == expected


@given(plans)
def test_overlaps_are_those_of_the_schedule(rows: list[Row]) -> None:
    layout = arranged(*rows)
    quarters = [NOW.timestamp() + 60 * minute for minute in range(-135, 300, 15)]
    for number, name in enumerate(layout.lanes):
        commands = [one.held.command for one in rows if one.held.command.device_id == name]
        overlaps = effective_schedule(commands).overlaps
        drawn = [(start, end) for lane, start, end in layout.bars.overlaps.tolist() if lane == number]
        for moment in quarters:
            expected = any(one.starts_at.timestamp() <= moment < one.ends_at.timestamp() for one in overlaps)
            assert any(start <= moment < end for start, end in drawn) == expected
        named = {each for one in overlaps for each in (one.first_id, one.second_id)}
        flagged = {
            command_id
            for command_id, flags, lane in zip(layout.bars.ids, layout.bars.flags, layout.bars.lane, strict=True)
            if lane == number and flags & BarFlag.OVERLAPS
        }
        assert flagged == named


def test_a_time_without_a_command_is_noted_at_the_bar_after_it() -> None:
    bars = arranged(row(1), row(2, start_min=75), row(3, start_min=135), row(4, start_min=80, status="CANCELED")).bars
    gap = dict(zip(bars.ids, bars.free_from.tolist(), strict=True))
    assert gap[row(2).id] == NOW.timestamp() + 3600
    assert [math.isnan(gap[row(n).id]) for n in (1, 3, 4)] == [True, True, True]


@given(plans)
def test_the_power_asked_for_is_the_brute_force_sum(rows: list[Row]) -> None:
    layout = arranged(*rows)
    moments = np.array([NOW.timestamp() + 60.0 * minute for minute in range(-135, 300, 15)])
    found = layout.asked.power_at(moments)
    for moment, total in zip(moments.tolist(), found.tolist(), strict=True):
        expected = sum(brute_force_power(rows, device, moment) for device in "abc")
        assert abs(total - expected) < 1


def brute_force_power(rows: list[Row], device_id: str, moment: float) -> float:
    """What drives one battery at one moment, found without any of the code under test."""
    standing = sorted(
        (
            (one.held.command.starts_at.timestamp(), one.held.command.updated_at, one.id, one.held.command)
            for one in rows
            if one.held.command.device_id == device_id
            and one.held.command.status == "OK"
            and not one.held.command.device_status.startswith("FAILED")
            and (one.held.command.ends_at is None or one.held.command.ends_at > one.held.command.starts_at)
        ),
        key=lambda each: each[:3],
    )
    driving = None
    for place, (start, _updated, _id, command) in enumerate(standing):
        end = standing[place + 1][0] if command.ends_at is None and place + 1 < len(standing) else None
        if command.ends_at is not None:
            end = command.ends_at.timestamp()
        if start <= moment and (end is None or moment < end):
            driving = command
    if driving is None or driving.battery_commands.power_mode != PowerMode.SETPOINT:
        return 0.0
    watts = driving.battery_commands.setpoint_w or 0
    return {Mode.CHARGE: 1.0, Mode.DISCHARGE: -1.0}.get(Mode(driving.battery_commands.mode), 0.0) * watts


def test_a_sum_that_counts_a_cancelled_command_is_noticed() -> None:
    """Negative control: the brute-force model sees a bar that should not count."""
    rows = [row(1, "a"), row(2, "b")]
    moment = np.array([NOW.timestamp() + 60])
    cancelled = [rows[0], row(2, "b", status="CANCELED")]
    wrong = arranged(*rows).asked.power_at(moment)[0]
    assert abs(wrong - sum(brute_force_power(cancelled, device, moment[0]) for device in "ab")) > 1


def test_a_change_that_moves_nothing_changes_the_bar_in_place() -> None:
    layout = arranged(row(1, pending_min=5), row(2, start_min=30))
    for changed in (row(1), row(1, setpoint_w=3000), row(1, mode=Mode.CHARGE), row(1, device_status="FAILED_FAULT")):
        layout.put([changed])
        layout.arrange()
        fresh = arranged(changed, row(2, start_min=30))
        for name in ("start", "end", "late_at", "mode", "state", "flags", "power", "top"):
            one, other = getattr(layout.bars, name), getattr(fresh.bars, name)
            assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f"), name
        assert layout.bars.overlaps.tolist() == fresh.bars.overlaps.tolist()


def test_a_thousand_orders_of_the_same_rows_give_the_same_picture() -> None:
    rows = [row(n, f"battery-{n % 3}", n * 20) for n in range(6)]
    expected = arranged(*rows).bars
    for order in itertools.islice(itertools.permutations(rows), 1000):
        assert arranged(*order).bars.ids == expected.ids
