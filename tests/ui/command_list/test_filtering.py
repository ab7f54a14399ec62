"""L5: the filter language in the list: counts, errors at their spot, completions, and time that passes."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.command import DeviceStatus, Mode, Status
from flipconsole.domain.filter.filter import read_filter
from flipconsole.domain.row import Stage
from flipconsole.ui.command_list.index import CommandIndex
from tests.ui.command_list.conftest import Desk
from tests.ui.command_list.fleet import NOW, by_id, fleet, make_row, with_stage


def typed(desk: Desk, text: str) -> None:
    desk.view.search_field.setFocus()
    QTest.keyClicks(desk.view.search_field, text)


def test_each_term_narrows_the_list_and_the_count_is_right(desk: Desk) -> None:
    desk.set_rows(fleet(400))
    desk.view.chips.button("all").click()
    before = 400
    for text in ("mode:discharge", "mode:discharge start<2h", "mode:discharge start<2h -battery:pw3"):
        desk.view.search_field.setText(text)
        shown = desk.model.rowCount()
        entries = desk.model.index_of_rows.entries.values()
        assert shown == sum(read_filter(text).keeps(entry, NOW) for entry in entries)
        assert 0 < shown < before
        assert desk.view.footer.text().startswith(f"{shown} of 400 commands")
        before = shown


def test_what_cannot_be_read_is_said_underlined_and_hides_nothing(desk: Desk) -> None:
    desk.set_rows(fleet(100))
    count = desk.model.rowCount()
    typed(desk, "start<2")
    assert desk.view.filter_note.isVisible()
    assert desk.view.filter_note.label.text().startswith("“start<2” is left out: 2 of what")
    assert desk.model.rowCount() == count
    marked = desk.view.search_field.grab().toImage()
    typed(desk, "h")
    assert not desk.view.filter_note.isVisible()
    assert desk.view.search_field.text() == "start<2h"
    QTest.keyClick(desk.view.search_field, Qt.Key.Key_Backspace)
    desk.view.search_field.mark(())
    assert desk.view.search_field.grab().toImage() != marked, "the spot is underlined"


def test_the_underline_changes_neither_the_text_nor_what_can_be_undone(desk: Desk) -> None:
    typed(desk, "oak mood:x")
    QTest.keyClick(desk.view.search_field, Qt.Key.Key_Home)
    assert desk.view.search_field.cursorPosition() == 0
    typed(desk, "a")
    assert desk.view.search_field.text() == "aoak mood:x"
    desk.view.search_field.undo()
    desk.view.search_field.undo()
    assert desk.view.search_field.text() in ("", "oak mood:x")


def test_suggestions_are_taken_by_keyboard_alone(desk: Desk) -> None:
    desk.set_rows(fleet(300))
    typed(desk, "mo")
    offered = desk.view.search_field.suggestions
    assert offered.isVisible()
    QTest.keyClick(desk.view.search_field, Qt.Key.Key_Down)
    QTest.keyClick(desk.view.search_field, Qt.Key.Key_Return)
    assert desk.view.search_field.text() == "mode:"
    assert [offered.item(row).text() for row in range(offered.count())][:2] == ["backup", "charge"]
    typed(desk, "dis")
    QTest.keyClick(desk.view.search_field, Qt.Key.Key_Down)
    QTest.keyClick(desk.view.search_field, Qt.Key.Key_Tab)
    assert desk.view.search_field.text() == "mode:discharge"
    assert not offered.isVisible()
    assert desk.model.rowCount() == sum(
        entry.row.held.command.battery_commands.mode == Mode.DISCHARGE for entry in desk.model.index_of_rows.listed
    )
    QTest.keyClick(desk.view.search_field, Qt.Key.Key_Return)
    assert desk.table.hasFocus()
    assert desk.view.selected_ids() == desk.ids()[:1]


def test_escape_closes_the_suggestions_first_and_clears_then(desk: Desk) -> None:
    desk.set_rows(fleet(50))
    typed(desk, "battery:")
    offered = desk.view.search_field.suggestions
    assert offered.isVisible()
    names = {row.held.command.device_id for row in desk.rows.values()}
    assert {offered.item(row).text() for row in range(offered.count())} <= names
    QTest.keyClick(desk.view.search_field, Qt.Key.Key_Escape)
    assert not offered.isVisible()
    assert desk.view.search_field.text() == "battery:"
    QTest.keyClick(desk.view.search_field, Qt.Key.Key_Escape)
    assert desk.view.search_field.text() == ""
    assert desk.table.hasFocus()


def test_a_name_from_the_server_is_offered_as_text(desk: Desk) -> None:
    desk.set_rows(by_id([make_row(1, device_id="<b>x</b>\u202eevil")]))
    typed(desk, "battery:<b>")
    assert desk.view.search_field.suggestions.item(0).text() == "<b>x</b>[U+202E]evil"


def test_rows_come_and_go_as_time_passes_without_a_poll(desk: Desk) -> None:
    soon, later = (
        make_row(1, starts_at=NOW + timedelta(minutes=61)),
        make_row(2, starts_at=NOW + timedelta(minutes=90)),
    )
    desk.set_rows(by_id([soon, later]))
    desk.view.search_field.setText("start<1h")
    assert desk.ids() == []
    desk.now += timedelta(minutes=2)
    desk.view.tick(desk.now)
    assert desk.ids() == [soon.id]
    desk.view.search_field.setText("-start<1h")
    assert desk.ids() == [later.id]
    desk.now += timedelta(minutes=40)
    desk.view.tick(desk.now)
    assert desk.ids() == []


def test_a_corrected_clock_takes_rows_back_out(desk: Desk) -> None:
    row = make_row(1, starts_at=NOW + timedelta(minutes=61))
    desk.set_rows(by_id([row]))
    desk.view.search_field.setText("start<1h")
    desk.now += timedelta(minutes=5)
    desk.view.tick(desk.now)
    assert desk.ids() == [row.id]
    desk.now -= timedelta(minutes=5)
    desk.view.tick(desk.now)
    assert desk.ids() == []


@pytest.mark.parametrize("text", ["start<1h", "ack<5m -mode:charge", "-end>2h", "ack>=3m start>-20m", "is:late"])
def test_time_and_changes_lead_where_a_fresh_look_would(text: str) -> None:
    chance = random.Random(7)
    index = CommandIndex(NOW)
    index.shows_all = True
    index.search(text)
    truth = fleet(60)
    index.take(truth.values())
    shown = {entry.id for entry in index.relist()}
    now = NOW
    for step in range(25):
        now += timedelta(minutes=chance.choice((1, 3, 7, -2)))
        turned = index.pass_time(now)
        batch = chance.sample(list(fleet(60, seed=chance.choice((1, 2))).values()), 5)
        truth.update({row.id: row for row in batch})
        for entry in {*turned, *index.take(batch)}:
            shown = shown | {entry.id} if index.matches(entry) else shown - {entry.id}
        fresh = CommandIndex(now)
        fresh.shows_all = True
        fresh.search(text)
        fresh.take(truth.values())
        assert shown == {entry.id for entry in fresh.relist()}, step


def test_a_search_that_the_chip_hides_says_so_and_one_press_shows_it(desk: Desk) -> None:
    done = make_row(1, device_id="oak", device_status=DeviceStatus.OK)
    desk.set_rows(by_id([done, make_row(2)]))
    desk.view.search_field.setText("oak")
    assert desk.ids() == []
    assert desk.view.empty_note.all_button.text() == "Show the 1 that it finds in All"
    desk.view.empty_note.all_button.click()
    assert desk.ids() == [done.id]


def test_site_is_understood_and_says_that_nobody_knows_any(desk: Desk) -> None:
    oak = make_row(1, device_id="a")
    desk.set_rows(by_id([oak, make_row(2, device_id="b")]))
    desk.view.search_field.setText("site:oak")
    assert desk.ids() == []
    assert "knows no sites yet" in desk.view.filter_note.label.text()
    desk.view.clear_filter()
    desk.model.index_of_rows.known = {"a": BatteryFacts(site="Oak Street 9")}
    desk.set_rows(by_id([oak, make_row(2, device_id="b")]))
    desk.view.search_field.setText("site:oak")
    assert desk.ids() == [oak.id]
    assert not desk.view.filter_note.isVisible()


def test_a_change_that_no_longer_fits_leaves_and_one_that_fits_comes(desk: Desk) -> None:
    first, second = make_row(1), make_row(2, status=Status.CANCELED)
    desk.set_rows(by_id([first, second]))
    desk.view.search_field.setText("status:canceled answer:none")
    assert desk.ids() == [second.id]
    desk.poll(make_row(1, status=Status.CANCELED), with_stage(second, Stage.WAITING))
    assert desk.ids() == [first.id]
