"""The window as a whole: environment, one selection, what polls may not move, closing, and every control by name."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import cast

import msgspec
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from flipconsole.app.credentials import Holding
from flipconsole.app.link import LinkState
from flipconsole.app.notices import NoticeKind
from flipconsole.domain.bulk import Bulk
from flipconsole.domain.command import Answer, UnreadableRow
from flipconsole.domain.news import News, NewsKind
from flipconsole.domain.reliance import Cause, Interruption, Reliance
from flipconsole.domain.row import Row, Stage
from flipconsole.domain.terms import terms_of
from flipconsole.ui.answering.by_id import AnswerByIdDialog
from flipconsole.ui.answering.dialog import AnswerDialog
from flipconsole.ui.frame.closing import CloseDialog
from flipconsole.ui.frame.unreadable import UnreadableDialog
from flipconsole.ui.importing.dialog import ImportDialog
from flipconsole.ui.news.dialog import NewsDialog
from flipconsole.ui.outbox.line import Box
from flipconsole.ui.shortcuts import Key, KeyGroup, ShortcutSheet
from flipconsole.ui.theme import Theme, environment_colour
from flipconsole.ui.window import MainWindow
from tests.ui.boxes import FakeBoxes
from tests.ui.desk import (
    HOSTILE,
    NOW,
    a_row,
    an_ack,
    button_of,
    faults_of_text,
    id_of,
    rows_of_every_stage,
    texts_of,
    unnamed,
    unreached,
    visible_texts,
)
from tests.ui.window.conftest import OpenWindow, WindowConsole

ENVIRONMENTS = {
    "PRODUCTION": "https://api.flip.energy",
    "SANDBOX": "https://api-sandbox.flip.energy",
    "SIMULATOR": "http://127.0.0.1:8000",
    "CUSTOM": "https://flip.example.com",
}


def ids_listed(window: MainWindow) -> list[str]:
    rows = window.workspace.list.table.rows
    return [rows.id_at(place) for place in range(rows.rowCount())]


def every_stage() -> list[Row]:
    return list(rows_of_every_stage().values())


@pytest.mark.parametrize(("word", "base_url"), ENVIRONMENTS.items())
def test_the_environment_stands_in_title_strip_and_frame(open_window: OpenWindow, word: str, base_url: str) -> None:
    console = WindowConsole([a_row(1)], base_url)
    window = open_window(console)
    assert word in window.windowTitle()
    assert word in visible_texts(window.strip)
    frame = window.grab().toImage().pixelColor(1, window.height() - 100)
    assert frame.name() == environment_colour(Theme.of("light"), console.environment)


def test_a_row_selected_in_the_list_is_shown_in_detail_and_timeline(open_window: OpenWindow) -> None:
    window = open_window(WindowConsole([a_row(1), a_row(2)]), complete=True)
    window.workspace.list.select([id_of(2)])
    assert "PW-2" in visible_texts(window.workspace.detail)
    assert window.workspace.timeline is not None
    assert window.workspace.timeline.selected_ids == (id_of(2),)


def test_a_bar_chosen_in_the_timeline_is_selected_in_the_list(open_window: OpenWindow) -> None:
    window = open_window(WindowConsole([a_row(1), a_row(2)]), complete=True)
    assert window.workspace.timeline is not None
    window.workspace.timeline.bar_selected.emit(id_of(2))
    assert window.workspace.list.selected_ids() == [id_of(2)]
    assert "PW-2" in visible_texts(window.workspace.detail)


def test_a_selection_made_before_the_timeline_came_is_in_it(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(WindowConsole([a_row(number) for number in range(1, 60)]))
    window.workspace.list.select([id_of(58)])
    qtbot.waitUntil(window.is_complete, timeout=20_000)
    timeline = window.workspace.timeline
    assert timeline is not None
    assert timeline.selected_ids == (id_of(58),)
    lane, shown = timeline.lanes.index("PW-58"), timeline.window_shown
    assert shown.top <= lane <= shown.top + shown.lanes_high - 1


def test_a_poll_keeps_the_selection_and_shows_the_newer_version(open_window: OpenWindow, qtbot: QtBot) -> None:
    console = WindowConsole([a_row(1), a_row(2)])
    window = open_window(console, complete=True)
    window.workspace.list.select([id_of(2)])
    console.bring(a_row(3), a_row(2, setpoint_w=3000))
    assert window.workspace.list.selected_ids() == [id_of(2)]
    qtbot.waitUntil(lambda: "3.0 kW" in visible_texts(window.workspace.detail))
    timeline = window.workspace.timeline
    assert timeline is not None
    qtbot.waitUntil(lambda: "PW-3" in timeline.lanes)


def test_the_window_comes_without_the_timelines_libraries() -> None:
    look = "import sys, flipconsole.ui.window; print([m for m in ('numpy', 'pyqtgraph') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize("rows", [0, 1], ids=["page", "list"])
@pytest.mark.parametrize("state", list(LinkState))
def test_every_control_has_a_name_and_is_reached_by_tab(open_window: OpenWindow, state: LinkState, rows: int) -> None:
    console = WindowConsole(every_stage() if rows else ())
    window = open_window(console, complete=bool(rows and state is LinkState.LIVE))
    console.stand(state=state, needs_you=2, waiting=3, unreadable=1, store_trouble="Full.", sends=False, skew_s=500.0)
    console.raise_notice(NoticeKind.NEEDS_YOU, "Look", id_of(1))
    window.workspace.list.select([id_of(1)] if rows else [])
    assert nameless(window) == []
    assert unreached(window) == []


def nameless(window: MainWindow) -> list[QWidget]:
    """But for the drawings that a line edit keeps as buttons inside it."""
    return [one for one in unnamed(window) if not isinstance(one.parent(), QLineEdit)]


def test_a_control_without_a_name_would_be_found(open_window: OpenWindow) -> None:
    window = open_window(WindowConsole())
    window.strip._parts["waiting"].show()
    window.strip._parts["waiting"].button.setText("")
    assert nameless(window) != []


def test_the_sheet_of_keys_lists_every_action_that_has_one(open_window: OpenWindow) -> None:
    window = open_window(WindowConsole([a_row(1)]))
    window.workspace.list.table.setFocus()
    QTest.keyClick(window.workspace.list.table, Qt.Key.Key_Question)
    sheet = window.findChild(ShortcutSheet)
    assert sheet is not None
    shown = texts_of(sheet)
    keyed = [action for action in window.actions() if action.shortcut().toString() and action.text()]
    assert len(keyed) > 10
    for action in keyed:
        assert action.shortcut().toString() in shown, action.text()
    for keys in ("Ctrl+Return", "Ctrl+L", "Ctrl+U", "Ctrl+F", "F5", "F1 or ?"):
        assert keys in shown
    assert unnamed(sheet) == []


def test_no_key_on_the_sheet_is_cut_off(qtbot: QtBot) -> None:
    """As long as the screen is wide enough; 800 pixels in these tests."""
    keys = [Key(f"Ctrl+Shift+{number}", "Go to the most urgent command of all") for number in range(60)]
    sheet = ShortcutSheet([KeyGroup("One", tuple(keys)), KeyGroup("Two", tuple(keys))])
    qtbot.addWidget(sheet)
    sheet.show()
    area = sheet.findChild(QScrollArea)
    assert area is not None
    assert 720 < sheet.width() <= sheet.screen().availableGeometry().width()
    assert sheet.height() <= sheet.screen().availableGeometry().height()
    assert area.horizontalScrollBar().maximum() == 0
    assert area.verticalScrollBar().maximum() > 0


def test_f5_asks_for_the_list_once_each_time_it_is_pressed(open_window: OpenWindow) -> None:
    console = WindowConsole([a_row(1)])
    window = open_window(console)
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert console.asked.count(("refresh",)) == 1


def test_the_keyboard_answers_the_selected_row(open_window: OpenWindow) -> None:
    console = WindowConsole([a_row(1)])
    window = open_window(console)
    window.workspace.list.select([id_of(1)])
    window.workspace.list.table.setFocus()
    QTest.keyClick(window.workspace.list.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [asked[0] for asked in console.asked if asked[0] == "acknowledge"] == ["acknowledge"]


# closing


def test_closing_with_nothing_unsent_asks_nothing(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(WindowConsole([a_row(1)]))
    with qtbot.waitSignal(window.closed, timeout=1000):
        window.close()
    assert window.findChild(CloseDialog) is None


def test_closing_with_unsent_answers_lists_them_and_stays_until_told(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(WindowConsole(every_stage()))
    with qtbot.assertNotEmitted(window.closed):
        window.close()
    dialog = window.findChild(CloseDialog)
    assert dialog is not None
    listed = dialog.findChild(QListWidget)
    assert listed is not None
    lines = [listed.item(place).text() for place in range(listed.count())]
    assert lines == ["PW-4: OK", "PW-5: OK", "PW-6: OK (sent, outcome not known)", "PW-7: OK (sent, outcome not known)"]
    assert "saved" in texts_of(dialog)
    with qtbot.assertNotEmitted(window.closed):
        button_of(dialog, "Stay").click()
    assert window.isVisible()
    window.close()
    again = next(one for one in window.findChildren(CloseDialog) if one.isVisible())
    with qtbot.waitSignal(window.closed, timeout=1000):
        button_of(again, "Close and keep them").click()


def test_asking_twice_to_close_opens_one_question(open_window: OpenWindow) -> None:
    window = open_window(WindowConsole(every_stage()))
    window.close()
    window.close()
    assert len(window.findChildren(CloseDialog)) == 1


def test_a_window_put_away_asks_nothing_and_hears_nothing_more(open_window: OpenWindow, qtbot: QtBot) -> None:
    console = WindowConsole(every_stage())
    window = open_window(console)
    window.close()
    window.put_away()
    assert not window.isVisible()
    known = window.workspace.list.table.rows.index_of_rows.total
    console.bring(a_row(77))
    console.stand(state=LinkState.OFFLINE)
    console.raise_notice(NoticeKind.NEW, "1 new command")
    assert window.workspace.list.table.rows.index_of_rows.total == known
    assert window.banners.banners == {}


def test_the_second_stops_while_the_window_is_hidden(open_window: OpenWindow) -> None:
    window = open_window(WindowConsole([a_row(1)]))
    assert window._tick.isActive()
    window.hide()
    assert not window._tick.isActive()
    window.show()
    assert window._tick.isActive()


# states and notices


def test_without_a_command_a_page_says_why_and_gives_way_to_the_list(open_window: OpenWindow) -> None:
    console = WindowConsole()
    window = open_window(console)
    assert "No commands" in visible_texts(window)
    console.bring(a_row(1))
    assert window.page.isHidden()
    assert window.workspace.isVisible()


def test_a_token_typed_into_the_banner_goes_to_the_console_only(open_window: OpenWindow, tmp_path: Path) -> None:
    console = WindowConsole([a_row(1)])
    window = open_window(console)
    console.stand(state=LinkState.TOKEN_REFUSED, waiting=12)
    assert "12 answers are safe and waiting" in visible_texts(window.banners)
    form = window.banners.banners["token_refused"].token_form
    QTest.keyClicks(form.field, "s3cret-token")
    window._on_second_passed()
    assert form.field.text() == "s3cret-token"
    QTest.keyClick(form.field, Qt.Key.Key_Return)
    assert console.asked[-1] == ("use_token", "s3cret-token")
    assert form.field.text() == ""
    window.close()
    assert all(b"s3cret" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_no_line_of_the_banner_that_asks_for_a_token_is_cut(open_window: OpenWindow) -> None:
    window = open_window(WindowConsole([a_row(1)]))
    window.resize(1280, 800)
    window._console.stand(state=LinkState.TOKEN_REFUSED, waiting=12, text="Flip does not accept the token.")
    window.banners.show_holding(Holding(trouble="The keychain is locked. " * 6))
    QApplication.processEvents()
    form = window.banners.banners["token_refused"].token_form
    note = form.note
    assert note.isVisible()
    assert note.height() >= note.heightForWidth(note.width()) > note.fontMetrics().height()
    assert form.rect().contains(note.geometry())
    assert form.parentWidget().rect().contains(form.geometry())


def test_a_notice_is_a_banner_whose_button_selects_its_commands(open_window: OpenWindow) -> None:
    console = WindowConsole([a_row(1), a_row(2), a_row(3)])
    window = open_window(console)
    console.raise_notice(NoticeKind.REMOVAL, "2 commands were cancelled", id_of(1), id_of(3))
    assert "2 commands were cancelled" in visible_texts(window.banners)
    button_of(window.banners, "Show").click()
    assert sorted(window.workspace.list.selected_ids()) == [id_of(1), id_of(3)]
    assert not window.banners.isVisible()


def test_news_neither_move_nor_activate_the_window(open_window: OpenWindow) -> None:
    console = WindowConsole([a_row(1)])
    window = open_window(console)
    window.workspace.list.search_field.setFocus()
    place, focus = window.geometry(), QApplication.focusWidget()
    console.raise_notice(NoticeKind.NEEDS_YOU, "Look", id_of(1))
    console.stand(state=LinkState.NO_TOKEN, needs_you=1)
    console.bring(a_row(2))
    assert window.geometry() == place
    assert QApplication.focusWidget() is focus


def test_what_the_strip_counts_opens(open_window: OpenWindow) -> None:
    console = WindowConsole(every_stage())
    window = open_window(console)
    console.bad = (UnreadableRow(3, "The id is missing.", "{}"),)
    console.stand(unreadable=1, needs_you=2, waiting=4)
    button_of(window.strip, "2 need you").click()
    assert window.outbox.isVisible()
    assert window.outbox.place is not None
    assert window.outbox.place.box is Box.NEEDS_YOU
    button_of(window.strip, "1 unreadable").click()
    dialog = window.findChild(UnreadableDialog)
    assert dialog is not None


def test_a_fault_in_a_slot_is_shown_and_the_window_goes_on(open_window: OpenWindow) -> None:
    window = open_window(WindowConsole([a_row(1)]))
    window.show_fault("Something unexpected happened.")
    assert "Something unexpected happened." in visible_texts(window.banners)


def test_what_was_just_answered_stays_where_it_is_for_a_while(open_window: OpenWindow, qtbot: QtBot) -> None:
    console = WindowConsole([a_row(number) for number in range(1, 9)])
    window = open_window(console)
    table = window.workspace.list.table
    second = [0.0]
    table.stillness._clock_s = lambda: second[0]
    table.selectAll()
    before = ids_listed(window)
    second[0] += 100.0  # a dialog may stay open for long
    window.workspace.answers.actions_of_answers[Answer.OK].trigger()
    dialog = window.findChild(AnswerDialog)
    assert dialog is not None
    button_of(dialog, "OK: it is scheduled (8 commands)").click()
    qtbot.waitUntil(lambda: window.findChild(AnswerDialog) is None)
    console.bring(
        *(a_row(number, device_status="OK", stage=Stage.DELIVERED, acks=[an_ack(number)]) for number in range(1, 9))
    )
    window.workspace.list.tick(console.now())
    assert ids_listed(window) == before
    second[0] += 11.0

    def has_gone() -> bool:
        window.workspace.list.tick(console.now())
        return ids_listed(window) == []

    qtbot.waitUntil(has_gone)


# bringing commands


def test_pasting_outside_a_field_opens_the_import(open_window: OpenWindow) -> None:
    window = open_window(WindowConsole([a_row(1)]))
    QGuiApplication.clipboard().setText('{"id": 1}')
    window.workspace.list.table.setFocus()
    QTest.keyClick(window.workspace.list.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(ImportDialog)
    assert dialog is not None
    assert '{"id": 1}' in texts_of(dialog)


def test_pasting_into_the_search_stays_there(open_window: OpenWindow) -> None:
    window = open_window(WindowConsole([a_row(1)]))
    QGuiApplication.clipboard().setText("PW-1")
    window.workspace.list.search_field.setFocus()
    QTest.keyClick(window.workspace.list.search_field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.findChild(ImportDialog) is None
    assert window.workspace.list.search_field.text() == "PW-1"


def test_text_dropped_on_the_window_opens_the_import(open_window: OpenWindow) -> None:
    window = open_window(WindowConsole([a_row(1)]))
    mime = QMimeData()
    mime.setText('[{"id": 1}]')
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(400, 300), *how))
    QApplication.sendEvent(window, QDropEvent(QPointF(400, 300), *how))
    dialog = window.findChild(ImportDialog)
    assert dialog is not None
    assert '[{"id": 1}]' in texts_of(dialog)


# looks


def test_the_theme_changes_while_it_runs(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(WindowConsole(every_stage()), complete=True)
    light = window.grab().toImage().pixelColor(400, 20)
    with qtbot.waitSignal(window.theme_chosen) as chosen:
        window.actions_of_window.themes["dark"].trigger()
    assert chosen.args == ["dark"]
    assert window.grab().toImage().pixelColor(400, 20).lightness() < light.lightness() / 2
    window.actions_of_window.themes["light"].trigger()


def test_times_are_told_in_the_zone_that_was_picked(open_window: OpenWindow) -> None:
    window = open_window(WindowConsole([a_row(1)]), complete=True)
    window.workspace.list.select([id_of(1)])
    assert "EDT" in visible_texts(window.workspace.detail)
    window.actions_of_window.zones["UTC"].trigger()
    assert "EDT" not in visible_texts(window.workspace)
    assert "UTC" in visible_texts(window.workspace.detail)


def test_the_place_of_the_window_is_kept(open_window: OpenWindow, tmp_path: Path, qtbot: QtBot) -> None:
    window = open_window(WindowConsole([a_row(1)]))
    window.resize(790, 560)
    window.actions_of_window.timeline.trigger()
    window.close()
    again = open_window(WindowConsole([a_row(1)]))
    assert (again.width(), again.height()) == (790, 560)
    assert not again.actions_of_window.timeline.isChecked()
    assert not again.workspace._place.isVisible()


# answering by id


def test_what_was_answered_by_id_is_shown_where_its_outcome_appears(open_window: OpenWindow) -> None:
    window = open_window(WindowConsole([a_row(1), a_row(2)]))
    answer_by_id(window, id_of(2))
    assert window.workspace.list.selected_ids() == [id_of(2)]
    answer_by_id(window, id_of(77))
    assert window.workspace.list.selected_ids() == [id_of(2)]
    assert window.outbox.isVisible()
    assert window.outbox.place.box is Box.WAITING


def answer_by_id(window: MainWindow, command_id: str) -> None:
    window.actions_of_window.by_id.trigger()
    dialog = next(one for one in window.findChildren(AnswerByIdDialog) if one.isVisible())
    dialog.findChild(QLineEdit).setText(command_id)
    next(iter(dialog._answers.buttons())).click()
    button_of(dialog, "OK: it is" if command_id == id_of(2) else "Answer OK").click()
    dialog.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


# text that is not ours


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_server_text_is_plain_everywhere_in_the_window(open_window: OpenWindow, text: str) -> None:
    rows = rows_of_every_stage()
    bad = [with_text(row, text) if stage in (Stage.NOT_ACCEPTED, Stage.WAITING) else row for stage, row in rows.items()]
    console = WindowConsole([*bad, a_row(50, device_id=text)])
    window = open_window(console)
    console.bad = (UnreadableRow(3, text, text),)
    console.stand(state=LinkState.OFFLINE, text=text, store_trouble=text, unreadable=1, needs_you=1, waiting=1)
    console.raise_notice(NoticeKind.NEEDS_YOU, text, id_of(1))
    window.workspace.list.select([id_of(50)])
    window.outbox.open_most_urgent()
    window.dialogs.show_unreadable(Theme.of("light"))
    window.close()
    assert faults_of_text(window) == []
    assert "\u202e" not in texts_of(window)
    console.rows.clear()
    window._show_states()
    assert faults_of_text(window) == []


def with_text(row: Row, text: str) -> Row:
    """The row with an ack whose outcome and battery are this text."""
    ack = row.acks[-1]
    terms = msgspec.structs.replace(terms_of(row.held.command), device_id=text)
    return msgspec.structs.replace(row, acks=(*row.acks[:-1], ack.but(outcome=text, terms=terms)))


# the outbox beside the list


def test_the_outbox_opens_beside_the_list_and_gives_its_place_back(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(WindowConsole(every_stage()), complete=True)
    window.resize(1280, 800)
    outbox = window.actions_of_window.outbox
    outbox.trigger()
    assert window.outbox.isVisible()
    assert window.workspace.list.isVisible()
    assert not window.workspace.timeline.isVisible()  # a low screen has no room for all three
    window.workspace.list.select([id_of(5)])
    assert window.workspace.selected_ids == [id_of(5)]
    window.outbox.close()
    assert window.workspace.timeline.isVisible()
    window.resize(1280, 1000)
    outbox.trigger()
    assert window.workspace.timeline.isVisible()


def test_the_key_of_the_outbox_opens_it_and_pressed_in_it_closes_it(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(WindowConsole([a_row(1)]))  # nothing waits: there is no line to take the keyboard
    window.activateWindow()
    outbox = window.actions_of_window.outbox
    outbox.trigger()
    assert window.outbox.place is not None
    qtbot.waitUntil(window.outbox.place.tabs.hasFocus, timeout=5000)
    outbox.trigger()
    assert not window.outbox.isVisible()


def test_an_answer_is_changed_from_the_outbox_after_a_look_at_the_command(open_window: OpenWindow) -> None:
    window = open_window(WindowConsole(every_stage()))
    window.outbox.open_most_urgent()
    window.outbox.change_asked.emit(id_of(5), Answer.FAILED_FAULT)
    dialog = window.findChild(AnswerDialog)
    assert dialog is not None
    assert window.workspace.selected_ids == [id_of(5)]


def test_an_answer_to_a_command_that_no_row_shows_is_changed_by_its_id(open_window: OpenWindow) -> None:
    window = open_window(WindowConsole(every_stage()))
    window.outbox.change_asked.emit(id_of(99), Answer.OK)
    dialog = window.findChild(AnswerByIdDialog)
    assert dialog is not None
    assert dialog.findChildren(QLineEdit)[0].text() == id_of(99)


def test_the_switch_has_a_key_and_the_menu_follows_it(open_window: OpenWindow) -> None:
    window = open_window(WindowConsole(every_stage()))
    action = window.actions_of_window.auto_send
    assert action.isChecked()
    action.trigger()
    assert not window._boxes.gate.is_open
    window._boxes.gate.switch(True)
    assert action.isChecked()


def test_a_large_bulk_opens_its_results_and_a_small_one_does_not(open_window: OpenWindow, qtbot: QtBot) -> None:
    console = WindowConsole(every_stage())
    window = open_window(console)
    boxes = cast(FakeBoxes, window._boxes)
    acks = [an_ack(number, bulk=7) for number in range(21)]
    boxes.bulks.kept[7] = Bulk(Answer.OK, None, "Ana", NOW, id=7), acks
    focus = QApplication.focusWidget()
    console.acks_saved.emit(tuple(acks[:5]))
    qtbot.wait(20)
    assert not window.outbox.isVisible()
    console.acks_saved.emit(tuple(acks))
    qtbot.waitUntil(window.outbox.isVisible)
    assert QApplication.focusWidget() is focus


def test_all_of_one_battery_or_event_are_selected_at_once(open_window: OpenWindow) -> None:
    rows = [a_row(number, device_id="PW-A" if number < 4 else "PW-B", event_id=f"e{number % 2}") for number in range(8)]
    window = open_window(WindowConsole(rows))
    window.workspace.list.select([id_of(1)])
    window.actions_of_window.same_battery.trigger()
    assert sorted(window.workspace.selected_ids) == [id_of(number) for number in range(4)]
    window.workspace.list.select([id_of(1)])
    window.actions_of_window.same_event.trigger()
    assert sorted(window.workspace.selected_ids) == [id_of(number) for number in (1, 3, 5, 7)]


def test_what_is_kept_back_is_a_banner_that_opens_the_outbox_and_closing_tells_the_truth(
    open_window: OpenWindow,
) -> None:
    console = WindowConsole(every_stage())
    window = open_window(console)
    console.stand(waiting=4, sends_by_itself=False)
    button_of(window.banners, "Open the outbox").click()
    assert window.outbox.isVisible()
    window.close()
    dialog = window.findChild(CloseDialog)
    assert dialog is not None
    assert "kept until you send them" in visible_texts(dialog)


def test_after_a_sleep_the_window_locks_and_says_why_until_a_look_succeeds(open_window: OpenWindow) -> None:
    console = WindowConsole([a_row(1)])
    window = open_window(console)
    window.workspace.list.select([id_of(1)])
    since = Interruption(Cause.SLEEP, NOW, 28_800)
    console.stand(state=LinkState.OFFLINE)
    console.vigil.stand(Reliance.LOCKED, since=since, list_at=NOW - timedelta(hours=8))
    assert list(window.banners.banners) == ["locked"]  # what the link was before the sleep is no news
    ok = window.workspace.answers.actions_of_answers[Answer.OK]
    assert not ok.isEnabled()
    button_of(window.banners, "Look again now").click()
    assert ("refresh",) in console.asked
    console.stand(state=LinkState.LIVE)
    console.vigil.stand(Reliance.FRESH, since=None)
    assert ok.isEnabled()
    assert list(window.banners.banners) == []


def a_change(number: int) -> News:
    command = a_row(number).held.command
    return News(NewsKind.NEW, NOW, command.id, command.device_id, None, terms_of(command))


def test_after_an_absence_the_news_are_offered_and_the_focus_stays(open_window: OpenWindow, qtbot: QtBot) -> None:
    console = WindowConsole([a_row(1), a_row(2)])
    window = open_window(console)
    window.workspace.list.table.setFocus()
    console.news.bring(a_change(1))
    assert "news" not in window.banners.banners  # somebody was here
    console.news.seen.clear()
    console.vigil.interrupted.emit(None)
    console.news.bring(a_change(2))
    before = QApplication.focusWidget()
    banner = window.banners.banners["news"]
    assert "While you were away" in visible_texts(banner)
    assert "2 new" in visible_texts(banner)
    button_of(banner, "What changed").click()
    dialog = window.findChild(NewsDialog)
    assert dialog is not None
    assert not dialog.isModal()
    assert "news" not in window.banners.banners
    assert before is window.workspace.list.table
    with qtbot.waitSignal(window.workspace.selection_changed):
        button_of(dialog, "Show in the list").click()
    assert window.workspace.selected_ids == [id_of(2)]


def test_the_offer_can_be_dismissed_and_the_news_had_by_key(open_window: OpenWindow, qtbot: QtBot) -> None:
    console = WindowConsole([a_row(1)])
    window = open_window(console)
    console.vigil.interrupted.emit(None)
    console.news.bring(a_change(1))
    window.banners.dismissed.emit("news")
    assert "news" not in window.banners.banners
    assert console.news.seen == set()
    window.actions_of_window.news.trigger()
    assert window.findChild(NewsDialog) is not None
    assert [key.toString() for key in window.actions_of_window.news.shortcuts()] == ["Ctrl+D"]
