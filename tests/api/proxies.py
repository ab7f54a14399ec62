"""Proxies on loopback: one of our own that can be told what to do, and tinyproxy, a real one."""

import asyncio
import base64
import contextlib
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

NAME = "flip.test"
"""A host that only the proxies know: they lead it to loopback."""


class TunnelProxy:
    """Takes CONNECT and leads every host to `target` (host, port); all of it may be changed while it runs.

    `status` other than 200 is what it says instead, `password` ("name:password") what it wants to be told. With
    `inspecting` it opens the connection: it shows that context's certificate, and speaks `trusting` to the target.
    """

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.status = 200
        self.password = ""
        self.inspecting: ssl.SSLContext | None = None
        self.trusting: ssl.SSLContext | None = None
        self.url = ""
        self.heard = bytearray()
        self.connects: list[str] = []
        self.read_in_clear = bytearray()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heard += head
        lines = head.decode("latin-1").split("\r\n")
        self.connects.append(lines[0])
        told = next((line.partition(":")[2].strip() for line in lines if line.lower().startswith("proxy-auth")), "")
        wanted = "Basic " + base64.b64encode(self.password.encode()).decode()
        status = 407 if self.password and told != wanted else self.status
        if status != 200:
            writer.write(f"HTTP/1.1 {status} Said by the proxy\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
            return
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        if self.inspecting is not None:
            await writer.start_tls(self.inspecting)
        up_reader, up_writer = await asyncio.open_connection(
            *self.target,
            ssl=self.trusting if self.inspecting else None,
            server_hostname=NAME if self.trusting else None,
        )
        try:
            await asyncio.gather(self._pump(reader, up_writer), self._pump(up_reader, writer))
        finally:
            up_writer.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            if self.inspecting is not None:
                self.read_in_clear += data
            else:
                self.heard += data
            writer.write(data)
            await writer.drain()
        with contextlib.suppress(OSError):
            writer.close()


@asynccontextmanager
async def tunnel_proxy(wire: object, target: str, tls: ssl.SSLContext | None = None) -> AsyncIterator[TunnelProxy]:
    """A proxy that runs on this loop until the block ends; with `tls` it is an https:// proxy, as localhost."""
    host, _colon, port = target.rpartition(":")
    proxy = TunnelProxy((host, int(port)))
    async with wire.server(proxy.serve, tls) as address:  # type: ignore[attr-defined]
        proxy.url = f"https://localhost:{address.rpartition(':')[2]}" if tls else f"http://{address}"
        yield proxy


NEEDS_TINYPROXY = pytest.mark.skipif(
    sys.platform != "linux"
    or shutil.which("tinyproxy") is None
    or os.geteuid() != 0
    or shutil.which("unshare") is None,
    reason="needs tinyproxy, and a root who may give it names of its own",
)


_WITH_ITS_OWN_NAMES = 'mount --bind "$1/hosts" /etc/hosts && exec tinyproxy -d -c "$1/tinyproxy.conf"'


@contextmanager
def tinyproxy(directory: Path, password: str = "") -> Iterator[str]:
    """A tinyproxy for which `NAME` is loopback; yields its address. `password`: "name password", letters and digits."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (directory / "hosts").write_text(f"127.0.0.1 localhost {NAME}\n")
    settings = [f"Port {port}", "Listen 127.0.0.1", "Timeout 30", "MaxClients 20", "Allow 127.0.0.1"]
    settings += [f"BasicAuth {password}"] if password else []
    (directory / "tinyproxy.conf").write_text("\n".join(settings) + "\n")
    running = subprocess.Popen(
        ["unshare", "--mount", "sh", "-c", _WITH_ITS_OWN_NAMES, "sh", str(directory)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _try in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.1):
                break
            if running.poll() is not None:
                pytest.skip("tinyproxy does not start here")
            time.sleep(0.05)
        yield f"127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(10)


def set_proxy(monkeypatch: pytest.MonkeyPatch, address: str, **others: str) -> None:
    """The environment names this proxy, and nothing else; `no_proxy="..."` as an extra."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    if address:
        monkeypatch.setenv("https_proxy", address)
    for name, value in others.items():
        monkeypatch.setenv(name, value)
