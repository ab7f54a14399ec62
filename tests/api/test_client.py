"""The client on the wire: what leaves, byte for byte, and what comes back."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from flipconsole import __version__
from flipconsole.api.auth import Token
from flipconsole.api.client import FlipClient
from flipconsole.domain.command import Answer
from flipconsole.domain.environment import read_origin
from flipconsole.domain.errors import BadPayload, ProfileError, Refused, Unauthorized
from flipconsole.domain.paths import Paths
from flipconsole.simulator.bodies import EXAMPLE
from flipconsole.simulator.simulator import Simulator


@pytest.mark.parametrize(
    ("answer", "reason", "body"),
    [
        (Answer.OK, None, b'{"device_status":"OK"}'),
        (Answer.OK, "  ", b'{"device_status":"OK"}'),
        (Answer.FAILED_OFFLINE, "No answer", b'{"device_status":"FAILED_OFFLINE","device_status_reason":"No answer"}'),
        (
            Answer.FAILED_FAULT,
            'Grüße "x"\n\ud800',
            '{"device_status":"FAILED_FAULT","device_status_reason":"Grüße \\"x\\"\\n?"}'.encode(),
        ),
    ],
)
async def test_an_answer_is_exactly_these_bytes_on_the_wire(
    wire: Any, answer: Answer, reason: str | None, body: bytes
) -> None:
    requests: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append(await wire.read_request(reader))
        content = wire.text(device_status=answer.value)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(content) + content)
        await writer.drain()

    async with wire.server(serve) as address, wire.real_client(f"http://{address}/flip") as client:
        answered = await client.acknowledge(wire.id, answer, reason)
    assert answered.command.device_status == answer
    assert answered.http_status == 200
    head, _, sent = requests[0].partition(b"\r\n\r\n")
    assert sent == body
    first, *headers = head.split(b"\r\n")
    assert first == f"PATCH /flip/v1/command/{wire.id} HTTP/1.1".encode()
    assert set(headers) == {
        f"Host: {address}".encode(),
        b"Accept: application/json",
        b"Accept-Encoding: gzip, identity",
        b"Connection: keep-alive",
        f"User-Agent: flipconsole/{__version__}".encode(),
        f"Content-Length: {len(body)}".encode(),
        b"Content-Type: application/json",
        f"Authorization: Bearer {wire.secret}".encode(),
    }


async def test_the_list_is_asked_for_without_parameters(wire: Any) -> None:
    requests: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, content=wire.list_of(wire.text()), headers={"Date": "Wed, 30 Apr 2025 12:00:00 GMT"})

    async with wire.client(handle) as client:
        listing = await client.commands()
    assert [str(request.url) for request in requests] == ["https://flip.test/v1/commands"]
    assert listing.served_at == datetime(2025, 4, 30, 12, 0, tzinfo=UTC)
    assert listing.offered
    assert listing.complete
    assert [command.id for command in listing.commands] == [wire.id]


@pytest.mark.parametrize("envelope", ["none", "commands", "data", "results"])
@pytest.mark.parametrize("paging", [False, True])
async def test_every_kind_of_list_is_read_whole_and_unchanged_rows_stay_the_same_objects(
    envelope: str, paging: bool
) -> None:
    simulator = Simulator(batteries=30, envelope=envelope, paging=paging)
    simulator.add(**EXAMPLE)
    simulator.add_random(260)
    transport = httpx.ASGITransport(app=simulator.app)
    async with FlipClient(read_origin("https://flip.test"), Token(simulator.token), transport=transport) as client:
        first = await client.commands()
        simulator.cancel(first.commands[17].id)
        second = await client.commands()
    assert {command.id for command in first.commands} == {command.id for command in simulator.commands()}
    assert first.complete
    assert not first.unreadable
    assert not first.doubled
    changed = [new.id for new, old in zip(second.commands, first.commands, strict=True) if new is not old]
    assert changed == [first.commands[17].id]
    assert second.commands[17].status == "CANCELED"


async def test_the_example_of_the_source_page_is_listed_and_answered_on_a_real_socket(simulator_server: Any) -> None:
    running = simulator_server()
    running.simulator.add(**EXAMPLE)
    async with FlipClient(read_origin(running.url), Token(running.token)) as client:
        (command,) = (await client.commands()).commands
        assert command.unreadable == ()
        answered = await client.acknowledge(command.id, Answer.FAILED_OFFLINE, "Gateway does not answer")
    assert answered.command.device_status == Answer.FAILED_OFFLINE
    assert running.simulator.get(command.id).device_status == "FAILED_OFFLINE"


@pytest.mark.parametrize("status", [404, 405, 501])
async def test_a_server_without_a_list_is_no_fault(wire: Any, status: int) -> None:
    async with wire.client(wire.answering(status)) as client:
        listing = await client.commands()
    assert not listing.offered
    assert listing.commands == ()


async def test_another_token_counts_from_the_next_request_on(wire: Any) -> None:
    seen: list[str | None] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("authorization"))
        return httpx.Response(401)

    async with wire.client(handle) as client:
        for token in (Token("second"), None):
            with pytest.raises(Unauthorized):
                await client.commands()
            client.use_token(token)
        with pytest.raises(Unauthorized, match="asks for a token"):
            await client.commands()
    assert seen == [f"Bearer {wire.secret}", "Bearer second", None]


async def test_the_answer_is_given_back_unjudged(wire: Any) -> None:
    other = wire.numbered_id(5)
    async with wire.client(wire.answering(200, wire.text(id=other, device_status="FAILED_FAULT"))) as client:
        answered = await client.acknowledge(wire.id, Answer.OK, None)
    assert answered.command.id == other
    assert answered.command.device_status == "FAILED_FAULT"


@pytest.mark.parametrize(
    "content", [b"", b"null", b"[]", b"{}", b"{", b'"OK"', b'{"id":"x"}', b"\xff\xfe", b"NaN", b"[" * 100_000]
)
async def test_an_answer_that_is_no_command_leaves_the_outcome_unknown(wire: Any, content: bytes) -> None:
    async with wire.client(wire.answering(200, content)) as client:
        with pytest.raises(BadPayload) as caught:
            await client.acknowledge(wire.id, Answer.OK, None)
    assert not caught.value.heard
    assert not caught.value.signin_page


async def test_a_sign_in_page_is_told_from_flip(wire: Any) -> None:
    page = b"\n<!DOCTYPE html><html><body>Welcome to Hotel Wifi</body></html>"
    async with wire.client(wire.answering(200, page)) as client:
        with pytest.raises(BadPayload, match="sign in") as listed:
            await client.commands()
        with pytest.raises(BadPayload, match="sign in") as answered:
            await client.acknowledge(wire.id, Answer.OK, None)
    assert listed.value.signin_page
    assert answered.value.signin_page
    assert not answered.value.heard


async def test_other_paths_are_used_when_they_are_plain(wire: Any) -> None:
    seen: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.path)
        return httpx.Response(200, content=wire.text() if request.method == "PATCH" else b"[]")

    async with wire.client(handle, paths=Paths("/api/commands", "/api/commands/{id}/ack")) as client:
        await client.commands()
        await client.acknowledge(wire.id, Answer.OK, None)
    assert seen == ["/api/commands", f"/api/commands/{wire.id}/ack"]


@pytest.mark.parametrize("template", ["/v1/command/{id}?x=1", "//evil.test/{id}", "/v1/../{id}", "{id}"])
def test_a_path_that_steers_elsewhere_is_no_path(wire: Any, template: str) -> None:
    with pytest.raises(ProfileError):
        wire.client(wire.answering(), paths=Paths(command=template))


async def test_renewed_connections_serve_what_comes_next_and_let_go_of_the_old_ones(wire: Any) -> None:
    connections: set[str] = set()
    hold = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            request = await wire.read_request(reader)
            connections.add(writer.get_extra_info("peername"))
            if b"PATCH" in request:
                await hold.wait()
            content = wire.text() if b"PATCH" in request else b"[]"
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(content) + content)

    async with wire.server(serve) as address, wire.real_client(f"http://{address}") as client:
        await client.commands()
        await client.commands()
        assert len(connections) == 1
        under_way = asyncio.create_task(client.acknowledge(wire.id, Answer.OK, None))
        await asyncio.sleep(0)
        client.renew()
        await client.commands()
        assert len(connections) == 2
        hold.set()
        assert (await under_way).command.id == wire.id


async def test_an_id_that_is_not_canonical_is_refused_before_anything_leaves(wire: Any) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request.url)

    async with wire.client(handle) as client:
        with pytest.raises(Refused, match="Nothing was sent"):
            await client.acknowledge(wire.id.upper(), Answer.OK, None)


async def test_pending_cannot_be_sent(wire: Any) -> None:
    async with wire.client(wire.answering()) as client:
        with pytest.raises(ValueError, match="PENDING"):
            await client.acknowledge(wire.id, "PENDING", None)
