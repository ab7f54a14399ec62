"""The engine in a process that may be killed: the real console, store and client, without a window.

Run as a program it is a nursery: it has the imports behind it, and forks one engine for each order (a line of JSON)
that it reads, so that a thousand starts cost little more than what the engine itself does.
"""

import asyncio
import gc
import json
import os
import signal
import socket
import sqlite3
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from flipconsole.api.client import FlipClient
from flipconsole.app.clock import FlipClock
from flipconsole.app.link import LinkState
from flipconsole.app.waiting import until
from flipconsole.domain.ack import Ack
from flipconsole.domain.command import Answer, DeviceStatus
from flipconsole.domain.profile import profile_at
from flipconsole.domain.row import Stage
from flipconsole.parts import Parts, open_parts
from flipconsole.store import database
from flipconsole.store.home import Home
from flipconsole.store.outbox import Outbox, Put
from flipconsole.store.settings import Settings
from flipconsole.ui.status_strip.facts import MISSED_AMBER, missed_polls

POINTS = ("before", "after")


def intent_of(command_id: str) -> tuple[Answer, str | None]:
    """What the operator of these runs answers to a command: the same, whoever asks."""
    number = int(command_id[-6:], 16)
    return (Answer.OK, None) if number % 3 else (Answer.FAILED_FAULT, f"inverter code {command_id[-6:]}")


def body_of(command_id: str) -> str:
    """The one body that may ever be sent for it."""
    answer, reason = intent_of(command_id)
    said = {"device_status": str(answer)} | ({} if reason is None else {"device_status_reason": reason})
    return json.dumps(said, separators=(",", ":"))


def say(*words: object) -> None:
    """One line, whole, to whoever ordered this engine; a kill may come right after."""
    os.write(1, (" ".join(map(str, (os.getpid(), *words))) + "\n").encode())


class Deaths:
    """Kills its own process at a place that is counted: n-th statement of the outbox, or n-th step of the wire."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._at = order.get("die_at")
        self._skips_commit = order.get("how") == "no-commit"
        self.count = 0

    def step(self) -> None:
        self.count += 1
        if self.count == self._at:
            os.kill(os.getpid(), signal.SIGKILL)

    def connect(self, path: Path) -> sqlite3.Connection:
        """A connection whose every statement is two steps; planted on request: a COMMIT of answers is left out."""
        deaths = self
        holds_answers = False

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
                nonlocal holds_answers
                holds_answers = sql.startswith("INSERT INTO acks") or (holds_answers and not sql.startswith("BEGIN"))
                deaths.step()
                is_left_out = deaths._skips_commit and holds_answers and sql == "COMMIT"
                cursor = super().execute("SELECT 1" if is_left_out else sql, values)
                deaths.step()
                return cursor

        return sqlite3.connect(path, timeout=30, isolation_level=None, factory=Connection)

    def transport(self) -> httpx.AsyncBaseTransport:
        deaths = self

        class Transport(httpx.AsyncHTTPTransport):
            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                deaths.step()
                response = await super().handle_async_request(request)
                deaths.step()
                return response

        return Transport()


def speak_too_early() -> None:
    """A planted fault: "saved" is said before COMMIT, over a disk that takes its time."""

    class SlowDisk(sqlite3.Connection):
        def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
            if sql == "COMMIT":
                time.sleep(0.3)
            return super().execute(sql, values)

    put = Outbox.put
    numbers = iter(range(1_000_000, 2_000_000))

    def put_early(self: Outbox, acks: Any, lines: Any = (), bulk: Any = None) -> Future[Put]:
        put(self, acks, lines)
        early: Future[Put] = Future()
        early.set_result(Put(tuple(ack.but(seq=next(numbers)) for ack in acks), ()))
        return early

    Outbox.put = put_early  # type: ignore[method-assign]
    Outbox.open = lambda folder: Outbox(  # type: ignore[method-assign, assignment, misc]
        folder, lambda path: sqlite3.connect(path, timeout=30, isolation_level=None, factory=SlowDisk)
    )


def wall_of(order: dict[str, Any]) -> Callable[[], datetime]:
    """The machine's clock: it is ahead by what the file `ahead` says, in seconds, as after so much sleep."""
    path = Path(order["ahead"]) if "ahead" in order else None

    def wall() -> datetime:
        text = path.read_text() if path is not None and path.exists() else ""
        return datetime.now(UTC) + timedelta(seconds=float(text or 0.0))

    return wall


def full_disk(mark: Path) -> Callable[[Path], sqlite3.Connection]:
    """Connections to a disk that takes nothing as long as the file `mark` is there."""

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
            if sql.startswith(("INSERT", "UPDATE", "COMMIT")) and mark.exists():
                error = sqlite3.OperationalError("database or disk is full")
                error.sqlite_errorcode = sqlite3.SQLITE_FULL
                raise error
            return super().execute(sql, values)

    return lambda path: sqlite3.connect(path, timeout=30, isolation_level=None, factory=Connection)


