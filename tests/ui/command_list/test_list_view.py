from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPoint,
    QRect,
    Qt,
    qInstallMessageHandler,
)
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from typing_extensions import override

from flipconsole.domain.chips import Chip, chips_of
from flipconsole.domain.command import DeviceStatus, Status
from flipconsole.domain.row import Stage
from flipconsole.ui.command_list.model import CommandModel
from flipconsole.ui.command_list.order import Column
from flipconsole.ui.command_list.stillness import IDLE_S
from flipconsole.ui.theme import Theme
from tests.ui.command_list.conftest import ZONE, Desk
from tests.ui.command_list.fleet import NOW, by_id, fleet, gone, make_row, needing_you, with_stage

Texts = Callable[[int], list[str]]


def point_at(desk: Desk, row: int) -> None:
    y = desk.table.rowViewportPosition(row) + desk.table.row_height // 2
    QTest.mouseMove(desk.table.viewport(), QPoint(200, y - 1))
    QTest.mouseMove(desk.table.viewport(), QPoint(200, y))


def leave(desk: Desk) -> None:
    QApplication.sendEvent(desk.table, QEvent(QEvent.Type.Leave))


def test_a_row_says_everything_in_words(desk: Desk, texts: Texts) -> None:
    desk.set_rows(by_id([make_row(1, age_min=3)]))
    assert texts(0)[:9] == ["in 12 min 00 s", "in 2 h 00 min", "bat-00001", "",
                        "Discharge 5.0 kW, keep 20 %",
                        "today 15:30 to 17:30 EST", "Going ahead", "Not answered", ""]  # fmt: skip
    assert desk.model.cell(0, Column.ACK_IN).note == "13:42"
    assert desk.model.cell(0, Column.STARTS_IN).note == "15:30"
    assert desk.model.headerData(Column.WHEN, Qt.Orientation.Horizontal) == "When (EST)"


def test_countdowns_tick_for_visible_rows_alone_and_stop_when_hidden(desk: Desk, texts: Texts) -> None:
    desk.set_rows(fleet(2000))
    changes: list[tuple[int, int, int, int]] = []
    desk.model.dataChanged.connect(
        lambda first, last, _roles: changes.append((first.row(), last.row(), first.column(), last.column()))
    )
    before = texts(0)[0]
    desk.now += timedelta(seconds=1)
    desk.view.tick(desk.now)
    assert texts(0)[0] != before
    first, last, left, right = changes[-1]
    assert (first, left, right) == (0, Column.ACK_IN, Column.STARTS_IN)
    assert last < 40
    assert desk.view._timer.isActive()
    desk.view.hide()
    assert not desk.view._timer.isActive()


def test_states_differ_by_word_and_shape(desk: Desk) -> None:
    rows = {
        "late": make_row(1, age_min=16),
        "removal": make_row(2, age_min=10, status=Status.CANCELED),
        "unknown": make_row(3, age_min=9, status="SUSPENDED"),
        "failed": make_row(4, device_status=DeviceStatus.FAILED_OFFLINE),
        "needs": needing_you(make_row(5, device_status=DeviceStatus.OK)),
        "gone": gone(make_row(6, device_status=DeviceStatus.OK)),
    }
    desk.view.chips.button("all").click()
    desk.set_rows(by_id(rows.values()))

    def cell(name: str, column: Column):  # type: ignore[no-untyped-def]
        return desk.model.cell(desk.ids().index(rows[name].id), column)

    assert (cell("late", Column.ACK_IN).text, cell("late", Column.ACK_IN).icon) == ("late 1 min 00 s", "triangle-alert")
    assert cell("late", Column.WHAT).note == "Flip has probably replaced this"
    assert cell("removal", Column.WHAT).text.startswith("Remove: ")
    assert cell("removal", Column.FLIP_STATUS).text == "Cancelled"
    assert cell("unknown", Column.FLIP_STATUS).text == "SUSPENDED (unknown)"
    assert cell("failed", Column.DEVICE_STATUS).icon == "wifi-off"
    assert cell("needs", Column.ANSWER).text == "Needs you"
    assert cell("gone", Column.ACK_IN)[:2] == ("no longer listed", "at 13:05")


def test_an_answer_under_way_still_shows_how_long_flip_waits(desk: Desk) -> None:
    in_time, too_late = (
        with_stage(make_row(1, age_min=3), Stage.WAITING),
        with_stage(make_row(2, age_min=17), Stage.WAITING),
    )
    desk.set_rows(by_id([in_time, too_late]))
    assert [desk.model.cell(row, Column.ACK_IN)[:4] for row in (0, 1)] == [
        ("in 12 min 00 s", "13:42", "send", "muted"),
        ("late 2 min 00 s", "13:28", "triangle-alert", "warn"),
    ]


