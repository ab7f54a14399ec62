"""After a sleep every way to answer is locked in words; from old data it is asked once, with its age."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from flipconsole.domain.command import Answer
from flipconsole.domain.reliance import Reliance, why_locked
from flipconsole.ui.answering.bar import AnswerBar
from flipconsole.ui.answering.by_id import AnswerByIdDialog
from flipconsole.ui.answering.dialog import AnswerDialog
from flipconsole.ui.theme import Theme
from tests.ui.desk import NEW_YORK, NOW, RecordingConsole, a_row, button_of, id_of, visible_texts


@pytest.fixture
def console() -> RecordingConsole:
    return RecordingConsole([a_row(1), a_row(2)])


@pytest.fixture
def bar(qtbot: QtBot, themed: Theme, console: RecordingConsole) -> AnswerBar:
    bar = AnswerBar(console, NEW_YORK, themed)
    qtbot.addWidget(bar)
    bar.resize(900, 160)
    bar.show()
    bar.activateWindow()
    qtbot.waitUntil(bar.isActiveWindow)
    bar.show_rows([console.rows[id_of(1)]])
    return bar


def press_ok(qtbot: QtBot, bar: AnswerBar) -> None:
    qtbot.keyClick(bar, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_buttons_and_keys_are_off_until_a_look_and_say_why(
    qtbot: QtBot, bar: AnswerBar, console: RecordingConsole
) -> None:
    console.vigil.stand(Reliance.LOCKED)
    assert not any(action.isEnabled() for action in bar.actions_of_answers.values())
    assert why_locked() in visible_texts(bar)
    press_ok(qtbot, bar)
    assert console.asked == []
    console.vigil.stand(Reliance.FRESH)
    assert why_locked() not in visible_texts(bar)
    press_ok(qtbot, bar)
    assert len(console.asked) == 1


def test_the_first_answer_from_old_data_asks_and_the_next_does_not(
    qtbot: QtBot, bar: AnswerBar, console: RecordingConsole
) -> None:
    console.vigil.stand(Reliance.OLD, list_at=NOW - timedelta(minutes=48))
    assert "48 min old" in visible_texts(bar)
    opened: list[AnswerDialog] = []
    bar.dialog_opened.connect(opened.append)
    press_ok(qtbot, bar)
    (dialog,) = opened
    assert console.asked == []
    assert "48 min old" in visible_texts(dialog)
    button_of(dialog, "OK").click()
    assert [asked[0] for asked in console.asked] == ["acknowledge"]
    bar.show_rows([console.rows[id_of(2)]])
    press_ok(qtbot, bar)
    assert len(opened) == 1
    assert len(console.asked) == 2
    assert "48 min old" in visible_texts(bar)


def test_its_age_is_told_as_it_grows(bar: AnswerBar, console: RecordingConsole) -> None:
    console.vigil.stand(Reliance.OLD, list_at=NOW - timedelta(minutes=48))
    console.clock += timedelta(minutes=3)
    bar.pass_time()
    assert "51 min old" in visible_texts(bar)


def test_an_open_preview_locks_too(qtbot: QtBot, themed: Theme, console: RecordingConsole) -> None:
    dialog = AnswerDialog(console, list(console.rows.values()), Answer.OK, NEW_YORK, themed)
    qtbot.addWidget(dialog)
    dialog.open()
    confirm = button_of(dialog, "OK")
    assert confirm.isEnabled()
    console.vigil.stand(Reliance.LOCKED)
    assert not confirm.isEnabled()
    assert why_locked() in visible_texts(dialog)
    console.vigil.stand(Reliance.FRESH)
    assert confirm.isEnabled()
    dialog.reject()
    console.vigil.stand(Reliance.LOCKED)  # a closed dialog is not asked any more


def test_answering_by_id_locks_and_tells_the_age(qtbot: QtBot, themed: Theme, console: RecordingConsole) -> None:
    dialog = AnswerByIdDialog(console, NEW_YORK, themed)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.open()
    next(one for one in dialog.findChildren(QLineEdit) if one.accessibleName() == "Command id").setText(id_of(1))
    button_of(dialog, "Failed: offline").click()
    next(one for one in dialog.findChildren(QLineEdit) if one.accessibleName() == "Reason").setText("no contact")
    send = dialog._send
    assert send.isEnabled()
    console.vigil.stand(Reliance.LOCKED)
    assert not send.isEnabled()
    console.vigil.stand(Reliance.OLD, list_at=NOW - timedelta(minutes=48))
    assert send.isEnabled()
    assert "48 min old" in visible_texts(dialog)
    send.click()
    assert console.vigil.is_relied_on
    assert console.asked[0][0] == "answer_by_id"
