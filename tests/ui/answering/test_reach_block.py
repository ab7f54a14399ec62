from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QRadioButton
from pytestqt.qtbot import QtBot

from flipconsole.domain.command import Answer
from flipconsole.domain.errors import Refused, Unreachable
from flipconsole.ui.answering.by_id import AnswerByIdDialog
from flipconsole.ui.answering.dialog import AnswerDialog
from flipconsole.ui.theme import Theme
from tests.ui.desk import (
    NEW_YORK,
    NOW,
    RecordingConsole,
    a_row,
    button_of,
    faults_of_text,
    id_of,
    unnamed,
    unreached,
    visible_texts,
)

Open = Callable[..., AnswerDialog]
OFFLINE = Unreachable("There is no network here.", offline=True)


@pytest.fixture
def console() -> RecordingConsole:
    return RecordingConsole([a_row(1)])


@pytest.fixture
def open_failure(qtbot: QtBot, themed: Theme, console: RecordingConsole) -> Open:
    def build(answer: Answer = Answer.FAILED_OFFLINE) -> AnswerDialog:
        dialog = AnswerDialog(console, [a_row(1)], answer, NEW_YORK, themed, reason="no contact")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.open()
        return dialog

    return build


def was_offline_three_minutes_ago(console: RecordingConsole) -> None:
    console.clock = NOW - timedelta(minutes=3)
    console.aids.reach.note(OFFLINE)
    console.clock = NOW
    console.aids.reach.note(None)


def choice(dialog: AnswerDialog | AnswerByIdDialog, words: str) -> QRadioButton:
    return next(one for one in dialog.findChildren(QRadioButton) if words in one.text().replace("&", ""))


def test_a_clean_record_asks_nothing(open_failure: Open, console: RecordingConsole) -> None:
    dialog = open_failure()
    assert "none failed" in visible_texts(dialog)
    assert "Me or the battery?" not in visible_texts(dialog)
    button_of(dialog, "Failed: offline").click()
    assert len(console.asked) == 1


def test_a_laptop_that_was_offline_three_minutes_ago_is_asked_about(
    open_failure: Open, console: RecordingConsole
) -> None:
    was_offline_three_minutes_ago(console)
    dialog = open_failure()
    confirm = button_of(dialog, "Failed: offline")
    assert "could not reach Flip at today 15:57 EDT, 3 min ago" in visible_texts(dialog)
    assert "There is no network here." in visible_texts(dialog)
    assert not confirm.isEnabled()
    choice(dialog, "I am not sure").click()
    assert "Look again once this computer is online. Nothing is sent." in visible_texts(dialog)
    assert not confirm.isEnabled()
    choice(dialog, "The battery").click()
    confirm.click()
    assert console.asked == [("acknowledge", (a_row(1),), Answer.FAILED_OFFLINE, "no contact")]


def test_a_line_that_fails_while_the_dialog_is_open_is_asked_about_as_well(
    open_failure: Open, console: RecordingConsole
) -> None:
    dialog = open_failure()
    console.aids.reach.note(OFFLINE)
    assert not button_of(dialog, "Failed: offline").isEnabled()
    assert "Me or the battery?" in visible_texts(dialog)


def test_a_fault_is_not_asked_about_and_flips_own_no_counts_as_reached(
    open_failure: Open, console: RecordingConsole
) -> None:
    console.aids.reach.note(Refused("No.", status=400))
    assert "Me or the battery?" not in visible_texts(open_failure())
    was_offline_three_minutes_ago(console)
    dialog = open_failure(Answer.FAILED_FAULT)
    assert "Me or the battery?" not in visible_texts(dialog)
    button_of(dialog, "Failed: fault").click()
    assert len(console.asked) == 1


def test_by_id_the_same_is_asked(qtbot: QtBot, themed: Theme, console: RecordingConsole) -> None:
    was_offline_three_minutes_ago(console)
    dialog = AnswerByIdDialog(console, NEW_YORK, themed)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.open()
    fields = {edit.accessibleName(): edit for edit in dialog.findChildren(QLineEdit)}
    fields["Command id"].setText(id_of(5))
    dialog._answers.button(1).click()
    fields["Reason"].setText("no contact")
    assert "Say first whether it is the battery." in visible_texts(dialog)
    dialog._send.click()
    assert console.asked == []
    choice(dialog, "The battery").click()
    dialog._send.click()
    assert console.asked == [("answer_by_id", id_of(5), Answer.FAILED_OFFLINE, "no contact")]


def test_everything_has_a_name_a_key_and_plain_text(open_failure: Open, console: RecordingConsole) -> None:
    console.aids.reach.note(Unreachable("<b>captive</b> &portal", offline=True))
    dialog = open_failure()
    assert unnamed(dialog) == []
    assert unreached(dialog) == []
    assert faults_of_text(dialog) == []


def test_a_closed_dialog_is_told_nothing_more(open_failure: Open, console: RecordingConsole, qtbot: QtBot) -> None:
    dialog = open_failure()
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()
    console.aids.reach.note(OFFLINE)
