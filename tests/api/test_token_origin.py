"""Gate SEC1: the token goes to its own origin, over https or loopback, and nowhere else."""

import asyncio
import contextlib
import copy
import ipaddress
import json
import pickle
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flipconsole.api.auth import OriginAuth, Token, is_within
from flipconsole.api.client import FlipClient
from flipconsole.domain.command import Answer
from flipconsole.domain.environment import Origin, read_origin
from flipconsole.domain.errors import ApiError, Misdirected, ProfileError

SECRET = "canary-1f0e9d8c7b6a"


class Recorder:
    """A server that notes every byte it is sent, and answers with what it is told to."""

    def __init__(self, wire: Any) -> None:
        self.heard = bytearray()
        self.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"
        self._wire = wire

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(65_536):
            self.heard += chunk
            if b"\r\n\r\n" in self.heard:
                writer.write(self.answer)
                await writer.drain()

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        async with self._wire.server(self.serve) as address:
            yield address


@contextlib.asynccontextmanager
async def two_servers(wire: Any) -> AsyncIterator[tuple[Recorder, str, Recorder, str]]:
    own, other = Recorder(wire), Recorder(wire)
    async with own.listening() as own_address, other.listening() as other_address:
        yield own, own_address, other, other_address


async def talk(client: FlipClient, wire: Any) -> None:
    """All that the console ever asks; what comes of it does not matter here."""
    for request in (client.commands(), client.acknowledge(wire.id, Answer.OK, "x")):
        with contextlib.suppress(ApiError):
            await request


async def redirected(wire: Any, make: Any) -> bytearray:
    """What another origin hears when every answer is a redirect to it."""
    async with two_servers(wire) as (own, own_address, other, other_address):
        port = other_address.rpartition(":")[2]
        targets = [
            f"http://{other_address}/x",
            f"//{other_address}/x",
            f"http://localhost:{port}/x",
            f"HTTP://{other_address}",
        ]
        for status in (300, 301, 302, 303, 305, 307, 308):
            for target in targets:
                own.answer = f"HTTP/1.1 {status} Moved\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()
                async with make(f"http://{own_address}") as client:
                    await talk(client, wire)
        assert own.heard.count(SECRET.encode()) == 2 * 7 * len(targets)
        return other.heard


async def test_no_redirect_carries_the_token_away(wire: Any) -> None:
    assert await redirected(wire, wire.real_client) == b""


async def test_the_check_hears_a_client_that_has_the_token_as_a_default_and_follows(wire: Any) -> None:
    class Careless:
        def __init__(self, base_url: str) -> None:
            self._http = httpx.AsyncClient(base_url=base_url, headers={"X-Token": SECRET}, follow_redirects=True)

        async def __aenter__(self) -> "Careless":
            return self

        async def __aexit__(self, *error: object) -> None:
            await self._http.aclose()

        async def commands(self) -> None:
            await self._http.get("/v1/commands")

        async def acknowledge(self, command_id: str, answer: Answer, reason: str) -> None:
            await self._http.patch(f"/v1/command/{command_id}", json={"device_status": answer})

    assert SECRET.encode() in await redirected(wire, Careless)


@pytest.mark.parametrize(
    "location",
    ["http://[::1", "http://%zz", "\\\\evil", "http://a b/", "https://user:pw@flip.test/", "", "/same/host", "?x"],
)
async def test_a_redirect_to_nonsense_is_a_moved_address_too(wire: Any, location: str) -> None:
    async with wire.client(wire.answering(302, headers={"Location": location})) as client:
        with pytest.raises(Misdirected):
            await client.commands()
        with pytest.raises(Misdirected):
            await client.acknowledge(wire.id, Answer.OK, None)


