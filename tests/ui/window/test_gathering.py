"""Changed rows reach the views in portions: none is lost, the first comes at once, and none is waited for in vain."""

from __future__ import annotations

import time

import pytest
from pytestqt.qtbot import QtBot

from flipconsole.app.facts import RowsDiff
from flipconsole.domain.row import Stage
from flipconsole.ui.frame.gathering import FLOOD, SHARE, SLICE, Gathering
from tests.ui.desk import a_row, an_ack, id_of
from tests.ui.window.conftest import OpenWindow, WindowConsole


@pytest.fixture
def given(qtbot: QtBot) -> list[RowsDiff]:
    return []


@pytest.fixture
def gathering(given: list[RowsDiff]) -> Gathering:
    return Gathering(given.append)


def test_the_first_change_is_handed_on_at_once(gathering: Gathering, given: list[RowsDiff]) -> None:
    gathering.take(RowsDiff((), ("a",)))
    assert given == [RowsDiff((), ("a",))]


def test_a_burst_is_handed_on_as_one(qtbot: QtBot, gathering: Gathering, given: list[RowsDiff]) -> None:
    for one in "abcabc":
        gathering.take(RowsDiff((), (one,)))
    qtbot.waitUntil(lambda: len(given) == 2)
    assert given[1] == RowsDiff((), ("b", "c", "a"))


def test_thousands_come_in_slices_and_none_is_lost(qtbot: QtBot, gathering: Gathering, given: list[RowsDiff]) -> None:
    ids = tuple(map(str, range(4 * SLICE + 1)))
    gathering.take(RowsDiff(ids, (), ()))
    assert given[0].added == ids[:SLICE]
    qtbot.waitUntil(lambda: sum(len(diff.added) for diff in given) == len(ids))
    assert tuple(one for diff in given for one in diff.added) == ids
    assert max(len(diff.added) for diff in given) == SLICE


def test_a_flood_is_told_until_its_end(qtbot: QtBot) -> None:
    told: list[bool] = []
    gathering = Gathering(lambda _diff: told.append(gathering.is_flooded))
    gathering.take(RowsDiff(tuple(map(str, range(FLOOD + 1))), (), ()))
    qtbot.waitUntil(lambda: told[-1:] == [False])
    assert told == [True] * (FLOOD // SLICE) + [False]
    gathering.take(RowsDiff(("later",)))
    qtbot.waitUntil(lambda: len(told) == FLOOD // SLICE + 2)
    assert told[-1] is False


def test_a_flood_reaches_list_and_timeline_whole_and_keeps_the_selection(open_window: OpenWindow, qtbot: QtBot) -> None:
    console = WindowConsole([a_row(1), a_row(2)])
    window = open_window(console, complete=True)
    window.workspace.show_command(id_of(2))
    console.bring(*(a_row(number, device_id=f"PW-{number % 50}") for number in range(3, FLOOD + 1000)))
    console.bring(a_row(1, device_status="OK"))
    shown, timeline = window.workspace.list, window.workspace.timeline
    assert timeline is not None
    qtbot.waitUntil(lambda: shown.table.rows.rowCount() == FLOOD + 998, timeout=20_000)
    assert shown.selected_ids() == [id_of(2)]
    qtbot.waitUntil(lambda: "PW-49" in timeline.lanes, timeout=20_000)


def test_a_changed_row_does_not_wait_for_the_new_ones(
    qtbot: QtBot, gathering: Gathering, given: list[RowsDiff]
) -> None:
    gathering.take(RowsDiff(tuple(map(str, range(3 * SLICE))), (), ()))
    gathering.take(RowsDiff((), ("answered",)))
    qtbot.waitUntil(lambda: len(given) > 1)
    assert "answered" in given[1].changed


def test_what_was_gathered_is_forgotten_when_the_window_goes(qtbot: QtBot, given: list[RowsDiff]) -> None:
    gathering = Gathering(given.append)
    gathering.take(RowsDiff(("a",)))
    gathering.take(RowsDiff(("b",)))
    gathering.stop()
    gathering.take(RowsDiff(("c",)))
    assert given == [RowsDiff(("a",)), RowsDiff(("c",))]


def test_views_that_take_long_are_asked_less_often(qtbot: QtBot) -> None:
    handed: list[float] = []

    def hand_on_slowly(_diff: RowsDiff) -> None:
        time.sleep(0.04)
        handed.append(time.perf_counter())

    gathering = Gathering(hand_on_slowly)
    for one in "ab":
        gathering.take(RowsDiff((), (one,)))
    qtbot.waitUntil(lambda: len(handed) == 2)
    assert handed[1] - handed[0] > SHARE * 0.04


def test_an_answer_is_seen_at_once_whatever_else_has_just_been_shown(open_window: OpenWindow) -> None:
    console = WindowConsole([a_row(1), a_row(2)])
    window = open_window(console)
    window.workspace.show_command(id_of(1))
    console.bring(a_row(2, device_status="OK"))  # from now on changes are gathered
    console.bring(a_row(1, stage=Stage.SAVING, acks=[an_ack(1)]))
    index = window.workspace.list.table.rows.index_of_rows
    assert index.entries[id_of(1)].row.stage is Stage.NONE
    window.workspace.answers.answered.emit([id_of(1)])
    assert index.entries[id_of(1)].row.stage is Stage.SAVING


def test_a_command_that_came_a_moment_ago_can_be_shown_by_name(open_window: OpenWindow) -> None:
    console = WindowConsole([a_row(1)])
    window = open_window(console)
    console.bring(a_row(2))
    console.bring(a_row(3))
    window.workspace.show_command(id_of(3))
    assert window.workspace.list.selected_ids() == [id_of(3)]
