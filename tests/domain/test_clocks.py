"""One moment on three clocks, and the true length of a command that crosses a clock change (wow 7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipconsole.domain.clocks import clock_lines, clocks_moved, length_text, show_length
from flipconsole.domain.command import BatteryCommand, Command

NEW_YORK = ZoneInfo("America/New_York")
ZONES = ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata", "UTC", "America/Phoenix"]


def command(start: datetime, end: datetime | None, duration_s: float | None = None) -> Command:
    return Command(
        id="497f6eca-6276-4993-bfeb-53cbbbba6f08",
        event_id=None,
        device_id="xyz-123",
        starts_at=start.astimezone(UTC),
        ends_at=None if end is None else end.astimezone(UTC),
        duration_s=duration_s,
        is_preparatory_action=False,
        battery_commands=BatteryCommand("STANDBY"),
        status="OK",
        device_status="OK",
        device_status_reason=None,
        created_at=None,
        updated_at=None,
    )


def test_half_past_midnight_to_half_past_two_lasts_three_hours_when_the_clocks_go_back() -> None:
    night = command(
        datetime(2025, 11, 2, 0, 30, tzinfo=NEW_YORK), datetime(2025, 11, 2, 2, 30, tzinfo=NEW_YORK), duration_s=10800
    )
    assert length_text(night, NEW_YORK) == ("3 h; the clocks show 2 h, as they go back 1 h in between (EDT to EST)")
    assert length_text(night, ZoneInfo("UTC")) == "3 h"


def test_the_night_in_spring_is_shorter_than_the_clocks_show() -> None:
    night = command(datetime(2025, 3, 9, 0, 30, tzinfo=NEW_YORK), datetime(2025, 3, 9, 4, 30, tzinfo=NEW_YORK))
    assert length_text(night, NEW_YORK) == ("3 h; the clocks show 4 h, as they go forward 1 h in between (EST to EDT)")


def test_a_duration_that_disagrees_with_the_times_is_told() -> None:
    start = datetime(2025, 11, 2, 0, 30, tzinfo=NEW_YORK)
    told = length_text(command(start, start + timedelta(hours=1), duration_s=7200), NEW_YORK)
    assert told == "1 h; Flip's duration_s says 2 h"
    assert length_text(command(start, None), NEW_YORK) is None


@given(st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)), st.integers(60, 200_000), st.sampled_from(ZONES))
def test_the_length_is_what_a_stopwatch_shows(start: datetime, seconds: int, name: str) -> None:
    begin, zone = start.replace(tzinfo=UTC, microsecond=0), ZoneInfo(name)
    end = begin + timedelta(seconds=seconds)
    told = length_text(command(begin, end), zone)
    assert told is not None
    assert told.startswith(show_length(seconds))
    walls = [each.astimezone(zone).replace(tzinfo=None) for each in (begin, end)]
    assert clocks_moved(begin, end, zone) == walls[1] - walls[0] - timedelta(seconds=seconds)


def test_three_clocks_are_told_the_first_with_its_day() -> None:
    moment = datetime(2025, 11, 2, 6, 30, tzinfo=UTC)
    zones = [ZoneInfo("America/Los_Angeles"), NEW_YORK]
    assert clock_lines(moment, zones) == [
        "2025-11-01 23:30:00 PDT",
        "2025-11-02 01:30:00 EST",
        "2025-11-02 06:30:00 UTC",
    ]
    assert clock_lines(moment, [NEW_YORK, NEW_YORK]) == ["2025-11-02 01:30:00 EST", "06:30:00 UTC"]
    assert clock_lines(moment, [ZoneInfo("UTC")]) == ["2025-11-02 06:30:00 UTC"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(45 * 60, "45 min"), (10800, "3 h"), (3900, "1 h 05 min"), (90, "90 s"), (200, "3 min 20 s"), (0, "0 min")],
)
def test_a_length_is_exact(seconds: int, text: str) -> None:
    assert show_length(seconds) == text
