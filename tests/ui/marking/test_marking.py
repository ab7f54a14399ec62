from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from flipconsole.domain.chips import Chip
from flipconsole.domain.mark import Mark
from flipconsole.domain.row import Row, Stage
from flipconsole.domain.terms import terms_of
from flipconsole.ui.command_list.cells import Cells
from flipconsole.ui.command_list.order import Column
from flipconsole.ui.command_list.view import CommandListView
from flipconsole.ui.marking.bar import MarkBar
from flipconsole.ui.marking.note_dialog import NoteDialog
from flipconsole.ui.marking.put_off_dialog import PutOffDialog
from flipconsole.ui.theme import Theme
from tests.ui.desk import (
    NEW_YORK,
    NOW,
    RecordingConsole,
    RecordingMarks,
    a_command,
    a_row,
    button_of,
    faults_of_text,
    id_of,
    unnamed,
    unreached,
    visible_texts,
)


def marked(number: int = 1, **changes: Any) -> Row:
    mark = Mark(id_of(number), NOW, **changes)
    if mark.shelved_until is not None:
        mark = Mark(id_of(number), NOW, **(changes | {"shelved_at": NOW, "terms": terms_of(a_command(number))}))
    row = a_row(number)
    return Row(row.held, row.acks, row.attention, row.stage, None, None, mark)


SHELVED = {"shelved_until": NOW + timedelta(minutes=5), "shelved_by": "Ana", "shelved_reason": "on the way"}


@pytest.fixture
def console() -> RecordingConsole:
    return RecordingConsole()


@pytest.fixture
def marks(console: RecordingConsole) -> RecordingMarks:
    found: RecordingMarks = console.aids.marks
    return found


@pytest.fixture
def bar(qtbot: QtBot, themed: Theme, console: RecordingConsole) -> MarkBar:
    bar = MarkBar(console, NEW_YORK, themed)
    qtbot.addWidget(bar)
    bar.resize(480, 100)
    bar.show()
    bar.activateWindow()
    qtbot.waitUntil(bar.isActiveWindow)
    return bar


def select(bar: MarkBar, console: RecordingConsole, *rows: Row) -> None:
    console.rows |= {row.id: row for row in rows}
    bar.show_rows(rows)


def edit(dialog: NoteDialog | PutOffDialog, name: str) -> QLineEdit:
    return next(one for one in dialog.findChildren(QLineEdit) if one.accessibleName() == name)


