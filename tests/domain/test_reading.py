"""Clocks, weeks and powers in the way that people here read them (C4)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from flipconsole.domain.reading import (
    Clock,
    PowerUnit,
    Reading,
    WeekStart,
    clock_text,
    first_weekday,
    power_text,
    use_reading,
)
from flipconsole.domain.times import show_clock, show_exact, show_time

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2025, 7, 14, 20, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def usual_afterwards() -> Iterator[None]:
    yield
    use_reading(Reading())


@pytest.mark.parametrize(
    ("hour", "text"), [(0, "12:05 AM"), (1, "1:05 AM"), (11, "11:05 AM"), (12, "12:05 PM"), (23, "11:05 PM")]
)
def test_twelve_hours(hour: int, text: str) -> None:
    assert clock_text(hour, 5) == f"{hour:02d}:05"
    use_reading(Reading(clock=Clock.H12))
    assert clock_text(hour, 5) == text
    assert clock_text(hour, 5, 9) == text.replace(":05 ", ":05:09 ")


def test_times_follow_and_exact_ones_do_not() -> None:
    use_reading(Reading(clock=Clock.H12))
    assert show_time(NOW, NEW_YORK, NOW) == "today 4:00 PM"
    assert show_clock(NOW, NEW_YORK) == "4:00 PM"
    assert show_exact(NOW, NEW_YORK) == "2025-07-14 16:00:00 EDT"


@pytest.mark.parametrize(
    ("unit", "texts"),
    [
        (PowerUnit.FITTING, ["0 W", "800 W", "5.0 kW", "5.05 kW"]),
        (PowerUnit.WATT, ["0 W", "800 W", "5000 W", "5050 W"]),
        (PowerUnit.KILOWATT, ["0.0 kW", "0.8 kW", "5.0 kW", "5.05 kW"]),
    ],
)
def test_powers_are_never_rounded(unit: PowerUnit, texts: list[str]) -> None:
    use_reading(Reading(power_unit=unit))
    assert [power_text(watts) for watts in (0, 800, 5000, 5050)] == texts


def test_weeks() -> None:
    assert datetime.fromordinal(first_weekday() + 7).strftime("%a") == "Mon"
    use_reading(Reading(week_start=WeekStart.SUNDAY))
    assert datetime.fromordinal(first_weekday() + 7).strftime("%a") == "Sun"
