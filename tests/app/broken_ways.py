"""Every way in which the connection to Flip can be broken here, each with the verdict that the doctor has to give."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flipconsole.api import examiner
from flipconsole.domain.diagnosis import Stage, Verdict
from tests.api.certificates import NEEDS_OPEN_STORE, Certificates
from tests.api.conftest import Wire
from tests.api.proxies import NAME, TunnelProxy, set_proxy, tunnel_proxy

TOKEN = "canary/7Qx+9=~zL0wB"


@dataclass
class Surroundings:
    """What a case may set up; it returns the address to look at. `token` is None for none."""

    simulator_server: Callable[..., Any]
    monkeypatch: pytest.MonkeyPatch
    directory: Path
    stack: contextlib.ExitStack
    token: str | None = TOKEN
    read_only: bool = False
    ca_file: str = ""
    running: Any = None

    def simulate(self, *faults: str) -> str:
        """A Flip on loopback that misbehaves like this."""
        self.running = self.simulator_server(token=TOKEN)
        for _count in range(3):
            self.running.simulator.add()
        for fault in faults:
            self.running.simulator.faults.add(fault)
        return str(self.running.url)

    def enter(self, way: AbstractAsyncContextManager[str]) -> str:
        """Servers of our own, on a loop of their own, until the case is over."""
        return self.stack.enter_context(on_a_thread(way))

    def trust(self, certificates: Certificates) -> None:
        """The issuer is in the system's store."""
        self.monkeypatch.setenv("SSL_CERT_FILE", str(certificates.file))


Case = tuple[Stage, Verdict, Callable[[Surroundings], str]]


