"""One HTTP exchange with a cap on bytes and a deadline on everything."""

from __future__ import annotations

import asyncio
import zlib
from collections import deque
from collections.abc import Iterator, Mapping

import httpx
import msgspec

from flipconsole.api.failure import judge_fault, judge_proxied_fault, not_heard, too_slow
from flipconsole.api.route import Proxy
from flipconsole.domain.errors import ApiError, BadPayload
from flipconsole.domain.language import _

MOST_LIST_BYTES = 64 * 1024 * 1024
"""After decoding, for all pages of a list together."""
MOST_ANSWER_BYTES = 4 * 1024 * 1024
MOST_ERROR_BYTES = 64 * 1024
_SLICE = 256 * 1024
_BEFORE_LEAVING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Deadlines(msgspec.Struct, frozen=True):
    """How long an exchange may take, in seconds (reliability.md section 5).

    A list must begin within `first_byte_s`, then bring at least `window_bytes` in any `window_s` (1 kB/s: a basement at
    56 kbit/s still gets its list), and end within `list_s`. `error_body_s` is spent at most on the text of an error.
    """

    connect_s: float = 5.0
    ack_s: float = 15.0
    first_byte_s: float = 20.0
    window_s: float = 20.0
    window_bytes: int = 20_000
    list_s: float = 300.0
    error_body_s: float = 3.0


class Received(msgspec.Struct):
    """A whole answer; `latency_s` is from the start to its first byte. The body of an error may be cut or missing."""

    status: int
    headers: Mapping[str, str]
    body: bytearray
    latency_s: float


async def exchange(
    http: httpx.AsyncClient,
    request: httpx.Request,
    auth: httpx.Auth,
    deadlines: Deadlines,
    *,
    total_s: float,
    most_bytes: int,
    pace: Pace | None = None,
    traced: bool = True,
    proxy: Proxy | None = None,
) -> Received:
    """Send a request and read its whole answer.

    `pace` watches that an answer keeps coming. `traced`: the transport says when a request leaves; otherwise it is
    taken to have left. `proxy` is what it leaves through, for words about a fault there.

    Raises:
        ApiError: as `failure.judge_fault`; BadPayload for an answer over `most_bytes` or in an unknown encoding. Errors
            of status are not judged here.
    """
    loop = asyncio.get_running_loop()
    began = loop.time()
    departure = _Departure(traced)
    request.extensions["trace"] = departure.note
    first_s = total_s if pace is None else min(total_s, deadlines.first_byte_s)
    received: Received | None = None
    try:
        async with asyncio.timeout_at(began + first_s) as timer:
            response = await http.send(request, auth=auth, stream=True)
            try:
                received = Received(response.status_code, response.headers, bytearray(), loop.time() - began)
                end = began + total_s
                if response.status_code != 200:
                    pace, most_bytes = None, MOST_ERROR_BYTES
                    end = min(end, loop.time() + deadlines.error_body_s)
                await _read_body(response, received.body, most_bytes, timer, end, pace)
            finally:
                await response.aclose()
    except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, OSError, ApiError) as fault:
        if received is not None and received.status != 200:
            return received
        if isinstance(fault, ApiError):
            raise
        if isinstance(fault, TimeoutError) and departure.left:
            raise too_slow() from fault
        left = departure.left and not isinstance(fault, _BEFORE_LEAVING)
        if proxy is not None and not left:
            raise judge_proxied_fault(fault, proxy, reached=departure.has_connected) from fault
        raise judge_fault(fault, left=left) from fault
    return received


class Pace:
    """Whether an answer keeps coming: at least so many bytes in any window of time, by the loop's clock."""

    def __init__(self, window_s: float, window_bytes: int) -> None:
        self._window_s = window_s
        self._window_bytes = window_bytes
        self._chunks: deque[tuple[float, int]] = deque()
        self._held = 0

    def begin(self, now: float) -> None:
        """The answer begins: the first window is counted as full."""
        self._chunks.append((now, self._window_bytes))
        self._held = self._window_bytes

    def note(self, now: float, count: int) -> None:
        """So many bytes came."""
        self._chunks.append((now, count))
        self._held += count
        while self._held - self._chunks[0][1] >= self._window_bytes:
            self._held -= self._chunks.popleft()[1]

    @property
    def deadline(self) -> float:
        """When the window would be too empty if nothing more came."""
        return self._chunks[0][0] + self._window_s


class _Departure:
    """Whether somebody took the connection, and whether the request itself (not a proxy's CONNECT) may have left."""

    def __init__(self, traced: bool) -> None:
        self.left = not traced
        self.has_connected = False

    async def note(self, event: str, info: Mapping[str, object]) -> None:
        if event.endswith("connect_tcp.complete"):
            self.has_connected = True
        elif event.endswith("send_request_headers.started"):
            request = info.get("request")
            if getattr(request, "method", b"") != b"CONNECT":
                self.left = True


async def _read_body(
    response: httpx.Response,
    body: bytearray,
    most_bytes: int,
    timer: asyncio.Timeout,
    end: float,
    pace: Pace | None,
) -> None:
    loop = asyncio.get_running_loop()
    announced = response.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > most_bytes:
        raise _too_large(response.status_code)
    inflater = _Inflater(response.headers.get("content-encoding", ""), response.status_code)
    if pace is not None:
        pace.begin(loop.time())
    timer.reschedule(end if pace is None else min(end, pace.deadline))
    assert isinstance(response.stream, httpx.AsyncByteStream)
    downloaded = 0
    async for chunk in response.stream:
        downloaded += len(chunk)
        if downloaded > most_bytes:
            raise _too_large(response.status_code)
        if pace is not None:
            pace.note(loop.time(), len(chunk))
            timer.reschedule(min(end, pace.deadline))
        for piece in inflater.feed(chunk):
            if len(body) + len(piece) > most_bytes:
                raise _too_large(response.status_code)
            body += piece
            if len(piece) == _SLICE:
                await asyncio.sleep(0)
    if not inflater.is_whole:
        raise not_heard()


class _Inflater:
    """Undoes gzip in slices, so that no chunk can grow without bound; plain bytes pass."""

    def __init__(self, encoding: str, status: int) -> None:
        self._status = status
        encoding = encoding.strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise BadPayload(
                _("The server packed its answer in a way that was not asked for. It is tried again."), status=status
            )
        self._begun = False
        self._gzip = zlib.decompressobj(16 + zlib.MAX_WBITS) if encoding.endswith("gzip") else None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing at the end."""
        return self._gzip is None or self._gzip.eof or not self._begun

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        if self._gzip is None:
            yield chunk
            return
        self._begun = self._begun or bool(chunk)
        try:
            while not self._gzip.eof:
                piece = self._gzip.decompress(chunk, _SLICE)
                chunk = self._gzip.unconsumed_tail
                yield piece
                if not chunk and len(piece) < _SLICE:
                    break
        except zlib.error as error:
            raise self._damaged() from error
        if self._gzip.eof and (chunk or self._gzip.unused_data):
            raise self._damaged()

    def _damaged(self) -> BadPayload:
        return BadPayload(_("The server's answer is damaged. It is tried again."), status=self._status)


def _too_large(status: int) -> BadPayload:
    return BadPayload(_("The server's answer is too large to be a true one. It was not read."), status=status)
