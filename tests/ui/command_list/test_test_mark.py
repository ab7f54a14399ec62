"""I12: where nothing is real, every row says so in words, on the screen and in what is copied."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from flipconsole.domain.environment import Environment
from flipconsole.ui.command_list.copying import Copier
from flipconsole.ui.command_list.order import Column
from flipconsole.ui.command_list.view import CommandListView
from flipconsole.ui.frame.workspace import Workspace
from flipconsole.ui.theme import Theme
from tests.ui.command_list.fleet import NOW, make_row
from tests.ui.desk import RecordingConsole

ZONE = ZoneInfo("America/New_York")


def orders(view: CommandListView) -> list[str]:
    model = view.table.rows
    return [str(model.index(row, Column.WHAT).data()) for row in range(model.rowCount())]


def a_list(theme: Theme, qtbot: QtBot, *, is_test: bool) -> CommandListView:
    view = CommandListView(lambda: NOW, ZONE, theme, is_test=is_test)
    qtbot.addWidget(view)
    rows = [make_row(1), make_row(2, status="CANCELED"), make_row(3, battery={"mode": "TURBO"})]
    view.set_rows({row.id: row for row in rows})
    return view


def test_every_row_says_test_before_what_is_asked(themed: Theme, qtbot: QtBot) -> None:
    told = orders(a_list(themed, qtbot, is_test=True))
    assert len(told) == 3
    assert all(text.startswith("TEST ") for text in told)
    assert any(text.startswith("TEST Remove: Discharge 5.0 kW") for text in told)


def test_no_row_says_so_where_it_is_real(themed: Theme, qtbot: QtBot) -> None:
    """Negative control."""
    assert not [text for text in orders(a_list(themed, qtbot, is_test=False)) if "TEST" in text]


@pytest.mark.parametrize("is_test", [True, False])
def test_what_is_copied_says_so_too(is_test: bool) -> None:
    copier = Copier(ZONE, NOW, is_test=is_test)
    row = make_row(1)
    for text in (copier.lines([row], [Column.WHAT]), copier.markdown([row], [Column.WHAT]), copier.sentences([row])):
        assert ("TEST Discharge" in text) is is_test


def test_ctrl_c_in_a_list_of_tests_says_so(themed: Theme, qtbot: QtBot) -> None:
    view = a_list(themed, qtbot, is_test=True)
    view.show()
    view.table.setFocus()
    view.table.selectRow(0)
    QGuiApplication.clipboard().clear()
    assert view.table.rows.is_test
    assert "TEST" in view.table.rows.index(0, Column.WHAT).data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.mark.parametrize("environment", list(Environment))
def test_the_environment_decides(environment: Environment, themed: Theme, qtbot: QtBot) -> None:
    console = RecordingConsole([make_row(1)], environment)
    space = Workspace(console, ZONE, themed)
    qtbot.addWidget(space)
    is_test = environment in (Environment.SANDBOX, Environment.SIMULATOR)
    assert [text.startswith("TEST ") for text in orders(space.list)] == [is_test]
