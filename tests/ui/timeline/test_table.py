"""The table twin tells the same facts as the picture (S19)."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from flipconsole.domain.row import Row
from flipconsole.ui.timeline.view import TimelineView

MakeRow = Callable[..., Row]


@pytest.fixture
def rows(make_row: MakeRow) -> dict[str, Row]:
    made = [
        make_row(1, 1, 2, device_id="a"),
        make_row(2, 2.5, 1, device_id="a", mode="STANDBY", device_status="OK"),
        make_row(3, 1, None, device_id="b", mode="BACKUP", device_status="FAILED_FAULT"),
        make_row(4, 3, device_id="c", status="CANCELED", is_preparatory=True),
    ]
    return {row.id: row for row in made}


def texts(table: QTableView) -> list[list[str]]:
    model = table.model()
    return [[str(model.index(row, column).data()) for column in range(9)] for row in range(model.rowCount())]


def test_t_shows_every_bar_with_every_fact(timeline: TimelineView, rows: dict[str, Row], qtbot: QtBot) -> None:
    timeline.show_rows(rows)
    qtbot.keyClick(timeline, Qt.Key.Key_T)
    table = timeline.table
    assert table.isVisible()
    assert not timeline.canvas.isVisible()
    told = texts(table)
    assert [line[0] for line in told] == [timeline.lanes[lane] for lane in timeline.bars.lane]
    first = told[timeline.bars.ids.index(next(iter(rows)))]
    assert first[1:8] == [
        "Discharge 5.0 kW",
        "2025-06-17 13:00:00 EDT",
        "2025-06-17 15:00:00 EDT",
        "2 h",
        "Not answered",
        "in 10 min 00 s",
        "20 %",
    ]
    assert first[8] == "Overlap: today 14:30 to 15:00 EDT (30 min) with Standby, which takes over then"
    failed = told[timeline.bars.ids.index(list(rows)[2])]
    assert failed[3:6] == ["until another replaces it", "", "Failed"]
    assert told[timeline.bars.ids.index(list(rows)[3])][5] == "Cancelled or gone, remove it, preparation"
    spoken = table.model().index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("What: ")


def test_a_screen_reader_hears_all_that_the_card_tells(
    timeline: TimelineView, rows: dict[str, Row], qtbot: QtBot
) -> None:
    timeline.show_rows(rows)
    qtbot.keyClick(timeline, Qt.Key.Key_T)
    model = timeline.table.model()
    for bar, command_id in enumerate(timeline.bars.ids):
        spoken, shown = (
            " ".join(str(model.index(bar, column).data(role)) for column in range(9))
            for role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
        )
        for name, text in timeline.card_lines(command_id):
            for part in text.split("  ·  "):
                words = part.removesuffix(")").rpartition(" (")[0] if name.endswith("tatus") and "(" in part else part
                assert words in spoken, name
                assert html.escape(words) in shown, name


def test_the_table_and_the_picture_have_one_selection(
    timeline: TimelineView, rows: dict[str, Row], qtbot: QtBot
) -> None:
    timeline.show_rows(rows)
    ids = list(rows)
    timeline.select([ids[1]])
    qtbot.keyClick(timeline, Qt.Key.Key_T)
    table = timeline.table
    assert timeline.bars.ids[table.currentIndex().row()] == ids[1]
    with qtbot.waitSignal(timeline.bar_selected) as chosen:
        qtbot.keyClick(table, Qt.Key.Key_Up)
    assert chosen.args == [timeline.bars.ids[table.currentIndex().row()]]
    timeline.select([ids[3]])
    assert timeline.bars.ids[table.currentIndex().row()] == ids[3]
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert timeline.canvas.isVisible()
    assert timeline.selected_ids == (ids[3],)


def test_the_place_in_the_table_survives_a_change(
    timeline: TimelineView, rows: dict[str, Row], make_row: MakeRow
) -> None:
    timeline.show_rows(rows)
    tester = QAbstractItemModelTester(timeline.table.model())
    timeline.toggle_table()
    timeline.select([list(rows)[1]])
    newer = make_row(9, -3, device_id="0", pending_min=14)
    rows[newer.id] = newer
    timeline.apply([newer.id])
    table = timeline.table
    assert timeline.bars.ids[table.currentIndex().row()] == list(rows)[1]
    assert len(texts(table)) == 5
    del tester


def test_no_usual_word_of_the_table_is_cut(timeline: TimelineView, rows: dict[str, Row], qtbot: QtBot) -> None:
    timeline.show_rows(rows)
    qtbot.keyClick(timeline, Qt.Key.Key_T)
    table = timeline.table
    for bar in range(len(timeline.bars)):
        for column in range(5):
            text = table.model().index(bar, column).data()
            assert table.fontMetrics().horizontalAdvance(text) + 16 <= table.columnWidth(column), text
