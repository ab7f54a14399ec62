"""How fast the timeline follows the hand, beside an empty plot, BarGraphItem and one QGraphicsRectItem per bar.

Run it: python tests/benchmarks/bench_timeline.py [--pairs N] [--sizes 10000,100000]. It prints a table.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import pyqtgraph as pg  # noqa: E402
import PySide6  # noqa: E402
from PySide6.QtCore import QEvent, QObject, QRectF, Qt  # noqa: E402
from PySide6.QtGui import QBrush, QColor  # noqa: E402
from PySide6.QtWidgets import QApplication, QGraphicsRectItem, QWidget  # noqa: E402
from typing_extensions import override  # noqa: E402

from flipconsole.domain.command import BatteryCommand, Command, Mode, PowerMode  # noqa: E402
from flipconsole.domain.held import Held  # noqa: E402
from flipconsole.domain.row import Row  # noqa: E402
from flipconsole.ui.theme import Theme, apply_theme  # noqa: E402
from flipconsole.ui.timeline.view import TimelineView  # noqa: E402

NOW = datetime(2025, 6, 17, 16, 0, tzinfo=UTC)
PER_LANE = 100
SIZE = (1600, 900)
VIEWS = ("all", "day", "4 h")
FRAMES = 10  # in one turn of one candidate
MODES = list(Mode)


def rows(count: int) -> dict[str, Row]:
    """`count` commands, a hundred per battery, four a day for 25 days around now, of every mode and state."""
    found: dict[str, Row] = {}
    for number in range(count):
        lane, place = divmod(number, PER_LANE)
        start = NOW + timedelta(hours=6 * (place - 50) + lane % 7 * 0.5)
        mode = MODES[(lane + place) % 6]
        status = ("OK", "OK", "OK", "CANCELED")[(lane + place) % 4]
        device_status = ("OK", "PENDING", "OK", "FAILED_FAULT", "OK")[(lane * 3 + place) % 5]
        command = Command(
            id=f"{number:08x}-0000-4000-8000-000000000000",
            event_id=None,
            device_id=f"battery-{lane:05d}",
            starts_at=start,
            ends_at=start + timedelta(hours=1 + place % 3),
            duration_s=None,
            is_preparatory_action=place % 9 == 0,
            battery_commands=BatteryCommand(
                mode=mode,
                power_mode=PowerMode.SETPOINT,
                setpoint_w=1000 * (1 + place % 8),
                backup_reserve_percentage=20,
            ),
            status=status,
            device_status=device_status,
            device_status_reason=None,
            created_at=start,
            updated_at=start,
        )
        found[command.id] = Row(Held(command, NOW, pending_since=NOW if device_status == "PENDING" else None))
    return found


def ranges(view: str, lanes: int, step: int) -> tuple[float, float, float, float]:
    """Start, end, first and last lane of one frame: a pan that also zooms a little."""
    now = NOW.timestamp()
    high = lanes if view == "all" else min(40, lanes)
    span = {"all": PER_LANE * 6 * 3600.0, "day": 86400.0, "4 h": 4 * 3600.0}[view] * (1 + 0.02 * (step % 5))
    start = now - span / 2 + span * 0.01 * (step % 17)
    top = 0 if view == "all" else step % max(1, lanes - high + 1)
    return start, start + span, float(top), float(top + high)


class PaintCount(QObject):
    """Counts how often a viewport was really painted."""

    count = 0

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


class Candidate:
    """Something that can be built, shown and moved."""

    def __init__(self, name: str, widget: QWidget, move: Callable[[float, float, float, float], None], built_s: float):
        self.name, self.widget, self.move, self.built_s = name, widget, move, built_s
        self.frames: dict[str, list[float]] = {view: [] for view in VIEWS}
        surface = widget if isinstance(widget, pg.GraphicsView) else widget.findChildren(pg.GraphicsView)[0]
        self.paints = PaintCount()
        surface.viewport().installEventFilter(self.paints)


def ours(name: str, held: dict[str, Row]) -> Candidate:
    view = TimelineView(Theme.of("light"), ZoneInfo("America/New_York"))
    view.resize(*SIZE)
    view.set_now(NOW)
    begun = time.perf_counter()
    view.show_rows(held)
    while not view.is_complete:
        QApplication.processEvents()
    built = time.perf_counter() - begun

    def move(start: float, end: float, top: float, bottom: float) -> None:
        view.moves.show_range(start, end, top, bottom)

    return Candidate(name, view, move, built)


def plot(name: str, fill: Callable[[pg.PlotItem], None]) -> Candidate:
    widget = pg.PlotWidget(background="w")
    widget.resize(*SIZE)
    item = widget.getPlotItem()
    item.setMouseEnabled(False, False)
    item.getViewBox().invertY(True)
    item.getViewBox().disableAutoRange()
    begun = time.perf_counter()
    fill(item)
    built = time.perf_counter() - begun

    def move(start: float, end: float, top: float, bottom: float) -> None:
        item.getViewBox().setRange(xRange=(start, end), yRange=(top, bottom), padding=0)

    return Candidate(name, widget, move, built)


def bars_of(held: dict[str, Row]) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[QBrush]]:
    colours = {str(mode): QBrush(QColor.fromHsv(60 * code, 160, 200)) for code, mode in enumerate(MODES)}
    commands = [row.held.command for row in held.values()]
    start = np.array([command.starts_at.timestamp() for command in commands if command.starts_at])
    end = np.array([command.ends_at.timestamp() for command in commands if command.ends_at])
    lane = np.array([number // PER_LANE for number in range(len(commands))], float)
    return start, end, lane, [colours[command.battery_commands.mode] for command in commands]


def bar_graph(held: dict[str, Row]) -> Callable[[pg.PlotItem], None]:
    def fill(item: pg.PlotItem) -> None:
        start, end, lane, brushes = bars_of(held)
        item.addItem(pg.BarGraphItem(x0=start, x1=end, y0=lane + 0.1, height=0.8, brushes=brushes, pen=None))

    return fill


def rect_items(held: dict[str, Row]) -> Callable[[pg.PlotItem], None]:
    def fill(item: pg.PlotItem) -> None:
        start, end, lane, brushes = bars_of(held)
        box = item.getViewBox()
        for left, right, row, brush in zip(start.tolist(), end.tolist(), lane.tolist(), brushes, strict=True):
            rect = QGraphicsRectItem(QRectF(left, row + 0.1, right - left, 0.8), box.childGroup)
            rect.setBrush(brush)
            rect.setPen(Qt.PenStyle.NoPen)

    return fill


def frame(app: QApplication, candidate: Candidate, view: str, lanes: int, step: int) -> float:
    while_painting = -1
    while while_painting != candidate.paints.count:  # until nothing is left of the frame before
        while_painting = candidate.paints.count
        app.processEvents()
    painted = candidate.paints.count
    begun = time.perf_counter()
    candidate.move(*ranges(view, lanes, step))
    app.processEvents()  # paints what has changed, as in the running program
    taken = (time.perf_counter() - begun) * 1000
    assert candidate.paints.count > painted, f"{candidate.name} was not painted"
    return taken


def run(app: QApplication, count: int, pairs: int) -> None:
    held, lanes = rows(count), max(1, count // PER_LANE)
    candidates = [
        plot("empty plot", lambda _item: None),
        ours("timeline, empty", {}),
        ours("timeline", held),
        plot("BarGraphItem", bar_graph(held)),
        plot("QGraphicsRectItem", rect_items(held)),
    ]
    for candidate in candidates:
        candidate.widget.show()
    app.processEvents()
    for view in VIEWS:
        for candidate in candidates:
            for step in range(3):
                frame(app, candidate, view, lanes, step)
        for turn in range(pairs):
            for candidate in candidates:
                times = [frame(app, candidate, view, lanes, turn * FRAMES + step) for step in range(FRAMES)]
                candidate.frames[view] += times
    print(f"\n{count:,} bars in {lanes:,} lanes, {SIZE[0]} x {SIZE[1]}, {pairs * FRAMES} frames each (ms)")
    print(f"{'':20}{'build':>9}" + "".join(f"{view + ' p50':>12}{'p95':>8}{'ratio':>7}" for view in VIEWS))
    empty = {view: statistics.median(candidates[0].frames[view]) for view in VIEWS}
    for candidate in candidates:
        line = f"{candidate.name:20}{candidate.built_s * 1000:9.0f}"
        for view in VIEWS:
            times = sorted(candidate.frames[view])
            p50, p95 = statistics.median(times), times[min(len(times) - 1, round(len(times) * 0.95))]
            line += f"{p50:12.1f}{p95:8.1f}{p50 / empty[view]:7.2f}"
        print(line)
    view = candidates[2].widget
    assert isinstance(view, TimelineView)
    changed = list(held)[:: max(1, count // 100)]
    times = []
    for _turn in range(5):
        begun = time.perf_counter()
        view.apply(changed)
        times.append((time.perf_counter() - begun) * 1000)
    print(f"apply of {len(changed)} changed rows: {statistics.median(times):.1f} ms")
    for candidate in candidates:
        candidate.widget.close()
        candidate.widget.deleteLater()
    app.processEvents()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=10)
    parser.add_argument("--sizes", default="1000,10000,100000")
    options = parser.parse_args()
    app = QApplication([])
    apply_theme(app, Theme.of("light"), ROOT / "resources")
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, "
        f"CPython {platform.python_version()}, PySide6 {PySide6.__version__}, pyqtgraph {pg.__version__}, "
        f"numpy {np.__version__}, {app.platformName()}"
    )
    for size in options.sizes.split(","):
        run(app, int(size), options.pairs)


if __name__ == "__main__":
    main()
