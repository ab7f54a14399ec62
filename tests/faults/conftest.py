"""A bench: a whole console with a list model over it, in front of a Flip that answers as the test says."""

import asyncio
import contextlib
import json
import re
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from PySide6.QtCore import Qt

from flipconsole.app.clock import FlipClock
from flipconsole.app.console import Console
from flipconsole.app.courier import Courier
from flipconsole.app.link import LinkState
from flipconsole.app.notices import Notice
from flipconsole.app.waiting import until
from flipconsole.domain.ack import Ack
from flipconsole.domain.command import Answer
from flipconsole.domain.profile import profile_at
from flipconsole.domain.row import Row
from flipconsole.parts import open_parts
from flipconsole.simulator.simulator import HandClock, Simulator
from flipconsole.store.home import Home
from flipconsole.store.settings import Settings
from flipconsole.ui.command_list.model import CommandModel
from flipconsole.ui.command_list.order import Column
from flipconsole.ui.detail.fields import Field, sections_of
from flipconsole.ui.states.standing import banners

START = datetime(2025, 11, 1, 15, 0, tzinfo=UTC)
ID = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
GOOD_ID = "00000000-0000-4000-8000-000000000001"
URL = "http://127.0.0.1:8000"
ZONE = ZoneInfo("America/New_York")
SAFE = re.compile(r"\b(saved|kept|safe)\b")

Handler = Callable[[httpx.Request], httpx.Response]


def row(**changes: Any) -> dict[str, Any]:
    """A row of Flip's list that asks for an answer; `battery_commands__mode="X"` changes an inner member."""
    made: dict[str, Any] = {
        "id": ID,
        "event_id": None,
        "device_id": "PW-7",
        "starts_at": "2025-11-01T17:00:00Z",
        "ends_at": "2025-11-01T19:00:00Z",
        "duration_s": 7200,
        "is_preparatory_action": False,
        "battery_commands": {"mode": "DISCHARGE", "power_mode": "SETPOINT", "setpoint_w": 5000,
                             "enable_grid_import": False, "backup_reserve_percentage": 20},
        "status": "OK",
        "device_status": "PENDING",
        "device_status_reason": None,
        "created_at": "2025-11-01T14:59:00Z",
        "updated_at": "2025-11-01T14:59:00Z",
    }  # fmt: skip
    for name, value in changes.items():
        part, _, inner = name.partition("__")
        made[part] = {**made[part], inner: value} if inner else value
    return made


def text(**changes: Any) -> bytes:
    """The same as JSON text."""
    return json.dumps(row(**changes)).encode()


def listed(*rows: bytes) -> bytes:
    """A list of these texts behind one good row."""
    return b"[" + b",".join((text(id=GOOD_ID, device_id="GOOD"), *rows)) + b"]"


@dataclass
class Flip:
    """What the server answers to list and PATCH, and what it was asked; the list has nothing at first."""

    listing: Handler = lambda _request: httpx.Response(200, content=b"[]")
    patch: Handler = lambda _request: httpx.Response(503)
    asked: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return (self.patch if request.method == "PATCH" else self.listing)(request)

    def lists(self, content: bytes, status: int = 200, headers: Any = None) -> None:
        self.listing = lambda _request: httpx.Response(status, content=content, headers=headers)

    def answers(self, content: bytes = b"", status: int = 200, headers: Any = None) -> None:
        self.patch = lambda _request: httpx.Response(status, content=content, headers=headers)

    def patches(self) -> list[str]:
        return [request.content.decode() for request in self.asked if request.method == "PATCH"]


@dataclass
class Laptop:
    """The machine's own clocks over that of the test: `off_s` is a wrong wall clock, `slept_s` only it has counted."""

    off_s: float = 0.0
    slept_s: float = 0.0

    def clock(self, clock: HandClock) -> FlipClock:
        return FlipClock(lambda: clock() + timedelta(seconds=self.off_s), lambda: clock().timestamp() - self.slept_s)


