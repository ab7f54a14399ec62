"""How evenly the real window runs: the longest gaps of its event loop beside a simulator in another process.

Run: python tests/benchmarks/bench_window.py [--sizes 1000,10000] [--repeats 5] [--bulk 300] [--idle 15]. It prints a
table. Without a screen it paints offscreen; with one (or under xvfb-run) give QT_QPA_PLATFORM=xcb.
"""

# ruff: noqa: ASYNC110, SIM117  (a benchmark that listened to every signal would measure itself)
from __future__ import annotations

import argparse
import asyncio
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import httpx  # noqa: E402
import PySide6  # noqa: E402
import qasync  # noqa: E402
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, qInstallMessageHandler  # noqa: E402
from PySide6.QtWidgets import QApplication, QMainWindow  # noqa: E402
from typing_extensions import override  # noqa: E402

from flipconsole.app.waiting import until  # noqa: E402
from flipconsole.desktop import keep_even  # noqa: E402
from flipconsole.domain.command import Answer  # noqa: E402
from flipconsole.domain.environment import read_origin  # noqa: E402
from flipconsole.domain.row import Row, Stage  # noqa: E402
from flipconsole.domain.work import Work  # noqa: E402
from flipconsole.parts import Parts, open_parts  # noqa: E402
from flipconsole.store.home import Home  # noqa: E402
from flipconsole.store.settings import Settings  # noqa: E402
from flipconsole.ui.application import make_application  # noqa: E402
from flipconsole.ui.window import MainWindow  # noqa: E402
from tests.benchmarks.served_flip import ServedFlip, load, served_flip  # noqa: E402

BEAT_MS = 5
IN_FLIGHT = 6
LATENCY_S = 0.15
LONG_S = 300.0


