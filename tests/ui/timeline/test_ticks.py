"""The axis tells local times rightly on both sides of every clock change."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipconsole.ui.timeline.ticks import clock_changes, days, step_for, ticks

HOUR, DAY = 3600, 86400
ZONES = ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def labels(start: str, end: str, step: int, zone: str) -> list[str]:
    return [tick.label for tick in ticks(at(start), at(end), step, ZoneInfo(zone))]


def test_one_o_clock_comes_twice_in_new_york_when_the_clocks_go_back() -> None:
    found = labels("2025-11-02T04:00Z", "2025-11-02T08:00Z", HOUR, "America/New_York")
    assert found == ["00:00 EDT", "01:00 EDT", "01:00 EST", "02:00 EST", "03:00 EST"]


def test_two_o_clock_does_not_come_in_berlin_when_the_clocks_go_forward() -> None:
    found = labels("2026-03-28T23:00Z", "2026-03-29T03:00Z", HOUR, "Europe/Berlin")
    assert found == ["00:00 CET", "01:00 CET", "03:00 CEST", "04:00 CEST", "05:00 CEST"]


def test_lord_howe_moves_by_half_an_hour() -> None:
    found = labels("2025-10-04T14:30Z", "2025-10-04T17:00Z", HOUR // 2, "Australia/Lord_Howe")
    assert found == [
        "01:00 UTC+1030",
        "01:30 UTC+1030",
        "02:30 UTC+11",
        "03:00 UTC+11",
        "03:30 UTC+11",
        "04:00 UTC+11",
    ]
    (change,) = clock_changes(at("2025-10-04T14:30Z"), at("2025-10-04T17:00Z"), ZoneInfo("Australia/Lord_Howe"))
    assert change.by_s == 1800
    assert datetime.fromtimestamp(change.at, UTC).isoformat() == "2025-10-04T15:30:00+00:00"


def test_whole_hours_are_marked_where_the_zone_is_half_an_hour_off() -> None:
    assert labels("2025-06-17T18:00Z", "2025-06-17T21:00Z", HOUR, "Asia/Kolkata") == ["00:00", "01:00", "02:00"]


def test_labels_name_no_zone_while_the_clocks_stand() -> None:
    assert labels("2025-06-17T00:00Z", "2025-06-17T02:00Z", HOUR, "UTC") == ["00:00", "01:00", "02:00"]


def test_the_clock_change_says_what_the_clocks_show() -> None:
    (change,) = clock_changes(at("2025-11-01T00:00Z"), at("2025-11-03T00:00Z"), ZoneInfo("America/New_York"))
    assert datetime.fromtimestamp(change.at, UTC).isoformat() == "2025-11-02T06:00:00+00:00"
    assert change.by_s == -HOUR
    assert change.text == "02:00 EDT becomes 01:00 EST"


def test_the_day_of_the_change_is_25_hours_long() -> None:
    zone = ZoneInfo("America/New_York")
    found = days(at("2025-11-02T12:00Z"), at("2025-11-02T13:00Z"), zone, 1 / 60)
    assert [(day.end - day.start) / HOUR for day in found] == [25]
    assert found[0].names[0] == "Sun 2 Nov 2025"


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("step", [900, HOUR, 3 * HOUR, 6 * HOUR, DAY, 7 * DAY])
@given(start=st.integers(1_700_000_000, 1_800_000_000))
def test_every_mark_is_on_a_round_local_time_and_none_is_missing(zone: str, step: int, start: int) -> None:
    local_zone = ZoneInfo(zone)
    end = start + 20 * step
    found = ticks(start, end, step, local_zone)
    assert [tick.at for tick in found] == sorted({tick.at for tick in found})
    for tick in found:
        assert start <= tick.at <= end
        local = datetime.fromtimestamp(tick.at, local_zone)
        if step < DAY:
            assert (local.hour * HOUR + local.minute * 60 + local.second) % step == 0
            assert tick.label.startswith(f"{local:%H:%M}")
        else:
            assert (local.hour, local.minute, local.second) == (0, 0, 0)
    # a change of the clocks by an hour moves one mark by at most an hour
    gaps = [after.at - before.at for before, after in pairwise(found)]
    assert all(gap <= step + HOUR for gap in gaps)


@pytest.mark.parametrize("zone", ZONES)
def test_days_follow_each_other_without_a_gap(zone: str) -> None:
    for px_per_s in (1 / 60, 1 / 3000, 1 / 40000, 1 / 400000):
        found = days(at("2025-01-15T00:00Z"), at("2026-01-15T00:00Z"), ZoneInfo(zone), px_per_s)
        assert [day.end for day in found[:-1]] == [day.start for day in found[1:]]
        assert found[0].start <= at("2025-01-15T00:00Z")
        assert found[-1].end >= at("2026-01-15T00:00Z")


def test_the_step_leaves_room_for_the_labels() -> None:
    assert step_for(60, 50) == HOUR
    assert step_for(0.01, 50) == 1
    assert step_for(7200, 50) == 7 * DAY
