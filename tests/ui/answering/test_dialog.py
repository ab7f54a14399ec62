from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QScrollArea
from pytestqt.qtbot import QtBot

from flipconsole.domain.ack import AckState
from flipconsole.domain.command import Answer
from flipconsole.domain.environment import Environment
from flipconsole.domain.evidence import Evidence
from flipconsole.domain.row import Row
from flipconsole.ui.answering.dialog import AnswerDialog
from flipconsole.ui.theme import Theme
from tests.ui.desk import NEW_YORK, RecordingConsole, a_row, an_ack, button_of, id_of, unnamed, unreached, visible_texts

Open = Callable[..., AnswerDialog]


@pytest.fixture
def console() -> RecordingConsole:
    return RecordingConsole()


@pytest.fixture
def open_dialog(qtbot: QtBot, themed: Theme, console: RecordingConsole) -> Open:
    def build(*rows: Row, answer: Answer = Answer.OK) -> AnswerDialog:
        console.rows |= {row.id: row for row in rows}
        dialog = AnswerDialog(console, rows, answer, NEW_YORK, themed)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.open()
        dialog.activateWindow()
        qtbot.waitUntil(lambda: dialog.focusWidget() is not None and dialog.focusWidget().hasFocus())
        return dialog

    return build


def reason_of(dialog: AnswerDialog) -> QLineEdit:
    return next(edit for edit in dialog.findChildren(QLineEdit) if edit.accessibleName() == "Reason")


def count_of(dialog: AnswerDialog) -> QLineEdit:
    return next(edit for edit in dialog.findChildren(QLineEdit) if edit.accessibleName().startswith("How many"))


def test_a_failure_without_a_reason_cannot_be_sent(open_dialog: Open, console: RecordingConsole) -> None:
    row = a_row(1)
    dialog = open_dialog(row, answer=Answer.FAILED_FAULT)
    confirm = button_of(dialog, "Failed: fault")
    for blank in ("", "   "):
        reason_of(dialog).setText(blank)
        assert not confirm.isEnabled()
        assert "A failure needs a reason." in visible_texts(dialog)
    reason_of(dialog).setText(" breaker tripped ")
    confirm.click()
    assert console.asked == [("acknowledge", (row,), Answer.FAILED_FAULT, "breaker tripped")]
    assert not dialog.isVisible()


def test_a_failure_may_go_without_a_reason_where_that_is_allowed(open_dialog: Open, console: RecordingConsole) -> None:
    row = a_row(1)
    console.aids.rules.set_needs_reason(False)
    dialog = open_dialog(row, answer=Answer.FAILED_FAULT)
    assert "Reason (optional)" in visible_texts(dialog).replace("&", "")
    button_of(dialog, "Failed: fault").click()
    assert console.asked == [("acknowledge", (row,), Answer.FAILED_FAULT, None)]


def test_an_ok_may_go_without_a_reason(open_dialog: Open, console: RecordingConsole) -> None:
    dialog = open_dialog(a_row(1), a_row(2))
    button_of(dialog, "OK: it is scheduled (2 commands)").click()
    assert console.asked == [("acknowledge", (a_row(1), a_row(2)), Answer.OK, None)]


def test_the_rows_are_sent_as_they_were_shown(open_dialog: Open, console: RecordingConsole) -> None:
    shown = (a_row(1), a_row(2))
    dialog = open_dialog(*shown)
    console.change(a_row(1, device_status_reason="other words"))
    button_of(dialog, "OK").click()
    assert [sent is row for sent, row in zip(console.asked[0][1], shown, strict=True)] == [True, True]


def test_for_several_cancel_is_the_default_and_enter_never_confirms(
    open_dialog: Open, console: RecordingConsole, qtbot: QtBot
) -> None:
    dialog = open_dialog(a_row(1), a_row(2), answer=Answer.FAILED_FAULT)
    assert button_of(dialog, "Cancel").isDefault()
    reason_of(dialog).setText("tripped")
    confirm = button_of(dialog, "Failed: fault")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        for widget in (reason_of(dialog), confirm):
            widget.setFocus()
            assert widget.hasFocus()
            qtbot.keyClick(widget, key)
            assert console.asked == []
            assert dialog.isVisible()
    qtbot.keyClick(confirm, Qt.Key.Key_Space)
    assert len(console.asked) == 1