class Heartbeat(QObject):
    """Notes how late a timer of 5 ms fires: the time in which the window could do nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self.gaps, self._last = [], time.perf_counter()
        self._timer.start(BEAT_MS)

    def stop(self) -> tuple[float, float]:
        """The 99th percentile and the worst gap in milliseconds, less the beat itself."""
        self._beat()
        self._timer.stop()
        gaps = sorted(max(0.0, gap * 1000 - BEAT_MS) for gap in self.gaps)
        return gaps[min(len(gaps) - 1, int(len(gaps) * 0.99))], gaps[-1]

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now


class Wire(httpx.AsyncHTTPTransport):
    """The real transport, which notes when an answer leaves."""

    left: list[float]

    def __init__(self) -> None:
        super().__init__()
        self.left = []

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "PATCH":
            self.left.append(time.perf_counter())
        return await super().handle_async_request(request)


class Paints(QObject):
    """Notes when a widget was painted last."""

    at = 0.0

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._note)
        return False

    def _note(self) -> None:
        self.at = time.perf_counter()


class Table:
    """Prints a line for each workload."""

    def __init__(self, title: str) -> None:
        print(f"\n{title}\n{'':44}{'p99 gap':>9}{'worst':>9}{'took':>10}   (ms, took in s)")

    def line(self, name: str, gaps: list[tuple[float, float]], took_s: float, more: str = "") -> None:
        p99 = statistics.median(gap[0] for gap in gaps)
        worst = statistics.median(gap[1] for gap in gaps)
        high = max(gap[1] for gap in gaps)
        of_runs = f"; worst of {len(gaps)} runs {high:.1f}" if len(gaps) > 1 else ""
        print(f"{name:44}{p99:9.1f}{worst:9.1f}{took_s:10.2f}   {more}{of_runs}", flush=True)


@asynccontextmanager
async def shown(flip: ServedFlip, directory: Path) -> AsyncIterator[tuple[Parts, MainWindow, Wire]]:
    wire, settings = Wire(), Settings(operator="Ana", undo_s=0.0)
    async with open_parts(read_origin(flip.url), Home(directory), settings, flip.token, transport=wire) as parts:
        window = MainWindow(parts.console, ZoneInfo("America/New_York"), "light", ROOT / "resources", directory)
        window.resize(1280, 800)
        keep_even(window)
        window.show()
        yield parts, window, wire
        window.put_away()


async def completed(window: MainWindow) -> None:
    while not window.is_complete():
        await asyncio.sleep(0.01)


async def settled() -> None:
    """Until nothing is left to paint or to write of what has happened."""
    await asyncio.sleep(0.3)


async def poll(parts: Parts) -> None:
    before = parts.console.link.list_at
    parts.console.refresh()
    assert await until(
        lambda: parts.console.link.list_at != before and not parts.console.link.busy,
        parts.console.link_changed,
        timeout_s=LONG_S,
    )


def waiting_rows(parts: Parts) -> list[Row]:
    return [row for row in parts.console.rows.values() if row.work is Work.SCHEDULE and row.stage is Stage.NONE]


async def answered(parts: Parts, rows: list[Row]) -> float:
    """Seconds until every row is delivered."""
    console, ids = parts.console, {row.id for row in rows}
    begun = time.perf_counter()
    excluded = console.acknowledge(rows, Answer.OK, None)
    assert not excluded, excluded[0].why

    def is_done() -> bool:
        ids.difference_update([one for one in ids if console.rows[one].stage is Stage.DELIVERED])
        return not ids

    while not is_done():  # not at each signal: that would be the benchmark's own load
        await asyncio.sleep(0.02)
    return time.perf_counter() - begun


async def rival_answers(flip: ServedFlip, ids: list[str]) -> float:
    """The same answers by httpx alone, as many at a time, with no store and no window."""
    left = list(ids)
    headers = {"Authorization": f"Bearer {flip.token}"}
    async with httpx.AsyncClient(base_url=flip.url, headers=headers) as client:

        async def work() -> None:
            while left:
                reply = await client.patch(f"/v1/command/{left.pop()}", json={"device_status": "OK"})
                assert reply.status_code == 200

        begun = time.perf_counter()
        await asyncio.gather(*(work() for _number in range(IN_FLIGHT)))
        return time.perf_counter() - begun


async def clicks(parts: Parts, window: MainWindow, wire: Wire, count: int) -> str:
    """One answer after the other: click to painted, to durable and shown, to leaving."""
    console, viewport, paints = parts.console, window.workspace.list.table.viewport(), Paints()
    viewport.installEventFilter(paints)
    to_paint, to_saved, to_wire = [], [], []
    for row in waiting_rows(parts)[:count]:
        if console.link.list_at is None or (console.now() - console.link.list_at).total_seconds() > 5:
            await poll(parts)
        window.workspace.show_command(row.id)
        await asyncio.sleep(0.1)
        wire.left.clear()
        clicked = time.perf_counter()
        window.workspace.answers.actions_of_answers[Answer.OK].trigger()
        await until(lambda row=row: console.rows[row.id].stage is not Stage.SAVING, console.rows_changed, timeout_s=9)
        to_saved.append(time.perf_counter() - clicked)
        while paints.at < clicked:
            await asyncio.sleep(0)
        to_paint.append(paints.at - clicked)
        await until(
            lambda row=row: console.rows[row.id].stage is Stage.DELIVERED, console.rows_changed, timeout_s=LONG_S
        )
        to_wire.append(wire.left[0] - clicked)
    viewport.removeEventFilter(paints)

    def told(times: list[float]) -> str:
        ordered = sorted(times)
        return f"p50 {statistics.median(ordered) * 1000:.1f} p95 {ordered[int(len(ordered) * 0.95)] * 1000:.1f} ms"

    return f"painted {told(to_paint)}; durable and shown {told(to_saved)}; leaving {told(to_wire)}"


async def cpu_share(seconds: float) -> float:
    """Per cent of one core that this process used."""
    cpu, wall = time.process_time(), time.perf_counter()
    await asyncio.sleep(seconds)
    return (time.process_time() - cpu) / (time.perf_counter() - wall) * 100


async def measured(beat: Heartbeat, work: Callable[[], object]) -> tuple[tuple[float, float], float]:
    beat.start()
    begun = time.perf_counter()
    await work()  # type: ignore[misc]
    took = time.perf_counter() - begun
    await settled()
    return beat.stop(), took


async def run(size: int, options: argparse.Namespace) -> None:
    beat = Heartbeat()
    with served_flip(size) as flip, tempfile.TemporaryDirectory() as scratch:
        table = Table(f"{size:,} commands")
        gaps, times = [], []
        for turn in range(options.starts):
            async with shown(flip, Path(scratch, f"together{turn}")) as (parts, window, _wire):
                async with asyncio.TaskGroup() as group:

                    async def both(parts: Parts = parts, window: MainWindow = window) -> None:
                        await until(lambda: len(parts.console.rows) == size, parts.console.rows_changed, timeout_s=60)
                        await completed(window)

                    talking = group.create_task(parts.courier.run())
                    gap, took = await measured(beat, both)
                    talking.cancel()
            gaps.append(gap)
            times.append(took)
        table.line("shown, timeline and first list together", gaps, statistics.median(times))

        gaps, times = [], []
        for turn in range(options.starts):
            async with shown(flip, Path(scratch, f"first{turn}")) as (parts, window, wire):
                await completed(window)
                await settled()
                async with asyncio.TaskGroup() as group:

                    async def first(parts: Parts = parts, group: asyncio.TaskGroup = group) -> None:
                        nonlocal talking
                        talking = group.create_task(parts.courier.run())
                        await until(lambda: parts.console.link.list_at is not None, parts.console.link_changed,
                                    timeout_s=LONG_S)  # fmt: skip

                    gap, took = await measured(beat, first)
                    gaps.append(gap)
                    times.append(took)
                    if turn == options.starts - 1:
                        table.line("the first list arrives", gaps, statistics.median(times))
                        await visit(flip, parts, window, wire, beat, table, size, options)
                    talking.cancel()


async def visit(
    flip: ServedFlip,
    parts: Parts,
    window: MainWindow,
    wire: Wire,
    beat: Heartbeat,
    table: Table,
    size: int,
    options: argparse.Namespace,
) -> None:
    """Everything that is measured in a window that has its list."""
    for name, share in (("a poll, nothing changed", 0), ("a poll, 1 % changed", max(1, size // 100))):
        gaps, times = [], []
        for _turn in range(options.repeats):
            await asyncio.to_thread(flip.change, share)
            gap, took = await measured(beat, lambda: poll(parts))
            gaps.append(gap)
            times.append(took)
        table.line(name, gaps, statistics.median(times))

    beat.start()
    told = await clicks(parts, window, wire, options.clicks)
    table.line("one answer after the other", [beat.stop()], 0.0, told)

    for latency in (LATENCY_S, 0.0):
        await asyncio.to_thread(flip.latency, latency)
        rows = waiting_rows(parts)
        count = min(options.bulk, len(rows) // 3)
        mine, theirs = rows[:count], [row.id for row in rows[count : 2 * count]]
        window.workspace.show_commands([row.id for row in mine])
        await settled()
        beat.start()
        took = await answered(parts, mine)
        gap = beat.stop()
        rival = await asyncio.to_thread(asyncio.run, rival_answers(flip, theirs))
        table.line(
            f"{count} answers at once, server {latency * 1000:.0f} ms", [gap], took,
            f"httpx alone {rival:.2f} s, ratio {took / rival:.2f}",
        )  # fmt: skip
    await poll(parts)
    await settled()
    beat.start()
    await asyncio.sleep(options.idle)
    gap = beat.stop()
    share = await cpu_share(options.idle)
    empty = QMainWindow()
    window.hide()
    empty.show()
    await settled()
    beside = await cpu_share(options.idle / 3)
    empty.close()
    table.line(
        f"idle {options.idle:g} s", [gap], options.idle, f"CPU {share:.2f} % of a core, empty window {beside:.2f} %"
    )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--clicks", type=int, default=40)
    parser.add_argument("--bulk", type=int, default=300)
    parser.add_argument("--idle", type=float, default=15.0)
    options = parser.parse_args(arguments)
    qInstallMessageHandler(lambda _kind, _context, _text: None)  # what offscreen lacks is no news
    app = make_application(ROOT / "resources", "light")
    print(
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {load():.1f}, "
        f"CPython {platform.python_version()}, PySide6 {PySide6.__version__}, httpx {httpx.__version__}, "
        f"{QApplication.platformName()}"
    )
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        for size in options.sizes.split(","):
            runner.run(run(int(size), options))


if __name__ == "__main__":
    main()
