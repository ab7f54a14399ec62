import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget
from pytestqt.qtbot import QtBot

from flipconsole.domain.command import Answer
from flipconsole.domain.environment import Environment
from flipconsole.ui.answering.by_id import AnswerByIdDialog
from flipconsole.ui.theme import Theme
from tests.ui.desk import NEW_YORK, RecordingConsole, a_row, button_of, id_of, unnamed, unreached, visible_texts


@pytest.fixture
def console() -> RecordingConsole:
    return RecordingConsole([a_row(1), a_row(3, status="CANCELED")], Environment.PRODUCTION)


@pytest.fixture
def dialog(qtbot: QtBot, themed: Theme, console: RecordingConsole) -> AnswerByIdDialog:
    dialog = AnswerByIdDialog(console, NEW_YORK, themed)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def edit(dialog: AnswerByIdDialog, name: str) -> QLineEdit:
    return next(one for one in dialog.findChildren(QLineEdit) if one.accessibleName() == name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "../../admin/x",
        "497F6ECA-6276-4993-BFEB-53CBBBBA6F08",
        "{497f6eca-6276-4993-bfeb-53cbbbba6f08}",
        "urn:uuid:497f6eca-6276-4993-bfeb-53cbbbba6f08",
        "497f6eca62764993bfeb53cbbbba6f08",
        "497f6eca-6276-4993-bfeb-53cbbbba6f08?x=1",
        "http://evil.example/",
    ],
)
def test_nothing_but_a_canonical_id_can_be_sent(dialog: AnswerByIdDialog, text: str) -> None:
    button_of(dialog, "Failed: offline").click()
    edit(dialog, "Command id").setText(text)
    edit(dialog, "Reason").setText("no contact")
    assert not button_of(dialog, "(PRODUCTION)").isEnabled()


def test_an_unknown_id_is_answered_and_said_to_be_unchecked(
    dialog: AnswerByIdDialog, console: RecordingConsole
) -> None:
    edit(dialog, "Command id").setText(f"  {id_of(77)}\t")
    assert "without a check" in visible_texts(dialog)
    assert "Choose an answer." in visible_texts(dialog)
    next(iter(dialog._answers.buttons())).click()
    button_of(dialog, "(PRODUCTION)").click()
    assert console.asked == [("answer_by_id", id_of(77), Answer.OK, None)]
    assert not dialog.isVisible()


def test_a_failure_needs_a_reason(dialog: AnswerByIdDialog, console: RecordingConsole) -> None:
    edit(dialog, "Command id").setText(id_of(77))
    button_of(dialog, "Failed: offline").click()
    send = button_of(dialog, "(PRODUCTION)")
    assert not send.isEnabled()
    edit(dialog, "Reason").setText("no contact")
    send.click()
    assert console.asked == [("answer_by_id", id_of(77), Answer.FAILED_OFFLINE, "no contact")]


def test_a_failure_may_go_without_a_reason_where_that_is_allowed(
    dialog: AnswerByIdDialog, console: RecordingConsole
) -> None:
    console.aids.rules.set_needs_reason(False)
    edit(dialog, "Command id").setText(id_of(77))
    button_of(dialog, "Failed: fault").click()
    button_of(dialog, "(PRODUCTION)").click()
    assert console.asked == [("answer_by_id", id_of(77), Answer.FAILED_FAULT, None)]


def test_a_known_command_is_told_in_its_sentence(dialog: AnswerByIdDialog) -> None:
    edit(dialog, "Command id").setText(id_of(1))
    assert "Discharge at 5.0 kW" in visible_texts(dialog)
    edit(dialog, "Command id").setText(id_of(3))
    next(iter(dialog._answers.buttons())).click()
    assert button_of(dialog, "Confirm it is removed (PRODUCTION)")


def test_a_refusal_of_the_console_is_shown_and_keeps_the_dialog(
    dialog: AnswerByIdDialog, console: RecordingConsole
) -> None:
    console.refuses[id_of(77)] = "The disk is full."
    edit(dialog, "Command id").setText(id_of(77))
    next(iter(dialog._answers.buttons())).click()
    button_of(dialog, "(PRODUCTION)").click()
    assert dialog.isVisible()
    assert "The disk is full." in visible_texts(dialog)


def test_every_control_has_a_name_and_is_reached_by_tab(dialog: AnswerByIdDialog) -> None:
    assert unnamed(dialog) == []
    assert unreached(dialog) == []


def test_no_answer_is_named_before_one_is_chosen(dialog: AnswerByIdDialog) -> None:
    edit(dialog, "Command id").setText(id_of(1))
    assert button_of(dialog, "Send the answer (PRODUCTION)")
    assert not dialog.findChild(QListWidget).isVisible()


def test_ctrl_enter_sends_what_is_chosen_and_only_then(
    dialog: AnswerByIdDialog, console: RecordingConsole, qtbot: QtBot
) -> None:
    edit(dialog, "Command id").setText(id_of(77))
    dialog.activateWindow()
    qtbot.waitActive(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert console.asked == []
    next(iter(dialog._answers.buttons())).click()
    with qtbot.waitSignal(dialog.answered) as told:
        qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert told.args == [id_of(77)]
    assert console.asked == [("answer_by_id", id_of(77), Answer.OK, None)]