def test_for_one_enter_in_the_reason_confirms(open_dialog: Open, console: RecordingConsole, qtbot: QtBot) -> None:
    dialog = open_dialog(a_row(1), answer=Answer.FAILED_OFFLINE)
    qtbot.keyClick(reason_of(dialog), Qt.Key.Key_Return)
    assert console.asked == []
    reason_of(dialog).setFocus()
    qtbot.keyClicks(reason_of(dialog), "no contact")
    qtbot.keyClick(reason_of(dialog), Qt.Key.Key_Return)
    assert console.asked == [("acknowledge", (a_row(1),), Answer.FAILED_OFFLINE, "no contact")]


def test_picking_a_reason_with_enter_sends_nothing_yet(
    open_dialog: Open, console: RecordingConsole, qtbot: QtBot
) -> None:
    dialog = open_dialog(a_row(1), answer=Answer.FAILED_OFFLINE)
    qtbot.keyClick(reason_of(dialog), Qt.Key.Key_Down)
    listed = dialog.findChild(QListWidget)
    assert listed.hasFocus()
    qtbot.keyClick(listed, Qt.Key.Key_Return)
    assert reason_of(dialog).text() == listed.item(0).text()
    assert console.asked == []


def test_reasons_used_last_come_first(open_dialog: Open, console: RecordingConsole) -> None:
    ack = an_ack(
        7,
        Answer.FAILED_OFFLINE,
        reason="The customer unplugged it [cause=switched_off; retry=18:00]",
        state=AckState.DELIVERED,
    )
    other = an_ack(8, Answer.FAILED_FAULT, reason="Not for this answer", state=AckState.DELIVERED)
    console.rows = {row.id: row for row in (a_row(7, acks=[ack]), a_row(8, acks=[other]))}
    evidence = Evidence(("window",), (), "Scheduled 17:00-19:00 EDT")
    done = an_ack(9, Answer.OK, reason=evidence.reason, evidence=evidence, state=AckState.DELIVERED)
    console.rows[id_of(9)] = a_row(9, acks=[done])
    ok = open_dialog(a_row(1), a_row(2)).findChild(QListWidget)
    assert evidence.reason not in [ok.item(place).text() for place in range(ok.count())]
    listed = open_dialog(a_row(1), answer=Answer.FAILED_OFFLINE).findChild(QListWidget)
    texts = [listed.item(place).text() for place in range(listed.count())]
    assert texts[0] == "The customer unplugged it [cause=switched_off]"
    assert "Not for this answer" not in texts
    assert len(texts) > 4


def test_a_row_that_changes_while_looking_is_left_out_live(open_dialog: Open, console: RecordingConsole) -> None:
    dialog = open_dialog(a_row(1), a_row(2), a_row(3))
    assert "Left out" not in visible_texts(dialog)
    console.change(a_row(1, setpoint_w=3000))
    console.drop(id_of(2))
    text = visible_texts(dialog)
    assert "Left out: 2 commands" in text
    assert "changed while you were looking (power)" in text
    assert "It is gone" in text
    button_of(dialog, "OK").click()
    assert console.asked == [("acknowledge", (a_row(3),), Answer.OK, None)]


def test_a_change_that_nobody_told_of_is_still_found_at_the_click(open_dialog: Open, console: RecordingConsole) -> None:
    dialog = open_dialog(a_row(1), a_row(2))
    console.rows[id_of(1)] = a_row(1, status="CANCELED")
    button_of(dialog, "OK").click()
    assert console.asked == [("acknowledge", (a_row(2),), Answer.OK, None)]


def test_when_everything_is_gone_nothing_can_be_sent(open_dialog: Open, console: RecordingConsole) -> None:
    dialog = open_dialog(a_row(1), answer=Answer.FAILED_FAULT)
    reason_of(dialog).setText("tripped")
    console.drop(id_of(1))
    assert "Nothing is left to answer." in visible_texts(dialog)
    assert not button_of(dialog, "Failed: fault").isEnabled()


