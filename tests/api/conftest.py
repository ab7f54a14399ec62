"""What the wire tests share: Flip's own example object, a client on a scripted transport, small bad servers."""

import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from flipconsole.api.auth import Token
from flipconsole.api.client import FlipClient
from flipconsole.api.transfer import Deadlines
from flipconsole.domain.environment import read_origin

SECRET = "canary-1f0e9d8c7b6a"
ID = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
QUICK = Deadlines(
    connect_s=0.3, ack_s=0.6, first_byte_s=0.4, window_s=0.3, window_bytes=3_000, list_s=1.5, error_body_s=0.2
)

Row = dict[str, Any]
Handler = Callable[[httpx.Request], httpx.Response]
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def command_row(**changes: Any) -> Row:
    row: Row = {
        "id": ID,
        "event_id": "a1e8c1b7-9f0c-4c8a-8f5b-2f8a3f7f0f10",
        "device_id": "xyz-123",
        "starts_at": "2025-04-30 12:00:00.000Z",
        "ends_at": "2025-04-30 14:00:00.000Z",
        "duration_s": 7200,
        "is_preparatory_action": False,
        "battery_commands": {
            "mode": "DISCHARGE",
            "power_mode": "SETPOINT",
            "setpoint_w": 5000,
            "enable_grid_import": False,
            "enable_grid_export": True,
            "backup_reserve_percentage": 20,
            "maximum_charge_percentage": 100,
        },
        "status": "OK",
        "device_status": "PENDING",
        "device_status_reason": None,
        "created_at": "2019-08-24T14:15:22Z",
        "updated_at": "2019-08-24T14:15:22Z",
    }
    for name, value in changes.items():
        part, _, rest = name.partition("__")
        if rest:
            row[part] = {**row[part], rest: value}
        else:
            row[name] = value
    return row


class Wire:
    """Rows, lists, clients and servers for the tests of the wire."""

    secret = SECRET
    id = ID
    quick = QUICK

    @staticmethod
    def row(**changes: Any) -> Row:
        """An answerable command like the source page's; `battery_commands__mode="X"` changes an inner member."""
        return command_row(**changes)

    @staticmethod
    def text(**changes: Any) -> bytes:
        """The same as JSON text."""
        return json.dumps(command_row(**changes)).encode()

    @staticmethod
    def list_of(*rows: bytes) -> bytes:
        """A bare list of texts."""
        return b"[" + b",".join(rows) + b"]"

    @staticmethod
    def numbered_id(number: int) -> str:
        """A canonical id for each number."""
        return f"00000000-0000-4000-8000-{number:012x}"

    @staticmethod
    def client(handler: Handler, base_url: str = "https://flip.test", **options: Any) -> FlipClient:
        """A client whose server is a function from request to response."""
        token = options.pop("token", Token(SECRET))
        return FlipClient(read_origin(base_url), token, transport=httpx.MockTransport(handler), **options)

    @staticmethod
    def answering(status: int = 200, content: bytes = b"", headers: dict[str, str] | None = None) -> Handler:
        """A server that gives the same answer to all."""
        return lambda request: httpx.Response(status, content=content, headers=headers)

    @staticmethod
    def real_client(base_url: str, deadlines: Deadlines = QUICK) -> FlipClient:
        """A client on real sockets."""
        return FlipClient(read_origin(base_url), Token(SECRET), deadlines=deadlines)

    @staticmethod
    @contextlib.asynccontextmanager
    async def server(serve: Serve, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
        """A server of our own on loopback that may do what no HTTP library would; yields host and port."""
        at_work: set[asyncio.Task[None]] = set()

        async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            at_work.add(task)
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await serve(reader, writer)
            writer.close()
            at_work.discard(task)

        server = await asyncio.start_server(guarded, "127.0.0.1", 0, ssl=tls)
        try:
            yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()
            for task in at_work:
                task.cancel()
            await asyncio.gather(*at_work)

    @staticmethod
    async def read_request(reader: asyncio.StreamReader) -> bytes:
        """One whole request as it came."""
        head = await reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return head + await reader.readexactly(length)


@pytest.fixture(scope="session")
def wire() -> Wire:
    """Everything that a test of the wire needs."""
    return Wire()
