from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from flipconsole.domain.ack import AckState
from flipconsole.domain.command import Answer, UnreadableField
from flipconsole.domain.environment import Environment
from flipconsole.domain.row import Row, Stage
from flipconsole.ui.answering.bar import AnswerBar
from flipconsole.ui.answering.dialog import AnswerDialog
from flipconsole.ui.theme import Theme
from tests.ui.desk import (
    NEW_YORK,
    NOW,
    RecordingConsole,
    a_row,
    an_ack,
    button_of,
    id_of,
    rows_of_every_stage,
    unnamed,
    unreached,
    visible_texts,
)


@pytest.fixture
def console() -> RecordingConsole:
    return RecordingConsole([a_row(1), a_row(2), a_row(3, status="CANCELED")])


@pytest.fixture
def bar(qtbot: QtBot, themed: Theme, console: RecordingConsole) -> AnswerBar:
    bar = AnswerBar(console, NEW_YORK, themed)
    qtbot.addWidget(bar)
    bar.resize(900, 120)
    bar.show()
    bar.activateWindow()
    qtbot.waitUntil(bar.isActiveWindow)
    return bar


def select(bar: AnswerBar, console: RecordingConsole, *rows: Row) -> None:
    console.rows |= {row.id: row for row in rows}
    bar.show_rows(rows)


def dialog_of(bar: AnswerBar, answer: Answer) -> AnswerDialog:
    opened: list[AnswerDialog] = []
    bar.dialog_opened.connect(opened.append)
    bar.actions_of_answers[answer].trigger()
    assert len(opened) == 1
    return opened[0]


