"""A desk: the real console, store and client over a simulator, in a time that the test drives."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from flipconsole.app.boxes import Boxes
from flipconsole.app.clock import FlipClock
from flipconsole.app.console import Console
from flipconsole.app.courier import Courier
from flipconsole.app.newsfeed import NewsFeed
from flipconsole.app.notices import Notice
from flipconsole.app.waiting import until
from flipconsole.domain.ack import Ack
from flipconsole.domain.command import Answer
from flipconsole.domain.paths import Paths
from flipconsole.domain.profile import profile_at
from flipconsole.domain.row import Row
from flipconsole.parts import open_parts
from flipconsole.simulator.simulator import HandClock, Simulator
from flipconsole.store.database import connect
from flipconsole.store.home import Home
from flipconsole.store.outbox import Outbox
from flipconsole.store.settings import Settings

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


@dataclass
class Wire:
    """Called as each request leaves, and as its answer comes; what they raise is what the client meets."""

    leaving: Callable[[httpx.Request], None] = lambda _request: None
    answered: Callable[[httpx.Request, httpx.Response], None] = lambda _request, _response: None
    slept_s: float = 0.0
    """Time that only the wall clock has counted."""


class Disk:
    """The outbox's disk: `refuses` looks at each statement and says whether it fails as on a full disk."""

    def __init__(self) -> None:
        self.refuses: Callable[[str, tuple[Any, ...]], bool] = lambda _sql, _values: False
        self.before: Callable[[str, tuple[Any, ...]], None] = lambda _sql, _values: None

    def connect(self, path: Path) -> sqlite3.Connection:
        disk = self

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
                disk.before(sql, tuple(values))
                if disk.refuses(sql, tuple(values)):
                    error = sqlite3.OperationalError("database or disk is full")
                    error.sqlite_errorcode = sqlite3.SQLITE_FULL
                    raise error
                return super().execute(sql, values)

        return sqlite3.connect(path, timeout=30, isolation_level=None, factory=Connection)


@dataclass
class Desk:
    console: Console
    courier: Courier
    flip: Simulator
    clock: HandClock
    notices: list[Notice]
    wire: Wire
    folder: Path
    boxes: Boxes
    news: NewsFeed

    def row(self, command_id: str) -> Row:
        return self.console.rows[command_id]

    def ack(self, command_id: str) -> Ack:
        newest = self.row(command_id).newest_ack
        assert newest is not None
        return newest

    async def look(self) -> None:
        """One fetch, whatever the time is."""
        self.courier.refresh()
        await self.courier.one_round()

    async def round(self) -> None:
        await self.courier.one_round()

    async def answer(self, command_id: str, answer: Answer = Answer.OK, reason: str | None = None) -> Ack:
        """Answer the row as it is shown and wait until that is on disk."""
        assert self.console.acknowledge([self.row(command_id)], answer, reason) == ()
        return await self.saved(command_id)

    async def saved(self, command_id: str) -> Ack:
        def is_saved() -> bool:
            return not self.console.is_saving(command_id)

        assert await until(is_saved, self.console.acks_saved, self.console.rows_changed, timeout_s=10)
        return self.ack(command_id)

    async def written(self) -> None:
        """Wait until everything that was written so far is shown."""
        shown = asyncio.Event()
        self.console.life_of("", lambda _lines: shown.set())
        await asyncio.wait_for(shown.wait(), 10)

    def row_text(self, command_id: str) -> str:
        """The command as Flip would send it."""
        return self.flip.get(command_id).encoded().decode()

    def patches(self) -> list[str]:
        """The bodies of the PATCH requests that Flip has seen, in order."""
        return [request.body for request in self.flip.received.requests("patch")]

    def sleep(self, seconds: float) -> None:
        """The lid is closed for so long."""
        self.wire.slept_s += seconds
        self.pass_seconds(seconds)

    def pass_seconds(self, seconds: float) -> None:
        self.flip.advance(seconds)


OpenDesk = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture(params=["keeps", "drops"])
def list_kind(request: pytest.FixtureRequest) -> str:
    """Both kinds of list: a list that drops answered commands is as normal as one that keeps them."""
    kind: str = request.param
    return kind


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """The disk under the outbox of every desk that is opened from now on."""
    planted = Disk()
    monkeypatch.setattr(Outbox, "open", lambda folder, _connect=connect: Outbox(folder, planted.connect))
    return planted


@pytest.fixture
def open_desk(tmp_path: Path, simulator_transport: Callable[[Simulator], Any]) -> OpenDesk:
    """Opens a desk at a new simulator, or once more at that of an earlier desk; the data directory is the same."""

    @asynccontextmanager
    async def opened(
        again: Desk | None = None,
        *,
        list_kind: str = "keeps",
        undo_s: float = 0.0,
        read_only: bool = False,
        read_only_profile: bool = False,
        settings: Settings | None = None,
        token: str | None = None,
        laptop_off_s: float = 0.0,
        paths: Paths | None = None,
        directory: Path | None = None,
        auto_send: bool = True,
        operator: str = "Ana",
    ) -> AsyncIterator[Desk]:
        clock = HandClock(START) if again is None else again.clock
        flip = Simulator(now=clock, list=list_kind) if again is None else again.flip
        notices: list[Notice] = []
        wire = Wire()
        real = simulator_transport(flip)

        class Transport(httpx.AsyncBaseTransport):
            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                wire.leaving(request)
                response: httpx.Response = await real.handle_async_request(request)
                wire.answered(request, response)
                return response

        laptop = FlipClock(
            lambda: clock() + timedelta(seconds=laptop_off_s), lambda: clock().timestamp() - wire.slept_s
        )
        profile, home = profile_at("http://127.0.0.1:8000"), Home(directory or tmp_path / "data")
        folder = home.of_profile(profile)
        profile = replace(profile, read_only=read_only_profile)
        if paths is not None:
            profile = replace(profile, commands_path=paths.commands, command_path=paths.command)
        async with open_parts(
            profile,
            home,
            settings or Settings(operator=operator, auto_send=auto_send),
            flip.token if token is None else token,
            undo_s=undo_s,
            read_only=read_only,
            transport=Transport(),
            clock=laptop,
            chance=Random(7),
        ) as parts:
            parts.console.notice_raised.connect(notices.append)
            yield Desk(
                parts.console, parts.courier, flip, clock, notices, wire, folder, parts.boxes, parts.console.news
            )

    return opened
