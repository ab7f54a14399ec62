from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLineEdit
from pytestqt.qtbot import QtBot

from flipconsole.domain.command import Answer
from flipconsole.domain.evidence import EvidenceMode
from flipconsole.domain.row import Row
from flipconsole.ui.answering.bar import AnswerBar
from flipconsole.ui.answering.by_id import AnswerByIdDialog
from flipconsole.ui.answering.dialog import AnswerDialog
from flipconsole.ui.theme import Theme
from tests.ui.desk import (
    NEW_YORK,
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


@pytest.fixture
def console() -> RecordingConsole:
    return RecordingConsole()


@pytest.fixture
def open_ok(qtbot: QtBot, themed: Theme, console: RecordingConsole) -> Open:
    def build(*rows: Row, mode: EvidenceMode = EvidenceMode.REQUIRE) -> AnswerDialog:
        console.aids.rules.set_evidence(mode)
        console.rows |= {row.id: row for row in rows}
        dialog = AnswerDialog(console, rows, Answer.OK, NEW_YORK, themed)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.open()
        dialog.activateWindow()
        qtbot.waitUntil(lambda: dialog.focusWidget() is not None and dialog.focusWidget().hasFocus())
        return dialog

    return build


def ticks(dialog: AnswerDialog | AnswerByIdDialog) -> list[QCheckBox]:
    return [tick for tick in dialog.findChildren(QCheckBox) if tick.isVisibleTo(dialog)]


def doubt(dialog: AnswerDialog, name: str) -> QAbstractButton:
    buttons = dialog.findChildren(QAbstractButton)
    return next(button for button in buttons if button.accessibleName() == f"Not verified: {name}")


def reason(dialog: AnswerDialog | AnswerByIdDialog) -> QLineEdit:
    return next(edit for edit in dialog.findChildren(QLineEdit) if edit.accessibleName() == "Reason")


def test_with_require_ok_is_off_until_each_line_is_ticked_or_marked(
    open_ok: Open, console: RecordingConsole, qtbot: QtBot
) -> None:
    row = a_row(1)
    dialog = open_ok(row)
    confirm = button_of(dialog, "OK: it is scheduled")
    assert dialog.focusWidget() is ticks(dialog)[0]
    for left, tick in zip((5, 4, 3, 2), ticks(dialog), strict=False):
        assert f"Tick or mark {left} lines first." in visible_texts(dialog)
        assert not confirm.isEnabled()
        qtbot.keyClick(tick, Qt.Key.Key_Space)
    assert not confirm.isEnabled()
    doubt(dialog, "device clock").click()
    written = "Scheduled 17:00-19:00 EDT, discharge 5.0 kW, keep 20 %, read back; not verified: device clock"
    assert reason(dialog).text() == written
    confirm.click()
    assert console.asked == [("acknowledge", (row,), Answer.OK, written)]
    assert console.evidence[row.id].not_verified == ("device_clock",)


def test_a_line_is_never_both_and_can_be_taken_back(open_ok: Open) -> None:
    dialog = open_ok(a_row(1))
    clock, mark = ticks(dialog)[-1], doubt(dialog, "device clock")
    clock.click()
    mark.click()
    assert (clock.isChecked(), mark.isChecked()) == (False, True)
    clock.click()
    assert (clock.isChecked(), mark.isChecked()) == (True, False)
    clock.click()
    assert "Tick or mark 5 lines first." in visible_texts(dialog)
    assert reason(dialog).text() == ""


def test_with_ask_an_untouched_list_claims_nothing(open_ok: Open, console: RecordingConsole) -> None:
    row = a_row(1)
    button_of(open_ok(row, mode=EvidenceMode.ASK), "OK: it is scheduled").click()
    assert console.asked == [("acknowledge", (row,), Answer.OK, None)]
    assert console.evidence == {}


def test_with_ask_what_was_left_open_is_named_as_not_verified(open_ok: Open, console: RecordingConsole) -> None:
    row = a_row(1)
    dialog = open_ok(row, mode=EvidenceMode.ASK)
    for tick in ticks(dialog):
        if not tick.accessibleName().startswith("Setpoint"):
            tick.click()
    assert reason(dialog).text().endswith("not verified: setpoint")
    button_of(dialog, "OK: it is scheduled").click()
    assert console.evidence[row.id].not_verified == ("setpoint",)


def test_what_a_person_typed_stays_and_the_evidence_goes_with_it(open_ok: Open, console: RecordingConsole) -> None:
    row = a_row(1)
    dialog = open_ok(row, mode=EvidenceMode.ASK)
    ticks(dialog)[0].click()
    reason(dialog).setText("as agreed by phone")
    ticks(dialog)[1].click()
    assert reason(dialog).text() == "as agreed by phone"
    button_of(dialog, "OK: it is scheduled").click()
    assert console.asked[0][3] == "as agreed by phone"
    assert console.evidence[row.id].verified == ("window", "mode")


def test_one_block_serves_a_group_and_each_command_gets_its_own_reason(
    open_ok: Open, console: RecordingConsole
) -> None:
    standby = a_row(2, mode="STANDBY", power_mode=None, setpoint_w=None, backup_reserve_percentage=None)
    dialog = open_ok(a_row(1), standby, a_row(3))
    assert [tick.accessibleName() for tick in ticks(dialog)] == [
        "Window written: 17:00-19:00 EDT",
        "Mode: as each command asks",
        "Setpoint: 5.0 kW",
        "Reserve: keep 20 %",
        "The battery's clock is right",
    ]
    for tick in ticks(dialog):
        tick.click()
    assert reason(dialog).text() == ""
    assert reason(dialog).placeholderText().startswith("Written for each command: Scheduled")
    button_of(dialog, "OK: it is scheduled (3 commands)").click()
    assert console.asked[0][3] is None
    assert {id: evidence.reason for id, evidence in console.evidence.items()} == {
        id_of(1): "Scheduled 17:00-19:00 EDT, discharge 5.0 kW, keep 20 %, read back, device clock checked",
        id_of(2): "Scheduled 17:00-19:00 EDT, standby, read back, device clock checked",
        id_of(3): "Scheduled 17:00-19:00 EDT, discharge 5.0 kW, keep 20 %, read back, device clock checked",
    }


def test_a_removal_asks_for_what_belongs_to_a_removal(open_ok: Open) -> None:
    dialog = open_ok(a_row(1, status="CANCELED"))
    assert [tick.accessibleName() for tick in ticks(dialog)] == [
        "No longer in the schedule: 17:00-19:00 EDT",
        "The battery is in its usual mode",
    ]


def test_a_failure_and_an_ok_without_the_setting_ask_for_nothing(
    open_ok: Open, console: RecordingConsole, qtbot: QtBot, themed: Theme
) -> None:
    assert ticks(open_ok(a_row(1), a_row(2), mode=EvidenceMode.OFF)) == []
    console.aids.rules.set_evidence(EvidenceMode.REQUIRE)
    failure = AnswerDialog(console, [a_row(1)], Answer.FAILED_FAULT, NEW_YORK, themed)
    qtbot.addWidget(failure)
    assert ticks(failure) == []


def test_the_list_can_be_read_and_reached(open_ok: Open) -> None:
    dialog = open_ok(a_row(1, mode="<b>&Bold</b>"))
    assert unnamed(dialog) == []
    assert unreached(dialog) == []
    assert faults_of_text(dialog) == []
    assert "&&Bold" in ticks(dialog)[1].text()


def test_the_bar_opens_the_dialog_for_a_single_ok(qtbot: QtBot, themed: Theme, console: RecordingConsole) -> None:
    console.aids.rules.set_evidence(EvidenceMode.ASK)
    console.rows = {id_of(1): a_row(1)}
    bar = AnswerBar(console, NEW_YORK, themed)
    qtbot.addWidget(bar)
    bar.show_rows([a_row(1)])
    opened: list[AnswerDialog] = []
    bar.dialog_opened.connect(opened.append)
    bar.actions_of_answers[Answer.OK].trigger()
    assert len(opened) == 1
    assert console.asked == []


def test_by_id_the_ticks_belong_to_the_id_that_is_typed(qtbot: QtBot, themed: Theme, console: RecordingConsole) -> None:
    console.aids.rules.set_evidence(EvidenceMode.REQUIRE)
    console.rows = {id_of(n): a_row(n) for n in (1, 2)}
    dialog = AnswerByIdDialog(console, NEW_YORK, themed)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.open()
    field = next(edit for edit in dialog.findChildren(QLineEdit) if edit.accessibleName() == "Command id")
    next(button for button in dialog.findChildren(QAbstractButton) if button.text() == "OK").click()
    for number, lines in ((1, 5), (2, 5), (3, 2)):
        field.setText(id_of(number))
        assert len(ticks(dialog)) == lines
        assert not any(tick.isChecked() for tick in ticks(dialog))
        assert f"Tick or mark {lines} lines first." in visible_texts(dialog)
        for tick in ticks(dialog):
            tick.click()
    dialog._send.click()
    assert console.asked[-1] == (
        "answer_by_id",
        id_of(3),
        Answer.OK,
        "Done as asked, read back, device clock checked",
    )
    assert console.evidence[id_of(3)].verified == ("written", "device_clock")
