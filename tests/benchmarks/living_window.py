"""The real window on the real loop, with a heartbeat that notes how long it could do nothing else."""

# ruff: noqa: ASYNC110  (a benchmark that listened to every signal would measure itself)
from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import qasync
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, qInstallMessageHandler
from typing_extensions import override

from flipconsole.app.waiting import until
from flipconsole.desktop import keep_even
from flipconsole.domain.profile import profile_at
from flipconsole.domain.row import Row, Stage
from flipconsole.domain.work import Work
from flipconsole.parts import Parts, open_parts
from flipconsole.store.home import Home
from flipconsole.store.settings import Settings
from flipconsole.ui.application import make_application
from flipconsole.ui.window import MainWindow
from tests.benchmarks.figure import ROOT, Figure
from tests.benchmarks.served_flip import ServedFlip

BEAT_MS = 5
LONG_S = 300.0


class Heartbeat(QObject):
    """Notes how late a timer of 5 ms fires: the time in which the window could do nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self._gaps: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    async def during(self, work: Callable[[], Awaitable[object]]) -> tuple[list[float], float]:
        """Every gap in ms, less the beat itself, until nothing is left of the work to paint; the work's own seconds."""
        self._gaps, self._last = [], time.perf_counter()
        self._timer.start(BEAT_MS)
        begun = time.perf_counter()
        await work()
        took_s = time.perf_counter() - begun
        await asyncio.sleep(0.3)
        self._beat()
        self._timer.stop()
        return [max(0.0, gap * 1000 - BEAT_MS) for gap in self._gaps], took_s

    def _beat(self) -> None:
        now = time.perf_counter()
        self._gaps.append(now - self._last)
        self._last = now


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


class Wire(httpx.AsyncHTTPTransport):
    """The real transport, which notes when an answer leaves."""

    def __init__(self) -> None:
        super().__init__()
        self.left: list[float] = []

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "PATCH":
            self.left.append(time.perf_counter())
        return await super().handle_async_request(request)


@asynccontextmanager
async def shown(flip: ServedFlip, directory: Path) -> AsyncIterator[tuple[Parts, MainWindow, Wire]]:
    """The window of a console that does not talk yet."""
    wire, settings = Wire(), Settings(operator="Ana", undo_s=0.0)
    async with open_parts(profile_at(flip.url), Home(directory), settings, flip.token, transport=wire) as parts:
        window = MainWindow(
            parts.console,
            parts.boxes,
            ZoneInfo("America/New_York"),
            "light",
            ROOT / "resources",
            directory,
            credentials=parts.credentials,
        )
        window.resize(1280, 800)
        keep_even(window)
        window.show()
        yield parts, window, wire
        window.put_away()


@asynccontextmanager
async def talking(flip: ServedFlip, directory: Path) -> AsyncIterator[tuple[Parts, MainWindow, Wire]]:
    """A complete window with its first list, whose courier works."""
    async with shown(flip, directory) as (parts, window, wire):
        await completed(window)
        async with asyncio.TaskGroup() as group:
            courier = group.create_task(parts.courier.run())
            await has_list(parts)
            await asyncio.sleep(0.5)
            yield parts, window, wire
            courier.cancel()


async def completed(window: MainWindow) -> None:
    while not window.is_complete():
        await asyncio.sleep(0.01)


async def has_list(parts: Parts) -> None:
    """Until a list has arrived and is in the window."""
    console = parts.console
    assert await until(lambda: console.link.list_at is not None, console.link_changed, timeout_s=LONG_S)


async def poll(parts: Parts) -> None:
    """One look at Flip, from asking to shown."""
    console, before = parts.console, parts.console.link.list_at
    console.refresh()
    assert await until(
        lambda: console.link.list_at != before and not console.link.busy, console.link_changed, timeout_s=LONG_S
    )


def unanswered(parts: Parts) -> list[Row]:
    """Rows that may be answered."""
    return [row for row in parts.console.rows.values() if row.work is Work.SCHEDULE and row.stage is Stage.NONE]


def gaps(budget: str, what: str, size: int, runs: list[list[float]], **limits: float) -> Figure:
    """The longest gap of each run as one figure."""
    return Figure(budget, what, size, [max(run) for run in runs], limits=limits)


def on_qt(work: Callable[[], Coroutine[Any, Any, list[Figure]]]) -> list[Figure]:
    """What the work returns, run on the program's own loop."""
    qInstallMessageHandler(lambda _kind, _context, _text: None)  # what offscreen lacks is no news
    app = make_application(ROOT / "resources", "light")
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        return runner.run(work())