async def test_no_link_to_a_next_page_carries_the_token_away(wire: Any) -> None:
    async with two_servers(wire) as (own, own_address, other, other_address):
        page = wire.list_of(wire.text())
        for header, body in (
            (f'Link: <http://{other_address}/v1/commands?skip=1>; rel="next"', page),
            (f"Link: <//{other_address}/v1/commands?skip=1>; rel=next", page),
            ("X: x", b'{"data": %s, "next": "http://%s/v1/commands?skip=1"}' % (page, other_address.encode())),
            ("X: x", b'{"data": %s, "next": "/elsewhere?skip=1"}' % page),
            ("X: x", b'{"data": %s, "next": "http://x@%s/v1/commands?skip=1"}' % (page, own_address.encode())),
        ):
            own.answer = f"HTTP/1.1 200 OK\r\n{header}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
            async with wire.real_client(f"http://{own_address}") as client:
                with pytest.raises(Misdirected):
                    await client.commands()
        assert other.heard == b""
        assert own.heard.count(b"GET /v1/commands HTTP/1.1") == 5
        assert b"elsewhere" not in own.heard


async def test_a_proxy_never_hears_the_token(wire: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async with two_servers(wire) as (own, own_address, proxy, proxy_address):
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{proxy_address}")
            monkeypatch.setenv(name.lower(), f"http://{proxy_address}")
        monkeypatch.setenv("NO_PROXY", "")
        monkeypatch.setenv("no_proxy", "")
        async with wire.real_client(f"http://{own_address}") as client:
            await talk(client, wire)
        assert own.heard.count(SECRET.encode()) == 2
        assert proxy.heard == b""
        async with wire.real_client("https://flip.test") as client:
            await talk(client, wire)
        assert proxy.heard.startswith(b"CONNECT flip.test:443 ")
        assert SECRET.encode() not in proxy.heard


@pytest.mark.parametrize("kind", ["socks5://127.0.0.1:1", "gopher://127.0.0.1:1", "socks4://x"])
async def test_a_proxy_of_an_unknown_kind_is_told(wire: Any, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setenv("ALL_PROXY", kind)
    monkeypatch.setenv("all_proxy", kind)
    async with wire.real_client("https://flip.test") as client:
        with pytest.raises(Misdirected, match="proxy"):
            await client.commands()


async def test_a_netrc_file_is_not_asked(wire: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    recorder = Recorder(wire)
    async with recorder.listening() as address:
        async with FlipClient(read_origin(f"http://{address}"), None) as client:
            await talk(client, wire)
        assert b"authorization" not in recorder.heard.lower()


ORIGIN = Origin("https", "flip.test", 443)


def auth_lets_go(url: httpx.URL | str, origin: Origin = ORIGIN) -> bool:
    """Whether the token would leave with a request to this URL."""
    request = httpx.Request("GET", url)
    try:
        next(OriginAuth(origin, Token(SECRET)).auth_flow(request))
    except Misdirected:
        assert "authorization" not in request.headers
        return False
    return SECRET in request.headers["authorization"]


@pytest.mark.parametrize(
    "url",
    ["http://flip.test/", "http://flip.test:443/", "https://flip.test:8443/", "https://flip.test.evil.test/",
     "https://evil.test/flip.test", "https://flip.test@evil.test/", "https://user@flip.test/", "https://user:pw@flip.test/",
     "https://xflip.test/", "https://flip.tes/", "https://flip.test./", "ftp://flip.test/", "wss://flip.test/",
     "https://[::1]/", "https://fläp.test/", "https://xn--flp-qla.test/", "https://127.0.0.1/"],
)  # fmt: skip
def test_another_origin_gets_nothing(url: str) -> None:
    assert not auth_lets_go(url)


@pytest.mark.parametrize("url", ["https://flip.test/", "https://FLIP.test:443/v1/x?y", "https://flip.test"])
def test_the_own_origin_gets_the_token(url: str) -> None:
    assert auth_lets_go(url)


def test_without_a_token_another_origin_gets_nothing_either() -> None:
    with pytest.raises(Misdirected):
        next(OriginAuth(ORIGIN, None).auth_flow(httpx.Request("GET", "https://evil.test/")))


PIECES = st.sampled_from(
    ["https://", "http://", "HTTPS://", "//", "/", "\\", "@", ":", ":443", ":80", ":0", ":65536", ":8443", "?", "#",
     "%2f", "%40", "%", ".", "..", "/../", "/./", "flip.test", "evil.test", "api.flip.energy", "127.0.0.1", "127.1",
     "2130706433", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[fe80::1%eth0]", "[", "]", "user", "user:pw@",
     "xn--flp-epa.test", "v1", "a b", "\t", "\n", "\x00", ";", ",", "'", "(", "*", "~", "_", "-", "&", "=", "ſ", "K",
     "。", "１", "!", "$", "+", "0x7f.1", "127.0.0.1.", "x"]
)  # fmt: skip
URLS = st.lists(PIECES, max_size=8).map("".join) | st.builds(
    "".join, st.tuples(st.just("https://"), st.text(max_size=12))
)


@settings(max_examples=5_000, deadline=None)
@given(text=URLS)
@example("https://flip.test%2f.evil.test")
@example("https://flip.test:0")
@example("https://a;b@c")
@example("http://127.0.0.1:80")
@example("https://flip.test/a'b")
@example("https://[fe80::1%eth0]/")
@example("https://x*,()")
def test_an_address_is_refused_or_means_one_origin_to_every_reader(text: str) -> None:
    try:
        origin = read_origin(text)
    except ProfileError:
        return
    assert read_origin(origin.base_url) == origin
    authority = re.fullmatch(
        r"\s*(https?)://(\[[0-9a-f:.]+\]|[a-z0-9._-]+?)\.?(?::([0-9]*))?((?:/[^/?#]+)*)/*\s*", text, re.IGNORECASE
    )
    assert authority is not None
    scheme, host, port, prefix = authority.groups()
    scheme = scheme.lower()
    assert (origin.scheme, origin.host, origin.prefix) == (scheme, host.lower().strip("[]"), prefix)
    assert origin.port == int(port or {"https": 443, "http": 80}[scheme])
    if scheme == "http":
        assert origin.host == "localhost" or ipaddress.ip_address(origin.host).is_loopback
    client = FlipClient(origin, Token(SECRET))
    for path in ("/v1/commands", "/v1/command/497f6eca-6276-4993-bfeb-53cbbbba6f08"):
        try:
            url = client._url(path)
        except Misdirected:
            continue
        assert url.raw_path.decode() == prefix + path
        assert is_within(url, origin)
        assert auth_lets_go(url, origin)


@settings(max_examples=2_000, deadline=None)
@given(text=URLS)
def test_only_the_own_scheme_host_and_port_get_the_token(text: str) -> None:
    try:
        url = httpx.URL(text)
        host = url.host
    except (httpx.InvalidURL, ValueError):
        return
    if auth_lets_go(url):
        assert (url.scheme, host, url.port, url.userinfo) in {
            ("https", "flip.test", None, b""),
            ("https", "flip.test", 443, b""),
        }


@pytest.mark.parametrize(
    "origin",
    [Origin("http", "flip.test", 80), Origin("https", "flip.test/x", 443), Origin("https", "a@b", 443),
     Origin("https", "flip.test", 443, "/../x"), Origin("https", "flip.test", 443, "?x="), Origin("https", "", 443)],
)  # fmt: skip
def test_an_origin_made_by_hand_is_checked_like_a_typed_one(origin: Origin) -> None:
    with pytest.raises(ProfileError):
        FlipClient(origin, Token(SECRET))


def test_the_token_shows_itself_to_nobody() -> None:
    token = Token(f"  {SECRET}\n")
    assert token.header() == f"Bearer {SECRET}"
    shown = [repr(token), str(token), f"{token}", f"{token!r:>60}", "%s" % token, json.dumps([token], default=str)]  # noqa: UP031
    assert not any(SECRET in text for text in shown)
    assert not hasattr(token, "__dict__")
    for leak in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            leak(token)
    with pytest.raises(TypeError):
        json.dumps(token)
    assert SECRET not in repr(OriginAuth(ORIGIN, token))
    assert SECRET not in repr(FlipClient(ORIGIN, token))


@pytest.mark.parametrize(
    "secret", ["", "  ", "two words", "Bearer x", "line\nbreak", "nul\x00", "tökén", "x\r\nX-Evil: 1", "\x7f"]
)
def test_a_token_that_no_header_may_carry_is_none(secret: str) -> None:
    with pytest.raises(ProfileError) as caught:
        Token(secret)
    assert secret.strip() == "" or secret not in str(caught.value)
