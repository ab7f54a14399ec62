"""How instant a click is (B8), and three hundred answers at once (B9), beside SQLite and httpx alone."""

# ruff: noqa: ASYNC110  (a benchmark that listened to every signal would measure itself)
from __future__ import annotations

import asyncio
import functools
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton

from flipconsole.app.waiting import until
from flipconsole.domain.command import Answer
from flipconsole.domain.row import Row, Stage
from flipconsole.parts import Parts
from flipconsole.store import database, writer
from flipconsole.ui.answering.dialog import AnswerDialog
from flipconsole.ui.window import MainWindow
from tests.benchmarks.figure import Figure, serve_figures
from tests.benchmarks.living_window import (
    LONG_S,
    Heartbeat,
    Paints,
    Wire,
    on_qt,
    poll,
    talking,
    unanswered,
)
from tests.benchmarks.served_flip import ServedFlip, served_flip

IN_FLIGHT = 6
SLOW_DISK_S = 0.05
SIZE = 10_000


@contextmanager
def slow_disk(delay_s: float) -> Iterator[None]:
    """Every commit of every writer takes so much longer: a laptop's worn disk."""
    commit = writer.Writer._commit

    def slowly(self: writer.Writer, batch: list[object]) -> None:
        time.sleep(delay_s)
        commit(self, batch)  # type: ignore[arg-type]

    writer.Writer._commit = slowly  # type: ignore[method-assign, assignment]
    yield
    writer.Writer._commit = commit  # type: ignore[method-assign]


class Clicks:
    """One answer after the other, in ms from the click."""

    def __init__(self, parts: Parts, window: MainWindow, wire: Wire) -> None:
        self.painted: list[float] = []
        self.saved: list[float] = []
        self.left: list[float] = []
        self._parts, self._window, self._wire = parts, window, wire
        self._paints = Paints()
        window.workspace.list.table.viewport().installEventFilter(self._paints)

    async def one(self, row: Row) -> None:
        """Click, and wait until it is delivered."""
        console, window = self._parts.console, self._window
        if console.link.list_at is None or (console.now() - console.link.list_at).total_seconds() > 5:
            await poll(self._parts)
        window.workspace.show_command(row.id)
        await asyncio.sleep(0.15)
        self._wire.left.clear()
        clicked = time.perf_counter()
        window.workspace.answers.actions_of_answers[Answer.OK].trigger()
        await until(lambda: console.rows[row.id].stage is not Stage.SAVING, console.rows_changed, timeout_s=9)
        saved = time.perf_counter()
        while self._paints.at < clicked:
            await asyncio.sleep(0)
        first = self._paints.at
        await until(lambda: console.rows[row.id].stage is Stage.DELIVERED, console.rows_changed, timeout_s=LONG_S)
        for times, moment in ((self.painted, first), (self.saved, saved), (self.left, self._wire.left[0])):
            times.append((moment - clicked) * 1000)


async def clicks(flip: ServedFlip, scratch: Path, size: int, count: int) -> list[Figure]:
    beat = Heartbeat()
    commits, patches = [], []
    async with talking(flip, scratch) as (parts, window, wire), httpx.AsyncClient(base_url=flip.url) as client:
        rows = unanswered(parts)
        mine, theirs = rows[: 2 * count], rows[2 * count : 3 * count]
        quick, slow = Clicks(parts, window, wire), Clicks(parts, window, wire)
        connection = database.connect(scratch / "rival.sqlite3")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE answers (id TEXT, at REAL)")
        headers = {"Authorization": f"Bearer {flip.token}"}
        for row, other in zip(mine[:count], theirs, strict=True):
            await quick.one(row)
            commits.append(await asyncio.to_thread(_commit_ms, scratch / "rival.sqlite3", row.id))
            begun = time.perf_counter()
            await client.patch(f"/v1/command/{other.id}", json={"device_status": "OK"}, headers=headers)
            patches.append((time.perf_counter() - begun) * 1000)
        connection.close()

        async def on_a_slow_disk() -> None:
            for row in mine[count:]:
                await slow.one(row)

        with slow_disk(SLOW_DISK_S):
            gaps, _took = await beat.during(on_a_slow_disk)
    limits = {"p95": 16.0}
    disk = f"{SLOW_DISK_S * 1000:.0f} ms more for each commit"
    return [
        Figure("B8", "click to painted", size, quick.painted, "SQLite commit", commits, limits),
        Figure("B8", "click to durable and known", size, quick.saved, "SQLite commit", commits, limits),
        Figure("B8", "click to the wire", size, quick.left, "httpx PATCH there and back", patches),
        Figure("B8", f"click to painted, {disk}", size, slow.painted, limits=limits),
        Figure("B8", f"gaps, {disk}", size, gaps, limits={"p99": 16.0, "worst": 33.0}),
    ]


