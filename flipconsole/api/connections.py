"""The pooled connections to one origin: opened late, renewed at will, closed when nothing uses them."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from flipconsole import __version__
from flipconsole.api.failure import needs_script
from flipconsole.api.outcome import judge_answer
from flipconsole.api.route import Proxy, automatic_proxy, find_proxy
from flipconsole.api.trust import tls_context
from flipconsole.domain.environment import Origin
from flipconsole.domain.errors import Misdirected, Unreachable

MOST_CONNECTIONS = 8
KEEPALIVE_S = 15.0


class Connections:
    """At most 8 connections to an origin, by the way that `route` finds and to whom `trust` lets in.

    `.netrc` and SSLKEYLOGFILE are not honoured. Redirects end as Misdirected. The trust store and the proxy settings
    are read on a thread, at the first use; again after a certificate was refused, or nothing could leave: somebody may
    have mended them, or the laptop is elsewhere.
    """

    def __init__(
        self,
        origin: Origin,
        connect_s: float,
        transport: httpx.AsyncBaseTransport | None,
        ca_file: Path | None = None,
    ) -> None:
        self._origin = origin
        self._connect_s = connect_s
        self._transport = transport
        self._ca_file = ca_file
        self._tls: ssl.SSLContext | None = None
        self._opening = asyncio.Lock()
        self._pool: Pool | None = None
        self._retired: list[Pool] = []

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[Pool]:
        """The connections of the day, for one request."""
        pool = await self._open()
        pool.busy += 1
        try:
            yield pool
        except Misdirected as fault:
            if fault.certificate is not None:
                self._tls = None
                self._retire(pool)
            raise
        except Unreachable as fault:
            if fault.offline:
                self._retire(pool)
                if pool.script:
                    raise needs_script(pool.script) from fault
            raise
        finally:
            pool.busy -= 1
            await self._close_retired(even_busy=False)

    def renew(self) -> None:
        """Use new connections from now on; requests under way end on theirs."""
        if self._pool is not None:
            self._retire(self._pool)

    async def aclose(self) -> None:
        """Close all of them."""
        self.renew()
        await self._close_retired(even_busy=True)

    async def _open(self) -> Pool:
        async with self._opening:
            if self._pool is None:
                self._pool = await self._new_pool()
            return self._pool

    async def _new_pool(self) -> Pool:
        proxy, script = None, ""
        if self._transport is None:
            proxy = await asyncio.to_thread(find_proxy, self._origin)
            if proxy is None and not self._origin.is_loopback:
                script = await asyncio.to_thread(automatic_proxy)
            if self._tls is None:
                self._tls = await asyncio.to_thread(tls_context, self._origin.scheme == "https", self._ca_file)
        http = httpx.AsyncClient(
            transport=self._transport,
            proxy=None if proxy is None else proxy.for_httpx(self._tls),
            verify=self._tls if self._tls is not None else True,
            trust_env=False,
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
        return Pool(http, proxy, self._tls, script)

    def _retire(self, pool: Pool) -> None:
        if self._pool is pool:
            self._retired.append(pool)
            self._pool = None

    async def _close_retired(self, *, even_busy: bool) -> None:
        for pool in [pool for pool in self._retired if even_busy or not pool.busy]:
            self._retired.remove(pool)
            await pool.http.aclose()


@dataclass(slots=True)
class Pool:
    """The connections of one time, the way they go, whom they trust, and how many requests use them.

    `script` is the address of a script (PAC) by which this computer would find a proxy; it is not run.
    """

    http: httpx.AsyncClient
    proxy: Proxy | None
    tls: ssl.SSLContext | None
    script: str = ""
    busy: int = 0


async def _refuse_redirect(response: httpx.Response) -> None:
    """Judge a redirect before httpx looks at where it leads; a target that is no URL would end as a network fault."""
    if 300 <= response.status_code < 400:
        fault = judge_answer(response.status_code, response.headers, b"", listing=False, token=None)
        assert fault is not None
        raise fault
