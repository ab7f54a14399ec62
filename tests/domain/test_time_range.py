"""A typed range is exactly what is shown (S10), on the days of a clock change too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipconsole.domain.time_range import read_range

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2025, 11, 1, 20, 0, tzinfo=UTC)  # 16:00 EDT, the day before the clocks go back


def local(day: int, hour: int, minute: int = 0, *, fold: int = 0, month: int = 11) -> datetime:
    return datetime(2025, month, day, hour, minute, fold=fold, tzinfo=NEW_YORK).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("16:00-18:00", local(1, 16), local(1, 18)),
        (" 16:00 – 18:30 ", local(1, 16), local(1, 18, 30)),
        ("16-18", local(1, 16), local(1, 18)),
        ("22:00 to 2:00", local(1, 22), local(2, 2)),
        ("tomorrow 0:30 to 2:30", local(2, 0, 30), local(2, 2, 30)),
        ("2025-11-02", local(2, 0), local(3, 0)),
        ("2 Nov", local(2, 0), local(3, 0)),
        ("today", local(1, 0), local(2, 0)),
        ("2025-11-02 16:00-18:00", local(2, 16), local(2, 18)),
        ("2 Nov 22:00 to 3 Nov 4:00", local(2, 22), local(3, 4)),
        ("2025-11-01 to 2025-11-02", local(1, 0), local(3, 0)),
        ("01:30 EDT - 01:30 EST", local(1, 1, 30), None),
        ("tomorrow 01:30 EDT to 01:30 EST", local(2, 1, 30), local(2, 1, 30, fold=1)),
        ("20:00 UTC to 21:00 UTC", NOW, NOW + timedelta(hours=1)),
        ("2025-11-01 23:00-24:00", local(1, 23), local(2, 0)),
        ("17:15", local(1, 17, 15), None),
        ("tomorrow 9:00", local(2, 9), None),
    ],
)
def test_what_is_typed_is_what_is_meant(text: str, start: datetime, end: datetime | None) -> None:
    if text.startswith("01:30 EDT -"):
        with pytest.raises(ValueError, match="do not show EST"):
            read_range(text, NEW_YORK, NOW)  # today there is none
        return
    assert read_range(text, NEW_YORK, NOW) == (start, end)


def test_the_day_of_the_change_has_twenty_five_hours() -> None:
    found = read_range("2025-11-02", NEW_YORK, NOW)
    assert found.end is not None
    assert found.end - found.start == timedelta(hours=25)


@pytest.mark.parametrize(
    "text", ["", "soon", "25:00", "2025-13-01", "2025-02-30", "16:00-", "-", "1-2-3", "16:00 to", "3 Foo", "0001-01-01"]
)
def test_what_cannot_be_read_is_said_plainly(text: str) -> None:
    with pytest.raises(ValueError, match=r"^[A-Z].*\.$"):
        read_range(text, NEW_YORK, NOW)


@given(st.text(alphabet="0123456789:- tomrwNvESTUC\u2013", max_size=24))
def test_no_text_does_harm(text: str) -> None:
    try:
        found = read_range(text, NEW_YORK, NOW)
    except ValueError:
        return
    assert found.end is None or found.start < found.end
