"""Puts a reply on the wire, whole or damaged as the faults of the request demand."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from flipconsole.simulator.bodies import SIGN_IN_PAGE, gzip_bomb
from flipconsole.simulator.faults import Fault
from flipconsole.simulator.replies import ErrorStyle, Reply, error

DROP = "flipconsole.drop"
"""The ASGI extension by which the server lends a way to close the socket; without it a drop is an exception."""

_REDIRECT = re.compile(r"(3[0-9]{2}):(.*)")

Struck = dict[str, Fault]


class ConnectionDropped(Exception):
    """The connection was lost without an answer, on a transport that has no socket to close."""


def instead(struck: Struck, now: datetime, style: ErrorStyle) -> Reply | None:
    """The reply of a fault that answers in Flip's place, so that Flip does not act; None if there is none."""
    if fault := struck.get("status"):
        headers = _retry_after(fault.retry_after, now)
        if fault.value == "401":
            headers["WWW-Authenticate"] = "Bearer"
        return error(int(fault.value), "A fault was asked for", style, headers)
    if fault := struck.get("throttle"):
        return error(429, "Too many requests", style, _retry_after(fault.value, now))
    if fault := struck.get("redirect"):
        match = _REDIRECT.fullmatch(fault.value)
        status, address = match.groups() if match else ("307", fault.value)
        return Reply(int(status), b"", {"Location": address})
    if fault := struck.get("html"):
        return Reply(int(fault.value), SIGN_IN_PAGE, content_type="text/html; charset=utf-8")
    if fault := struck.get("empty"):
        return Reply(int(fault.value), b"")
    if fault := struck.get("body"):
        return Reply(200, fault.value.encode(errors="surrogatepass"))
    return None


async def drop(request: Request) -> Response:
    """Lose the connection without an answer; raises ConnectionDropped where there is no socket."""
    await _lose(request.scope, request.receive)
    return Response()


def as_response(reply: Reply, struck: Struck, now: datetime) -> Response:
    """The reply, damaged by those faults that leave something to send."""
    headers = reply.headers | {"Content-Type": reply.content_type} | _date(struck.get("date"), now)
    if reply.status in (204, 304):  # HTTP allows these no body
        return Response(b"", reply.status, headers)
    body = _damaged(reply.body, struck)
    if fault := struck.get("bomb"):
        return Response(gzip_bomb(fault.number), reply.status, headers | {"Content-Encoding": "gzip"})
    if fault := struck.get("huge"):
        return StreamingResponse(_blanks_first(body, fault.number), reply.status, headers)
    if fault := struck.get("drip"):
        headers["Content-Length"] = str(len(body))
        return StreamingResponse(_byte_by_byte(body, fault.number), reply.status, headers)
    if fault := struck.get("short"):
        return _ShortResponse(body, fault.number, reply.status, headers)
    return Response(body, reply.status, headers)


class _ShortResponse(Response):
    """Announces the whole body, sends part of it, and loses the connection."""

    def __init__(self, body: bytes, part: float, status: int, headers: dict[str, str]) -> None:
        super().__init__(body, status, headers)
        self._sent = bytes(self.body)[: int(len(body) * part)]

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        await send(start)
        await send({"type": "http.response.body", "body": self._sent, "more_body": True})
        await _lose(scope, receive)


async def _lose(scope: Scope, receive: Receive) -> None:
    close: Callable[[], None] | None = (scope.get("extensions") or {}).get(DROP)
    if close is None:
        raise ConnectionDropped("the connection was lost, as asked")
    close()
    while (await receive())["type"] != "http.disconnect":
        pass


def _damaged(body: bytes, struck: Struck) -> bytes:
    if fault := struck.get("encoding"):
        bom = fault.value == "bom"
        body = b"\xef\xbb\xbf" + body if bom else body.decode().encode(fault.value, errors="replace")
    if fault := struck.get("truncated"):
        body = body[: int(len(body) * fault.number)]
    return body


def _retry_after(value: str | None, now: datetime) -> dict[str, str]:
    if value in (None, "none"):
        return {}
    kind, _, seconds = str(value).partition(":")
    if kind == "date":
        return {"Retry-After": format_datetime(now + timedelta(seconds=float(seconds)), usegmt=True)}
    return {"Retry-After": str(value)}


def _date(fault: Fault | None, now: datetime) -> dict[str, str]:
    if fault is None:
        return {"Date": format_datetime(now, usegmt=True)}
    if fault.value == "none":
        return {}
    try:
        return {"Date": format_datetime(now + timedelta(seconds=fault.number), usegmt=True)}
    except (ValueError, OverflowError):
        return {"Date": fault.value}


async def _blanks_first(body: bytes, megabytes: float) -> AsyncIterator[bytes]:
    blanks, sent = b" " * 1_000_000, 0
    while sent < megabytes:
        yield blanks
        sent += 1
        await asyncio.sleep(0)
    yield body


async def _byte_by_byte(body: bytes, seconds: float) -> AsyncIterator[bytes]:
    for place in range(len(body)):
        yield body[place : place + 1]
        await asyncio.sleep(seconds)