def test_scheduling_and_removing_have_their_own_verbs(open_dialog: Open) -> None:
    text = visible_texts(open_dialog(a_row(1), a_row(2), a_row(3, status="CANCELED")))
    assert "Report OK: 2 commands are scheduled" in text
    assert "Confirm that 1 command is removed" in text
    assert "PW-1, PW-2" in text


def test_more_than_twenty_are_confirmed_by_their_count(open_dialog: Open, console: RecordingConsole) -> None:
    dialog = open_dialog(*(a_row(number) for number in range(1, 22)))
    confirm = button_of(dialog, "OK")
    assert not confirm.isEnabled()
    for typed, enabled in (("20", False), ("21", True)):
        count_of(dialog).setText(typed)
        assert confirm.isEnabled() is enabled
    console.change(a_row(1, setpoint_w=1))
    assert button_of(dialog, "OK").isEnabled()
    assert not count_of(dialog).isVisible()


def test_twenty_need_no_count(open_dialog: Open) -> None:
    assert button_of(open_dialog(*(a_row(number) for number in range(1, 21))), "OK").isEnabled()


def test_in_production_the_button_says_so(open_dialog: Open, console: RecordingConsole) -> None:
    console.environment = Environment.PRODUCTION
    assert button_of(open_dialog(a_row(1), a_row(2)), "(PRODUCTION)")


def test_what_was_answered_is_told_to_the_owner(open_dialog: Open, console: RecordingConsole, qtbot: QtBot) -> None:
    dialog = open_dialog(a_row(1), a_row(2))
    console.refuses[id_of(2)] = "Its answer is just being saved."
    with qtbot.waitSignal(dialog.answered) as told:
        button_of(dialog, "OK").click()
    ids, left_out = told.args
    assert ids == (id_of(1), id_of(2))
    assert [refusal.why for refusal in left_out] == ["Its answer is just being saved."]


def test_a_closed_dialog_listens_no_more(open_dialog: Open, console: RecordingConsole) -> None:
    before = len(console.rows_changed)
    dialog = open_dialog(a_row(1), a_row(2))
    assert len(console.rows_changed) == before + 1
    dialog.reject()
    assert len(console.rows_changed) == before
    assert console.asked == []


def test_every_control_has_a_name_and_is_reached_by_tab(open_dialog: Open) -> None:
    for rows in ([a_row(1)], [a_row(number) for number in range(1, 30)]):
        dialog = open_dialog(*rows, answer=Answer.FAILED_FAULT)
        assert unnamed(dialog) == []
        assert unreached(dialog) == []


@pytest.mark.parametrize("device_status", ["PENDING", "OK", "FAILED_FAULT"])
def test_a_removal_is_never_offered_the_reasons_of_a_schedule(
    open_dialog: Open, console: RecordingConsole, device_status: str
) -> None:
    used = an_ack(7, Answer.OK, reason="Scheduled by hand", state=AckState.DELIVERED)
    console.rows = {id_of(7): a_row(7, acks=[used])}
    row = a_row(1, status="CANCELED", device_status=device_status)
    listed = open_dialog(row, a_row(2, status="OPT_OUT")).findChild(QListWidget)
    texts = [listed.item(place).text() for place in range(listed.count())]
    assert texts[0] == "Removed from the battery's schedule"
    assert not any("cheduled" in text for text in texts)


def test_the_preview_names_batteries_as_people_call_them(open_dialog: Open, console: RecordingConsole) -> None:
    console.aids.batteries.enter("PW-1", "name", "Garage")
    console.aids.batteries.enter("PW-1", "site", "<b>Oak</b>")
    dialog = open_dialog(a_row(1), a_row(2))
    assert "PW-1 (Garage, <b>Oak</b>), PW-2" in visible_texts(dialog)


def test_of_many_different_commands_the_rest_comes_when_it_is_scrolled_to(open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog(*(a_row(number, setpoint_w=1000 + number) for number in range(1, 21)))
    assert "… and 14 more commands" in visible_texts(dialog)
    assert "1.02 kW" not in visible_texts(dialog)
    bar = dialog.findChild(QScrollArea).verticalScrollBar()
    for _turn in range(20):
        bar.setValue(bar.maximum())
        qtbot.wait(1)
    said = visible_texts(dialog)
    assert "more command" not in said
    assert [number for number in range(1, 21) if f"{1 + number / 1000:g} kW" not in said] == []
