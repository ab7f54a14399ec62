"""What networks and servers do below HTTP, on real sockets (reliability.md 7B 43-54, 7A 35-40)."""

import asyncio
import errno
import gzip
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from msgspec import structs

from flipconsole.api.auth import Token
from flipconsole.api.client import FlipClient, Listing
from flipconsole.api.transfer import Deadlines, Pace
from flipconsole.domain.command import Answer
from flipconsole.domain.environment import read_origin
from flipconsole.domain.errors import ApiError, BadPayload, Hindrance, Throttled, Unauthorized, Unreachable

OK = b"HTTP/1.1 200 OK\r\n"
QUICK = Deadlines(
    connect_s=0.3, ack_s=0.5, first_byte_s=0.4, window_s=0.3, window_bytes=3_000, list_s=1.2, error_body_s=0.2
)

Play = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def played(wire: Any, play: Play, deadlines: Deadlines = QUICK) -> AsyncIterator[FlipClient]:
    """A client whose server reads one request and then does as it likes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await wire.read_request(reader)
        await play(reader, writer)

    async with wire.server(serve) as address, wire.real_client(f"http://{address}", deadlines) as client:
        yield client


def sending(data: bytes) -> Play:
    async def play(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return play


async def outcome(wire: Any, play: Play, *, listing: bool) -> ApiError | Listing | None:
    async with played(wire, play) as client:
        try:
            if listing:
                return await client.commands()
            await client.acknowledge(wire.id, Answer.OK, None)
        except ApiError as error:
            return error
    return None


async def error_of(wire: Any, play: Play, *, listing: bool = False) -> ApiError:
    error = await outcome(wire, play, listing=listing)
    assert isinstance(error, ApiError)
    return error


async def hang(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


def reset(writer: asyncio.StreamWriter) -> None:
    """Close with a reset instead of an end."""
    link = writer.get_extra_info("socket")
    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    writer.transport.abort()


async def test_a_refused_connection_is_offline_and_nothing_left(wire: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        async with wire.real_client(f"http://127.0.0.1:{taken.getsockname()[1]}") as client:
            for request in (client.commands(), client.acknowledge(wire.id, Answer.OK, None)):
                with pytest.raises(Unreachable, match="kept") as caught:
                    await request
                assert caught.value.offline
                assert caught.value.heard


async def test_a_name_that_nobody_knows_is_offline(wire: Any) -> None:
    async with wire.real_client("https://no-such-host.invalid") as client:
        with pytest.raises(Unreachable) as caught:
            await client.acknowledge(wire.id, Answer.OK, None)
    assert caught.value.offline


@pytest.mark.parametrize("play", [hang, sending(b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n")])
async def test_a_proxy_that_does_not_let_through_is_offline_as_nothing_left(
    wire: Any, monkeypatch: pytest.MonkeyPatch, play: Play
) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await wire.read_request(reader)
        await play(reader, writer)

    async with wire.server(serve) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy}")
        monkeypatch.setenv("https_proxy", f"http://{proxy}")
        async with wire.real_client("https://flip.test", QUICK) as client:
            with pytest.raises(Unreachable) as caught:
                await client.acknowledge(wire.id, Answer.OK, None)
    assert caught.value.offline
    assert caught.value.heard


async def test_a_full_house_that_lets_nobody_in_is_offline_in_time(wire: Any) -> None:
    """Packets that are dropped: a listener with a full backlog answers no handshake."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = []
        for _ in range(3):
            caller = socket.socket()
            caller.setblocking(False)
            caller.connect_ex(full.getsockname())
            waiting.append(caller)
        try:
            async with wire.real_client(f"http://127.0.0.1:{full.getsockname()[1]}", QUICK) as client:
                with pytest.raises(Unreachable) as caught:
                    await client.acknowledge(wire.id, Answer.OK, None)
        finally:
            for caller in waiting:
                caller.close()
    assert caught.value.offline
    assert caught.value.heard


