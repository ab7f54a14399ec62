"""The console works behind a proxy, says so when the proxy is the trouble, and shows no password of it (SEC10, K5)."""

import asyncio
import base64
import contextlib
import logging
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from flipconsole.api.auth import Token
from flipconsole.api.client import FlipClient
from flipconsole.api.route import automatic_proxy, find_proxy
from flipconsole.api.transfer import Deadlines
from flipconsole.domain.environment import Origin, read_origin
from flipconsole.domain.errors import ApiError, CertificateFault, Hindrance, Misdirected, Unreachable
from flipconsole.store.home import Home
from flipconsole.store.log import start_log, stop_log
from tests.api.certificates import NEEDS_OPEN_STORE, Certificates
from tests.api.proxies import NAME, NEEDS_TINYPROXY, TunnelProxy, set_proxy, tinyproxy, tunnel_proxy
from tests.gates import Gate

PASSWORD = "canary-p4ss:w@rd/"
IN_ADDRESS = "canary-p4ss%3Aw%40rd%2F"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(autouse=True)
def trusted(certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.file))


@asynccontextmanager
async def flip_server(wire: Any, tls: ssl.SSLContext) -> AsyncIterator[tuple[str, bytearray]]:
    """A Flip of one empty list; its address, and what it heard."""
    heard = bytearray()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            heard.extend(await wire.read_request(reader))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")

    async with wire.server(serve, tls) as address:
        yield address, heard


FLIP = read_origin(f"https://{NAME}")


async def ask(wire: Any, deadlines: Deadlines | None = None, at: Origin = FLIP) -> ApiError | None:
    """What a list request to the host that only the proxy knows comes to."""
    async with FlipClient(at, Token(wire.secret), deadlines=deadlines) as client:
        try:
            await client.commands()
        except ApiError as error:
            return error
    return None


