"""Looks at each part of the way to an origin by itself, so that it can be said which one is broken.

Nothing here changes anything at Flip. The list is read as always. Whether answers would come through is asked with a
PATCH that cannot be one, for three reasons at once: it names the nil UUID, which RFC 9562 keeps for "no command"; its
body has no `device_status`, without which Flip's own schema refuses it before it looks for a command; and so there is
no value in it that anything could be set to. OPTIONS or HEAD would be no test: what blocks PATCH lets these through.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx

from flipconsole.api.auth import OriginAuth, Token
from flipconsole.api.certificate import Certificate
from flipconsole.api.connections import Connections
from flipconsole.api.failure import judge_fault, judge_proxied_fault
from flipconsole.api.handshake import look_at_certificate, shake_hands
from flipconsole.api.interception import judge_certificate
from flipconsole.api.outcome import judge_answer, read_date
from flipconsole.api.payload import read_listing
from flipconsole.api.route import Proxy, automatic_proxy, find_proxy
from flipconsole.api.transfer import MOST_ANSWER_BYTES, MOST_LIST_BYTES, Deadlines, Pace, Received, exchange
from flipconsole.api.trust import named_files, tls_context
from flipconsole.domain.environment import Origin
from flipconsole.domain.errors import ApiError, BadPayload, CertificateFault, Misdirected
from flipconsole.domain.paths import Paths

NO_COMMAND = "00000000-0000-0000-0000-000000000000"
"""The nil UUID (RFC 9562 section 5.9): no command has it."""

STEP_S = 5.0
"""How long the name service, a connection and a handshake may take."""

MOST_ADDRESSES = 8
_ANSWER_S = 20.0


@dataclass(frozen=True, slots=True)
class Way:
    """The proxy that will be used, if any, and the address of a script (PAC) that the system has and is not run."""

    proxy: Proxy | None
    script: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to connect to an address; `fault` is None when it was taken."""

    address: str
    is_ipv6: bool
    fault: ApiError | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the server showed: its certificate, and why that was not accepted; `files` name issuers that count here."""

    certificate: Certificate | None
    fault: Misdirected | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """What the server answered; `error` is None for a list that was read. `is_page`: it was a web page.

    `latency_s` is the time to the first byte, `took_s` that of the whole look at the list.
    """

    status: int
    error: ApiError | None
    served_at: datetime | None = None
    latency_s: float = 0.0
    is_page: bool = False
    commands: int = 0
    unreadable: int = 0
    took_s: float = 0.0


class Examiner:
    """Each method makes one look and raises ApiError where it cannot; nothing is tried twice."""

    def __init__(
        self, origin: Origin, paths: Paths, token: Callable[[], Awaitable[Token | None]], ca_file: Path | None
    ) -> None:
        self.origin = origin
        self._paths = paths
        self._ask_for_token = token
        self._token: Token | None = None
        self._ca_file = ca_file
        self._deadlines = Deadlines(first_byte_s=_ANSWER_S, list_s=3 * _ANSWER_S)
        self._way = Way(None)

    async def find_way(self) -> Way:
        """Which way requests take.

        Raises:
            Misdirected: the proxy in the settings cannot be used.
        """
        proxy = await asyncio.to_thread(find_proxy, self.origin)
        script = "" if self.origin.is_loopback else await asyncio.to_thread(automatic_proxy)
        if proxy is not None:
            proxy.for_httpx(None)
        self._way = Way(proxy, script)
        return self._way

    async def look_up(self) -> tuple[str, ...]:
        """The addresses of the server, or of the proxy, by the name service.

        Raises:
            Unreachable: there are none.
        """
        host, port = self._next_host()
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(STEP_S):
                found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except TimeoutError as error:
            raise judge_fault(socket.gaierror("no answer"), left=False) from error
        except (OSError, UnicodeError) as error:
            raise judge_fault(error if isinstance(error, OSError) else socket.gaierror(), left=False) from error
        return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))[:MOST_ADDRESSES]

    async def connect(self, addresses: tuple[str, ...]) -> tuple[Attempt, ...]:
        """Try each address, all at once, and close again."""
        _host, port = self._next_host()
        return tuple(await asyncio.gather(*(self._try(address, port) for address in addresses)))

    async def shake_hands(self) -> Shown:
        """The certificate that the server shows, and whether it is accepted.

        Raises:
            Unreachable: the proxy, or the line, is in the way.
            Misdirected: the file of issuers cannot be used.
        """
        tls = await asyncio.to_thread(tls_context, True, self._ca_file)
        proxy = self._way.proxy
        try:
            seen = await shake_hands(self.origin, proxy, tls, tls, total_s=2 * STEP_S)
            return Shown(seen, files=named_files(self._ca_file))
        except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError) as error:
            if proxy is not None:
                fault = judge_proxied_fault(error, proxy, reached=True)
            else:
                fault = judge_fault(error, left=False)
        if not isinstance(fault, Misdirected) or fault.certificate is None:
            raise fault
        return await self._look_closer(fault, tls)

    async def get_token(self) -> bool:
        """Whether there is a token; all that is asked from now on is asked with it.

        Raises:
            ApiError: whoever gives access tokens gave none.
        """
        self._token = await self._ask_for_token()
        return self._token is not None

    async def ask_for_list(self) -> Heard:
        """What the list request brings; its first page is enough.

        Raises:
            ApiError: nothing was heard.
        """
        began = asyncio.get_running_loop().time()
        try:
            received = await self._send("GET", self._paths.commands, None)
        except Misdirected as fault:
            if fault.status is None:
                raise
            return Heard(fault.status, fault)
        heard = self._heard(received, listing=True)
        if heard.error is not None:
            return heard
        try:
            reading = await asyncio.to_thread(read_listing, received.body)
        except BadPayload as error:
            return Heard(200, error, heard.served_at, heard.latency_s, error.signin_page)
        return Heard(
            200,
            None,
            heard.served_at,
            heard.latency_s,
            commands=len(reading.commands),
            unreadable=len(reading.unreadable),
            took_s=asyncio.get_running_loop().time() - began,
        )

    async def answer_in_vain(self) -> Heard:
        """What a PATCH brings that no command can be changed by; see the head of this module.

        Raises:
            ApiError: nothing was heard.
        """
        try:
            received = await self._send("PATCH", self._paths.of_command(NO_COMMAND), b"{}")
        except Misdirected as fault:
            if fault.status is None:
                raise
            return Heard(fault.status, fault)
        return self._heard(received, listing=False)

    # -- how -----------------------------------------------------------------------------------------------------

    def _next_host(self) -> tuple[str, int]:
        """Who is connected to: the proxy, if there is one."""
        proxy = self._way.proxy
        if proxy is None:
            return self.origin.host, self.origin.port
        return proxy.url.host, proxy.url.port or (443 if proxy.url.scheme == "https" else 80)

    async def _try(self, address: str, port: int) -> Attempt:
        try:
            async with asyncio.timeout(STEP_S):
                _reader, writer = await asyncio.open_connection(address, port)
        except (OSError, TimeoutError) as error:
            return Attempt(address, ":" in address, judge_fault(error, left=False))
        writer.transport.abort()
        return Attempt(address, ":" in address)

    async def _look_closer(self, fault: Misdirected, tls: ssl.SSLContext) -> Shown:
        if fault.certificate is CertificateFault.NO_TLS:
            return Shown(None, fault, named_files(self._ca_file))
        certificate = await look_at_certificate(self.origin, self._way.proxy, tls, total_s=2 * STEP_S)
        if certificate is not None and fault.certificate is CertificateFault.UNKNOWN_ISSUER:
            fault = judge_certificate(fault, certificate, self.origin)
        return Shown(certificate, fault, named_files(self._ca_file))

    async def _send(self, method: str, path: str, content: bytes | None) -> Received:
        connections = Connections(self.origin, STEP_S, None, self._ca_file)
        try:
            async with connections.lent() as pool:
                request = pool.http.build_request(method, self.origin.base_url + path, content=content)
                pace = None
                if content is None:
                    pace = Pace(self._deadlines.window_s, self._deadlines.window_bytes)
                else:
                    request.headers["Content-Type"] = "application/json"
                return await exchange(
                    pool.http,
                    request,
                    OriginAuth(self.origin, self._token),
                    self._deadlines,
                    total_s=self._deadlines.list_s if content is None else self._deadlines.ack_s,
                    most_bytes=MOST_LIST_BYTES if content is None else MOST_ANSWER_BYTES,
                    pace=pace,
                    proxy=pool.proxy,
                )
        finally:
            await connections.aclose()

    def _heard(self, received: Received, *, listing: bool) -> Heard:
        error = judge_answer(received.status, received.headers, received.body, listing=listing, token=self._token)
        served_at = read_date(received.headers.get("date"))
        is_page = bytes(received.body[:64]).lstrip().startswith(b"<")
        return Heard(received.status, error, served_at, received.latency_s, is_page)