def test_every_stage_has_its_own_words_and_no_icon_stands_for_two_tones(desk: Desk) -> None:
    seen = {}
    for stage in Stage:
        desk.set_rows(by_id([with_stage(make_row(1), stage)]))
        desk.view.chips.choose("all")
        if desk.model.rowCount():
            cell = desk.model.cell(0, Column.ANSWER)
            seen[stage] = (cell.text, cell.icon)
    assert len(set(seen.values())) == len(seen)
    assert all(text and icon for stage, (text, icon) in seen.items() if stage is not Stage.NONE)


@pytest.mark.parametrize("name", [*Chip, "open", "all"])
def test_a_chip_shows_its_count_and_lists_just_those(desk: Desk, name: str) -> None:
    desk.set_rows(fleet(300))
    desk.view.chips.button("all" if name == "open" else "open").click()
    desk.view.chips.button(name).click()
    count = desk.model.rowCount()
    assert desk.view.chips.button(name).text().endswith(f"  {count}")
    if name in set(Chip):
        assert all(Chip(name) in chips_of(desk.rows[each], NOW) for each in desk.ids())


def test_pressing_a_pressed_chip_goes_back_to_open(desk: Desk) -> None:
    desk.set_rows(fleet(100))
    opened = desk.ids()
    desk.view.chips.button(Chip.FAILED).click()
    desk.view.chips.button(Chip.FAILED).click()
    assert desk.ids() == opened
    assert desk.view.chips.button("open").isChecked()


def test_a_poll_above_moves_neither_selection_nor_scroll(desk: Desk) -> None:
    desk.set_rows(by_id(make_row(number, age_min=1) for number in range(1000, 1300)))
    picked = desk.ids()[100:103]
    desk.view.select(picked)
    desk.table.verticalScrollBar().setValue(95 * desk.table.row_height + 11)
    places = [desk.y_of(command_id) for command_id in picked]
    heard = len(desk.heard)
    desk.poll(*(make_row(number, age_min=9) for number in range(1, 51)))
    assert desk.model.rowCount() == 350
    assert desk.view.selected_ids() == picked
    assert [desk.y_of(command_id) for command_id in picked] == places
    assert len(desk.heard) == heard
    assert desk.view.newcomers_button.text() == "50 new above"
    desk.view.newcomers_button.click()
    assert desk.table.verticalScrollBar().value() == 0
    assert not desk.view.newcomers_button.isVisible()


def test_a_model_reset_would_lose_the_selection(desk: Desk) -> None:
    desk.set_rows(fleet(50))
    desk.view.select(desk.ids()[3:5])
    desk.model.beginResetModel()
    desk.model.endResetModel()
    assert desk.view.selected_ids() == []


def test_the_row_under_the_pointer_stays_there_while_rows_come_change_and_go(desk: Desk) -> None:
    chance = random.Random(5)
    desk.set_rows(by_id(make_row(number, age_min=chance.uniform(1, 12)) for number in range(1, 200)))
    point_at(desk, 6)
    pointed, y = desk.ids()[6], desk.y_of(desk.ids()[6])
    newcomers = [make_row(number, age_min=14) for number in range(500, 510)]
    desk.poll(*newcomers, with_stage(desk.rows[pointed], Stage.WAITING), removed=tuple(desk.ids()[1:4]))
    assert desk.y_of(pointed) == y
    desk.second += IDLE_S + 1
    desk.view.tick(desk.now)
    assert desk.y_of(pointed) == y, "an idle pointer still holds its own row"
    leave(desk)
    assert desk.ids()[-1] == pointed, "and lets it go when it leaves"


def test_order_waits_for_a_hand_and_a_menu_and_comes_afterwards(desk: Desk, qtbot: QtBot) -> None:
    desk.set_rows(by_id(make_row(number, age_min=12 - number) for number in range(1, 9)))
    before = desk.ids()
    QTest.keyClick(desk.table, Qt.Key.Key_Home)
    desk.poll(with_stage(desk.rows[before[3]], Stage.WAITING))
    assert desk.ids() == before
    desk.second += IDLE_S + 1
    menu = QMenu(desk.view)
    qtbot.addWidget(menu)
    menu.addAction("x")
    menu.popup(QPoint(10, 10))
    desk.view.tick(desk.now)
    assert desk.ids() == before
    menu.close()
    desk.view.tick(desk.now)
    assert desk.ids() == [each for each in before if each != before[3]] + [before[3]]