def test_the_keys_are_never_a_bare_letter(bar: AnswerBar) -> None:
    keys = {answer: action.shortcuts() for answer, action in bar.actions_of_answers.items()}
    assert keys[Answer.OK] == [QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")]
    assert keys[Answer.FAILED_OFFLINE] == [QKeySequence("Ctrl+L")]
    assert keys[Answer.FAILED_FAULT] == [QKeySequence("Ctrl+U")]
    assert bar.undo_action.shortcut() == QKeySequence("Ctrl+Z")
    assert not any(action.autoRepeat() for action in (*bar.actions_of_answers.values(), bar.undo_action))


def test_a_single_ok_leaves_at_once_with_the_row_as_shown(
    bar: AnswerBar, console: RecordingConsole, qtbot: QtBot
) -> None:
    row = a_row(1)
    select(bar, console, row)
    qtbot.keyClick(bar, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert console.asked == [("acknowledge", (row,), Answer.OK, None)]
    assert console.asked[0][1][0] is row


def test_a_bare_letter_or_return_answers_nothing(bar: AnswerBar, console: RecordingConsole, qtbot: QtBot) -> None:
    select(bar, console, a_row(1))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_L, Qt.Key.Key_U, Qt.Key.Key_O):
        qtbot.keyClick(bar, key)
    assert console.asked == []


def test_the_words_follow_the_work(bar: AnswerBar, console: RecordingConsole) -> None:
    select(bar, console, a_row(1))
    assert button_of(bar, "OK: it is scheduled")
    select(bar, console, a_row(3, status="CANCELED"))
    assert button_of(bar, "Confirm it is removed")
    select(bar, console, a_row(1), a_row(3, status="CANCELED"))
    assert button_of(bar, "OK (2)")
    assert "scheduled" not in visible_texts(bar)


def test_the_sign_of_ok_can_be_seen_in_the_menu_on_the_button_and_on_the_button_that_is_off(
    bar: AnswerBar, console: RecordingConsole, themed: Theme
) -> None:
    def colours(one: QAction | QPushButton) -> set[str]:
        picture = one.icon().pixmap(16).toImage()
        places = ((x, y) for x in range(picture.width()) for y in range(picture.height()))
        return {colour.name() for colour in (picture.pixelColor(*place) for place in places) if colour.alpha() == 255}

    select(bar, console, a_row(1))
    button = button_of(bar, "OK: it is scheduled")
    assert themed.on_accent.lower() in colours(button)
    assert themed.ok.lower() in colours(bar.actions_of_answers[Answer.OK])
    select(bar, console)
    assert themed.muted.lower() in colours(button)


@pytest.mark.parametrize("status", ["OK", "CANCELED"])
def test_the_three_answers_fit_one_line_of_a_narrow_pane(
    bar: AnswerBar, console: RecordingConsole, status: str
) -> None:
    bar.resize(407, 200)
    select(bar, console, a_row(1, status=status))
    buttons = [one for one in bar.findChildren(QPushButton) if one.isVisible()]
    layout = bar.layout()
    assert layout is not None
    layout.activate()
    assert len(buttons) == 3
    assert len({button.y() for button in buttons}) == 1


def test_production_stands_on_every_button_that_sends(bar: AnswerBar, console: RecordingConsole) -> None:
    select(bar, console, a_row(1))
    assert "PRODUCTION" not in visible_texts(bar)
    console.environment = Environment.PRODUCTION
    bar.show_rows([a_row(1)])
    assert button_of(bar, "OK: it is scheduled (PRODUCTION)")
    assert button_of(bar, "Failed: offline (PRODUCTION)")
    assert button_of(bar, "Failed: fault (PRODUCTION)")


def test_without_an_answerable_row_it_is_off_and_says_why(bar: AnswerBar, console: RecordingConsole) -> None:
    bad = a_row(9, device_status="", unreadable=(UnreadableField("device_status", "7", "not a word"),))
    for rows, words in (((), "Select a command"), ((bad,), "no readable device status")):
        select(bar, console, *rows)
        assert words in visible_texts(bar)
        for action in bar.actions_of_answers.values():
            assert not action.isEnabled()
            assert words in action.statusTip()
        assert words in button_of(bar, "Failed: fault").toolTip()


def test_a_failure_opens_the_dialog(bar: AnswerBar, console: RecordingConsole, qtbot: QtBot) -> None:
    select(bar, console, a_row(1))
    opened: list[AnswerDialog] = []
    bar.dialog_opened.connect(opened.append)
    qtbot.keyClick(bar, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert len(opened) == 1
    assert console.asked == []
    opened[0].reject()


def test_a_question_is_asked_even_for_one_row(bar: AnswerBar, console: RecordingConsole) -> None:
    select(bar, console, a_row(1, status="SUSPENDED"))
    dialog = dialog_of(bar, Answer.OK)
    assert "unknown to this version" in visible_texts(dialog)
    assert console.asked == []
    dialog.reject()


def test_the_same_ok_again_does_nothing_and_says_so(bar: AnswerBar, console: RecordingConsole) -> None:
    select(bar, console, rows_of_every_stage()[Stage.HOLDING])
    bar.actions_of_answers[Answer.OK].trigger()
    assert console.asked == []
    assert "this OK is under way" in visible_texts(bar)


def test_what_was_told_of_a_row_is_not_said_any_more_once_that_has_changed(
    bar: AnswerBar, console: RecordingConsole
) -> None:
    """Its OK is not under way any more once a conflict has stopped it."""
    rows = rows_of_every_stage()
    row = rows[Stage.WAITING]
    select(bar, console, row)
    bar.actions_of_answers[Answer.OK].trigger()
    assert "this OK is under way" in visible_texts(bar)
    ack = row.acks[-1].but(state=AckState.NEEDS_REVIEW)
    stopped = msgspec.structs.replace(row, acks=(ack,), stage=Stage.NEEDS_REVIEW)
    select(bar, console, stopped)
    assert "under way" not in visible_texts(bar)


def test_what_the_console_leaves_out_is_told(bar: AnswerBar, console: RecordingConsole) -> None:
    select(bar, console, a_row(1))
    console.refuses[id_of(1)] = "It was just cancelled."
    bar.actions_of_answers[Answer.OK].trigger()
    assert "Left out: 1. It was just cancelled." in visible_texts(bar)
    select(bar, console, a_row(2))
    assert "Left out" not in visible_texts(bar)


def test_answering_rests_when_the_selected_command_changes_underneath(
    bar: AnswerBar, console: RecordingConsole, qtbot: QtBot
) -> None:
    select(bar, console, a_row(1))
    select(bar, console, a_row(1, status="CANCELED"))
    qtbot.keyClick(bar, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert console.asked == []
    assert "changed it just now" in visible_texts(bar)
    qtbot.waitUntil(lambda: bar.actions_of_answers[Answer.OK].isEnabled())
    assert "changed it just now" not in visible_texts(bar)


def test_answering_goes_on_when_only_our_own_answer_arrived(bar: AnswerBar, console: RecordingConsole) -> None:
    select(bar, console, a_row(1))
    select(bar, console, a_row(1, device_status="OK", updated_at=NOW))
    assert bar.actions_of_answers[Answer.OK].isEnabled()


def test_undo_shows_itself_and_the_seconds_while_held(bar: AnswerBar, console: RecordingConsole, qtbot: QtBot) -> None:
    assert not bar.undo_action.isVisible()
    holding = rows_of_every_stage()[Stage.HOLDING]
    select(bar, console, holding)
    assert button_of(bar, "Undo (4 s)")
    console.clock = NOW + timedelta(seconds=2)
    qtbot.waitUntil(lambda: bar.undo_action.text() == "Undo (2 s)")
    qtbot.keyClick(bar, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert console.asked == [("undo", holding.id)]
    console.clock = NOW + timedelta(seconds=4)
    qtbot.waitUntil(lambda: not bar.undo_action.isVisible())


def test_undo_reaches_the_last_answers_when_the_selection_has_moved_on(
    bar: AnswerBar, console: RecordingConsole, qtbot: QtBot
) -> None:
    select(bar, console, a_row(1))
    bar.actions_of_answers[Answer.OK].trigger()
    console.asked.clear()
    ack = an_ack(1, not_before=NOW + timedelta(seconds=5))
    console.rows[id_of(1)] = a_row(1, acks=[ack], stage=Stage.SAVING)
    select(bar, console, a_row(2))
    assert not bar.undo_action.isVisible()
    console.rows[id_of(1)] = a_row(1, acks=[ack], stage=Stage.HOLDING)
    qtbot.waitUntil(lambda: bar.undo_action.isVisible())
    assert "PW-1" in bar.undo_action.statusTip()
    bar.undo_action.trigger()
    assert console.asked == [("undo", id_of(1))]


def test_every_control_has_a_name_and_is_reached_by_tab(bar: AnswerBar, console: RecordingConsole) -> None:
    select(bar, console, rows_of_every_stage()[Stage.HOLDING])
    assert unnamed(bar) == []
    assert unreached(bar) == []


def test_where_nothing_can_be_saved_no_answer_is_offered_and_that_is_said(
    bar: AnswerBar, console: RecordingConsole
) -> None:
    select(bar, console, a_row(1))
    assert all(action.isEnabled() for action in bar.actions_of_answers.values())
    console.refusal = "The folder cannot be used, so answers cannot be saved."
    select(bar, console, a_row(1))
    assert not any(action.isEnabled() for action in bar.actions_of_answers.values())
    assert "answers cannot be saved" in visible_texts(bar)
