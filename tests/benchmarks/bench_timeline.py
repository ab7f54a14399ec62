"""How fast the timeline follows the hand (B7), beside an empty plot, BarGraphItem and one QGraphicsRectItem per bar."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QApplication, QGraphicsRectItem, QWidget
from typing_extensions import override

from flipconsole.domain.command import BatteryCommand, Command, Mode, PowerMode
from flipconsole.domain.held import Held
from flipconsole.domain.row import Row
from flipconsole.ui.theme import Theme, apply_theme
from flipconsole.ui.timeline.view import TimelineView
from tests.benchmarks.figure import ROOT, Figure, quantile, serve_figures

NOW = datetime(2025, 6, 17, 16, 0, tzinfo=UTC)
PER_LANE = 100
SIZE = (1600, 900)
NEAR = {"p50": 10.0, "p95": 16.7, "ratio": 1.6}
VIEWS = {"all": {"p50": 25.0, "p95": 33.0}, "day": NEAR, "4 h": NEAR}
SIZES = (1_000, 10_000, 100_000)
UPDATE = {"p50": 16.0}
FRAMES = 10  # in one turn of one candidate
HOPELESS_MS = 60.0  # a rival that takes longer is measured for one turn alone
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
        self.own: dict[str, list[float]] = {view: [] for view in VIEWS}  # of the processor, whatever else it does
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


def frame(app: QApplication, candidate: Candidate, view: str, lanes: int, step: int) -> tuple[float, float]:
    """Milliseconds of the clock and of the processor."""
    while_painting = -1
    while while_painting != candidate.paints.count:  # until nothing is left of the frame before
        while_painting = candidate.paints.count
        app.processEvents()
    painted = candidate.paints.count
    begun, begun_own = time.perf_counter(), time.process_time()
    candidate.move(*ranges(view, lanes, step))
    app.processEvents()  # paints what has changed, as in the running program
    taken, own = (time.perf_counter() - begun) * 1000, (time.process_time() - begun_own) * 1000
    assert candidate.paints.count > painted, f"{candidate.name} was not painted"
    return taken, own


def figures(app: QApplication, count: int, pairs: int) -> Iterator[Figure]:
    held, lanes = rows(count), max(1, count // PER_LANE)
    empty = plot("empty plot", lambda _item: None)
    mine = ours("timeline", held)
    others = [plot("BarGraphItem", bar_graph(held)), plot("QGraphicsRectItem", rect_items(held))]
    candidates = [empty, ours("timeline without bars", {}), mine, *others]
    for candidate in candidates:
        candidate.widget.show()
    app.processEvents()
    for view, limits in VIEWS.items():
        for candidate in candidates:
            for step in range(3):
                frame(app, candidate, view, lanes, step)
        for turn in range(pairs):
            for candidate in candidates:
                if statistics.median(candidate.frames[view] or [0.0]) > HOPELESS_MS:
                    continue
                times = [frame(app, candidate, view, lanes, turn * FRAMES + step) for step in range(FRAMES)]
                candidate.frames[view] += [taken for taken, _own in times]
                candidate.own[view] += [own for _taken, own in times]
        for candidate in candidates[1:]:
            measured, rivals = candidate.frames[view], empty.frames[view]
            kept = limits if candidate is mine else {}
            own = candidate.own[view]
            told = f"of the processor's time p50 {statistics.median(own):.3g}, p95 {quantile(own, 0.95):.3g}"
            yield Figure("B7", f"{view}: {candidate.name}", count, measured, empty.name, rivals, kept, "ms", told)
    for candidate in (mine, *others):
        yield Figure("B7", f"building: {candidate.name}", count, [candidate.built_s * 1000])
    yield Figure("B7", "1 % of the bars changed, longest turn", count, changed(app, mine.widget, held), limits=UPDATE)
    for candidate in candidates:
        candidate.widget.close()
        candidate.widget.deleteLater()
    app.processEvents()


def changed(app: QApplication, view: QWidget, held: dict[str, Row]) -> list[float]:
    """The longest turn of the window in each of five rounds, in which every hundredth bar has another state or end."""
    assert isinstance(view, TimelineView)
    ids = list(held)[::100]
    longest = []
    for turn in range(5):
        for command_id in ids:
            held[command_id] = _other(held[command_id], turn)
        begun = time.perf_counter()
        view.apply(ids)
        turns = [time.perf_counter() - begun]
        while not view.is_settled or turns[-1] > 0.002:  # until the last change is painted
            begun = time.perf_counter()
            app.processEvents()
            turns.append(time.perf_counter() - begun)
        longest.append(max(turns) * 1000)
    return longest


def _other(row: Row, turn: int) -> Row:
    command = row.held.command
    if turn % 2:
        assert command.ends_at is not None
        command = msgspec.structs.replace(command, ends_at=command.ends_at + timedelta(minutes=5))
    else:
        answered = "OK" if command.device_status == "PENDING" else "PENDING"
        command = msgspec.structs.replace(command, device_status=answered)
    return Row(msgspec.structs.replace(row.held, command=command))


def run(_names: frozenset[str], quick: bool) -> Iterator[Figure]:
    app = QApplication([])
    apply_theme(app, Theme.of("light"), ROOT / "resources")
    for size in (200,) if quick else SIZES:
        yield from figures(app, size, 1 if quick else 10)


if __name__ == "__main__":
    serve_figures(run)
