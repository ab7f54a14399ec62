"""How fast the command list sorts, filters, takes a poll and scrolls, beside a QSortFilterProxyModel on the same rows.

Run: python tests/benchmarks/bench_list.py [ROWS ...]; the rival stays out above 10,000 rows, where it takes minutes.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSortFilterProxyModel, Qt  # noqa: E402
from PySide6.QtWidgets import QApplication, QTableView  # noqa: E402
from typing_extensions import override  # noqa: E402

from flipconsole.app.facts import RowsDiff  # noqa: E402
from flipconsole.domain.row import Row, Stage  # noqa: E402
from flipconsole.ui.command_list.order import Column  # noqa: E402
from flipconsole.ui.command_list.view import CommandListView  # noqa: E402
from flipconsole.ui.theme import Theme, apply_theme  # noqa: E402
from tests.ui.command_list.fleet import NOW, fleet, with_stage  # noqa: E402

REPEATS = 9


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
        return len(Column)

    @override
    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        return self.cells[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


def timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    QApplication.processEvents()
    return (time.perf_counter() - start) * 1000


def median(action: Callable[[int], object], repeats: int = REPEATS) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, after one run to warm up."""
    timed(lambda: action(0))
    took = sorted(timed(lambda turn=turn: action(turn)) for turn in range(1, repeats + 1))
    return statistics.median(took), took[min(len(took) - 1, int(len(took) * 0.95))]


def candidate(rows: dict[str, Row]) -> dict[str, tuple[float, float]]:
    theme = Theme.of("light")
    apply_theme(QApplication.instance(), theme, ROOT / "resources")
    view = CommandListView(lambda: NOW, ZoneInfo("America/New_York"), theme)
    view.resize(1280, 800)
    view.show()
    results = {"first list": (timed(lambda: view.set_rows(rows)), 0.0)}
    view.chips.button("all").click()
    QApplication.processEvents()
    table, chance = view.table, random.Random(1)
    ids = list(rows)
    orders = (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder)
    for column in (Column.ACK_IN, Column.BATTERY, Column.WHAT, Column.ANSWER):
        results[f"sort {column.name}"] = median(
            lambda turn, column=column: table.sortByColumn(column, orders[turn % 2])
        )
    table.sortByColumn(Column.ACK_IN, orders[0])
    texts = ("", "d", "di", "dis", "disc", "disch", "discharge 5", "pw3", "pw3 4")
    results["keystroke"] = median(lambda turn: view.search_field.setText(texts[turn % len(texts)]))
    view.search_field.clear()
    view.select(ids[10:12])

    def poll(turn: int) -> None:
        changed = chance.sample(ids, max(1, len(ids) // 100))
        for command_id in changed:
            rows[command_id] = with_stage(rows[command_id], chance.choice((Stage.WAITING, Stage.DELIVERED, Stage.NONE)))
        view.apply(RowsDiff((), tuple(changed), ()))

    results["1 % diff"] = median(poll)
    newcomers = list(fleet(len(rows) // 20 + 1, seed=99).values())

    def arrive(turn: int) -> None:
        batch = newcomers[turn * 50 : turn * 50 + 50]
        rows.update({row.id: row for row in batch})
        view.apply(RowsDiff(tuple(row.id for row in batch), (), ()))

    results["50 inserts"] = median(arrive, 5)
    bar = table.verticalScrollBar()
    page = table.viewport().height()

    def scroll(turn: int) -> None:
        bar.setValue((turn * page) % max(1, bar.maximum()))
        table.viewport().repaint()

    results["page scroll"] = median(scroll, 100)
    results["tick"] = median(lambda turn: view.tick(NOW + timedelta(seconds=turn)), 50)
    view.close()
    view.deleteLater()
    return results


def rival(rows: dict[str, Row]) -> dict[str, tuple[float, float]]:
    cells = [
        ["", str(row.held.command.starts_at), row.held.command.device_id, row.held.command.battery_commands.mode,
         "", row.held.command.status, row.held.command.device_status, row.stage] for row in rows.values()
    ]  # fmt: skip
    model, proxy, table = RivalModel(cells), QSortFilterProxyModel(), QTableView()
    proxy.setSourceModel(model)
    proxy.setFilterKeyColumn(-1)
    proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    table.setModel(proxy)
    table.resize(1280, 800)
    table.show()
    QApplication.processEvents()
    orders = (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder)
    results = {"sort BATTERY": median(lambda turn: proxy.sort(Column.BATTERY, orders[turn % 2]), 3)}
    results["keystroke"] = median(lambda turn: proxy.setFilterFixedString(("d", "di", "dis")[turn % 3]), 3)
    proxy.setFilterFixedString("")
    bar = table.verticalScrollBar()

    def scroll(turn: int) -> None:
        bar.setValue((turn * 25) % max(1, bar.maximum()))
        table.viewport().repaint()

    results["page scroll"] = median(scroll, 40)
    table.close()
    table.deleteLater()
    return results


def main(sizes: list[int]) -> None:
    app = QApplication([])
    print(f"Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f}, medians of {REPEATS}")
    for size in sizes:
        mine, theirs = candidate(fleet(size)), rival(fleet(size)) if size <= 10_000 else {}
        print(f"\n{size} rows\n{'':16}{'list ms':>10}{'p95 ms':>10}{'proxy ms':>10}{'ratio':>8}")
        for name, (middle, high) in mine.items():
            other = theirs.get(name, (0.0, 0.0))[0]
            ratio = f"{middle / other:8.3f}" if other else ""
            print(f"{name:16}{middle:10.1f}{high:10.1f}{other:10.1f}{ratio}")
    del app


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [200, 5_000, 10_000])