@pytest.mark.parametrize("fault", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
async def test_what_fails_before_leaving_is_offline_on_any_transport(
    wire: Any, fault: type[httpx.TransportError]
) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        raise fault("no", request=request)

    async with wire.client(handle) as client:
        with pytest.raises(Unreachable) as caught:
            await client.acknowledge(wire.id, Answer.OK, None)
    assert caught.value.offline
    assert caught.value.heard


async def test_a_reset_after_the_request_left_is_an_answer_not_heard(wire: Any) -> None:
    async def play(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reset(writer)

    error = await error_of(wire, play)
    assert isinstance(error, Unreachable)
    assert not error.heard
    assert not error.offline


GIBBERISH = random.Random(39).randbytes(4_000)

CUT = {
    "closed at once": b"",
    "half a head": b"HTTP/1.1 200 O",
    "no body": OK + b"Content-Length: 500\r\n\r\n",
    "half a body": OK + b"Content-Length: 500\r\n\r\n{",
    "half a chunk": OK + b"Transfer-Encoding: chunked\r\n\r\n50\r\n[]",
    "malformed chunk": OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n",
    "no last chunk": OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n",
    "random bytes": GIBBERISH,
    "random bytes and lines": GIBBERISH.replace(b"\x00", b"\r\n"),
    "no number": b"HTTP/1.1 OK\r\n\r\n",
    "two lengths": OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n[]",
    "negative length": OK + b"Content-Length: -2\r\n\r\n[]",
    "huge headers": OK + b"X: y\r\n" * 40_000 + b"\r\n",
    "half of a gzip": OK + b"Content-Encoding: gzip\r\nContent-Length: 20\r\n\r\n" + gzip.compress(b"[]" * 500)[:20],
}


@pytest.mark.parametrize("name", CUT)
@pytest.mark.parametrize("listing", [False, True])
async def test_an_answer_that_breaks_off_is_a_network_fault(wire: Any, name: str, listing: bool) -> None:
    error = await error_of(wire, sending(CUT[name]), listing=listing)
    assert isinstance(error, Unreachable)
    assert not error.heard
    assert not error.offline


BAD = {
    "a length that lies short": OK + b"Content-Length: 1\r\n\r\n[]",
    "damaged gzip": OK + b"Content-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot a zip",
    "something behind the gzip": OK
    + b"Content-Encoding: gzip\r\nContent-Length: 24\r\n\r\n"
    + gzip.compress(b"[]")
    + b"xx",
    "an encoding not asked for": OK + b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\n[]",
    "gzip twice": OK + b"Content-Encoding: gzip, gzip\r\nContent-Length: 2\r\n\r\n[]",
    "too long by its own word": OK + b"Content-Length: 99999999999\r\n\r\n[",
    "nothing": OK + b"Content-Length: 0\r\n\r\n",
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "created": b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n[]",
    "empty gzip": OK + b"Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("listing", [False, True])
async def test_an_answer_that_cannot_be_read_is_a_bad_payload(wire: Any, name: str, listing: bool) -> None:
    error = await error_of(wire, sending(BAD[name]), listing=listing)
    assert isinstance(error, BadPayload)
    assert not error.heard


async def test_fault_60_where_ipv6_leads_nowhere_ipv4_is_used(wire: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packets to the first address get lost; each connection still comes about, long before its deadline."""
    real, real_connect = socket.getaddrinfo, asyncio.BaseEventLoop.create_connection
    lost: list[str] = []

    def two(host: str, port: int, *rest: Any, **more: Any) -> Any:
        nowhere = (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2001:db8::1", port, 0, 0))
        return [nowhere, *real("127.0.0.1", port, *rest, **more)]

    async def connect(loop: Any, protocol: Any, host: str, *rest: Any, **more: Any) -> Any:
        if ":" in host:
            lost.append(host)
            await asyncio.Event().wait()
        return await real_connect(loop, protocol, host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", two)
    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", connect)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await wire.read_request(reader)
        writer.write(OK + b"Content-Length: 2\r\n\r\n[]")

    async with (
        asyncio.timeout(5),
        wire.server(serve) as address,
        wire.real_client(f"http://localhost:{address.rpartition(':')[2]}", Deadlines()) as client,
    ):
        assert (await client.commands()).commands == ()
    assert lost == ["2001:db8::1"]


async def test_a_laptop_without_ipv6_is_not_without_network(wire: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server has an address of each kind: one cannot be gone to from here, the other refuses."""
    real, real_connect = socket.getaddrinfo, asyncio.BaseEventLoop.create_connection

    def two(host: str, port: int, *rest: Any, **more: Any) -> Any:
        nowhere = (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2001:db8::1", port, 0, 0))
        return [nowhere, *real("127.0.0.1", port, *rest, **more)]

    async def connect(loop: Any, protocol: Any, host: str, *rest: Any, **more: Any) -> Any:
        if ":" in host:
            raise OSError(errno.ENETUNREACH, "Network is unreachable")
        return await real_connect(loop, protocol, host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", two)
    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", connect)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        async with wire.real_client(f"http://localhost:{taken.getsockname()[1]}", Deadlines()) as client:
            with pytest.raises(Unreachable) as caught:
                await client.commands()
    assert caught.value.hindrance is Hindrance.SERVER


async def test_silence_ends_at_the_deadline(wire: Any) -> None:
    for listing in (False, True):
        error = await error_of(wire, hang, listing=listing)
        assert isinstance(error, Unreachable)
        assert not error.heard
        assert not error.offline
        assert "too long" in str(error)


def dripping(byte_s: float, size: int) -> Play:
    async def play(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"Content-Length: 1000000\r\n\r\n[")
        while True:
            writer.write(b" " * size)
            await writer.drain()
            await asyncio.sleep(byte_s)

    return play


async def test_an_answer_in_drops_ends_at_the_deadline(wire: Any) -> None:
    error = await error_of(wire, dripping(0.02, 1))
    assert isinstance(error, Unreachable)
    assert not error.heard


async def test_a_list_in_drops_is_ended_by_its_pace(wire: Any) -> None:
    """The whole might last an hour: what ends it is that less than 1 kB/s comes."""
    patient = structs.replace(QUICK, list_s=3_600.0)
    async with played(wire, dripping(0.02, 1), patient) as client:
        with pytest.raises(Unreachable):
            await client.commands()


async def test_a_steady_list_that_never_ends_is_ended_by_the_total(wire: Any) -> None:
    undemanding = structs.replace(QUICK, window_bytes=1, list_s=0.5)
    async with played(wire, dripping(0.01, 1_000), undemanding) as client:
        with pytest.raises(Unreachable):
            await client.commands()


async def test_the_deadline_is_what_ends_the_drip(wire: Any) -> None:
    """Negative control: httpx alone, with its own timeout of half a second, is still reading after twice that."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await wire.read_request(reader)
        await dripping(0.02, 1)(reader, writer)

    async with wire.server(serve) as address, httpx.AsyncClient(timeout=0.5) as http:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1.0):
                await http.get(f"http://{address}/v1/commands")


async def test_a_slow_but_steady_list_arrives(wire: Any) -> None:
    body = wire.list_of(*(wire.text(id=wire.numbered_id(number)) for number in range(12)))

    async def play(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"Content-Length: %d\r\n\r\n" % len(body))
        for at in range(0, len(body), 700):
            writer.write(body[at : at + 700])
            await writer.drain()
            await asyncio.sleep(0.05)

    # Ten times slower than it is sent would do: a busy machine is no fault of the list.
    patient = Deadlines(
        connect_s=5.0, ack_s=5.0, first_byte_s=5.0, window_s=2.0, window_bytes=2_000, list_s=30.0, error_body_s=5.0
    )
    async with played(wire, play, patient) as client:
        listing = await client.commands()
    assert len(listing.commands) == 12


def test_the_pace_is_that_of_any_window() -> None:
    pace = Pace(20.0, 20_000)
    pace.begin(100.0)
    assert pace.deadline == 120.0
    pace.note(105.0, 19_999)
    assert pace.deadline == 120.0
    pace.note(110.0, 1)
    assert pace.deadline == 125.0
    pace.note(124.0, 500_000)
    assert pace.deadline == 144.0
    for second in range(125, 300):
        pace.note(float(second), 1_000)
    assert pace.deadline == pytest.approx(300.0)


async def test_a_status_counts_though_its_text_never_ends(wire: Any) -> None:
    async def play(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 401 Unauthorized\r\nTransfer-Encoding: chunked\r\n\r\n")
        await asyncio.Event().wait()

    for listing in (False, True):
        assert isinstance(await error_of(wire, play, listing=listing), Unauthorized)
    endless = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 9000000\r\n\r\n" + b"x" * 200_000
    assert isinstance(await error_of(wire, sending(endless)), Unauthorized)
    cut = b"HTTP/1.1 429 Slow down\r\nRetry-After: 90\r\nContent-Length: 900\r\n\r\nx"
    throttled = await error_of(wire, sending(cut))
    assert isinstance(throttled, Throttled)
    assert throttled.wait_s == 90


async def test_a_packed_list_is_unpacked(wire: Any) -> None:
    body = gzip.compress(wire.list_of(*(wire.text(id=wire.numbered_id(number)) for number in range(2_000))))
    for name in (b"gzip", b"x-gzip", b"GZIP"):
        head = OK + b"Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (name, len(body))
        listing = await outcome(wire, sending(head + body), listing=True)
        assert isinstance(listing, Listing)
        assert len(listing.commands) == 2_000


async def test_odd_headers_do_no_harm(wire: Any) -> None:
    head = (
        OK
        + b"Date: yesterday\r\nDate: Wed, 99 Abc\r\nRetry-After: soon\r\nX-Total-Count: many\r\nLink: <<>>;rel=next\r\n"
    )
    listing = await outcome(wire, sending(head + b"Content-Length: 2\r\n\r\n[]"), listing=True)
    assert isinstance(listing, Listing)
    assert listing.served_at is None
    assert listing.complete


async def test_a_cancelled_request_ends_at_once(wire: Any) -> None:
    async with played(wire, hang) as client:
        task = asyncio.create_task(client.acknowledge(wire.id, Answer.OK, None))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


@pytest.mark.parametrize("fault", ["lost=1,on=patch", "reset=1,on=patch", "status=503,on=patch", "throttle=90,on=patch",
                                   "html=200,on=both", "truncated=0.5,on=list", "drip=1,on=list", "bomb=200,on=list",
                                   "huge=100,on=list", "encoding=utf-16,on=list"])  # fmt: skip
async def test_the_simulator_misbehaving_ends_in_the_errors_of_the_table(simulator_server: Any, fault: str) -> None:
    running = simulator_server()
    row = running.simulator.add()
    running.simulator.faults.add(fault)
    async with FlipClient(
        read_origin(running.url), Token(running.token), deadlines=QUICK if "drip" in fault else None
    ) as client:
        request = client.commands() if "on=list" in fault else client.acknowledge(row.id, Answer.OK, None)
        with pytest.raises(ApiError) as caught:
            await request
    wanted = {"html": BadPayload, "bomb": BadPayload, "huge": BadPayload, "encoding": BadPayload, "throttle": Throttled,
              "truncated": (BadPayload, Unreachable)}.get(fault.partition("=")[0], Unreachable)  # fmt: skip
    assert isinstance(caught.value, wanted)
    if "lost" in fault:
        assert not caught.value.heard
        assert running.simulator.get(row.id).device_status == "OK"
