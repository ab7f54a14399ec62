"""TLS faults stop everything, each with its own plain sentence, and no byte of the token leaves (SEC9; faults 56, 57,
59)."""

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flipconsole.api.auth import Token
from flipconsole.api.client import FlipClient
from flipconsole.api.transfer import Deadlines
from flipconsole.domain.command import Answer
from flipconsole.domain.environment import read_origin
from flipconsole.domain.errors import CertificateFault, Misdirected, Unreachable
from tests.api.certificates import NEEDS_OPEN_STORE, Certificates, outdated, self_made
from tests.gates import Gate

pytestmark = NEEDS_OPEN_STORE


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def trusted(certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    """The issuer is in the system's trust store."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.file))


async def error_from(
    wire: Any, tls: ssl.SSLContext | None, ca_file: Path | None = None
) -> tuple[Exception | None, bytes]:
    """What the client makes of a server with this certificate, and all that the server heard of it, decrypted."""
    heard = bytearray()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if tls is None:
            writer.write(b"220 mail.test ESMTP\r\n")
            heard.extend(await reader.read(65_536))
            return
        head = await reader.read(65_536)
        heard.extend(head)
        if head:
            body = wire.text()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    async with wire.server(serve, tls) as address:
        port = address.rpartition(":")[2]
        origin = read_origin(f"https://localhost:{port}")
        try:
            async with FlipClient(origin, Token(wire.secret), deadlines=Deadlines(), ca_file=ca_file) as client:
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


def faults(ours: Certificates, tmp_path: Path) -> dict[CertificateFault, tuple[ssl.SSLContext | None, str]]:
    """A server with each fault, and words of the sentence that belongs to it."""
    stranger = Certificates(tmp_path, "Acme Water Works")
    inspector = Certificates(tmp_path, "Zscaler Inc.", "Zscaler Root CA")
    return {
        CertificateFault.EXPIRED: (ours.server(expired=True), "not valid at this time"),
        CertificateFault.WRONG_HOST: (ours.server("elsewhere.test"), "belongs to another address"),
        CertificateFault.UNKNOWN_ISSUER: (stranger.server(), "does not trust: “Acme Water Works”"),
        CertificateFault.INTERCEPTED: (
            inspector.server(),
            "opens the encrypted connection: the certificate was made by",
        ),
        CertificateFault.NO_TLS: (None, "speaks no TLS"),
    }


@pytest.mark.gate("SEC9")
@pytest.mark.usefixtures("trusted")
async def test_every_fault_has_its_own_sentence_and_nothing_is_heard(
    wire: Any, certificates: Certificates, tmp_path: Path, gate: Gate
) -> None:
    found: list[str] = []
    for kind, (tls, words) in faults(certificates, tmp_path).items():
        error, heard = await error_from(wire, tls)
        assert isinstance(error, Misdirected), error
        assert error.certificate is kind
        assert words in str(error)
        assert "Nothing was sent and your answers are kept" in str(error)
        assert heard == b"" or tls is None
        assert wire.secret.encode() not in heard
        found.append(str(error))
    assert len(set(found)) == 5
    gate.reached(
        "expired, wrong host, unknown issuer, interception, no TLS: 0 bytes of token sent, a sentence each, no way "
        "round",
        f"{len(found)} faults, {len(set(found))} sentences, 0 bytes of a request heard",
    )


@pytest.mark.usefixtures("trusted")
async def test_a_version_of_tls_that_is_known_to_be_broken_is_not_spoken(wire: Any, certificates: Certificates) -> None:
    error, heard = await error_from(wire, outdated(certificates))
    assert isinstance(error, Misdirected)
    assert error.certificate is CertificateFault.NO_TLS
    assert heard == b""


async def test_a_certificate_of_another_server_is_told_so_though_its_issuer_is_unknown_too(
    wire: Any, tmp_path: Path
) -> None:
    error, heard = await error_from(wire, self_made(tmp_path, "login.guest-wifi.test"))
    assert isinstance(error, Misdirected)
    assert error.certificate is CertificateFault.WRONG_HOST
    assert "“login.guest-wifi.test”" in str(error)
    assert "sign in with a browser first" in str(error)
    assert heard == b""


async def test_a_server_that_vouches_for_itself_is_unknown(wire: Any, tmp_path: Path) -> None:
    error, heard = await error_from(wire, self_made(tmp_path))
    assert isinstance(error, Misdirected)
    assert error.certificate is CertificateFault.UNKNOWN_ISSUER
    assert heard == b""


async def test_a_file_of_issuers_is_trusted_beside_the_system_and_never_instead(
    wire: Any, certificates: Certificates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = Certificates(tmp_path, "Company")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.file))
    for tls in (company.server(), certificates.server()):
        error, heard = await error_from(wire, tls, company.file)
        assert error is None
        assert wire.secret.encode() in heard
    error, heard = await error_from(wire, company.server())
    assert isinstance(error, Misdirected)
    assert heard == b""


@pytest.mark.parametrize(
    ("write", "words"),
    [
        (lambda path: path.write_text("no certificate"), "holds no certificates"),
        (lambda path: path.write_text(""), "holds no certificates"),
        (lambda path: None, "cannot be read (No such file or directory)"),
    ],
)
@pytest.mark.usefixtures("trusted")
async def test_a_file_that_cannot_be_used_stops_everything_and_is_named(
    wire: Any, certificates: Certificates, tmp_path: Path, write: Callable[[Path], object], words: str
) -> None:
    file = tmp_path / "company.pem"
    write(file)
    error, heard = await error_from(wire, certificates.server(), file)
    assert isinstance(error, Misdirected)
    assert words in str(error)
    assert str(file) in str(error)
    assert heard == b""


async def test_an_issuer_that_is_installed_meanwhile_is_trusted_at_the_next_try(
    wire: Any, certificates: Certificates, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(Certificates(tmp_path, "Before").file))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await wire.read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")

    async with (
        wire.server(serve, certificates.server()) as address,
        wire.real_client(f"https://localhost:{address.rpartition(':')[2]}", Deadlines()) as client,
    ):
        with pytest.raises(Misdirected):
            await client.commands()
        monkeypatch.setenv("SSL_CERT_FILE", str(certificates.file))
        assert (await client.commands()).commands == ()


@pytest.mark.gate("SEC9")
@pytest.mark.usefixtures("trusted")
async def test_the_check_hears_a_client_that_looks_at_no_certificate(
    wire: Any, certificates: Certificates, monkeypatch: pytest.MonkeyPatch, gate: Gate
) -> None:
    def careless(_needed: bool, _ca_file: Path | None = None) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context

    monkeypatch.setattr("flipconsole.api.connections.tls_context", careless)
    error, heard = await error_from(wire, certificates.server("elsewhere.test"))
    assert error is None
    assert wire.secret.encode() in heard
    gate.caught("certificates that are not checked: the token is heard")


async def test_a_server_that_takes_the_connection_and_says_nothing_is_not_taken_for_one_without_tls(wire: Any) -> None:
    async def mute(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with (
        wire.server(mute) as address,
        wire.real_client(f"https://localhost:{address.rpartition(':')[2]}") as client,
    ):
        with pytest.raises(Unreachable) as caught:
            await client.commands()
    assert caught.value.offline
