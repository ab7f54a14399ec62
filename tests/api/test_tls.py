"""TLS faults stop everything, each with its own plain sentence (reliability.md 7B 56, 57, 59)."""

import asyncio
import ssl
from pathlib import Path
from typing import Any

import pytest

from flipconsole.domain.command import Answer
from flipconsole.domain.errors import Misdirected, Unreachable
from tests.api.certificates import NEEDS_OPENSSL, Certificates

pytestmark = NEEDS_OPENSSL


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def trusted(certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    """The issuer is in the system's trust store."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.directory / "ca.pem"))


async def error_from(wire: Any, tls: ssl.SSLContext | None) -> tuple[Exception | None, bytes]:
    """What the client makes of a server with this certificate, and what that server heard."""
    heard = bytearray()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if tls is None:
            writer.write(b"220 mail.test ESMTP\r\n")
            heard.extend(await reader.read(65_536))
            return
        heard.extend(await wire.read_request(reader))
        body = wire.text()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    async with wire.server(serve, tls) as address:
        port = address.rpartition(":")[2]
        client = wire.real_client(f"https://localhost:{port}")
        try:
            async with client:
                await client.acknowledge(wire.id, Answer.OK, None)
        except (Misdirected, Unreachable) as error:
            return error, bytes(heard)
    return None, bytes(heard)


@pytest.mark.usefixtures("trusted")
async def test_an_issuer_in_the_systems_store_is_trusted_and_the_keys_are_logged_nowhere(
    wire: Any, certificates: Certificates, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    error, heard = await error_from(wire, certificates.server())
    assert error is None
    assert wire.secret.encode() in heard
    assert not (tmp_path / "keys").exists()


async def test_every_fault_of_a_certificate_has_its_own_sentence_and_nothing_is_heard(
    wire: Any, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []
    for trusted, tls, words in (
        (False, certificates.server(), "does not trust"),
        (True, certificates.server(expired=True), "not valid at this time"),
        (True, certificates.server("DNS:elsewhere.test"), "belongs to another address"),
        (True, None, "speaks no TLS"),
    ):
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(certificates.directory / "ca.pem"))
        error, heard = await error_from(wire, tls)
        assert isinstance(error, Misdirected), error
        assert words in str(error)
        assert "Nothing was sent" in str(error)
        assert wire.secret.encode() not in heard
        found.append(str(error))
    assert len(set(found)) == 4


@pytest.mark.usefixtures("trusted")
async def test_the_check_hears_a_client_that_looks_at_no_certificate(
    wire: Any, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(_needed: bool) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context

    monkeypatch.setattr("flipconsole.api.connections.tls_context", careless)
    error, heard = await error_from(wire, certificates.server("DNS:elsewhere.test"))
    assert error is None
    assert wire.secret.encode() in heard
