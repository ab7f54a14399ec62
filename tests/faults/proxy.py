"""A TCP proxy that does to connections what networks do: it delays, starves, cuts, loses and goes silent."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Literal
from urllib.parse import urlsplit

Fate = Literal["pass", "refuse", "lose", "cut", "mute"]
"""What becomes of one exchange: relayed; reset before the server sees it; reset after the server acted; reset in the
middle of the answer; no byte ever comes back."""


class FaultProxy:
    """Stands between the console and a server; `url` is where the console goes.

    It reads one request at a time, so that a fault strikes an exchange and not some bytes. All may be changed while it
    runs: `fate` (called with the method), `latency_s`, `bytes_per_s` of answers (None: as they come); after `stop`
    nobody listens; after `mute_open` the connections that exist now never carry another byte.
    """

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self.fate: Callable[[str], Fate] = lambda _method: "pass"
        self.latency_s = 0.0
        self.bytes_per_s: float | None = None
        self.url = ""
        self.exchanges = 0
        self.struck = 0
        self._muted: set[asyncio.Task[None]] = set()
        self._serving: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen; also again after `stop`, at the same address."""
        if self._server is None:
            port = urlsplit(self.url).port or 0
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)
            self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Nobody listens, and every connection is reset."""
        if self._server is not None:
            self._server.close()
            self._server = None
        serving = list(self._serving)
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)

    def mute_open(self) -> None:
        """From now on the connections that are open are dead, and nobody tells (as after sleep, or behind DROP)."""
        self._muted |= self._serving

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
                up_reader, up_writer = await asyncio.open_connection(self._host, self._port)
                try:
                    while await self._exchange(task, reader, writer, up_reader, up_writer):
                        pass
                finally:
                    up_writer.close()
        finally:
            self._serving.discard(task)
            self._muted.discard(task)
            _reset(writer)

    async def _exchange(
        self,
        task: asyncio.Task[None],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        up_reader: asyncio.StreamReader,
        up_writer: asyncio.StreamWriter,
    ) -> bool:
        """One request and its answer; whether the connection is still good."""
        request = await _message(reader)
        if not request:
            return False
        self.exchanges += 1
        fate: Fate = "mute" if task in self._muted else self.fate(request.split(b" ", 1)[0].decode())
        if self.latency_s:
            await asyncio.sleep(self.latency_s)
        self.struck += fate != "pass"
        if fate == "refuse":
            return False
        if fate == "mute":
            await asyncio.Event().wait()
        up_writer.write(request)
        answer = await _message(up_reader)
        if fate == "lose":
            return False
        if fate == "cut":
            answer = answer[: len(answer) // 2]
        await self._send(writer, answer)
        return fate == "pass"

    async def _send(self, writer: asyncio.StreamWriter, answer: bytes) -> None:
        bytes_per_s = self.bytes_per_s
        if bytes_per_s is None:
            writer.write(answer)
            await writer.drain()
            return
        portion = max(1, int(bytes_per_s / 20))
        for start in range(0, len(answer), portion):
            writer.write(answer[start : start + portion])
            await writer.drain()
            await asyncio.sleep(portion / bytes_per_s)


async def _message(reader: asyncio.StreamReader) -> bytes:
    """A whole HTTP message with a Content-Length; empty at the end of the connection."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _colon, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    return head + (await reader.readexactly(length) if length else b"")


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with a reset instead of an end."""
    with contextlib.suppress(OSError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@asynccontextmanager
async def fault_proxy(target: str) -> AsyncIterator[FaultProxy]:
    """A proxy that runs on this loop until the block ends."""
    proxy = FaultProxy(target)
    await proxy.start()
    try:
        yield proxy
    finally:
        await proxy.stop()