@contextmanager
def on_a_thread(way: AbstractAsyncContextManager[str]) -> Iterator[str]:
    """Keeps an async context open on a loop in a thread; gives what it gives."""
    given: list[str] = []
    ready, loop, over = threading.Event(), asyncio.new_event_loop(), asyncio.Event()

    async def keep() -> None:
        async with way as found:
            given.append(found)
            ready.set()
            await over.wait()
        while len(loop._selector.get_map()) > 1:  # type: ignore[attr-defined]  # noqa: ASYNC110
            await asyncio.sleep(0.005)  # a connection that the other side has just let go of

    def work() -> None:
        try:
            loop.run_until_complete(keep())
        finally:
            ready.set()
            loop.close()

    thread = threading.Thread(target=work, name="way")
    thread.start()
    assert ready.wait(20)
    try:
        yield given[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def _flip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A Flip of one empty list, which knows no command."""
    while True:
        request = await Wire.read_request(reader)
        status, body = (b"200 OK", b"[]") if request.startswith(b"GET") else (b"404 Not Found", b"{}")
        writer.write(b"HTTP/1.1 %b\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body))


async def _mute(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def _mail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 mail.test ESMTP\r\n")
    await reader.read()


def served(tls: Any, serve: Any = _flip) -> AbstractAsyncContextManager[str]:
    @asynccontextmanager
    async def way() -> AsyncIterator[str]:
        async with Wire.server(serve, tls) as address:
            yield f"https://localhost:{address.rpartition(':')[2]}"

    return way()


def proxied(around: Surroundings, play: Callable[[TunnelProxy], None], tls: Any = None) -> str:
    @asynccontextmanager
    async def way() -> AsyncIterator[str]:
        async with Wire.server(_flip, tls) as address, tunnel_proxy(Wire, address) as proxy:
            play(proxy)
            yield proxy.url

    set_proxy(around.monkeypatch, around.enter(way()))
    return f"https://{NAME}"


# -- the cases -------------------------------------------------------------------------------------------------------


def name_unknown(around: Surroundings) -> str:
    return "https://no-such-host.invalid"


def connection_refused(around: Surroundings) -> str:
    return f"https://localhost:{closed_port()}"


def proxy_down(around: Surroundings) -> str:
    set_proxy(around.monkeypatch, f"http://127.0.0.1:{closed_port()}")
    return f"https://{NAME}"


def proxy_name_unknown(around: Surroundings) -> str:
    set_proxy(around.monkeypatch, "http://no-such-proxy.invalid:8080")
    return f"https://{NAME}"


def proxy_script(around: Surroundings) -> str:
    around.monkeypatch.setattr(examiner, "automatic_proxy", lambda: "http://wpad.test/proxy.pac")
    return "https://no-such-host.invalid"


def proxy_unusable(around: Surroundings) -> str:
    set_proxy(around.monkeypatch, "socks5://127.0.0.1:1080")
    return f"https://{NAME}"


def proxy_password(around: Surroundings) -> str:
    return proxied(around, lambda proxy: setattr(proxy, "password", "ana:canary-proxy"))


def proxy_refuses(around: Surroundings) -> str:
    return proxied(around, lambda proxy: setattr(proxy, "status", 403))


def proxy_cannot(around: Surroundings) -> str:
    return proxied(around, lambda proxy: setattr(proxy, "status", 502))


def no_proxy_at_all(around: Surroundings) -> str:
    address = around.enter(served(None, _mail))
    set_proxy(around.monkeypatch, address.replace("https://", "http://"))
    return f"https://{NAME}"


def no_tls(around: Surroundings) -> str:
    return around.enter(served(None, _mail))


def mute_server(around: Surroundings) -> str:
    return around.enter(served(None, _mute))


def expired(around: Surroundings) -> str:
    ours = Certificates(around.directory)
    around.trust(ours)
    return around.enter(served(ours.server(expired=True)))


def wrong_host(around: Surroundings) -> str:
    ours = Certificates(around.directory)
    around.trust(ours)
    return around.enter(served(ours.server("elsewhere.test")))


def unknown_issuer(around: Surroundings) -> str:
    return around.enter(served(Certificates(around.directory).server()))


def intercepted(around: Surroundings) -> str:
    inspector = Certificates(around.directory, "Zscaler Inc.", "Zscaler Root CA")
    return proxied(around, lambda proxy: setattr(proxy, "inspecting", inspector.server(NAME)))


def inspected(around: Surroundings) -> str:
    inspector = Certificates(around.directory, "Zscaler Inc.", "Zscaler Root CA")
    around.trust(inspector)
    return around.enter(served(inspector.server()))


def issuers_unusable(around: Surroundings) -> str:
    around.ca_file = str(around.directory / "gone.pem")
    return around.enter(served(Certificates(around.directory).server()))


def token_missing(around: Surroundings) -> str:
    around.token = None
    return around.simulate()


def token_refused(around: Surroundings) -> str:
    around.token = "another-token"
    return around.simulate()


def looks_only(around: Surroundings) -> str:
    around.read_only = True
    return around.simulate()


def misbehaving(*faults: str) -> Callable[[Surroundings], str]:
    return lambda around: around.simulate(*faults)


SIGN_IN = "https://login.guest-wifi.test/"

CASES: dict[str, Case] = {
    "name": (Stage.NAME, Verdict.NAME_UNKNOWN, name_unknown),
    "refused": (Stage.CONNECTION, Verdict.CONNECTION_REFUSED, connection_refused),
    "proxy_down": (Stage.CONNECTION, Verdict.PROXY_DOWN, proxy_down),
    "proxy_name": (Stage.NAME, Verdict.PROXY_DOWN, proxy_name_unknown),
    "proxy_script": (Stage.NAME, Verdict.PROXY_SCRIPT, proxy_script),
    "proxy_kind": (Stage.PROXY, Verdict.PROXY_UNUSABLE, proxy_unusable),
    "proxy_password": (Stage.PROXY, Verdict.PROXY_PASSWORD, proxy_password),
    "proxy_refuses": (Stage.PROXY, Verdict.PROXY_REFUSES, proxy_refuses),
    "proxy_cannot": (Stage.PROXY, Verdict.PROXY_CANNOT, proxy_cannot),
    "no_proxy": (Stage.PROXY, Verdict.PROXY_DOWN, no_proxy_at_all),
    "no_tls": (Stage.ENCRYPTION, Verdict.NO_TLS, no_tls),
    "mute": (Stage.ENCRYPTION, Verdict.NO_REPLY, mute_server),
    "expired": (Stage.ENCRYPTION, Verdict.CERTIFICATE_EXPIRED, expired),
    "wrong_host": (Stage.ENCRYPTION, Verdict.CERTIFICATE_WRONG_HOST, wrong_host),
    "unknown_issuer": (Stage.ENCRYPTION, Verdict.CERTIFICATE_UNKNOWN, unknown_issuer),
    "intercepted": (Stage.ENCRYPTION, Verdict.INTERCEPTED, intercepted),
    "inspected": (Stage.ENCRYPTION, Verdict.INSPECTED, inspected),
    "issuers": (Stage.ENCRYPTION, Verdict.ISSUERS_UNUSABLE, issuers_unusable),
    "captive_page": (Stage.SERVER, Verdict.SIGN_IN_PAGE, misbehaving("html=200")),
    "captive_511": (Stage.SERVER, Verdict.SIGN_IN_PAGE, misbehaving("html=511")),
    "block_page": (Stage.SERVER, Verdict.SIGN_IN_PAGE, misbehaving("html=403")),
    "captive_redirect": (Stage.SERVER, Verdict.MOVED, misbehaving(f"redirect=302:{SIGN_IN}")),
    "reset": (Stage.SERVER, Verdict.NO_ANSWER, misbehaving("reset=1")),
    "trouble": (Stage.SERVER, Verdict.SERVER_TROUBLE, misbehaving("status=503")),
    "proxy_inside": (Stage.SERVER, Verdict.PROXY_PASSWORD, misbehaving("status=407")),
    "throttled": (Stage.SERVER, Verdict.MUST_WAIT, misbehaving("throttle=30")),
    "clock": (Stage.CLOCK, Verdict.CLOCK_OFF, misbehaving("date=-630")),
    "token_missing": (Stage.TOKEN, Verdict.TOKEN_MISSING, token_missing),
    "token_refused": (Stage.TOKEN, Verdict.TOKEN_REFUSED, token_refused),
    "token_not_allowed": (Stage.TOKEN, Verdict.TOKEN_NOT_ALLOWED, misbehaving("status=403,on=list")),
    "no_list": (Stage.LIST, Verdict.NO_LIST, misbehaving("status=404,on=list")),
    "list_refused": (Stage.LIST, Verdict.LIST_REFUSED, misbehaving("status=422,on=list")),
    "list_unreadable": (Stage.LIST, Verdict.LIST_UNREADABLE, misbehaving('body={"a":1},on=list')),
    "rows_unreadable": (Stage.LIST, Verdict.ROWS_UNREADABLE, misbehaving("malformed=null_id,on=list")),
    "patch_blocked": (Stage.ANSWERS, Verdict.ANSWERS_BLOCKED, misbehaving("status=405,on=patch")),
    "patch_page": (Stage.ANSWERS, Verdict.ANSWERS_BLOCKED, misbehaving("html=403,on=patch")),
    "patch_not_allowed": (Stage.ANSWERS, Verdict.ANSWERS_NOT_ALLOWED, misbehaving("status=403,on=patch")),
    "patch_token": (Stage.ANSWERS, Verdict.TOKEN_REFUSED, misbehaving("status=401,on=patch")),
    "patch_swallowed": (Stage.ANSWERS, Verdict.ANSWERS_UNHEARD, misbehaving("reset=1,on=patch")),
    "patch_trouble": (Stage.ANSWERS, Verdict.ANSWERS_UNJUDGED, misbehaving("status=503,on=patch")),
    "mock": (Stage.ANSWERS, Verdict.ANSWERS_UNJUDGED, misbehaving("body={},on=patch")),
}
"""The stage that is broken (or remarked on) first, and the verdict on it."""

REMARKS = frozenset(
    {Verdict.INSPECTED, Verdict.MUST_WAIT, Verdict.CLOCK_OFF, Verdict.NO_LIST, Verdict.ROWS_UNREADABLE,
     Verdict.ANSWERS_UNJUDGED, Verdict.PARTLY_REACHED}
)  # fmt: skip


@contextmanager
def broken_way(
    name: str, simulator_server: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, directory: Path
) -> Iterator[tuple[Surroundings, str]]:
    """The surroundings of a case, set up, and the address to look at."""
    set_proxy(monkeypatch, "")
    monkeypatch.setattr(examiner, "STEP_S", 1.0 if name in ("mute", "no_proxy") else 5.0)
    with contextlib.ExitStack() as stack:
        around = Surroundings(simulator_server, monkeypatch, directory, stack)
        yield around, CASES[name][2](around)


all_cases = pytest.mark.parametrize(
    "case",
    [
        pytest.param(name, marks=NEEDS_OPEN_STORE) if stage is Stage.ENCRYPTION else name
        for name, (stage, _verdict, _play) in CASES.items()
    ],
)
