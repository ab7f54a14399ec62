"""A network that comes and goes every three seconds: no storm of banners, and everything arrives (fault 61)."""

import asyncio
import socket
import time
from pathlib import Path
from random import Random

import httpx
import pytest

from flipconsole.app.link import LinkState
from flipconsole.domain.profile import profile_at
from flipconsole.domain.row import Stage
from flipconsole.parts import open_parts
from flipconsole.store.home import Home
from flipconsole.store.settings import Settings
from tests.faults.conftest import Bench, OpenBench, listed, text

COUNT = 60
MINUTES_10 = 600


def id_of(number: int) -> str:
    return f"00000000-0000-4000-8000-{number + 100:012x}"


async def flap(bench: Bench, period_s: int) -> list[tuple[float, LinkState]]:
    """Ten minutes, second by second, of a network that is up and down for `period_s` each; the changes of the link."""
    taken: set[str] = set()
    began, chance = bench.clock(), Random(4)
    changes: list[tuple[float, LinkState]] = []

    def is_up() -> bool:
        return int((bench.clock() - began).total_seconds()) // period_s % 2 == 0

    def row(number: int) -> bytes:
        one = id_of(number)
        is_taken = one in taken
        return text(id=one, device_status="OK" if is_taken else "PENDING",
                    updated_at="2025-11-01T15:30:00Z" if is_taken else "2025-11-01T14:59:00Z")  # fmt: skip

    def listing(request: httpx.Request) -> httpx.Response:
        if not is_up():
            raise httpx.ConnectError("down", request=request)
        return httpx.Response(200, content=listed(*map(row, range(COUNT))))

    def patch(request: httpx.Request) -> httpx.Response:
        if not is_up():
            raise httpx.ConnectError("down", request=request)
        one = request.url.path.rpartition("/")[2]
        taken.add(one)
        if chance.random() < 0.3:
            raise httpx.ReadError("it went down just now", request=request)
        return httpx.Response(200, content=row(int(one[-12:], 16) - 100))

    bench.flip.listing, bench.flip.patch = listing, patch
    await bench.look()
    state = bench.console.link.state
    for second in range(MINUTES_10):
        if second % 10 == 0 and second // 10 < COUNT:
            await bench.answer_all([id_of(second // 10)])
        bench.clock.advance(1.0)
        bench.courier._tick()
        await bench.courier.one_round()
        if bench.console.link.state is not state:
            state = bench.console.link.state
            changes.append((second, state))
    await bench.pass_seconds(120)
    return changes


async def test_fault_61_a_flapping_network_raises_no_storm_and_loses_nothing(open_bench: OpenBench) -> None:
    async with open_bench() as bench:
        changes = await flap(bench, 3)
        assert {bench.row(id_of(number)).stage for number in range(COUNT)} == {Stage.DELIVERED}
        assert {state for _second, state in changes} <= {LinkState.LIVE, LinkState.OFFLINE}
        assert len(changes) <= MINUTES_10 / 10


async def test_fault_60_where_ipv6_leads_nowhere_ipv4_is_used_within_five_seconds(
    simulator_server: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name has two addresses; nobody listens at the first, or its packets go nowhere."""
    running = simulator_server()  # type: ignore[operator]
    running.simulator.add()
    port = int(running.url.rpartition(":")[2])
    loop = asyncio.get_running_loop()
    real = loop.getaddrinfo

    async def both(host: object, _port: object, **options: object) -> object:
        if host not in ("localhost", b"localhost"):
            return await real(host, _port, **options)  # type: ignore[arg-type]
        kind = socket.SOCK_STREAM
        return [
            (socket.AF_INET6, kind, 6, "", ("100::1", port, 0, 0)),  # the discard prefix: RFC 6666
            (socket.AF_INET, kind, 6, "", ("127.0.0.1", port)),
        ]

    monkeypatch.setattr(loop, "getaddrinfo", both)
    profile = profile_at(f"http://localhost:{port}")
    async with open_parts(profile, Home(tmp_path), Settings(), running.token, undo_s=0.0) as parts:
        began = time.monotonic()
        assert await parts.courier.fetch_once()
        assert time.monotonic() - began <= 5
        assert parts.console.link.state is LinkState.LIVE
