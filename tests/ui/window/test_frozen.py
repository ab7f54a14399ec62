"""A frozen view stands still for five minutes at most and says so; what is answered from it is checked all the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from flipconsole.app.facts import RowsDiff
from flipconsole.domain.command import Answer
from flipconsole.domain.row import Row, Stage
from flipconsole.ui.frame.standstill import LONGEST_S, Frozen
from flipconsole.ui.states.standing import Step
from flipconsole.ui.window import MainWindow
from tests.ui.desk import NEW_YORK, NOW, a_row, an_ack, button_of, id_of, visible_texts
from tests.ui.window.conftest import OpenWindow, WindowConsole


class Steady:
    def __init__(self) -> None:
        self.at = 50.0

    def __call__(self) -> float:
        return self.at


def with_power(number: int, watts: int) -> Row:
    return a_row(number, setpoint_w=watts, updated_at=NOW)


def test_it_ends_by_itself_after_five_minutes_and_gives_out_what_it_held_back(qtbot: QtBot) -> None:
    live = {id_of(1): a_row(1)}
    steady = Steady()
    frozen = Frozen(live, steady=steady)
    released: list[RowsDiff] = []
    frozen.released.connect(released.append)
    assert frozen.let_through(RowsDiff(changed=(id_of(1),))) == RowsDiff(changed=(id_of(1),))
    frozen.begin(NOW)
    live |= {id_of(1): with_power(1, 3000), id_of(2): a_row(2)}
    assert frozen.let_through(RowsDiff(added=(id_of(2),), changed=(id_of(1),))) is None
    assert frozen.let_through(RowsDiff(changed=(id_of(2),))) is None
    assert frozen.rows[id_of(1)].held.command.battery_commands.setpoint_w == 5000
    assert list(frozen.rows) == [id_of(1)]
    steady.at += LONGEST_S - 1
    frozen.pass_time()
    assert frozen.is_on
    steady.at += 1
    frozen.pass_time()
    assert not frozen.is_on
    assert released == [RowsDiff((id_of(2),), (id_of(1),), ())]
    assert frozen.rows[id_of(1)].held.command.battery_commands.setpoint_w == 3000
    frozen.end()
    assert len(released) == 1


def test_the_banner_says_the_age_what_is_held_back_and_when_it_ends(qtbot: QtBot) -> None:
    steady = Steady()
    frozen = Frozen({id_of(1): a_row(1)}, steady=steady)
    assert frozen.standing(NOW, NEW_YORK) == []
    frozen.begin(NOW - timedelta(seconds=42))
    frozen.let_through(RowsDiff(changed=(id_of(1),)))
    steady.at += 42
    (banner,) = frozen.standing(NOW, NEW_YORK)
    assert banner.title == (
        "Updates are paused · what you see is of today 15:59, 42 s old · 1 change held back · "
        "goes on by itself in 4 min 18 s"
    )
    assert "answers are sent as always" in banner.text
    assert banner.steps == (Step.RESUME,)


def shown_power(window: MainWindow) -> str:
    return visible_texts(window.workspace.detail)


@pytest.fixture
def console() -> WindowConsole:
    return WindowConsole([a_row(1), a_row(2)])


def test_list_timeline_and_detail_stand_still_and_go_on(
    open_window: OpenWindow, console: WindowConsole, qtbot: QtBot
) -> None:
    window = open_window(console, complete=True)
    window.workspace.list.select([id_of(1)])
    window.actions_of_window.freeze.trigger()
    assert "frozen" in window.banners.banners
    console.bring(with_power(1, 3000), a_row(3))
    window.workspace.changes.flush()
    assert "5.0 kW" in shown_power(window)
    assert window.workspace.list.table.rows.rowCount() == 2
    window._on_second_passed()
    assert "2 changes held back" in visible_texts(window.banners)
    button_of(window.banners, "Go on now").click()
    qtbot.waitUntil(lambda: "3.0 kW" in shown_power(window))
    assert window.workspace.list.table.rows.rowCount() == 3
    assert not window.actions_of_window.freeze.isChecked()
    assert "frozen" not in window.banners.banners


def test_an_answer_from_a_frozen_view_is_compared_with_what_stands(
    open_window: OpenWindow, console: WindowConsole
) -> None:
    window = open_window(console)
    window.workspace.list.select([id_of(1)])
    window.actions_of_window.freeze.trigger()
    console.bring(with_power(1, 3000))
    window.workspace.answers.actions_of_answers[Answer.OK].trigger()
    assert console.asked == []  # what stands is not what is shown: left out, and told
    assert "changed" in visible_texts(window.workspace.answers)


def test_the_row_that_was_answered_here_shows_its_outcome(open_window: OpenWindow, console: WindowConsole) -> None:
    window = open_window(console)
    window.workspace.list.select([id_of(2)])
    window.actions_of_window.freeze.trigger()
    window.workspace.answers.actions_of_answers[Answer.OK].trigger()
    assert [asked[0] for asked in console.asked] == ["acknowledge"]
    answered = a_row(2, acks=[an_ack(2)], stage=Stage.WAITING)
    console.bring(answered, with_power(1, 3000))
    window.workspace.changes.flush()
    assert window.workspace.frozen.rows[id_of(2)].stage is Stage.WAITING
    assert window.workspace.frozen.rows[id_of(1)].held.command.battery_commands.setpoint_w == 5000


def test_a_sleep_and_a_look_at_what_is_held_back_end_it(open_window: OpenWindow, console: WindowConsole) -> None:
    window = open_window(console)
    window.actions_of_window.freeze.trigger()
    console.vigil.interrupted.emit(None)
    assert not window.workspace.frozen.is_on
    window.actions_of_window.freeze.trigger()
    console.bring(a_row(7))
    window.workspace.show_command(id_of(7))
    assert not window.workspace.frozen.is_on
    assert window.workspace.selected_ids == [id_of(7)]
