"""However the network flaps, the banner of the link changes at most once in ten seconds, and ends up right."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from flipconsole.app.link import Link, LinkState
from flipconsole.ui.states.calm import LEAST_S, Calm
from flipconsole.ui.states.standing import Standing, link_state
from tests.ui.desk import NEW_YORK, NOW

LIVE = Link(LinkState.LIVE, list_at=NOW)
OFFLINE = replace(LIVE, state=LinkState.OFFLINE)


class Clock:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def state_of(link: Link, seconds: float = 0.0) -> Standing | None:
    now = NOW + timedelta(seconds=seconds)
    return link_state(replace(link, list_at=now), now, NEW_YORK)


class Impatient(Calm):
    """The planted fault: every change passes."""

    def settle(self, wanted: Standing | None) -> Standing | None:
        return wanted


def changes_of(calm: Calm, clock: Clock, flap_s: float, minutes: float) -> list[float]:
    """When the banner changes while the network comes and goes, looked at every half second."""
    changes: list[float] = []
    shown: Standing | None = None
    for step in range(int(minutes * 120)):
        seconds = step / 2
        clock.at = 1000.0 + seconds
        before, shown = shown, calm.settle(state_of(OFFLINE if (seconds // flap_s) % 2 else LIVE, seconds))
        if (before is None) != (shown is None):
            changes.append(seconds)
    return changes


@pytest.mark.parametrize("flap_s", [0.5, 1, 3, 7, 9.5])
def test_ten_minutes_of_flapping_bring_no_storm(flap_s: float) -> None:
    clock = Clock()
    changes = changes_of(Calm(clock), clock, flap_s, minutes=10)
    assert changes[0] == flap_s  # the first is seen at once
    assert all(later - earlier >= LEAST_S for earlier, later in pairwise(changes))


def test_a_stack_that_shows_every_change_is_caught() -> None:
    clock = Clock()
    changes = changes_of(Impatient(clock), clock, 3, minutes=10)
    assert any(later - earlier < LEAST_S for earlier, later in pairwise(changes))


def test_after_ten_seconds_what_stands_then_is_shown() -> None:
    clock = Clock()
    calm = Calm(clock)
    shown = calm.settle(state_of(OFFLINE))
    assert shown is not None
    clock.at += 3
    assert calm.settle(state_of(LIVE)) is shown
    clock.at += 7
    assert calm.settle(state_of(LIVE)) is None


def test_the_same_banner_takes_newer_words_at_any_time() -> None:
    clock = Clock()
    calm = Calm(clock)
    calm.settle(state_of(OFFLINE))
    older = replace(OFFLINE, list_at=NOW - timedelta(minutes=5))
    shown = calm.settle(link_state(older, NOW, NEW_YORK))
    assert shown is not None
    assert "5 min old" in shown.title


@pytest.mark.parametrize("state", [LinkState.NO_TOKEN, LinkState.TOKEN_REFUSED, LinkState.UNASKED, LinkState.NO_LIST])
def test_what_no_network_brings_about_is_shown_and_taken_back_at_once(state: LinkState) -> None:
    calm = Calm(Clock())
    assert calm.settle(state_of(OFFLINE)) is not None
    shown = calm.settle(state_of(replace(LIVE, state=state)))
    assert shown is not None
    assert shown.key == state
    assert calm.settle(state_of(LIVE)) is None
