from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flipconsole.domain.times import read_time, show_exact, show_span, show_time, show_zoned_time, zone_name

NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2025, 4, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-04-30 12:00:00.000Z", NOON),
        ("2025-04-30T12:00:00.000Z", NOON),
        ("2025-04-30T12:00:00Z", NOON),
        ("2025-04-30 12:00:00Z", NOON),
        ("2025-04-30t12:00:00z", NOON),
        ("2025-04-30t12:00:00.000z", NOON),
        ("2025-04-30T12:00:00+00:00", NOON),
        ("2025-04-30T12:00:00-00:00", NOON),
        ("2025-04-30T05:00:00-07:00", NOON),
        ("2025-04-30 05:00:00.000-0700", NOON),
        ("2025-04-30T17:45:00+05:45", NOON),
        ("2025-05-01T01:00:00+13:00", NOON),
        ("2025-04-30T12:00:00.1Z", NOON.replace(microsecond=100000)),
        ("2025-04-30T12:00:00.123456789Z", NOON.replace(microsecond=123456)),
        ("2025-04-30T12:00:00.999999999Z", NOON.replace(microsecond=999999)),
        ("2024-02-29T12:00:00Z", datetime(2024, 2, 29, 12, tzinfo=UTC)),
        ("1970-01-01T00:00:00Z", datetime(1970, 1, 1, tzinfo=UTC)),
        ("2200-12-31T23:59:59Z", datetime(2200, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("1969-12-31T23:00:00-01:00", datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_every_spelling_of_flip_is_read_into_utc(text: str, moment: datetime) -> None:
    assert read_time(text) == moment
    assert read_time(text).tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2025-04-30T12:00:00", "zone"),
        ("2025-04-30 12:00:00.000", "zone"),
        ("2025-04-30", "zone"),
        ("2025-W18-3", "form"),
        ("2025-W18-3T12:00:00Z", "form"),
        ("2025-120T12:00:00Z", "form"),
        ("20250430T120000Z", "form"),
        ("2025-04-30T24:00:00Z", "form"),
        ("2025-04-30T12:60:00Z", "form"),
        ("2025-04-30T12:00:60Z", "form"),
        ("2025-04-30T12:00Z", "form"),
        ("2025-04-30T12:00:00+25:00", "form"),
        ("2025-04-30T12:00:00+05:60", "form"),
        ("2025-04-30T12:00:00+05:00:30", "form"),
        ("2025-04-30T12:00:00,5Z", "form"),
        ("2025-04-30T12:00:00.Z", "form"),
        ("2025-04-30_12:00:00Z", "form"),
        ("2025-04-30T12:00:00 Z", "form"),
        (" 2025-04-30T12:00:00Z", "form"),
        ("2025-04-30T12:00:00Z\n", "form"),
        ("２０２５-04-30T12:00:00Z", "form"),
        ("2025-04-30T12:00:0٣Z", "form"),
        ("1714478400", "form"),
        ("", "form"),
        ("now", "form"),
        ("2025-02-29T12:00:00Z", "no such"),
        ("2025-13-01T12:00:00Z", "no such"),
        ("2025-04-31T12:00:00Z", "no such"),
        ("0000-01-01T00:00:00Z", "no such"),
        ("0001-01-01T00:00:00+10:00", "no such"),
        ("9999-12-31T23:00:00-10:00", "no such"),
        ("0001-01-01T00:00:00Z", "year"),
        ("9999-12-31T23:59:59Z", "year"),
        ("1969-12-31T23:59:59Z", "year"),
        ("1970-01-01T00:00:00+01:00", "year"),
        ("2201-01-01T00:00:00Z", "year"),
    ],
)
def test_what_is_not_a_time_of_flips_is_refused_in_a_plain_sentence(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        read_time(text)
    assert str(caught.value).endswith(".")


def spell(moment: datetime, gap: str, digits: int, zone: str) -> str:
    fraction = f".{moment.microsecond:06d}789"[: digits + 1] if digits else ""
    return f"{moment:%Y-%m-%d}{gap}{moment:%H:%M:%S}{fraction}{zone}"


def zone_text(minutes: int, colon: bool) -> str:
    sign, size = "-" if minutes < 0 else "+", abs(minutes)
    return f"{sign}{size // 60:02d}{':' if colon else ''}{size % 60:02d}"


def test_ten_thousand_random_times_are_read_exactly() -> None:
    dice = random.Random(20251102)
    for _round in range(10_000):
        digits = dice.randint(0, 9)
        step = 10 ** max(0, 6 - digits)
        local = datetime(1970, 1, 2) + timedelta(seconds=dice.randrange(7_289_000_000))
        local = local.replace(microsecond=dice.randrange(1_000_000) // step * step)
        minutes, colon = dice.randint(-1439, 1439), dice.random() < 0.5
        zone = dice.choice(("Z", "z", zone_text(minutes, colon)))
        offset = timedelta(minutes=minutes if zone not in "Zz" else 0)
        moment = read_time(spell(local, dice.choice("Tt "), digits, zone))
        assert moment.tzinfo is UTC
        assert moment == local.replace(tzinfo=timezone(offset))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40) | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]{0,15}[Zz+-]?[0-9:]{0,6}"))
def test_any_other_text_is_a_time_or_a_value_error(text: str) -> None:
    try:
        moment = read_time(text)
    except ValueError:
        return
    assert moment.tzinfo is UTC
    assert 1970 <= moment.year <= 2200


NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # Monday, noon in New York


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (NOW, "today 12:00"),
        (datetime(2026, 11, 23, 22, 0, 59, tzinfo=UTC), "today 17:00"),
        (datetime(2026, 11, 24, 4, 59, tzinfo=UTC), "today 23:59"),
        (datetime(2026, 11, 24, 5, 0, tzinfo=UTC), "tomorrow 00:00"),
        (datetime(2026, 11, 23, 4, 59, tzinfo=UTC), "yesterday 23:59"),
        (datetime(2026, 11, 25, 22, 0, tzinfo=UTC), "Wed 25 Nov 17:00"),
        (datetime(2026, 11, 21, 14, 15, tzinfo=UTC), "Sat 21 Nov 09:15"),
        (datetime(2027, 1, 1, 4, 0, tzinfo=UTC), "Thu 31 Dec 23:00"),
        (datetime(2027, 1, 1, 5, 0, tzinfo=UTC), "Fri 1 Jan 2027 00:00"),
    ],
)
def test_a_near_day_is_said_in_words_and_a_far_one_by_its_date(moment: datetime, text: str) -> None:
    assert show_time(moment, NEW_YORK, NOW) == text