def test_a_key_takes_it_on_and_lets_it_go(
    bar: MarkBar, console: RecordingConsole, marks: RecordingMarks, qtbot: QtBot
) -> None:
    select(bar, console, a_row(1), a_row(2))
    qtbot.keyClick(bar, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    select(bar, console, marked(1, taken_by="Ana", taken_at=NOW))
    assert "Ana is on it since today 16:00" in visible_texts(bar)
    qtbot.keyClick(bar, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert marks.asked == [("take_on", [id_of(1), id_of(2)]), ("let_go", [id_of(1)])]


def test_a_note_is_edited_from_what_it_was(bar: MarkBar, console: RecordingConsole, marks: RecordingMarks) -> None:
    select(bar, console, marked(1, note="call Bo", note_by="Ana", note_at=NOW))
    assert "call Bo (Ana, today 16:00)" in visible_texts(bar)
    bar.actions_of_marks[1].trigger()
    dialog = bar.window().findChild(NoteDialog)
    assert edit(dialog, "Note").text() == "call Bo"
    assert unnamed(dialog) == []
    edit(dialog, "Note").setText(" Bo is there ")
    button_of(dialog, "Keep note").click()
    assert marks.asked == [("note", [id_of(1)], "Bo is there")]


def open_put_off(bar: MarkBar, console: RecordingConsole, *rows: Row) -> PutOffDialog:
    select(bar, console, *rows)
    bar.actions_of_marks[2].trigger()
    found: PutOffDialog = bar.window().findChildren(PutOffDialog)[-1]
    return found


def test_it_is_put_off_by_keyboard_with_a_time_and_a_reason(
    bar: MarkBar, console: RecordingConsole, marks: RecordingMarks, qtbot: QtBot
) -> None:
    dialog = open_put_off(bar, console, a_row(1))
    assert "Say until when." in visible_texts(dialog)
    qtbot.keyClicks(edit(dialog, "Until"), "16:10")
    assert "Say why." in visible_texts(dialog)
    qtbot.keyClicks(edit(dialog, "Why"), "Bo is on the way")
    qtbot.keyClick(edit(dialog, "Why"), Qt.Key.Key_Return)
    assert marks.asked == [("put_off", [id_of(1)], NOW + timedelta(minutes=10), "Bo is on the way")]
    assert not dialog.isVisible()


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("16:13", "Flip waits for its answer until today 16:12 EDT: it cannot be put off for longer."),
        ("15:00", "Flip waits for its answer until today 16:12 EDT: it cannot be put off for longer."),
        ("soon", "Enter a time like 17:10."),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_the_reason(
    bar: MarkBar, console: RecordingConsole, marks: RecordingMarks, qtbot: QtBot, typed: str, why: str
) -> None:
    dialog = open_put_off(bar, console, a_row(1))
    qtbot.keyClicks(edit(dialog, "Until"), typed)
    edit(dialog, "Why").setText("later")
    assert why in visible_texts(dialog)
    assert not button_of(dialog, "Put off").isEnabled()
    qtbot.keyClick(edit(dialog, "Why"), Qt.Key.Key_Return)
    assert marks.asked == []


def test_as_long_as_it_can_wait_leaves_time_for_the_work(
    bar: MarkBar, console: RecordingConsole, marks: RecordingMarks
) -> None:
    dialog = open_put_off(bar, console, a_row(1), a_row(2, held={"pending_since": NOW - timedelta(minutes=8)}))
    button_of(dialog, "As long as it can wait").click()
    edit(dialog, "Why").setText("later")
    button_of(dialog, "Put off (2 commands)").click()
    assert marks.asked == [("put_off", [id_of(1), id_of(2)], NOW + timedelta(minutes=4), "later")]


def test_of_several_those_that_cannot_wait_are_left_out_and_told(
    bar: MarkBar, console: RecordingConsole, marks: RecordingMarks
) -> None:
    dialog = open_put_off(bar, console, a_row(1), a_row(2, device_status="OK"))
    button_of(dialog, "10 minutes").click()
    edit(dialog, "Why").setText("later")
    assert "Left out: 1. Nothing waits for you there" in visible_texts(dialog)
    assert unnamed(dialog) == []
    assert unreached(dialog) == []
    button_of(dialog, "Put off (1 command)").click()
    assert marks.asked[0][1] == [id_of(1)]


def test_what_is_put_off_is_brought_back_by_the_same_key(
    bar: MarkBar, console: RecordingConsole, marks: RecordingMarks, qtbot: QtBot
) -> None:
    select(bar, console, marked(1, **SHELVED))
    assert "Put off until today 16:05 by Ana: on the way" in visible_texts(bar)
    qtbot.keyClick(bar, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert marks.asked == [("bring_back", [id_of(1)])]
    console.clock = NOW + timedelta(minutes=5)
    bar.pass_time()
    assert "Put off until" not in visible_texts(bar)


def test_what_waits_for_nothing_cannot_be_put_off(bar: MarkBar, console: RecordingConsole) -> None:
    select(bar, console, a_row(1, device_status="OK"))
    assert not bar.actions_of_marks[2].isEnabled()
    assert "nothing to put off" in button_of(bar, "Put off").toolTip()


def test_marks_are_plain_text(bar: MarkBar, console: RecordingConsole) -> None:
    select(bar, console, marked(1, note="<b>bold</b> &amp;", note_by="<i>", note_at=NOW, taken_by="<u>", taken_at=NOW))
    assert faults_of_text(bar) == []
    assert unnamed(bar) == []
    assert "<b>bold</b>" in visible_texts(bar)


def test_the_list_shows_who_is_on_it_the_note_and_what_is_put_off() -> None:
    def cell(row: Row, column: Column) -> Any:
        return Cells(row, frozenset(), NEW_YORK, NOW).cell(column, NEW_YORK, NOW)

    taken = cell(marked(1, taken_by="Ana", taken_at=NOW, note="call Bo"), Column.ANSWER)
    assert (taken.text, taken.note, taken.icon) == ("Ana is on it", "call Bo", "user")
    noted = cell(marked(1, note="call Bo"), Column.ANSWER)
    assert (noted.text, noted.icon) == ("call Bo", "pencil")
    off = cell(marked(1, **SHELVED), Column.ANSWER)
    assert (off.text, off.note, off.icon) == ("off until 16:05", "on the way", "pause")
    answered = marked(1, note="call Bo")
    answered = Row(answered.held, answered.acks, answered.attention, stage=Stage.DELIVERED, mark=answered.mark)
    assert cell(answered, Column.WHAT).note == "call Bo"


def test_what_is_put_off_stands_on_its_own_chip_until_its_time_is_over(qtbot: QtBot, themed: Theme) -> None:
    rows = {id_of(1): a_row(1), id_of(2): marked(2, **SHELVED)}
    clock = [NOW]
    view = CommandListView(lambda: clock[0], NEW_YORK, themed)
    qtbot.addWidget(view)
    view.set_rows(rows)
    index = view.table.rows.index_of_rows
    assert (view.table.rows.rowCount(), index.counts[Chip.SHELVED]) == (1, 1)
    assert view.chips.button(Chip.SHELVED).text() == "Put off  1"
    view.chips.button(Chip.SHELVED).click()
    assert view.table.rows.id_at(0) == id_of(2)
    view.chips.button("open").click()
    clock[0] = NOW + timedelta(minutes=5)
    view.tick(clock[0])
    assert (view.table.rows.rowCount(), index.counts[Chip.SHELVED]) == (2, 0)


def test_notes_are_found_by_the_search(qtbot: QtBot, themed: Theme) -> None:
    view = CommandListView(lambda: NOW, NEW_YORK, themed)
    qtbot.addWidget(view)
    view.set_rows({id_of(1): a_row(1), id_of(2): marked(2, note="gateway reboots")})
    view.search_field.setText("reboots")
    assert [view.table.rows.id_at(0)] == [id_of(2)]
    assert view.table.rows.rowCount() == 1