def _commit_ms(path: Path, command_id: str) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    begun = time.perf_counter()
    connection.execute("INSERT INTO answers VALUES (?, ?)", (command_id, begun))
    took = time.perf_counter() - begun
    connection.close()
    return took * 1000


async def bulk(flip: ServedFlip, scratch: Path, size: int, count: int, latency_s: float, pairs: int) -> list[Figure]:
    beat, runs, mine_s, theirs_s = Heartbeat(), [], [], []
    async with talking(flip, scratch) as (parts, window, _wire):
        for _pair in range(pairs):
            await asyncio.to_thread(flip.latency, latency_s)
            await poll(parts)
            rows = unanswered(parts)
            mine, theirs = rows[:count], [row.id for row in rows[count : 2 * count]]
            window.workspace.show_commands([row.id for row in mine])
            await asyncio.sleep(0.5)
            gaps, _with_the_dialog = await beat.during(functools.partial(delivered, parts, window, mine, mine_s))
            runs += gaps
            theirs_s.append(await asyncio.to_thread(asyncio.run, rival_answers(flip, theirs)))
    named = f"{count} answers, server {latency_s * 1000:.0f} ms"
    ratio = {"ratio": 1.1 if latency_s else 1.6}
    return [
        Figure("B9", named, size, mine_s, "httpx alone, 6 at a time", theirs_s, ratio, unit="s"),
        Figure("B9", f"gaps, {named}", size, runs, limits={"p99": 16.0, "worst": 33.0}),
    ]


async def delivered(parts: Parts, window: MainWindow, rows: list[Row], took_s: list[float]) -> None:
    """Answer all that is selected, as a person does, and wait until Flip has confirmed every one.

    `took_s` gets the seconds from the confirming click; how long a person looks at the dialog is no matter of ours.
    """
    console, ids = parts.console, {row.id for row in rows}
    window.workspace.answers.actions_of_answers[Answer.OK].trigger()
    dialog = window.findChild(AnswerDialog)
    assert isinstance(dialog, AnswerDialog)
    dialog.findChild(QLineEdit, options=Qt.FindChildOption.FindDirectChildrenOnly).setText(str(len(rows)))
    await asyncio.sleep(0.2)
    begun = time.perf_counter()
    next(each for each in dialog.findChildren(QPushButton) if each.property("kind") == "primary").click()
    while ids:  # not at each signal: that would be the benchmark's own load
        ids.difference_update([one for one in ids if console.rows[one].stage is Stage.DELIVERED])
        await asyncio.sleep(0.02)
    took_s.append(time.perf_counter() - begun)


async def rival_answers(flip: ServedFlip, ids: list[str]) -> float:
    """Seconds for the same answers by httpx alone, as many at a time, with no store and no window."""
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


def run(names: frozenset[str], quick: bool) -> Iterator[Figure]:
    size, count, pairs = (60, 6, 1) if quick else (SIZE, 300, 2)
    with served_flip(size) as flip, tempfile.TemporaryDirectory() as scratch:
        if "B8" in names:
            yield from on_qt(functools.partial(clicks, flip, Path(scratch, "clicks"), size, 2 if quick else 30))
        if "B9" in names:
            yield from on_qt(functools.partial(bulk, flip, Path(scratch, "far"), size, count, 0.15, pairs))
            near = 6 if quick else 1000
            yield from on_qt(functools.partial(bulk, flip, Path(scratch, "near"), size, near, 0.0, 1))


if __name__ == "__main__":
    serve_figures(run)