def test_all_weekdays_and_months_are_told_apart() -> None:
    days = [show_time(NOW + timedelta(days=10 + day), UTC, NOW).split()[0] for day in range(7)]
    assert days == ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    months = [show_time(datetime(2025, month, 9, tzinfo=UTC), UTC, NOW).split()[2] for month in range(1, 13)]
    assert months == ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (0, 120, "today 12:00 to 14:00 EST"),
        (0, 720, "today 12:00 to tomorrow 00:00 EST"),
        (60 * 24, 60 * 26, "tomorrow 12:00 to 14:00 EST"),
        (-60 * 24, 60 * 24 * 2, "yesterday 12:00 to Wed 25 Nov 12:00 EST"),
        (0, 0.5, "today 12:00:00 to 12:00:30 EST"),
        (0, None, "from today 12:00 EST until another command replaces it"),
        (0.5, None, "from today 12:00:30 EST until another command replaces it"),
    ],
)
def test_a_span_names_its_days_and_its_zone(start: float, end: float | None, text: str) -> None:
    end_at = None if end is None else NOW + timedelta(minutes=end)
    assert show_span(NOW + timedelta(minutes=start), end_at, NEW_YORK, NOW) == text


CHANGE = datetime(2025, 11, 2, 6, 0, tzinfo=UTC)  # 02:00 EDT becomes 01:00 EST
BEFORE, AFTER = CHANGE - timedelta(minutes=30), CHANGE + timedelta(minutes=30)


def test_both_half_past_ones_of_the_repeated_hour_are_shown_right() -> None:
    assert show_exact(BEFORE, NEW_YORK) == "2025-11-02 01:30:00 EDT"
    assert show_exact(AFTER, NEW_YORK) == "2025-11-02 01:30:00 EST"
    assert show_time(BEFORE, NEW_YORK, CHANGE) == "today 01:30 EDT"
    assert show_time(AFTER, NEW_YORK, CHANGE) == "today 01:30 EST"
    assert show_zoned_time(AFTER, NEW_YORK, CHANGE) == "today 01:30 EST"
    assert show_span(BEFORE, AFTER, NEW_YORK, CHANGE) == "today 01:30 EDT to 01:30 EST"
    assert show_span(AFTER, None, NEW_YORK, CHANGE) == "from today 01:30 EST until another command replaces it"


def test_outside_the_repeated_hour_the_zone_is_left_to_the_header() -> None:
    assert show_time(CHANGE - timedelta(minutes=61), NEW_YORK, CHANGE) == "today 00:59"
    assert show_time(CHANGE + timedelta(minutes=60), NEW_YORK, CHANGE) == "today 02:00"


def test_three_hours_over_the_change_read_from_0030_edt_to_0230_est() -> None:
    start = CHANGE - timedelta(minutes=90)
    assert show_span(start, start + timedelta(hours=3), NEW_YORK, CHANGE) == "today 00:30 EDT to 02:30 EST"


def test_the_hour_that_spring_leaves_out_is_never_shown() -> None:
    gap = datetime(2025, 3, 9, 7, 0, tzinfo=UTC)
    assert show_span(gap - timedelta(minutes=30), gap, NEW_YORK, gap) == "today 01:30 EST to 03:00 EDT"
    assert show_time(gap + timedelta(minutes=30), NEW_YORK, gap) == "today 03:30"


def test_a_day_of_25_hours_is_still_one_day() -> None:
    midnight = datetime(2025, 11, 2, 4, 0, tzinfo=UTC)
    assert show_time(midnight + timedelta(hours=24, minutes=59), NEW_YORK, midnight) == "today 23:59"
    assert show_time(midnight + timedelta(hours=25), NEW_YORK, midnight) == "tomorrow 00:00"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        (NEW_YORK, "EST (America/New_York)"),
        (UTC, "UTC"),
        (ZoneInfo("UTC"), "UTC"),
        (ZoneInfo("America/Sao_Paulo"), "UTC-03 (America/Sao_Paulo)"),
        (timezone(timedelta(hours=2)), "UTC+02:00"),
    ],
)
def test_a_zone_is_named_by_its_letters_or_by_its_distance(zone: ZoneInfo, text: str) -> None:
    assert zone_name(zone, NOW) == text
    assert show_span(NOW, NOW + timedelta(hours=1), zone, NOW).endswith(f" {text.split(' ')[0]}")


def test_a_zone_is_named_as_it_is_at_the_moment() -> None:
    assert zone_name(NEW_YORK, BEFORE) == "EDT (America/New_York)"
    assert zone_name(NEW_YORK, AFTER) == "EST (America/New_York)"
