from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from flipconsole.domain.countdown import countdown, show_age, start_countdown

NOW = datetime(2025, 11, 2, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.9, "now"),
        (0, "now"),
        (-0.9, "now"),
        (1, "in 1 s"),
        (59.9, "in 59 s"),
        (60, "in 1 min 00 s"),
        (725, "in 12 min 05 s"),
        (3599, "in 59 min 59 s"),
        (3600, "in 1 h 00 min"),
        (12000, "in 3 h 20 min"),
        (86399, "in 23 h 59 min"),
        (86400, "in 1 day 0 h"),
        (187200, "in 2 days 4 h"),
        (-1, "late 1 s"),
        (-190, "late 3 min 10 s"),
        (-12000, "late 3 h 20 min"),
        (-187200, "late 2 days 4 h"),
    ],
)
def test_a_deadline_counts_down_and_then_is_late(seconds: float, text: str) -> None:
    assert countdown(NOW + timedelta(seconds=seconds), NOW) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(725, "in 12 min 05 s"), (0, "now"), (-190, "3 min 10 s ago"), (-86400, "1 day 0 h ago")]
)
def test_a_start_that_has_passed_is_not_late(seconds: float, text: str) -> None:
    assert start_countdown(NOW + timedelta(seconds=seconds), NOW) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "0 s"),
        (0, "0 s"),
        (47.9, "47 s"),
        (60, "1 min"),
        (720, "12 min"),
        (3600, "1 h"),
        (86399, "23 h"),
        (86400, "1 day"),
        (200000, "2 days"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(seconds: float, text: str) -> None:
    assert show_age(seconds) == text


def test_no_sign_is_ever_shown() -> None:
    for seconds in range(-90000, 90000, 997):
        for text in (countdown(NOW + timedelta(seconds=seconds), NOW), show_age(seconds)):
            assert not set(text) & set("-+−")