def test_an_answered_row_leaves_the_chip_only_when_the_operator_moves_on(desk: Desk) -> None:
    desk.set_rows(by_id(make_row(number, age_min=12 - number) for number in range(1, 6)))
    desk.view.chips.button(Chip.TO_ACKNOWLEDGE).click()
    first, second = desk.ids()[:2]
    desk.view.select([first])
    desk.poll(with_stage(desk.rows[first], Stage.SAVING))
    assert desk.ids()[0] == first
    assert desk.view.chips.button(Chip.TO_ACKNOWLEDGE).text().endswith("  4")
    desk.view.select([second])
    desk.view.tick(desk.now)
    assert first not in desk.ids()
    assert desk.view.selected_ids() == [second]


def test_newcomers_appear_on_top_when_nothing_holds_the_list(desk: Desk) -> None:
    desk.set_rows(by_id(make_row(number, age_min=1) for number in range(10, 100)))
    urgent = make_row(1, age_min=14)
    desk.poll(urgent)
    assert desk.y_of(urgent.id) == 0


def test_a_scrolled_list_keeps_its_top_row_even_with_nothing_selected(desk: Desk) -> None:
    desk.set_rows(by_id(make_row(number, age_min=1) for number in range(100, 300)))
    desk.table.verticalScrollBar().setValue(40 * desk.table.row_height + 5)
    top = desk.ids()[40]
    desk.poll(*(make_row(number, age_min=9) for number in range(1, 8)))
    assert desk.y_of(top) == -5


def test_a_row_that_no_longer_fits_leaves_though_its_place_is_the_same(desk: Desk) -> None:
    failed = make_row(1, device_status=DeviceStatus.FAILED_FAULT)
    desk.set_rows(by_id([failed, make_row(2, device_status=DeviceStatus.FAILED_FAULT)]))
    desk.view.chips.button(Chip.FAILED).click()
    desk.poll(make_row(1, device_status=DeviceStatus.OK))
    assert failed.id not in desk.ids()


def test_a_renamed_battery_moves_among_its_equals(desk: Desk) -> None:
    first, second = make_row(1, device_id="a"), make_row(2, device_id="b")
    desk.set_rows(by_id([first, second]))
    desk.poll(make_row(1, device_id="c"))
    assert desk.ids() == [second.id, first.id]


def test_tomorrow_becomes_today_at_midnight_of_the_zone(desk: Desk, texts: Texts) -> None:
    window = {"starts_at": NOW + timedelta(hours=20), "ends_at": NOW + timedelta(hours=21)}
    desk.set_rows(by_id([make_row(1, device_status=DeviceStatus.FAILED_FAULT, **window)]))
    assert texts(0)[Column.WHEN] == "tomorrow 09:30 to 10:30 EST"
    desk.now += timedelta(hours=11)
    desk.view.tick(desk.now)
    assert texts(0)[Column.WHEN] == "today 09:30 to 10:30 EST"


def test_another_zone_changes_times_and_header_but_not_the_order(desk: Desk, texts: Texts) -> None:
    desk.set_rows(fleet(50))
    before = desk.ids()
    desk.view.set_zone(ZoneInfo("Europe/Berlin"))
    assert desk.ids() == before
    assert texts(0)[Column.WHEN].endswith("CET")
    assert desk.model.headerData(Column.WHEN, Qt.Orientation.Horizontal) == "When (CET)"
    assert "Europe/Berlin" in desk.view.footer.text()


def test_select_all_takes_the_filtered_rows_and_says_how_many(desk: Desk) -> None:
    desk.set_rows(fleet(300))
    desk.view.chips.button(Chip.LATE).click()
    desk.table.setFocus()
    QTest.keySequence(desk.table, "Ctrl+A")
    assert desk.view.selected_ids() == desk.ids()
    count = desk.model.rowCount()
    assert 0 < count < 300
    assert desk.view.footer.text().startswith(f"{count} of 300 commands · {count} selected")


