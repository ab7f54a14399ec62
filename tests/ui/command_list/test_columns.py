"""L9: columns are chosen, moved, widened and sorted by mouse and keyboard, and come back at the next start."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flipconsole.domain.command import DeviceStatus, Status
from flipconsole.domain.list_layout import ListLayout, SortedBy
from flipconsole.domain.row import Stage
from flipconsole.ui.command_list.actions import ListActions
from flipconsole.ui.command_list.columns_dialog import ColumnsDialog
from flipconsole.ui.command_list.order import OF_BATTERY, Column, SortKey
from flipconsole.ui.command_list.widths import column_widths
from flipconsole.ui.theme import Theme, apply_theme
from tests.ui.command_list.conftest import Desk
from tests.ui.command_list.fleet import by_id, fleet, make_row, with_stage

NO_KEY = Qt.KeyboardModifier.NoModifier


def click_title(desk: Desk, column: Column, keys: Qt.KeyboardModifier = NO_KEY) -> None:
    header = desk.table.horizontalHeader()
    spot = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, keys, spot)


def test_a_click_sorts_a_second_turns_it_round_and_control_adds_a_column(desk: Desk) -> None:
    desk.set_rows(fleet(200))
    click_title(desk, Column.WHAT)
    assert desk.table.columns.order == (SortKey(Column.WHAT),)
    click_title(desk, Column.WHAT)
    assert desk.table.columns.order == (SortKey(Column.WHAT, True),)
    click_title(desk, Column.WHAT)
    for keys in (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier):
        click_title(desk, Column.FLIP_STATUS)
        click_title(desk, Column.BATTERY, keys)
        assert desk.table.columns.order == (SortKey(Column.FLIP_STATUS), SortKey(Column.BATTERY))
        click_title(desk, Column.BATTERY, keys)
        assert desk.table.columns.order == (SortKey(Column.FLIP_STATUS), SortKey(Column.BATTERY, True))
        click_title(desk, Column.BATTERY, keys)
        assert desk.table.columns.order == (SortKey(Column.FLIP_STATUS),)
        click_title(desk, Column.WHAT)


def test_two_columns_sort_each_in_its_own_direction_and_stay_sorted(desk: Desk) -> None:
    desk.view.chips.button("all").click()
    desk.set_rows(fleet(300))
    desk.table.columns.sort_by([SortKey(Column.WHAT, True), SortKey(Column.BATTERY)])
    desk.poll(*list(fleet(40, seed=9).values()))
    desk.second += 60
    desk.view.tick(desk.now)
    entries = desk.model.index_of_rows.listed
    for before, after in pairwise(entries):
        assert before.key[0] >= after.key[0]
        assert before.key[0] != after.key[0] or before.key[1] <= after.key[1]
    assert [desk.model.index_of_rows.place_of(each) for each in desk.ids()] == list(range(len(entries)))


def test_rows_without_a_value_come_last_in_every_direction_of_several(desk: Desk) -> None:
    rows = [make_row(number, starts_at=None if number % 2 else make_row(1).held.command.starts_at, device_id=name)
            for number, name in enumerate(("", "b", "a", "c"), 1)]  # fmt: skip
    desk.set_rows(by_id(rows))
    for turned in (False, True):
        desk.table.columns.sort_by([SortKey(Column.STARTS_IN, turned), SortKey(Column.BATTERY, turned)])
        shown = [desk.rows[each].held.command for each in desk.ids()]
        assert [command.starts_at is None for command in shown] == [False, False, True, True]
        assert shown[-1].device_id == ""


def test_sorting_keeps_selection_and_no_row_is_lost(desk: Desk) -> None:
    desk.set_rows(fleet(100))
    picked = set(desk.ids()[2:5])
    desk.view.select(list(picked))
    click_title(desk, Column.BATTERY)
    click_title(desk, Column.WHAT, Qt.KeyboardModifier.ControlModifier)
    assert set(desk.view.selected_ids()) == picked


def dialog_of(desk: Desk, qtbot: QtBot) -> ColumnsDialog:
    ListActions(desk.view).show_columns()
    dialog = desk.view.findChild(ColumnsDialog)
    qtbot.addWidget(dialog)
    qtbot.waitExposed(dialog)
    return dialog


def test_everything_about_columns_is_done_by_keyboard_in_one_dialog(desk: Desk, qtbot: QtBot) -> None:
    desk.set_rows(fleet(50))
    dialog = dialog_of(desk, qtbot)
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)  # Starts in
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    assert desk.table.isColumnHidden(Column.STARTS_IN)
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)  # Battery
    QTest.keyClick(dialog.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(dialog.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert desk.table.columns.in_places[:3] == [Column.BATTERY, Column.ACK_IN, Column.STARTS_IN]
    before = desk.table.columnWidth(Column.BATTERY)
    QTest.mouseClick(dialog.wider, Qt.MouseButton.LeftButton)
    assert desk.table.columnWidth(Column.BATTERY) > before
    QTest.mouseClick(dialog.sort, Qt.MouseButton.LeftButton)
    dialog.list.setCurrentRow(int(Column.ANSWER))
    QTest.mouseClick(dialog.sort_too, Qt.MouseButton.LeftButton)
    assert desk.table.columns.order == (SortKey(Column.BATTERY), SortKey(Column.ANSWER))
    assert dialog.list.item(0).text() == "Battery · sorted, 1. up · own width"
    QTest.mouseClick(dialog.reset, Qt.MouseButton.LeftButton)
    assert desk.table.columns.layout() == ListLayout()
    assert not desk.table.isColumnHidden(Column.STARTS_IN)
    assert desk.table.columns.in_places == list(Column)


def test_the_last_column_cannot_be_hidden(desk: Desk) -> None:
    for column in Column:
        desk.table.columns.show(column, is_shown=False)
    assert desk.table.columns.visible == [Column.ANSWER]


def test_a_layout_comes_back_as_it_was(desk: Desk, qtbot: QtBot, themed: Theme) -> None:
    columns = desk.table.columns
    columns.show(Column.FLIP_STATUS, is_shown=False)
    columns.move(Column.BATTERY, -2)
    columns.widen(Column.WHAT, 3)
    columns.toggle_sort(Column.BATTERY, adds=False)
    columns.toggle_sort(Column.WHAT, adds=True)
    kept = columns.layout()
    assert kept.hidden == ("flip_status",)
    assert kept.sort == (SortedBy("battery"), SortedBy("what"))
    other = Desk(themed)
    qtbot.addWidget(other.view)
    other.view.resize(1280, 800)
    other.view.show()
    other.view.lay_out_as(kept)
    assert other.view.layout_of_list() == kept
    assert other.table.columnWidth(Column.WHAT) == desk.table.columnWidth(Column.WHAT)


@pytest.mark.parametrize(
    "kept",
    [
        ListLayout(columns=("nothing", "battery", "battery"), sort=(SortedBy("x"), SortedBy("what", True))),
        ListLayout(hidden=tuple(column.name.lower() for column in Column)),
        ListLayout(widths={"battery": -5, "what": 10**9, "zebra": 3}, sort=tuple(SortedBy("what") for _ in range(9))),
    ],
)
def test_a_layout_from_elsewhere_does_no_harm(desk: Desk, kept: ListLayout) -> None:
    desk.set_rows(fleet(20))
    desk.view.lay_out_as(kept)
    assert desk.table.columns.visible
    assert len(set(desk.table.columns.in_places)) == len(Column)
    assert all(48 <= desk.table.columnWidth(column) <= 2000 for column in desk.table.columns.visible[:-1])


@pytest.fixture
def words_of(qapp: QApplication, resources: Path) -> Callable[[int], tuple[QFontMetrics, QFontMetrics]]:
    def at(percent: int) -> tuple[QFontMetrics, QFontMetrics]:
        apply_theme(qapp, Theme.of("light"), resources, percent)
        strong = QFont(qapp.font())
        strong.setWeight(QFont.Weight.DemiBold)
        return QFontMetrics(qapp.font()), QFontMetrics(strong)

    return at


@pytest.mark.parametrize("percent", [80, 90, 100, 110, 125, 150, 175, 200])
@pytest.mark.parametrize("available", [847, 1300])
@pytest.mark.parametrize("is_test", [False, True])
def test_no_usual_word_is_cut_at_any_text_size(
    words_of: Callable[[int], tuple[QFontMetrics, QFontMetrics]], percent: int, available: int, is_test: bool
) -> None:
    """847 and 1300 pixels are what the list has in a window of 1280 and of 1920."""
    metrics, strong = words_of(percent)
    widths = column_widths(available, metrics, strong, is_test=is_test)
    mark = "TEST " if is_test else ""
    signs = 26 * percent / 100 + 16
    for column, text in (
        (Column.ACK_IN, "late 12 min 34 s"), (Column.STARTS_IN, "in 1 h 35 min"), (Column.BATTERY, "HLD-2328-10008"),
        (Column.WHAT, f"{mark}Discharge 5.0 kW"), (Column.ANSWER, "Not confirmed"), (Column.ANSWER, "Needs review"),
    ):  # fmt: skip
        extra = signs if column not in (Column.BATTERY, Column.STARTS_IN) else 16
        assert widths[column] >= metrics.horizontalAdvance(text) + min(extra, 16 + 14 * percent / 100), column
    if percent <= 100:
        whole = metrics.horizontalAdvance(f"{mark}Discharge 5.0 kW, keep 20 %")
        assert widths[Column.WHAT] >= whole + 16 + 24 * percent / 100
        assert sum(widths.values()) <= available
    words_of(100)


def test_what_gives_way_first_is_the_span_and_then_the_statuses(
    words_of: Callable[[int], tuple[QFontMetrics, QFontMetrics]],
) -> None:
    metrics, strong = words_of(100)
    gone = [
        {column for column, width in column_widths(available, metrics, strong).items() if not width} - OF_BATTERY
        for available in (1600, 980, 847, 700)
    ]
    assert gone == [
        set(), {Column.WHEN}, {Column.WHEN, Column.DEVICE_STATUS},
        {Column.WHEN, Column.DEVICE_STATUS, Column.FLIP_STATUS},
    ]  # fmt: skip


def test_where_a_status_has_no_column_the_other_cells_say_what_is_unusual(desk: Desk) -> None:
    desk.view.chips.button("all").click()
    failed = make_row(1, device_status=DeviceStatus.FAILED_OFFLINE)
    odd = make_row(2, status="SUSPENDED")
    dropped = make_row(3, status=Status.CANCELED, device_status=DeviceStatus.OK)
    answered = with_stage(make_row(4), Stage.WAITING)
    desk.set_rows(by_id([failed, odd, dropped, answered]))
    desk.view.resize(700, 500)
    assert {Column.FLIP_STATUS, Column.DEVICE_STATUS}.isdisjoint(desk.table.columns.visible)

    def cell(command_id: str, column: Column):  # type: ignore[no-untyped-def]
        return desk.model.cell(desk.ids().index(command_id), column)

    assert cell(failed.id, Column.ANSWER)[:3] == ("Failed: offline", "", "wifi-off")
    assert cell(odd.id, Column.WHAT).note == "SUSPENDED (unknown)"
    assert cell(dropped.id, Column.WHAT).note == "Cancelled"
    assert cell(answered.id, Column.ANSWER)[:2] == ("Saved", "waiting to send · OK")
    assert desk.model.headerData(Column.ANSWER, Qt.Orientation.Horizontal) == "Answer"  # it may be a colleague's
    desk.view.resize(1600, 500)
    assert cell(failed.id, Column.ANSWER).text == ""
    assert desk.model.headerData(Column.ANSWER, Qt.Orientation.Horizontal) == "Your answer"


def test_a_hand_on_an_edge_gives_a_column_its_own_width_and_two_clicks_take_it_back(desk: Desk) -> None:
    desk.set_rows(fleet(20))
    header, columns = desk.table.horizontalHeader(), desk.table.columns
    edge = QPoint(header.sectionViewportPosition(Column.BATTERY) + header.sectionSize(Column.BATTERY) - 1, 10)
    before = header.sectionSize(Column.BATTERY)
    QTest.mousePress(header.viewport(), Qt.MouseButton.LeftButton, NO_KEY, edge)
    QTest.mouseMove(header.viewport(), edge + QPoint(40, 0))
    QTest.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, NO_KEY, edge + QPoint(40, 0))
    assert columns.has_own_width(Column.BATTERY)
    assert header.sectionSize(Column.BATTERY) == before + 40
    desk.view.resize(1200, 700)
    assert header.sectionSize(Column.BATTERY) == before + 40
    header.sectionHandleDoubleClicked.emit(int(Column.BATTERY))
    assert not columns.has_own_width(Column.BATTERY)
