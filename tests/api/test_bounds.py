"""Gate R15: bounded memory and time, whatever a server sends."""

import asyncio
import os
import subprocess
import sys
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest

import flipconsole
from flipconsole.api.auth import Token
from flipconsole.api.client import FlipClient
from flipconsole.domain.command import Answer
from flipconsole.domain.environment import read_origin
from flipconsole.domain.errors import ApiError

resource = pytest.importorskip("resource")

MOST_GROWTH = 150 * 1024 * 1024
MIB = 1024 * 1024


def gzip_bomb(mebibytes: int) -> bytes:
    """A list of so many MiB of blanks, a thousandth of that on the wire."""
    packer = zlib.compressobj(9, wbits=31)
    blanks = b" " * MIB
    return b"".join([packer.compress(b"["), *(packer.compress(blanks) for _ in range(mebibytes)), packer.flush()])


def small(text: bytes) -> Iterator[bytes]:
    return (text[at : at + 4_096] for at in range(0, len(text), 4_096))


ROW = b'{"id":"497f6eca-6276-4993-bfeb-53cbbbba6f08","device_id":"x","status":"OK","device_status":"PENDING"},'

FLOODS: dict[str, Callable[[], Iterator[bytes]]] = {
    "gzip bomb": lambda: iter([gzip_bomb(256)]),
    "gzip bomb in small chunks": lambda: small(gzip_bomb(256)),
    "100 MB of rows": lambda: (ROW * 600 for _ in range(100 * MIB // (600 * len(ROW)))),
    "endless": lambda: iter(lambda: b"x" * 65_536, b""),
    "60 MB in one string": lambda: iter([b'["', *[b"x" * MIB] * 60, b'"]']),
    "60 MB of brackets": lambda: iter([b"[" * MIB] * 60),
    "60 MB of pairs of brackets": lambda: iter([b"[", *[b"[]," * (MIB // 3)] * 60, b"[]]"]),
    "60 MB of numbers in one row": lambda: iter([b'[{"a":[', *[b"0," * (MIB // 2)] * 60, b"0]}]"]),
    "20 MB of texts in one row": lambda: iter([b'[{"a":[', *[b'"",' * (MIB // 3)] * 20, b"0]}]"]),
    "60 MB of fields": lambda: iter([b"{", *[b'"a":0,' * (MIB // 6)] * 60, b'"b":0}']),
    "60 MB of escapes": lambda: iter([b'["', *[b"\\u0000" * (MIB // 6)] * 60, b'"]']),
    "60 MB of blanks": lambda: iter([b" " * MIB] * 60),
    "20 MB of bad rows": lambda: iter([b"[", *[b"{}," * (MIB // 3)] * 20, b"{}]"]),
}
"""Chunks of answers that would fill a machine."""


class Chunks(httpx.AsyncByteStream):
    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            yield chunk


async def ask(name: str, kind: str) -> str:
    headers = {"content-encoding": "gzip"} if "gzip" in name else {}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, headers=headers, stream=Chunks(FLOODS[name]())))
    if kind == "careless":
        async with httpx.AsyncClient(transport=transport) as http:
            return str((await http.get("https://flip.test/v1/commands")).status_code)
    async with FlipClient(read_origin("https://flip.test"), Token("x"), transport=transport) as client:
        try:
            if kind == "list":
                listing = await client.commands()
                return f"{len(listing.commands)} and {len(listing.unreadable)}"
            await client.acknowledge("497f6eca-6276-4993-bfeb-53cbbbba6f08", Answer.OK, None)
        except ApiError as error:
            return type(error).__name__
    return "read"


def peak() -> int:
    """The most memory that this process has held, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux hands ru_maxrss down from the process that started this one
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if "VmHWM" in line) * 1024
    used: int = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024


def measure(name: str, kind: str) -> tuple[str, int]:
    """In a process of its own: what came of one answer, and how far the peak of its memory rose meanwhile."""
    where = str(Path(flipconsole.__file__).parents[1])
    command = [sys.executable, "-W", "error", __file__, name, kind]
    child = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": where}, stdout=subprocess.PIPE, timeout=100, check=True
    )
    outcome, _, growth = child.stdout.decode().rpartition(" ")
    return outcome, int(growth)


@pytest.mark.parametrize("name", FLOODS)
def test_no_flood_fills_the_memory(name: str) -> None:
    outcome, growth = measure(name, "list")
    assert outcome in ("BadPayload", "0 and 1")
    assert growth <= MOST_GROWTH


@pytest.mark.parametrize("name", ["gzip bomb", "endless", "60 MB in one string"])
def test_an_answer_to_an_ack_is_capped_too(name: str) -> None:
    outcome, growth = measure(name, "ack")
    assert outcome == "BadPayload"
    assert growth <= 40 * MIB


def test_the_measure_sees_a_client_that_reads_all() -> None:
    _outcome, growth = measure("gzip bomb", "careless")
    assert growth > MOST_GROWTH


if __name__ == "__main__":
    before = peak()
    outcome = asyncio.run(ask(sys.argv[1], sys.argv[2]))
    print(outcome, peak() - before)
