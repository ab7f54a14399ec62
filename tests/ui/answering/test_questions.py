from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from flipconsole.app.batteries import Batteries
from flipconsole.domain.coded_reason import coded, parse_reason
from flipconsole.domain.command import Answer
from flipconsole.domain.row import Row
from flipconsole.ui.answering.bar import AnswerBar
from flipconsole.ui.answering.dialog import AnswerDialog
from flipconsole.ui.answering.questions import QuestionsDialog, questions_about
from flipconsole.ui.theme import Theme
from tests.ui.desk import (
    NEW_YORK,
    RecordingConsole,
    a_row,
    button_of,
    faults_of_text,
    unnamed,
    unreached,
    visible_texts,
)

Open = Callable[..., QuestionsDialog]


@pytest.fixture
def open_questions(qtbot: QtBot, themed: Theme) -> Open:
    def build(*rows: Row) -> QuestionsDialog:
        dialog = questions_about(rows, Batteries(), themed, None)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.open()
        dialog.activateWindow()
        qtbot.waitUntil(lambda: dialog.focusWidget() is not None and dialog.focusWidget().hasFocus())
        return dialog

    return build


def press(dialog: QuestionsDialog, qtbot: QtBot, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(dialog.focusWidget(), key)


def field(dialog: QuestionsDialog, name: str) -> QLineEdit:
    return next(edit for edit in dialog.findChildren(QLineEdit) if edit.accessibleName() == name)


def test_four_keys_and_a_code_end_in_one_failure_with_its_reason(open_questions: Open, qtbot: QtBot) -> None:
    dialog = open_questions(a_row(1))
    found: list[tuple[Answer, str]] = []
    dialog.found.connect(lambda answer, reason: found.append((answer, reason)))
    assert "Can you reach the battery now?" in visible_texts(dialog)
    press(dialog, qtbot, Qt.Key.Key_Y, Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_N)
    assert "Failed: fault" in visible_texts(dialog)
    assert dialog.focusWidget() is field(dialog, "Code it shows")
    qtbot.keyClicks(dialog.focusWidget(), "E12")
    press(dialog, qtbot, Qt.Key.Key_Return)
    qtbot.keyClicks(dialog.focusWidget(), "technician called")
    press(dialog, qtbot, Qt.Key.Key_Return)
    qtbot.keyClicks(dialog.focusWidget(), "18:00")
    assert found == []
    press(dialog, qtbot, Qt.Key.Key_Return, Qt.Key.Key_Return)
    [(answer, reason)] = found
    assert answer is Answer.FAILED_FAULT
    assert parse_reason(reason) == coded(
        "The battery cannot do what the command asks",
        cause="unsupported",
        code="E12",
        next="technician called",
        retry="18:00",
    )
    assert not dialog.isVisible()


def test_backspace_takes_the_last_answer_back(open_questions: Open, qtbot: QtBot) -> None:
    dialog = open_questions(a_row(1))
    press(dialog, qtbot, Qt.Key.Key_N, Qt.Key.Key_N)
    assert "Is there power at the site?" in visible_texts(dialog)
    assert "Can you reach the battery now?  No" in visible_texts(dialog)
    press(dialog, qtbot, Qt.Key.Key_Backspace)
    assert "Does anything else at the site answer?" in visible_texts(dialog)
    press(dialog, qtbot, Qt.Key.Key_Backspace, Qt.Key.Key_Y)
    assert "Does the battery or its inverter show a fault?" in visible_texts(dialog)


def test_letters_in_a_field_are_letters(open_questions: Open, qtbot: QtBot) -> None:
    dialog = open_questions(a_row(1))
    press(dialog, qtbot, Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_N)
    qtbot.keyClicks(dialog.focusWidget(), "yny")
    press(dialog, qtbot, Qt.Key.Key_Backspace)
    assert field(dialog, "Code it shows").text() == "yn"
    assert "Failed: offline" in visible_texts(dialog)


def test_a_removal_is_asked_about_as_one(open_questions: Open, qtbot: QtBot) -> None:
    dialog = open_questions(a_row(1, status="CANCELED", device_status="OK"))
    press(dialog, qtbot, Qt.Key.Key_Y, Qt.Key.Key_N, Qt.Key.Key_N)
    assert "Is the command running already?" in visible_texts(dialog)
    press(dialog, qtbot, Qt.Key.Key_Y)
    assert field(dialog, "In your words").text().endswith("could not be removed")


def test_nothing_is_without_a_name_a_key_or_plain_text(open_questions: Open, qtbot: QtBot) -> None:
    dialog = open_questions(*(a_row(n, device_id=f"<b>PW {n}</b>") for n in range(1, 15)))
    for keys in ((), (Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_N)):
        press(dialog, qtbot, *keys)
        assert unnamed(dialog) == []
        assert unreached(dialog) == []
        assert faults_of_text(dialog) == []
    assert "and 4 more" in visible_texts(dialog)


def test_from_the_bar_the_questions_lead_to_the_answer_and_back(qtbot: QtBot, themed: Theme) -> None:
    row = a_row(1)
    console = RecordingConsole([row])
    bar = AnswerBar(console, NEW_YORK, themed)
    qtbot.addWidget(bar)
    bar.show()
    opened: list[AnswerDialog] = []
    bar.dialog_opened.connect(opened.append)
    assert not bar.questions_action.isEnabled()
    bar.show_rows([row])
    bar.actions_of_answers[Answer.FAILED_FAULT].trigger()
    button_of(opened[0], "Four questions").click()
    questions = bar.window().findChild(QuestionsDialog)
    assert not opened[0].isVisible()
    press(questions, qtbot, Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_Y)
    button_of(questions, "Go on with “Failed: offline”").click()
    button_of(opened[1], "Failed: offline").click()
    reason = "The site has no internet connection [cause=internet]"
    assert console.asked == [("acknowledge", (row,), Answer.FAILED_OFFLINE, reason)]