def leak_on_failure() -> None:
    """A planted fault: each failed exchange leaves a socket open."""
    send, left = FlipClient._send, []

    async def leaking(self: FlipClient, *arguments: Any, **options: Any) -> Any:
        try:
            return await send(self, *arguments, **options)
        except BaseException:
            left.append((socket.socket(), bytearray(256 * 1024)))
            raise

    FlipClient._send = leaking  # type: ignore[method-assign]


def answer_all(parts: Parts, *, again: bool = False) -> None:
    """Answer every row that asks and has no answer yet; `again`: also what the disk did not take."""
    for row in list(parts.console.rows.values()):
        command = row.held.command
        is_answered = bool(row.acks) and not (again and row.stage is Stage.NOT_SAVED)
        if command.device_status == DeviceStatus.PENDING and row.held.gone_at is None and not is_answered:
            parts.console.acknowledge([row], *intent_of(command.id))


async def watch_age(parts: Parts) -> None:
    """Say when the list on the screen becomes old, and when it is not any more, as the window's strip would."""
    is_old = False
    while True:
        now_old = missed_polls(parts.console.link, parts.console.now()) >= MISSED_AMBER
        if now_old != is_old:
            is_old = now_old
            say("old", int(is_old))
        await asyncio.sleep(0.2)


async def work(order: dict[str, Any]) -> None:
    """One life: answer whatever asks, until killed or, when so ordered, until nothing waits any more."""
    deaths = Deaths(order)
    transport = None
    if order.get("how") == "too-early":
        speak_too_early()
    elif "die_at" in order or order.get("how") == "no-commit":
        Outbox.open = lambda folder: Outbox(folder, deaths.connect)  # type: ignore[method-assign, assignment, misc]
        transport = deaths.transport()
    if order.get("how") == "leaks":
        leak_on_failure()
    if "full" in order:
        Outbox.open = lambda folder: Outbox(folder, full_disk(Path(order["full"])))  # type: ignore[method-assign, assignment, misc]
    clock = FlipClock(wall_of(order))
    if order.get("how") == "plain timer":
        clock.has_jumped = lambda: False  # type: ignore[method-assign]
    home, profile = Home(Path(order["directory"])), profile_at(order["url"])
    async with open_parts(
        profile, home, Settings(operator="Ana"), order["token"], undo_s=0.0, transport=transport, clock=clock
    ) as parts:
        console = parts.console

        def saved(acks: tuple[Ack, ...]) -> None:
            for ack in acks:
                say("saved", ack.command_id)

        console.acks_saved.connect(saved)
        console.link_changed.connect(lambda link: say("link", link.state, int(link.busy), int(link.sends)))
        say("open")
        if "asks_to_send" in order:
            say("sends", int(await parts.courier.take_sendership()))
        talking = asyncio.create_task(parts.courier.run())
        watching = asyncio.create_task(watch_age(parts))
        if "is_watched" in order:  # as by the window, which notices when the process stood still
            console.vigil.start()  # type: ignore[attr-defined]
            watching = asyncio.gather(watching, console.vigil.run())  # type: ignore[attr-defined, assignment]
        if not order.get("answers", True):
            pass
        elif order.get("until_drained"):
            signals = (console.rows_changed, console.acks_changed, console.link_changed)
            await until(lambda: console.link.state is LinkState.LIVE and not console.link.busy, *signals, timeout_s=60)
            answer_all(parts)
            await until(lambda: not console.unsent() and not any(map(console.is_saving, console.rows)), *signals,
                        timeout_s=order["until_drained"])  # fmt: skip
            say("drained", len(console.unsent()), len(console.needing_you()), len(console.attention()), deaths.count)
            for task in (talking, watching):
                task.cancel()
            await asyncio.wait([talking, watching])
            return
        else:
            console.rows_changed.connect(lambda _diff: answer_all(parts))
            answer_all(parts)
        while "looks_s" in order:  # a person who presses F5 again and again
            await asyncio.sleep(order["looks_s"])
            console.refresh()
            answer_all(parts, again=True)
        await talking


def nursery() -> None:
    """Fork an engine for each order; `{"kill": pid}` kills one and says "dead" once it is."""
    gc.freeze()
    say("ready")
    for line in sys.stdin:
        order = json.loads(line)
        if "kill" in order:
            os.kill(order["kill"], signal.SIGKILL)
            os.waitpid(order["kill"], 0)
            say("dead", order["kill"])
            continue
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                asyncio.run(work(order))
                code = 0
            finally:
                say("ended", code)
                os._exit(code)
        say("born", pid)


if __name__ == "__main__":
    assert database.connect  # what the engines need is imported by now
    nursery()
