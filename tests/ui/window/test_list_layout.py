"""L9: the list of one server is laid out after a restart as it was before it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from flipconsole.app.boxes import Boxes
from flipconsole.app.console import Console
from flipconsole.app.view_book import ViewBook
from flipconsole.store.views_file import ViewsFile
from flipconsole.ui.command_list.columns_dialog import ColumnsDialog
from flipconsole.ui.command_list.order import Column, SortKey
from flipconsole.ui.theme import Theme
from flipconsole.ui.window import MainWindow
from tests.ui.boxes import FakeBoxes
from tests.ui.desk import NEW_YORK, a_row
from tests.ui.window.conftest import OpenWindow, WindowConsole, credentials_of


def test_a_restart_keeps_the_layout(qtbot: QtBot, themed: Theme, resources: Path, tmp_path: Path) -> None:
    def started() -> MainWindow:
        file = ViewsFile(tmp_path)
        console = WindowConsole([a_row(1), a_row(2)])
        boxes, book = cast(Boxes, FakeBoxes(console)), ViewBook(file, file.load())
        credentials = credentials_of(console)
        window = MainWindow(
            cast(Console, console), boxes, NEW_YORK, "light", resources, tmp_path, book=book, credentials=credentials
        )
        window.resize(1500, 800)
        window.show()
        qtbot.waitUntil(window.is_complete, timeout=20_000)
        return window

    first = started()
    columns = first.workspace.list.table.columns
    columns.show(Column.DEVICE_STATUS, is_shown=False)
    columns.move(Column.BATTERY, -2)
    columns.widen(Column.BATTERY, 2)
    columns.sort_by([SortKey(Column.BATTERY, True), SortKey(Column.WHAT)])
    kept = columns.layout()
    with qtbot.waitSignal(first.closed):
        first.close()
    first.put_away()
    second = started()
    table = second.workspace.list.table
    assert table.columns.layout() == kept
    assert table.columns.in_places[0] is Column.BATTERY
    assert table.isColumnHidden(Column.DEVICE_STATUS)
    assert table.rows.index_of_rows.placing.order == (SortKey(Column.BATTERY, True), SortKey(Column.WHAT))
    second.put_away()


def test_the_keys_of_the_list_stand_on_the_sheet(open_window: OpenWindow) -> None:
    window = open_window(WindowConsole([a_row(1)]))
    (group,) = [group for group in window.actions_of_window.key_groups() if group.title == "List"]
    assert {"Ctrl+C", "Ctrl+Shift+C", "Ctrl+Shift+M", "Ctrl+Shift+T", "Ctrl+Shift+K"} <= {
        key.keys for key in group.keys
    }
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert window.findChild(ColumnsDialog) is not None


def test_no_key_has_two_meanings(open_window: OpenWindow) -> None:
    """Qt does neither of two actions that share a key."""
    window = open_window(WindowConsole([a_row(1)]))
    keys = [key.toString() for action in window.findChildren(QAction) for key in action.shortcuts()]
    keys += [shortcut.key().toString() for shortcut in window.findChildren(QShortcut)]
    assert len(keys) > 25
    assert [key for key, count in Counter(keys).items() if count > 1] == []
