"""Looking at the connection tells the token to nobody but Flip, and a look at a certificate sends nothing at all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from flipconsole.api.auth import Token
from flipconsole.api.client import FlipClient
from flipconsole.api.examiner import NO_COMMAND, Examiner
from flipconsole.domain.environment import read_origin
from flipconsole.domain.errors import CertificateFault
from flipconsole.domain.paths import is_canonical_id
from tests.api.certificates import NEEDS_OPEN_STORE, Certificates
from tests.api.proxies import NAME, set_proxy, tunnel_proxy

pytestmark = NEEDS_OPEN_STORE


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(autouse=True)
def trusted(certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    set_proxy(monkeypatch, "")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.file))


@asynccontextmanager
async def recorder(wire: Any, tls: Any, answer: bytes = b"") -> AsyncIterator[tuple[str, bytearray]]:
    """A server that writes down what it hears, and gives this answer to each request."""
    heard = bytearray()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            heard.extend(data)
            writer.write(answer)

    async with wire.server(serve, tls) as address:
        yield address, heard


def examiner_of(wire: Any, address: str) -> Examiner:
    return FlipClient(read_origin(address), Token(wire.secret)).examiner()


async def test_a_handshake_ends_before_anything_is_sent(wire: Any, certificates: Certificates) -> None:
    for tls, fault in ((certificates.server(), None), (certificates.server("other.test"), CertificateFault.WRONG_HOST)):
        async with recorder(wire, tls) as (address, heard):
            examiner = examiner_of(wire, f"https://localhost:{address.rpartition(':')[2]}")
            assert await examiner.get_token()
            await examiner.find_way()
            shown = await examiner.shake_hands()
        assert (shown.fault and shown.fault.certificate) is fault
        assert shown.certificate is not None
        assert "Test issuer" in shown.certificate.issuer
        assert heard == b""


async def test_a_proxy_hears_of_a_look_where_it_goes_and_no_token(
    wire: Any, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    says = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"
    async with (
        recorder(wire, certificates.server(NAME), says) as (address, heard),
        tunnel_proxy(wire, address) as proxy,
    ):
        set_proxy(monkeypatch, proxy.url)
        examiner = examiner_of(wire, f"https://{NAME}")
        await examiner.get_token()
        assert (await examiner.find_way()).proxy is not None
        assert (await examiner.shake_hands()).fault is None
        assert heard == b""
        assert (await examiner.ask_for_list()).error is None
        await examiner.answer_in_vain()
    assert heard.count(wire.secret.encode()) == 2
    assert wire.secret.encode() not in proxy.heard
    assert set(proxy.connects) == {f"CONNECT {NAME}:443 HTTP/1.1"}


async def test_no_look_follows_to_another_server(wire: Any, certificates: Certificates) -> None:
    async with recorder(wire, certificates.server()) as (other, heard_there):
        location = f"https://localhost:{other.rpartition(':')[2]}/v1/commands"
        says = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
        async with recorder(wire, certificates.server(), says) as (address, heard):
            examiner = examiner_of(wire, f"https://localhost:{address.rpartition(':')[2]}")
            await examiner.get_token()
            assert (await examiner.ask_for_list()).status == 302
            assert (await examiner.answer_in_vain()).status == 302
    assert heard.count(wire.secret.encode()) == 2
    assert heard_there == b""


async def test_the_test_of_answers_can_change_nothing(wire: Any, certificates: Certificates) -> None:
    """No command has that id, and the body has none of the fields that an answer consists of."""
    says = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    async with recorder(wire, certificates.server(), says) as (address, heard):
        examiner = examiner_of(wire, f"https://localhost:{address.rpartition(':')[2]}")
        await examiner.get_token()
        assert (await examiner.answer_in_vain()).status == 404
    head, _blank, body = bytes(heard).partition(b"\r\n\r\n")
    assert head.startswith(b"PATCH /v1/command/00000000-0000-0000-0000-000000000000 HTTP/1.1\r\n")
    assert body == b"{}"
    assert is_canonical_id(NO_COMMAND)
