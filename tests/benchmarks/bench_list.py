"""How fast the command list filters (B4), sorts (B5) and scrolls (B6), beside a QSortFilterProxyModel."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QApplication, QTableView
from typing_extensions import override

from flipconsole.app.facts import RowsDiff
from flipconsole.domain.row import Row, Stage
from flipconsole.ui.command_list.order import OF_BATTERY, Column
from flipconsole.ui.command_list.view import CommandListView
from flipconsole.ui.theme import Theme, apply_theme
from tests.benchmarks.figure import ROOT, Figure, in_turn, serve_figures
from tests.ui.command_list.fleet import NOW, fleet, with_stage

SIZES = (1_000, 10_000, 100_000)
MOST_OF_RIVAL = 10_000  # above, a single sort of the proxy takes half a minute
RIVAL = "QSortFilterProxyModel"
ORDERS = (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder)
TEXTS = ("", "d", "di", "dis", "disc", "disch", "discharge 5", "pw3", "pw3 4")

LANGUAGE = ("m", "mode:", "mode:d", "mode:discharge", "mode:discharge power>3kW", "-is:late", "status:canceled",
            "battery:pw3 9", "mode:charge,discharge ack<5m -is:done")  # fmt: skip
TIMES = ("start<2h", "start<1", "start<1h")


class RivalModel(QAbstractTableModel):
    """The obvious model: one Python call per cell and role."""

    def __init__(self, rows: list[list[str]]) -> None:
        super().__init__()
        self.cells = rows

    @override
    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return len(self.cells)

    @override
    def columnCount(self, parent: QModelIndex | None = None) -> int:
        return len(self.cells[0])

    @override
    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        return self.cells[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


class Rival:
    """A table over a proxy over the obvious model."""

    def __init__(self, rows: dict[str, Row]) -> None:
        self.proxy, self.table = QSortFilterProxyModel(), QTableView()
        self.model = RivalModel([
            ["", str(row.held.command.starts_at), row.held.command.device_id, "",
             row.held.command.battery_commands.mode,
             "", row.held.command.status, row.held.command.device_status, row.stage] for row in rows.values()
        ])  # fmt: skip
        self.proxy.setSourceModel(self.model)
        self.proxy.setFilterKeyColumn(-1)
        self.proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.table.setModel(self.proxy)
        self.table.resize(1280, 800)
        self.table.show()


def painted(action: Callable[[int], object]) -> Callable[[int], None]:
    """The action with everything that it leaves to be done and painted."""

    def whole(turn: int) -> None:
        action(turn)
        QApplication.processEvents()

    return whole


def scrolled(table: QTableView, page: int) -> Callable[[int], None]:
    bar = table.verticalScrollBar()

    def scroll(turn: int) -> None:
        bar.setValue((turn * page) % max(1, bar.maximum()))
        table.viewport().repaint()

    return scroll


def figures(names: frozenset[str], size: int, pairs: int) -> Iterator[Figure]:
    rows, clock = fleet(size), [NOW]  # one clock for the list's own timer and for ours: it never goes back
    view = CommandListView(lambda: clock[0], ZoneInfo("America/New_York"), Theme.of("light"))
    view.resize(1280, 800)
    view.show()
    view.set_rows(rows)
    view.chips.button("all").click()
    rival = Rival(rows) if size <= MOST_OF_RIVAL else None
    QApplication.processEvents()
    table = view.table

    def figure(
        budget: str,
        what: str,
        mine: Callable[[int], object],
        theirs: Callable[[int], object] | None = None,
        count: int = pairs,
        **limits: float,
    ) -> Figure:
        times = in_turn(painted(mine), None if theirs is None else painted(theirs), count)
        return Figure(budget, what, size, *_with_rival(times), limits=limits)

    if "B5" in names:
        most = {10_000: 50.0, 100_000: 150.0}.get(size)
        for column in (column for column in Column if column not in OF_BATTERY):
            yield figure(
                "B5",
                f"sort by {column.name.lower().replace('_', ' ')}",
                lambda turn, column=column: table.sortByColumn(column, ORDERS[turn % 2]),
                rival and (lambda turn, column=column: rival.proxy.sort(column, ORDERS[turn % 2])),
                **({} if most is None else {"p50": most}),
            )
        table.sortByColumn(Column.ACK_IN, ORDERS[0])
    if "B4" in names:
        most = {10_000: 35.0, 100_000: 100.0}.get(size)
        yield figure(
            "B4",
            "filter keystroke",
            lambda turn: view.search_field.setText(TEXTS[turn % len(TEXTS)]),
            rival and (lambda turn: rival.proxy.setFilterFixedString(TEXTS[turn % len(TEXTS)])),
            2 * pairs,
            **({} if most is None else {"p50": most}),
        )
        for what, texts in (("filter keystroke in the language", LANGUAGE), ("filter by the time to start", TIMES)):
            yield figure(
                "B4",
                what,
                lambda turn, texts=texts: view.search_field.setText(texts[turn % len(texts)]),
                None,
                2 * pairs,
                **({} if most is None else {"p50": most}),
            )
        view.search_field.clear()
        if rival is not None:
            rival.proxy.setFilterFixedString("")
        yield from told_by_polls(view, rows, figure)
    if "B6" in names:
        theirs = None if rival is None else scrolled(rival.table, 25)
        mine = scrolled(table, table.viewport().height())
        yield figure("B6", "one page scrolled", mine, theirs, 20 * pairs, p50=16.0, p95=33.0)

        def tick(turn: int) -> None:
            clock[0] = NOW + timedelta(seconds=turn)
            view.tick(clock[0])

        yield figure("B6", "a second's tick", tick, None, 5 * pairs)
    for widget in (view, *(() if rival is None else (rival.table,))):
        widget.close()
        widget.deleteLater()
    QApplication.processEvents()


def told_by_polls(view: CommandListView, rows: dict[str, Row], figure: Callable[..., Figure]) -> Iterator[Figure]:
    """What the list alone costs when a poll brings something; B2 and B3 measure it in the whole window."""
    chance, ids = random.Random(1), list(rows)
    newcomers = list(fleet(len(rows) // 20 + 1, seed=99).values())

    def change(_turn: int) -> None:
        changed = chance.sample(ids, max(1, len(ids) // 100))
        for command_id in changed:
            rows[command_id] = with_stage(rows[command_id], chance.choice((Stage.WAITING, Stage.DELIVERED, Stage.NONE)))
        view.apply(RowsDiff((), tuple(changed), ()))

    def arrive(turn: int) -> None:
        batch = newcomers[turn * 50 : turn * 50 + 50]
        rows.update({row.id: row for row in batch})
        view.apply(RowsDiff(tuple(row.id for row in batch), (), ()))

    yield figure("B4", "1 % of the rows changed, list alone", change)
    yield figure("B4", "50 rows inserted, list alone", arrive)


def _with_rival(times: tuple[list[float], list[float]]) -> tuple[list[float], str, list[float]]:
    return times[0], RIVAL, times[1]


def run(names: frozenset[str], quick: bool) -> Iterator[Figure]:
    app = QApplication([])
    apply_theme(app, Theme.of("light"), ROOT / "resources")
    for size in (60,) if quick else SIZES:
        yield from figures(names, size, 1 if quick else 7)


if __name__ == "__main__":
    serve_figures(run)
