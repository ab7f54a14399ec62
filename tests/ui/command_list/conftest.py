"""A list of commands with a clock and a hand that the test moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from flipconsole.app.facts import RowsDiff
from flipconsole.domain.row import Row
from flipconsole.ui.command_list.view import CommandListView
from flipconsole.ui.theme import Theme
from tests.ui.command_list.fleet import NOW

ZONE = ZoneInfo("America/New_York")


class Desk:
    """A shown view over a live mapping, as the console gives it."""

    def __init__(self, theme: Theme) -> None:
        self.now: datetime = NOW
        self.second = 0.0
        self.rows: dict[str, Row] = {}
        self.view = CommandListView(lambda: self.now, ZONE, theme)
        self.table = self.view.table
        self.model = self.table.rows
        self.table.stillness._clock_s = lambda: self.second
        self.tester = QAbstractItemModelTester(self.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        self.heard: list[list[str]] = []
        self.view.selection_changed.connect(self.heard.append)

    def set_rows(self, rows: Mapping[str, Row]) -> None:
        self.rows.clear()
        self.rows.update(rows)
        self.view.set_rows(self.rows)

    def poll(self, *rows: Row, removed: tuple[str, ...] = ()) -> None:
        """What a round of the courier brings: these rows are new or changed, those gone."""
        added = tuple(row.id for row in rows if row.id not in self.rows)
        changed = tuple(row.id for row in rows if row.id in self.rows)
        for command_id in removed:
            del self.rows[command_id]
        self.rows.update({row.id: row for row in rows})
        self.view.apply(RowsDiff(added, changed, removed))

    def ids(self) -> list[str]:
        return [self.model.id_at(row) for row in range(self.model.rowCount())]

    def y_of(self, command_id: str) -> int:
        """The pixel at which a row stands in the viewport."""
        return self.table.rowViewportPosition(self.ids().index(command_id))


@pytest.fixture
def desk(qtbot: QtBot, themed: Theme) -> Desk:
    """The list, shown at 1280 x 800, empty."""
    made = Desk(themed)
    qtbot.addWidget(made.view)
    made.view.resize(1280, 800)
    made.view.show()
    qtbot.waitExposed(made.view)
    return made


@pytest.fixture
def texts(desk: Desk) -> Callable[[int], list[str]]:
    """The words of every cell of a row."""
    return lambda row: [str(desk.model.index(row, column).data()) for column in range(desk.model.columnCount())]
