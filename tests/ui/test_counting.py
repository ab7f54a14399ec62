"""A bulk counts down in the strip without drawing it anew for every step; everything else of the link shows at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from flipconsole.app.link import Link, LinkState
from flipconsole.ui.frame.counting import Counting


class Watched:
    """The counting, and how often it had something shown."""

    def __init__(self) -> None:
        self.shown = 0
        self.counting = Counting(Link(), self.show)

    def show(self) -> None:
        self.shown += 1


@pytest.fixture
def watched(qtbot: QtBot) -> Watched:
    return Watched()


def test_hundreds_of_counts_are_shown_as_two(watched: Watched, qtbot: QtBot) -> None:
    for count in range(300, 0, -1):
        watched.counting.take(Link(waiting=count))
    assert watched.shown == 1
    qtbot.waitUntil(lambda: watched.shown == 2)


def test_what_is_more_than_a_count_shows_at_once(watched: Watched) -> None:
    watched.counting.take(Link(waiting=3))
    watched.counting.take(Link(waiting=2, needs_you=1))
    watched.counting.take(Link(waiting=2, needs_you=1, state=LinkState.OFFLINE))
    assert watched.shown == 3


def test_the_last_count_is_never_left_out(watched: Watched, qtbot: QtBot) -> None:
    link = Link(waiting=3)
    watched.counting.take(link)
    watched.counting.take(replace(link, waiting=0))
    qtbot.waitUntil(lambda: watched.shown == 2)


def test_a_stopped_one_shows_nothing(watched: Watched, qtbot: QtBot) -> None:
    watched.counting.take(Link(waiting=3))
    watched.counting.take(Link(waiting=2))
    watched.counting.stop()
    qtbot.wait(150)
    assert watched.shown == 1
