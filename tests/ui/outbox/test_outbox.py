"""The outbox: everything unsettled or asking for a person, each with its reason and what can be done with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from flipconsole.domain.ack import Attention
from flipconsole.domain.row import Stage
from flipconsole.ui.outbox.dialog import OutboxDialog
from flipconsole.ui.outbox.entries import entries
from flipconsole.ui.theme import Theme
from tests.ui.desk import (
    NOW,
    a_row,
    an_ack,
    button_of,
    id_of,
    rows_of_every_stage,
    unnamed,
    unreached,
    visible_texts,
)
from tests.ui.window.conftest import WindowConsole

ITEM = Attention(id_of(20), "PW-20", "removed_race", "Flip cancelled it before your OK arrived.", NOW, 30, id=4)


class LooseConsole(WindowConsole):
    """One more answer, to a command that no row shows."""

    def unsent(self) -> tuple:  # type: ignore[type-arg]
        return (*super().unsent(), an_ack(99, terms=None))


@pytest.fixture
def console() -> LooseConsole:
    return LooseConsole([*rows_of_every_stage().values(), a_row(20, attention=[ITEM])])


@pytest.fixture
def dialog(qtbot: QtBot, themed: Theme, console: LooseConsole) -> OutboxDialog:
    dialog = OutboxDialog(console, themed)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # qtbot closes it too
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def table(dialog: OutboxDialog) -> QTableWidget:
    found = dialog.findChild(QTableWidget)
    assert found is not None
    return found


def lines(dialog: OutboxDialog) -> list[list[str]]:
    shown = table(dialog)
    return [[shown.item(line, column).text() for column in range(6)] for line in range(shown.rowCount())]


def choose(dialog: OutboxDialog, battery: str) -> None:
    batteries = [line[1] for line in lines(dialog)]
    table(dialog).selectRow(batteries.index(battery))


def test_what_needs_a_person_comes_first_and_nothing_is_missing(console: LooseConsole) -> None:
    listed = entries(console)
    assert [entry.command_id for entry in listed] == [id_of(number) for number in (20, 9, 10, 4, 5, 6, 7, 99)]
    assert [entry.needs_you for entry in listed] == [True] * 3 + [False] * 5


def test_each_line_says_reason_tries_and_next_try(dialog: OutboxDialog) -> None:
    assert ["Saved, waiting to send", "PW-5", "OK", "Flip could not be reached.", "3", "in 40 s"] in lines(dialog)
    assert ["Needs you", "PW-20", "", "Flip cancelled it before your OK arrived.", "", ""] in lines(dialog)
    assert any(line[1] == id_of(99) for line in lines(dialog))


@pytest.mark.parametrize(
    ("battery", "words", "asked"),
    [
        ("PW-5", "Retry now", ("retry", 15)),
        ("PW-5", "Withdraw", ("withdraw", 15)),
        ("PW-10", "Retry now", ("retry", 20)),
        ("PW-9", "Keep theirs", ("keep_theirs", 19)),
        ("PW-20", "close the item", ("close_attention", 4)),
    ],
)
def test_a_button_does_what_it_says_to_the_chosen_answer(
    dialog: OutboxDialog, console: LooseConsole, battery: str, words: str, asked: tuple[str, int]
) -> None:
    choose(dialog, battery)
    button_of(dialog, words).click()
    assert console.asked == [asked]


@pytest.mark.parametrize(
    ("battery", "enabled"),
    [
        ("PW-5", {"Retry now", "Withdraw", "Show in the list"}),
        ("PW-6", {"Show in the list"}),
        ("PW-9", {"Keep theirs", "Show in the list"}),  # what stands now is beside it there, and only there
        ("PW-20", {"Done: close the item", "Show in the list"}),
        (id_of(99), {"Retry now", "Withdraw"}),
    ],
)
def test_only_what_makes_sense_can_be_pressed(dialog: OutboxDialog, battery: str, enabled: set[str]) -> None:
    choose(dialog, battery)
    names = ("Retry now", "Send mine", "Keep theirs", "Withdraw", "Done: close the item", "Show in the list")
    assert {name for name in names if button_of(dialog, name).isEnabled()} == enabled


def test_it_follows_what_happens_and_keeps_the_choice(
    dialog: OutboxDialog, console: LooseConsole, qtbot: QtBot
) -> None:
    choose(dialog, "PW-7")
    settled = rows_of_every_stage()[Stage.DELIVERED]
    console.rows.pop(id_of(5))
    console.bring(settled)
    qtbot.waitUntil(lambda: all(line[1] != "PW-5" for line in lines(dialog)), timeout=5000)
    chosen = table(dialog).selectionModel().selectedRows()
    assert [lines(dialog)[index.row()][1] for index in chosen] == ["PW-7"]


def test_a_second_shortens_the_wait(dialog: OutboxDialog, console: LooseConsole) -> None:
    console.clock += timedelta(seconds=10)
    dialog.refresh()
    assert any(line[5] == "in 30 s" for line in lines(dialog))


def test_a_command_is_shown_in_the_list_on_request(dialog: OutboxDialog, qtbot: QtBot) -> None:
    choose(dialog, "PW-9")
    with qtbot.waitSignal(dialog.command_asked) as told:
        button_of(dialog, "Show in the list").click()
    assert told.args == [id_of(9)]


def test_when_everything_has_arrived_it_says_so(qtbot: QtBot, themed: Theme) -> None:
    dialog = OutboxDialog(WindowConsole(), themed)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    assert "Every answer has arrived" in visible_texts(dialog)


def test_it_hears_nothing_after_it_was_closed(dialog: OutboxDialog, console: LooseConsole) -> None:
    dialog.close()
    console.bring(a_row(50))
    console.acks_changed.emit(frozenset())
    assert not dialog._soon.isActive()
    assert not dialog._tick.isActive()


def test_every_control_has_a_name_and_is_reached_by_tab(dialog: OutboxDialog) -> None:
    assert unnamed(dialog) == []
    assert unreached(dialog) == []