def test_shift_and_control_pick_ranges_and_single_rows(desk: Desk) -> None:
    desk.set_rows(fleet(60))

    def click(row: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        y = desk.table.rowViewportPosition(row) + 10
        QTest.mouseClick(desk.table.viewport(), Qt.MouseButton.LeftButton, keys, QPoint(200, y))

    click(2)
    click(5, Qt.KeyboardModifier.ShiftModifier)
    click(8, Qt.KeyboardModifier.ControlModifier)
    assert desk.view.selected_ids() == [desk.ids()[row] for row in (2, 3, 4, 5, 8)]
    assert desk.heard[-1] == desk.view.selected_ids()


def test_search_narrows_says_when_nothing_matches_and_escape_clears_it(desk: Desk) -> None:
    desk.set_rows(by_id([make_row(1, device_id="oak-1"), make_row(2, device_id="elm-2")]))
    QTest.keySequence(desk.view, "Ctrl+F")
    assert desk.view.search_field.hasFocus()
    QTest.keyClicks(desk.view.search_field, "oak")
    assert desk.model.rowCount() == 1
    QTest.keyClicks(desk.view.search_field, "zzz")
    assert desk.model.rowCount() == 0
    assert desk.view.empty_note.isVisible()
    QTest.keyClick(desk.view.search_field, Qt.Key.Key_Escape)
    assert desk.model.rowCount() == 2
    assert not desk.view.empty_note.isVisible()
    assert desk.table.hasFocus()


def test_the_button_in_the_empty_list_clears_the_filter(desk: Desk) -> None:
    desk.set_rows(by_id([make_row(1)]))
    desk.view.chips.button(Chip.FAILED).click()
    desk.view.search_field.setText("x")
    assert desk.view.empty_note.isVisible()
    desk.view.empty_note.clear_button.click()
    assert desk.model.rowCount() == 1
    assert desk.view.search_field.text() == ""


def test_a_filter_keeps_what_stays_selected_and_drops_what_is_hidden(desk: Desk) -> None:
    oak, elm = make_row(1, device_id="oak"), make_row(2, device_id="elm")
    desk.set_rows(by_id([oak, elm]))
    desk.view.select([oak.id, elm.id])
    desk.view.search_field.setText("oak")
    assert desk.view.selected_ids() == [oak.id]
    assert desk.heard[-1] == [oak.id]


def test_selecting_a_hidden_row_shows_it_until_the_selection_moves_on(desk: Desk) -> None:
    done, other = (make_row(number, device_status=DeviceStatus.OK) for number in (1, 3))
    pending = make_row(2)
    desk.set_rows(by_id([done, other, pending]))
    assert desk.ids() == [pending.id]
    desk.view.select([done.id, other.id])
    desk.view.tick(desk.now)
    assert desk.view.selected_ids() == [done.id, other.id]
    desk.view.select([pending.id])
    desk.view.tick(desk.now)
    assert desk.ids() == [pending.id]


def test_enter_and_double_click_open_a_row(desk: Desk, qtbot: QtBot) -> None:
    desk.set_rows(fleet(20))
    opened: list[str] = []
    desk.view.activated.connect(opened.append)
    desk.view.select([desk.ids()[1]])
    desk.table.setFocus()
    QTest.keyClick(desk.table, Qt.Key.Key_Return)
    middle = QPoint(200, desk.table.rowViewportPosition(3) + 10)
    QTest.mouseClick(desk.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    QTest.mouseDClick(desk.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    QTest.mouseRelease(desk.table.viewport(), Qt.MouseButton.LeftButton)  # else the button counts as held from here on
    assert opened == [desk.ids()[1], desk.ids()[3]]


def test_home_and_end_go_to_the_first_and_the_last_row(desk: Desk, qtbot: QtBot) -> None:
    desk.set_rows(fleet(50))
    ids = desk.ids()
    desk.table.select_ids([ids[8]])
    qtbot.keyClick(desk.table, Qt.Key.Key_Home)
    assert desk.table.selected_ids() == [ids[0]]
    qtbot.keyClick(desk.table, Qt.Key.Key_End)
    assert desk.table.selected_ids() == [ids[-1]]
    qtbot.keyClick(desk.table, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)
    assert len(desk.table.selected_ids()) == len(ids)


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Home])
def test_a_key_selects_the_row_it_stands_on_when_none_is(desk: Desk, qtbot: QtBot, key: Qt.Key) -> None:
    desk.set_rows(by_id([make_row(1, age_min=3)]))
    desk.table.select_ids(desk.ids())
    desk.table.clearSelection()
    qtbot.keyClick(desk.table, key)
    assert desk.table.selected_ids() == desk.ids()


def test_the_frame_of_the_focus_leaves_nothing_behind(desk: Desk, qtbot: QtBot) -> None:
    desk.set_rows(fleet(50))
    desk.table.setFocus()
    qtbot.waitUntil(desk.table.hasFocus)
    ids = desk.ids()
    painted: list[QRegion] = []

    class Watch(QObject):
        @override
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent):
                painted.append(event.region())
            return False

    desk.table.select_ids([ids[3]])
    desk.table.selectionModel().clearSelection()  # a focus that stands on no selected row: nothing else repaints it
    watch = Watch()
    desk.table.viewport().repaint()
    desk.table.viewport().installEventFilter(watch)
    painted.clear()
    flag = QItemSelectionModel.SelectionFlag.NoUpdate
    desk.table.selectionModel().setCurrentIndex(desk.model.index(5, 0), flag)
    qtbot.waitUntil(lambda: bool(painted))
    for row in (3, 5):
        whole = QRect(0, desk.y_of(ids[row]), desk.table.viewport().width(), desk.table.row_height)
        assert any(region.contains(whole) and (QRegion(whole) - region).isEmpty() for region in painted)