@NEEDS_OPEN_STORE
async def test_the_list_comes_through_a_proxy_that_never_sees_the_token(
    wire: Any, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with flip_server(wire, certificates.server(NAME)) as (address, heard), tunnel_proxy(wire, address) as proxy:
        set_proxy(monkeypatch, proxy.url)
        assert await ask(wire) is None
    assert wire.secret.encode() in heard
    assert proxy.connects == [f"CONNECT {NAME}:443 HTTP/1.1"]
    assert wire.secret.encode() not in proxy.heard


@NEEDS_OPEN_STORE
async def test_any_letter_may_be_in_the_password(
    wire: Any, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with flip_server(wire, certificates.server(NAME)) as (address, heard), tunnel_proxy(wire, address) as proxy:
        proxy.password = f"ana:{PASSWORD}"
        set_proxy(monkeypatch, proxy.url.replace("//", f"//ana:{IN_ADDRESS}@"))
        assert await ask(wire) is None
        assert wire.secret.encode() in heard
        for given in ("", "ana:wrong-canary@"):
            set_proxy(monkeypatch, proxy.url.replace("//", f"//{given}"))
            error = await ask(wire)
            assert isinstance(error, Unreachable)
            assert "canary" not in str(error)


@NEEDS_OPEN_STORE
async def test_a_proxy_that_is_spoken_to_in_secret_is_checked_like_a_server(
    wire: Any, certificates: Certificates, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    async with flip_server(wire, certificates.server(NAME)) as (address, heard):
        async with tunnel_proxy(wire, address, certificates.server()) as proxy:
            set_proxy(monkeypatch, proxy.url)
            assert await ask(wire) is None
            assert wire.secret.encode() in heard
        stranger = Certificates(tmp_path, "Stranger")
        async with tunnel_proxy(wire, address, stranger.server()) as proxy:
            set_proxy(monkeypatch, proxy.url.replace("//", "//ana:secret@"))
            error = await ask(wire)
            assert isinstance(error, Misdirected)
            assert error.certificate is CertificateFault.UNKNOWN_ISSUER
            assert proxy.heard == b""
    assert not (tmp_path / "keys").exists()


@NEEDS_OPEN_STORE
@NEEDS_TINYPROXY
@pytest.mark.gate("SEC10")
async def test_a_real_proxy_with_a_password_is_passed_and_its_password_is_written_nowhere(
    wire: Any, certificates: Certificates, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, gate: Gate,
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    log = start_log(Home(tmp_path / "data"), logging.DEBUG)
    for library in ("httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, library)
    said: list[str] = []
    errors: list[ApiError | None] = []
    try:
        async with flip_server(wire, certificates.server(NAME)) as (address, heard):
            port = address.rpartition(":")[2]
            origin = read_origin(f"https://{NAME}:{port}")
            with tinyproxy(tmp_path, "ana canaryp4ss") as proxy:
                for given in ("ana:canaryp4ss@", "", "ana:wrongcanaryp4ss@"):
                    set_proxy(monkeypatch, f"http://{given}{proxy}")
                    errors.append(await ask(wire, at=origin))
                    said.append(repr(find_proxy(origin)))
    finally:
        stop_log(log)
    assert heard.count(b"GET /v1/commands") == 1
    none, asked, refused = errors
    assert none is None
    for error, words in ((asked, "asks for a user name and password"), (refused, "does not accept the user name")):
        assert isinstance(error, Unreachable)
        assert (error.hindrance, error.status) == (Hindrance.PROXY, None)
        assert words in str(error)
    written = f"{caplog.text}{said}{errors}" + (tmp_path / "data" / "log" / "flipconsole.log").read_text()
    written += "".join(capfd.readouterr())
    assert "CONNECT" in caplog.text
    assert "canaryp4ss" not in written
    assert base64.b64encode(b"ana:canaryp4ss").decode() not in written
    gate.reached(
        "tinyproxy with a password passed with no change; told when it asks for one; the password in no log or message",
        "passed, 2 refusals told, 0 traces of the password in the log at its most talkative",
    )


@NEEDS_OPEN_STORE
@pytest.mark.gate("SEC10")
async def test_a_proxy_that_opens_the_connection_works_where_its_issuer_is_installed(
    wire: Any, certificates: Certificates, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, gate: Gate
) -> None:
    """The company's own issuer is in the system's store, Flip's is not even known here: the proxy has checked it."""
    inspector = Certificates(tmp_path, "Zscaler Inc.", "Zscaler Root CA")
    upstream = ssl.create_default_context(cafile=certificates.file)
    async with flip_server(wire, certificates.server(NAME)) as (address, heard), tunnel_proxy(wire, address) as proxy:
        proxy.inspecting, proxy.trusting = inspector.server(NAME), upstream
        set_proxy(monkeypatch, proxy.url)
        error = await ask(wire)
        assert isinstance(error, Misdirected)
        assert error.certificate is CertificateFault.INTERCEPTED
        assert "Zscaler" in str(error)
        assert heard == proxy.read_in_clear == b""
        monkeypatch.setenv("SSL_CERT_FILE", str(inspector.file))
        assert await ask(wire) is None
        assert wire.secret.encode() in heard
    gate.reached("works behind a proxy that opens connections, its issuer in the system's store", "works")


@NEEDS_OPEN_STORE
@pytest.mark.gate("SEC10")
async def test_a_client_that_trusts_only_the_issuers_it_brings_along_fails_there(
    wire: Any, certificates: Certificates, monkeypatch: pytest.MonkeyPatch, gate: Gate
) -> None:
    """Negative control."""
    import certifi

    def brought_along(_needed: bool, _ca_file: Path | None = None) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(certifi.where())
        return context

    monkeypatch.setattr("flipconsole.api.connections.tls_context", brought_along)
    async with flip_server(wire, certificates.server(NAME)) as (address, heard), tunnel_proxy(wire, address) as proxy:
        set_proxy(monkeypatch, proxy.url)
        assert isinstance(await ask(wire), Misdirected)
    assert heard == b""
    gate.caught("only the issuers of certifi: nothing comes through")


async def test_the_trouble_is_said_to_be_the_proxys(
    wire: Any, monkeypatch: pytest.MonkeyPatch, certificates: Certificates
) -> None:
    said: list[str] = []

    async def told(play: Callable[[TunnelProxy], None], words: str) -> None:
        async with tunnel_proxy(wire, "127.0.0.1:1") as proxy:
            play(proxy)
            set_proxy(monkeypatch, proxy.url)
            error = await ask(wire, wire.quick)
        assert isinstance(error, Unreachable), error
        assert (error.hindrance, error.offline, error.heard, error.status) == (Hindrance.PROXY, True, True, None)
        assert words in str(error)
        assert proxy.url in str(error)
        assert "Your answers are kept" in str(error)
        assert "server takes no connection" not in str(error)
        said.append(str(error))

    def says(status: int) -> Callable[[TunnelProxy], None]:
        return lambda proxy: setattr(proxy, "status", status)

    await told(says(403), "does not let the console through to the server (403 Said by the proxy)")
    await told(says(407), "asks for a user name and password")
    await told(says(502), "is there, but cannot reach the server")
    async with tunnel_proxy(wire, "127.0.0.1:1") as gone:
        pass
    for address, words in ((gone.url, "does not answer"), ("http://no-such-proxy.invalid:8080", "does not answer")):
        set_proxy(monkeypatch, address)
        error = await ask(wire, Deadlines(connect_s=1.0))
        assert isinstance(error, Unreachable)
        assert error.hindrance is Hindrance.PROXY
        assert words in str(error)

    async def mute(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read(65_536)
        await asyncio.Event().wait()

    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65_536)
        writer.write(b"220 mail.test ESMTP\r\n")

    for play in (mute, babble):
        async with wire.server(play) as address:
            set_proxy(monkeypatch, f"http://{address}")
            error = await ask(wire, wire.quick)
            assert isinstance(error, Unreachable)
            assert error.hindrance is Hindrance.PROXY
            assert "took the connection and does not pass it on" in str(error)
    assert len(set(said)) == 3


EXCEPTIONS = {
    "": True,
    "flip.test": False,
    ".flip.test": False,
    "test": False,
    "*": False,
    "other.test, flip.test": False,
    "flip.test:443": False,
    "flip.test:8443": True,
    "lip.test": True,
    "xflip.test": True,
    "flip.test.evil.test": True,
}


@pytest.mark.parametrize(("no_proxy", "is_proxied"), EXCEPTIONS.items())
def test_the_exceptions_are_kept(monkeypatch: pytest.MonkeyPatch, no_proxy: str, is_proxied: bool) -> None:
    set_proxy(monkeypatch, "http://proxy.test:8080", no_proxy=no_proxy)
    assert (find_proxy(read_origin("https://flip.test")) is not None) == is_proxied


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "https://localhost:8443", "http://[::1]:8000"])
def test_loopback_never_has_one(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    set_proxy(monkeypatch, "http://proxy.test:8080", http_proxy="http://proxy.test:8080", all_proxy="http://p.test")
    assert find_proxy(read_origin(address)) is None


@pytest.mark.parametrize(
    ("settings", "shown", "source"),
    [
        ({"https_proxy": "proxy.test:8080"}, "http://proxy.test:8080", "https_proxy"),
        ({"HTTPS_PROXY": "http://u:p@proxy.test:8080/x"}, "http://proxy.test:8080", "HTTPS_PROXY"),
        ({"ALL_PROXY": "https://proxy.test"}, "https://proxy.test", "ALL_PROXY"),
        ({"ALL_PROXY": "http://all.test", "https_proxy": "http://[::1]:3128"}, "http://[::1]:3128", "https_proxy"),
        ({"http_proxy": "http://only-plain.test"}, None, None),
        ({"https_proxy": " "}, None, None),
    ],
)
def test_the_settings_are_read_and_shown_without_the_password(
    monkeypatch: pytest.MonkeyPatch, settings: Mapping[str, str], shown: str | None, source: str | None
) -> None:
    set_proxy(monkeypatch, "", **settings)
    found = find_proxy(read_origin("https://flip.test"))
    assert (found and (found.shown, found.source)) == (shown and (shown, source))
    assert "p@" not in repr(found)


def test_the_settings_of_the_system_count_where_the_environment_names_none(monkeypatch: pytest.MonkeyPatch) -> None:
    set_proxy(monkeypatch, "")
    asked: list[str] = []

    def is_excepted(host: str) -> bool:
        asked.append(host)
        return host.startswith("intranet")

    def settings() -> dict[str, str]:
        return {"https": "http://from-the-registry.test:3128"}

    found = find_proxy(read_origin("https://flip.test"), settings, is_excepted)
    assert found is not None
    assert (found.shown, found.source) == ("http://from-the-registry.test:3128", "")
    assert find_proxy(read_origin("https://intranet.test"), settings, is_excepted) is None
    assert asked == ["flip.test:443", "intranet.test:443"]


@pytest.mark.parametrize(
    "bad", ["http://u:canary#x@proxy.test:80", "http://u:canary/x@proxy.test", "http://", ":canary"]
)
def test_an_address_that_is_none_is_told_without_a_part_of_the_password(
    monkeypatch: pytest.MonkeyPatch, bad: str
) -> None:
    set_proxy(monkeypatch, bad)
    with pytest.raises(Misdirected, match="is no address") as caught:
        find_proxy(read_origin("https://flip.test"))
    chain: BaseException | None = caught.value
    while chain is not None:
        assert "canary" not in str(chain)
        chain = chain.__cause__ or chain.__context__


def test_a_script_that_finds_proxies_is_noticed_where_the_system_tells_of_it() -> None:
    def missing() -> str:
        raise FileNotFoundError

    assert automatic_proxy(lambda: "http://wpad.corp.test/proxy.pac ") == "http://wpad.corp.test/proxy.pac"
    assert automatic_proxy(missing) == ""
    assert automatic_proxy() == ""


@NEEDS_OPEN_STORE
async def test_a_proxy_that_is_set_meanwhile_is_used_at_the_next_try(
    wire: Any, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with flip_server(wire, certificates.server(NAME)) as (address, _heard), tunnel_proxy(wire, address) as proxy:
        set_proxy(monkeypatch, "http://127.0.0.1:1")
        async with FlipClient(FLIP, Token(wire.secret)) as client:
            with contextlib.suppress(Unreachable):
                await client.commands()
            set_proxy(monkeypatch, proxy.url)
            assert (await client.commands()).commands == ()


async def test_where_only_a_script_finds_the_way_out_that_is_said_instead_of_a_server_that_is_down(
    wire: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_proxy(monkeypatch, "")
    script = "http://wpad.corp.test/proxy.pac"
    monkeypatch.setattr("flipconsole.api.connections.automatic_proxy", lambda: script)
    error = await ask(wire, at=read_origin("https://no-such-host.invalid"))
    assert isinstance(error, Unreachable)
    assert (error.hindrance, error.offline) == (Hindrance.PROXY, True)
    assert script in str(error)
    assert "https_proxy" in str(error)