@dataclass
class Bench:
    console: Console
    courier: Courier
    clock: HandClock
    flip: Flip
    notices: list[Notice]
    model: CommandModel
    laptop: Laptop

    # what happens

    async def look(self) -> None:
        """One fetch as soon as it is allowed, shown in the list."""
        self.courier.refresh()
        await self.round()

    async def round(self) -> None:
        await self.courier.one_round()
        self.model.pass_time(self.console.now())
        self.model.replace_all(self.console.rows.values())

    async def shows(self, *rows: bytes) -> None:
        """Flip lists these rows behind a good one, and the console looks."""
        self.flip.lists(listed(*rows))
        await self.look()

    async def answer(self, command_id: str = ID, answer: Answer = Answer.OK, reason: str | None = None) -> Ack:
        assert self.console.acknowledge([self.row(command_id)], answer, reason) == ()
        console = self.console
        assert await until(lambda: not console.is_saving(command_id), console.acks_saved, timeout_s=10)
        newest = self.row(command_id).newest_ack
        assert newest is not None
        return newest

    async def answer_all(self, ids: list[str], answer: Answer = Answer.OK) -> None:
        """Answer these rows as they are shown and wait until all answers are on disk."""
        assert self.console.acknowledge([self.row(one) for one in ids], answer, None) == ()
        console = self.console
        assert await until(lambda: not any(map(console.is_saving, ids)), console.acks_saved, timeout_s=10)

    async def pass_seconds(self, seconds: float) -> None:
        """Time goes by without a sleep: what is due is done every few seconds."""
        for _step in range(max(1, round(seconds / 10))):
            self.clock.advance(seconds / max(1, round(seconds / 10)))
            self.courier._tick()
            await self.round()

    # what is seen

    def row(self, command_id: str = ID) -> Row:
        return self.console.rows[command_id]

    def cell(self, column: Column, command_id: str = ID) -> str:
        """What a cell says with its note, without its tooltip."""
        return str(self._data(column, command_id, Qt.ItemDataRole.AccessibleTextRole))

    def tip(self, column: Column, command_id: str = ID) -> str:
        return str(self._data(column, command_id, Qt.ItemDataRole.ToolTipRole))

    def fields(self, command_id: str = ID) -> dict[str, Field]:
        """The lines of the detail pane's table by Flip's names."""
        sections = sections_of(self.row(command_id).held, self.model.zone)
        return {one.path: one for section in sections for one in section.fields}

    def banner(self) -> str:
        """All that stands above the list."""
        shown = banners(self.console.link, self.console.now(), self.model.zone, with_link=True)
        return "\n".join(f"{one.title} {one.text}" for one in shown)

    def is_listed(self, command_id: str = ID) -> bool:
        return command_id in self.model.index_of_rows.entries

    def assert_safe(self, state: LinkState, waiting: int = 1) -> None:
        """The link is in this state, says that the work is safe, and the answers are all still there."""
        assert self.console.link.state is state, self.console.link
        assert SAFE.search(self.banner()), self.banner()
        assert len(self.console.unsent()) == waiting
        assert self.is_listed()

    def _data(self, column: Column, command_id: str, role: Qt.ItemDataRole) -> Any:
        place = self.model.index_of_rows.listed.index(self.model.index_of_rows.entries[command_id])
        return self.model.data(self.model.index(place, column), role)


OpenBench = Callable[..., AbstractAsyncContextManager[Bench]]


@pytest.fixture
def open_bench(tmp_path: Path, simulator_transport: Callable[[Simulator], httpx.AsyncBaseTransport]) -> OpenBench:
    """Opens a bench; `again` goes on with the clock of an earlier one, and the data directory is always the same.

    The server is what `Bench.flip` is told, a `simulator`, or whatever listens at `url`.
    """

    @asynccontextmanager
    async def opened(
        again: Bench | None = None,
        *,
        simulator: Simulator | None = None,
        url: str | None = None,
        clock: HandClock | None = None,
        laptop_off_s: float = 0.0,
        zone: tzinfo = ZONE,
        token: str = "canary-1f0e9d8c7b6a",
        directory: Path = tmp_path / "data",
    ) -> AsyncIterator[Bench]:
        clock = again.clock if again is not None else clock or HandClock(START)
        flip = Flip()
        transport: httpx.AsyncBaseTransport | None = httpx.MockTransport(flip)
        if simulator is not None:
            transport, token = simulator_transport(simulator), simulator.token
        elif url is not None:
            transport = None
        laptop = Laptop(laptop_off_s)
        notices: list[Notice] = []
        async with open_parts(
            profile_at(url or URL),
            Home(directory),
            Settings(operator="Ana"),
            token,
            undo_s=0.0,
            transport=transport,
            clock=laptop.clock(clock),
            chance=Random(7),
        ) as parts:
            parts.console.notice_raised.connect(notices.append)
            model = CommandModel(zone, parts.console.now())
            model.index_of_rows.shows_all = True
            model.replace_all(parts.console.rows.values())
            yield Bench(parts.console, parts.courier, clock, flip, notices, model, laptop)

    return opened


class RawServer:
    """Makes servers on real sockets that answer every request with the bytes in `says`, and then close."""

    says = b""

    @asynccontextmanager
    async def __call__(
        self, says: bytes, *, drip_s: float | None = None, tls: ssl.SSLContext | None = None
    ) -> AsyncIterator[str]:
        self.says = says
        at_work: set[asyncio.Task[None]] = set()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            at_work.add(task)
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await reader.readuntil(b"\r\n\r\n")
                writer.write(self.says)
                while drip_s is not None:
                    await asyncio.sleep(drip_s)
                    writer.write(b" ")
                    await writer.drain()
                await writer.drain()
            writer.close()
            at_work.discard(task)

        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
        try:
            host = "http://127.0.0.1" if tls is None else "https://localhost"
            yield f"{host}:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()
            for task in at_work:
                task.cancel()
            await asyncio.gather(*at_work)


@pytest.fixture
def wire_of() -> RawServer:
    """A server that says what no HTTP library would."""
    return RawServer()


@pytest.fixture
def desktop(qapp: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Runs the program's own desktop on a data directory and a server; each visit uses the window of its turn."""
    from tests.faults.desktops import desktops

    with desktops(qapp, monkeypatch) as run:
        yield run
