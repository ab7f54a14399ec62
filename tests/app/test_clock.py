"""Flip's time, whatever this machine's clock says."""

from datetime import UTC, datetime, timedelta

import pytest

from flipconsole.app.clock import FlipClock

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


class Hands:
    """The clocks of a machine: sleep moves only the wall clock, and so does setting it."""

    def __init__(self) -> None:
        self.wall_at = START
        self.steady_at = 100.0
        self.clock = FlipClock(lambda: self.wall_at, lambda: self.steady_at)

    def run(self, seconds: float) -> None:
        self.wall_at += timedelta(seconds=seconds)
        self.steady_at += seconds

    def set(self, seconds: float) -> None:
        self.wall_at += timedelta(seconds=seconds)


def test_flips_date_corrects_a_wrong_clock() -> None:
    hands = Hands()
    hands.clock.learn(START + timedelta(hours=8), 0.2)
    assert abs(hands.clock.now() - START - timedelta(hours=8)) <= timedelta(seconds=1)


def test_the_rounding_of_a_date_is_no_skew() -> None:
    hands = Hands()
    hands.clock.learn(START, 0.1)
    assert hands.clock.skew_s == 0.0
    assert hands.clock.now() == START


def test_small_wobbles_do_not_move_a_skew_that_is_known() -> None:
    hands = Hands()
    hands.clock.learn(START + timedelta(seconds=60), 0.1)
    known = hands.clock.skew_s
    hands.clock.learn(START + timedelta(seconds=61), 0.1)
    assert hands.clock.skew_s == known
    hands.clock.learn(START + timedelta(seconds=63), 0.1)
    assert hands.clock.skew_s != known


@pytest.mark.parametrize("off_s", [0, 40])
def test_an_answer_that_took_long_to_read_bends_no_clock(off_s: int) -> None:
    """The Date was set when its first byte left, and not when the last one came."""
    hands = Hands()
    hands.run(60)
    hands.clock.learn(START + timedelta(seconds=10 + off_s), 20.0, 40.0)
    assert hands.clock.skew_s is not None
    assert abs(hands.clock.skew_s - off_s) <= 1


def test_no_date_teaches_nothing() -> None:
    hands = Hands()
    hands.clock.learn(None, 0.1)
    assert hands.clock.skew_s is None


@pytest.mark.parametrize(
    ("set_s", "jumped"), [(0, False), (4, False), (-4, False), (6, True), (-6, True), (28800, True)]
)
def test_a_jump_is_what_parts_the_clocks(set_s: float, jumped: bool) -> None:
    hands = Hands()
    mark = hands.clock.mark()
    hands.run(3.0)
    hands.set(set_s)
    assert (hands.clock.age_s(mark) == float("inf")) == jumped
    assert jumped or hands.clock.age_s(mark) == 3.0
    assert hands.clock.has_jumped() == jumped
    assert not hands.clock.has_jumped()


def test_a_clock_that_is_set_back_does_not_turn_flips_time_back() -> None:
    hands = Hands()
    hands.clock.learn(START, 0.1)
    hands.set(-3 * 86400)
    assert hands.clock.has_jumped()
    assert hands.clock.now() == START


def test_sleep_is_time_that_has_passed() -> None:
    hands = Hands()
    hands.set(8 * 3600)
    assert hands.clock.has_jumped()
    assert hands.clock.now() == START + timedelta(hours=8)
