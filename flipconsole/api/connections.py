"""The pooled connections to one origin: opened late, renewed at will, closed when nothing uses them."""

from __future__ import annotations

import asyncio
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from flipconsole import __version__
from flipconsole.api.outcome import judge_answer
from flipconsole.domain.environment import Origin
from flipconsole.domain.errors import Misdirected
from flipconsole.domain.language import _

MOST_CONNECTIONS = 8
KEEPALIVE_S = 15.0


class Connections:
    """At most 8 connections to an origin, through the system's proxies.

    For loopback no proxy is used: it would see the token in clear. `.netrc` and SSLKEYLOGFILE are not honoured.
    Redirects end as Misdirected. The trust store of the system is read on a thread, at the first use.
    """

    def __init__(self, origin: Origin, connect_s: float, transport: httpx.AsyncBaseTransport | None) -> None:
        self._origin = origin
        self._connect_s = connect_s
        self._transport = transport
        self._tls: ssl.SSLContext | None = None
        self._opening = asyncio.Lock()
        self._pool: _Pool | None = None
        self._retired: list[_Pool] = []

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[httpx.AsyncClient]:
        """The connections of the day, for one request."""
        pool = await self._open()
        pool.busy += 1
        try:
            yield pool.http
        finally:
            pool.busy -= 1
            await self._close_retired(even_busy=False)

    def renew(self) -> None:
        """Use new connections from now on; requests under way end on theirs."""
        if self._pool is not None:
            self._retired.append(self._pool)
            self._pool = None

    async def aclose(self) -> None:
        """Close all of them."""
        self.renew()
        await self._close_retired(even_busy=True)

    async def _open(self) -> _Pool:
        async with self._opening:
            if self._pool is None:
                if self._tls is None and self._transport is None:
                    self._tls = await asyncio.to_thread(tls_context, self._origin.scheme == "https")
                self._pool = _Pool(self._new_http())
            return self._pool

    def _new_http(self) -> httpx.AsyncClient:
        try:
            return httpx.AsyncClient(
                transport=self._transport,
                verify=self._tls if self._tls is not None else True,
                trust_env=not self._origin.is_loopback,
                follow_redirects=False,
                headers={
                    "Accept": "application/json",
                    "Accept-Encoding": "gzip, identity",
                    "User-Agent": f"flipconsole/{__version__}",
                },
                timeout=httpx.Timeout(None, connect=self._connect_s),
                limits=httpx.Limits(
                    max_connections=MOST_CONNECTIONS,
                    max_keepalive_connections=MOST_CONNECTIONS,
                    keepalive_expiry=KEEPALIVE_S,
                ),
                event_hooks={"response": [_refuse_redirect]},
            )
        except (ImportError, ValueError) as error:
            raise Misdirected(
                _("The proxy in this computer's settings is of a kind that the console cannot use. Nothing was sent.")
            ) from error

    async def _close_retired(self, *, even_busy: bool) -> None:
        for pool in [pool for pool in self._retired if even_busy or not pool.busy]:
            self._retired.remove(pool)
            await pool.http.aclose()


@dataclass(slots=True)
class _Pool:
    """The connections of one time, and how many requests use them."""

    http: httpx.AsyncClient
    busy: int = 0


async def _refuse_redirect(response: httpx.Response) -> None:
    """Judge a redirect before httpx looks at where it leads; a target that is no URL would end as a network fault."""
    if 300 <= response.status_code < 400:
        fault = judge_answer(response.status_code, response.headers, b"", listing=False, token=None)
        assert fault is not None
        raise fault


def tls_context(needed: bool) -> ssl.SSLContext:
    """A context that trusts what the operating system trusts; an empty one where no TLS will be spoken."""
    if not needed:
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    import truststore

    context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if sys.platform not in ("win32", "darwin"):
        # WORKAROUND truststore 0.10.5 (src/truststore/_openssl.py): where OpenSSL itself verifies, it reads all
        # certificates again for every connection, 18 ms on the window's thread. One reading here, then the context
        # that holds them.
        context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="localhost")
        context = getattr(context, "_ctx", context)
    return context