def test_sorting_by_a_header_keeps_the_selection(desk: Desk) -> None:
    desk.set_rows(fleet(200))
    picked = set(desk.ids()[4:7])
    desk.view.select(list(picked))
    for order in (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder):
        desk.table.sortByColumn(Column.BATTERY, order)
        names = [desk.rows[each].held.command.device_id for each in desk.ids()]
        assert names == sorted(names, reverse=order is Qt.SortOrder.DescendingOrder)
        assert set(desk.view.selected_ids()) == picked


def test_a_row_becomes_late_in_place_as_time_passes(desk: Desk, texts: Texts) -> None:
    desk.set_rows(by_id([make_row(1, age_min=14.5)]))
    assert desk.view.chips.button(Chip.LATE).text().endswith("  0")
    desk.now += timedelta(seconds=35)
    desk.view.tick(desk.now)
    assert texts(0)[0] == "late 5 s"
    assert desk.view.chips.button(Chip.LATE).text().endswith("  1")


def test_random_polls_keep_the_model_sound_and_the_list_right(desk: Desk) -> None:
    chance = random.Random(11)
    desk.set_rows(fleet(60))
    for step in range(12):
        pool = list(fleet(60, seed=chance.randrange(1, 4)).values())
        removed = tuple(chance.sample(sorted(desk.rows), min(4, len(desk.rows))))
        fresh = [row for row in chance.sample(pool, 20) if row.id not in removed]
        desk.now += timedelta(seconds=chance.choice((1, 20, 90)))
        if chance.random() < 0.4 and desk.model.rowCount() > 4:
            desk.view.select(chance.sample(desk.ids(), 3))
        if chance.random() < 0.3:
            desk.view.chips.button(chance.choice([*Chip, "open", "all"])).click()
        desk.poll(*fresh, removed=removed)
        desk.second += 60
        desk.view.tick(desk.now)
        assert len(set(desk.ids())) == desk.model.rowCount(), step
        for chip in Chip:
            count = sum(chip in chips_of(row, desk.now) for row in desk.rows.values())
            assert desk.view.chips.button(chip).text().endswith(f"  {count}")


def test_the_tester_notices_a_model_that_lies(qtlog: Any, qapp: QApplication) -> None:
    said: list[str] = []
    with qtlog.disabled():
        before = qInstallMessageHandler(lambda _kind, _context, message: said.append(message))
        model = CommandModel(ZONE, NOW)
        tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
        model.replace_all(fleet(20).values())
        assert said == []
        model.beginRemoveRows(QModelIndex(), 0, 0)
        model.endRemoveRows()
        qInstallMessageHandler(before)
        del tester
    assert any("FAIL!" in message for message in said)


def test_everything_has_a_name_for_a_screen_reader(desk: Desk) -> None:
    desk.set_rows(by_id([make_row(1), make_row(2, age_min=9, status=Status.CANCELED)]))
    assert desk.table.accessibleName()
    assert desk.view.search_field.accessibleName()
    assert all(desk.view.chips.button(name).accessibleName() for name in (*Chip, "open", "all"))
    read = [desk.model.index(0, column).data(Qt.ItemDataRole.AccessibleTextRole) for column in Column]
    assert read[Column.ACK_IN] == "in 6 min 00 s, 13:36"
    assert read[Column.WHAT].startswith("Remove: ")
    assert all(read)


def test_the_tab_key_walks_through_chips_search_and_table(desk: Desk) -> None:
    desk.set_rows(fleet(10))
    desk.view.chips.button("open").setFocus()
    reached = set()
    for _step in range(12):
        reached.add(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert {desk.table, desk.view.search_field, desk.view.chips.button(Chip.LATE)} <= reached


def test_a_change_of_theme_repaints_in_its_colours(desk: Desk) -> None:
    desk.set_rows(fleet(40))
    light = desk.table.viewport().grab().toImage()
    desk.view.set_theme(Theme.of("dark"))
    assert desk.table.viewport().grab().toImage() != light
