"""A handshake with a server over which nothing is ever sent, to read the certificate that it shows.

It goes exactly the way that requests go (httpx, proxy and all) and is broken off the moment the handshake is done,
before the first byte of a request; the request that it belongs to carries no token anyway.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from typing import Any, NoReturn

import httpx

from flipconsole.api.certificate import Certificate, read_certificate
from flipconsole.api.route import Proxy
from flipconsole.domain.environment import Origin


class _Done(Exception):
    """The handshake is over; carries the certificate's bytes."""

    def __init__(self, der: bytes) -> None:
        super().__init__()
        self.der = der


async def shake_hands(
    origin: Origin, proxy: Proxy | None, tls: ssl.SSLContext, proxy_tls: ssl.SSLContext, *, total_s: float
) -> Certificate | None:
    """The certificate that the server shows, None when it cannot be read; `proxy_tls` is for an https:// proxy.

    Raises:
        httpx.HTTPError, OSError, TimeoutError: no handshake came about.
    """
    through = proxy is not None and proxy.url.scheme == "https"
    opened: list[Any] = []

    async def watch(event: str, info: Mapping[str, Any]) -> None:
        nonlocal through
        if event.endswith("connect_tcp.complete"):
            opened.append(info["return_value"])
        if event.endswith("start_tls.complete"):
            if through:  # that was the handshake with the proxy; the server's comes next
                through = False
                return
            await _break_off(info["return_value"])
        if event.endswith("send_request_headers.started") and getattr(info.get("request"), "method", b"") != b"CONNECT":
            raise _Done(b"")  # never reached: a scheme without TLS

    client = httpx.AsyncClient(
        proxy=None if proxy is None else proxy.for_httpx(proxy_tls),
        verify=tls,
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(None, connect=total_s),
    )
    async with client, asyncio.timeout(total_s):
        request = client.build_request("HEAD", origin.base_url, extensions={"trace": watch})
        try:
            await client.send(request, auth=None)
        except _Done as done:
            return read_certificate(done.der)
        finally:
            for stream in opened:  # httpcore leaves it open when a handshake is cancelled
                await stream.aclose()
    return None


async def _break_off(stream: Any) -> NoReturn:
    shown = stream.get_extra_info("ssl_object")
    der = shown.getpeercert(binary_form=True) if shown is not None else None
    await stream.aclose()
    raise _Done(der or b"")


async def look_at_certificate(
    origin: Origin, proxy: Proxy | None, proxy_tls: ssl.SSLContext, *, total_s: float
) -> Certificate | None:
    """The certificate of a server that was NOT accepted, for words about it; None when there is none to be seen.

    This is the one place where a certificate is not checked, since a refused one could not be read otherwise. No
    request and no token can go over it: it is given up before anything is sent.
    """
    unchecked = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unchecked.check_hostname = False
    unchecked.verify_mode = ssl.CERT_NONE
    try:
        return await shake_hands(origin, proxy, unchecked, proxy_tls, total_s=total_s)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError):
        return None
