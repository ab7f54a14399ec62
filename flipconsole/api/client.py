"""The client of Flip's commands API: read the list, answer one command."""

from __future__ import annotations

import asyncio
import functools
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from flipconsole.api.auth import OriginAuth, Token, is_within
from flipconsole.api.connections import Connections
from flipconsole.api.examiner import Examiner
from flipconsole.api.grant import Grant
from flipconsole.api.interception import name_issuer
from flipconsole.api.outcome import NO_LIST, judge_answer, read_date
from flipconsole.api.paging import Paging
from flipconsole.api.payload import read_listing, read_one
from flipconsole.api.rows import one_of_each
from flipconsole.api.transfer import MOST_ANSWER_BYTES, MOST_LIST_BYTES, Deadlines, Pace, Received, exchange
from flipconsole.domain.command import Answer, Command, UnreadableRow
from flipconsole.domain.environment import Origin, read_origin
from flipconsole.domain.errors import CertificateFault, Misdirected, ProfileError, Refused
from flipconsole.domain.language import _
from flipconsole.domain.paths import Paths

_NO_PAGING = frozenset({400, 404, 405, 422, 501})
_LARGE = 64 * 1024
"""Bytes of an answer that are read on a thread, because reading them would hold up the window."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What the list request brought.

    `commands` holds one of each id, in Flip's order; a row that came unchanged is the same object as last time.
    `doubled` are ids that came twice with differing contents. `offered` is False when the server has no list (404,
    405, 501). `served_at` is Flip's clock (Date header), `latency_s` the time to the first byte. A command that is not
    named is gone only if `complete` is True (all pages came) and nothing is `unreadable`.
    """

    commands: tuple[Command, ...]
    unreadable: tuple[UnreadableRow, ...]
    served_at: datetime | None
    latency_s: float
    offered: bool = True
    complete: bool = True
    doubled: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Answered:
    """Flip's answer to an ack: the command as it then stands. Whether it matches is the caller's to judge."""

    command: Command
    served_at: datetime | None
    latency_s: float
    http_status: int


class FlipClient:
    """Talks to one origin; every request is capped and has a deadline, and nothing is retried here.

    Nothing is opened before the first request. How it connects is in `Connections`. The issuers in `ca_file` are
    trusted beside the system's.

    Raises:
        ProfileError: the origin or the paths are not such that a token may go there.
    """

    def __init__(
        self,
        origin: Origin,
        token: Token | None,
        paths: Paths | None = None,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        deadlines: Deadlines | None = None,
        ca_file: Path | None = None,
    ) -> None:
        self._origin = read_origin(origin.base_url)
        if self._origin != origin:
            raise ProfileError(_("The server address is not what it seems. Enter it again in the settings."))
        self._paths = (paths or Paths()).checked()
        self._token = token
        self._ca_file = ca_file
        self._auth = OriginAuth(self._origin, token)
        self._deadlines = deadlines or Deadlines()
        self._connections = Connections(self._origin, self._deadlines.connect_s, transport, ca_file)
        self._transport = transport
        self._is_traced = transport is None
        self._listed: tuple[Command, ...] = ()
        self._grant: Grant | None = None
        self._old_grants: list[Grant] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._put_away_grant()
        for grant in self._old_grants:
            await grant.aclose()
        await self._connections.aclose()

    def _put_away_grant(self) -> None:
        if self._grant is not None:
            self._old_grants.append(self._grant)
            self._grant = None

    @property
    def token(self) -> Token | None:
        """The client token in use; with a grant, the access token that it gave last."""
        return self._token if self._grant is None else self._grant.held

    def use_token(self, token: Token | None) -> None:
        """Use another token (or none) from the next request on."""
        self._token = token
        self._auth = OriginAuth(self._origin, token)
        self._put_away_grant()

    def use_grant(
        self, token_url: str, client_id: str, secret: Token, note: Callable[[str], None] = lambda _token: None
    ) -> None:
        """Use the access tokens that are given for this id and secret from the next request on (see `Grant`).

        Raises:
            ProfileError: they cannot be used; nothing changes.
        """
        grant = Grant(
            token_url,
            client_id,
            secret,
            self._origin,
            deadlines=self._deadlines,
            transport=self._transport,
            ca_file=self._ca_file,
            note=note,
        )
        self.use_token(None)
        self._grant = grant

    def examiner(self) -> Examiner:
        """What looks at each part of the way to this origin, with the same token, over connections of its own."""
        return Examiner(self._origin, self._paths, self._present_token, self._ca_file)

    async def _present_token(self) -> Token | None:
        return self._token if self._grant is None else await self._grant.token()

    def renew(self) -> None:
        """Drop the pooled connections: after sleep or a change of network they may be dead without saying so.

        Requests under way end on theirs.
        """
        self._connections.renew()
        if self._grant is not None:
            self._grant.renew()

    async def commands(self) -> Listing:
        """The list of commands as Flip has it now, all its pages.

        Raises:
            ApiError: there is no list that could be trusted as a whole; single bad rows are in `unreadable` instead.
        """
        loop = asyncio.get_running_loop()
        end, room = loop.time() + self._deadlines.list_s, MOST_LIST_BYTES
        start = self._url(self._paths.commands)
        url: httpx.URL | None = start
        paging = Paging(self._origin, start)
        walk = _Found()
        while url is not None:
            received = await self._send("GET", url, None, total_s=end - loop.time(), most_bytes=room)
            if walk.first is None and received.status in NO_LIST:
                return Listing((), (), _served_at(received), received.latency_s, offered=False)
            if paging.is_guess and received.status in _NO_PAGING:
                break
            self._refuse(received, listing=True)
            room -= len(received.body)
            walk.first = walk.first or received
            url = await asyncio.to_thread(walk.read_page, received, self._listed, paging)
        listing = await asyncio.to_thread(walk.listing, paging.is_complete)
        self._listed = tuple(walk.commands)
        return listing

    async def acknowledge(self, command_id: str, device_status: Answer, reason: str | None) -> Answered:
        """Answer one command (Update Command Status): the request carries these two fields and nothing else.

        A reason that is None or blank is left out: Flip takes no null there. Nothing is retried here.

        Raises:
            ApiError: there is no answer that could be read as a command; `heard` is False where Flip may have taken it.
        """
        try:
            url = self._url(self._paths.of_command(command_id))
        except ValueError as error:
            raise Refused(
                _("This command has an id that Flip does not use. Nothing was sent: report it."), status=None
            ) from error
        body = {"device_status": Answer(device_status).value}
        if reason is not None and reason.strip():
            body["device_status_reason"] = reason
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
        received = await self._send("PATCH", url, content, total_s=self._deadlines.ack_s, most_bytes=MOST_ANSWER_BYTES)
        self._refuse(received, listing=False)
        if len(received.body) > _LARGE:
            command = await asyncio.to_thread(read_one, received.body)
        else:
            command = read_one(received.body)
        return Answered(command, _served_at(received), received.latency_s, received.status)

    async def ask(
        self, method: str, path: str, query: Mapping[str, int] | None = None, *, token: Token | None = None
    ) -> Received:
        """One exchange beside those about commands; its status is the caller's to judge.

        It carries the client token, or the given one, to this origin only.

        Raises:
            ApiError: no answer came, or none that is small and quick enough to be a true one.
        """
        url = self._url(path)
        return await self._send(
            method,
            url if query is None else url.copy_merge_params(dict(query)),
            None,
            total_s=self._deadlines.first_byte_s,
            most_bytes=MOST_ANSWER_BYTES,
            auth=None if token is None else OriginAuth(self._origin, token),
        )

    def _url(self, path: str) -> httpx.URL:
        """The URL of a path, which is exactly that path on exactly this origin."""
        try:
            url = httpx.URL(self._origin.base_url + path)
            if url.host and is_within(url, self._origin) and url.raw_path.decode() == self._origin.prefix + path:
                return url
        except (httpx.InvalidURL, UnicodeError):
            pass  # no host name that could be looked up
        raise Misdirected(_("The server address does not lead where it says. Nothing was sent. Check the settings."))

    async def _send(
        self,
        method: str,
        url: httpx.URL,
        content: bytes | None,
        *,
        total_s: float,
        most_bytes: int,
        auth: OriginAuth | None = None,
    ) -> Received:
        """One exchange; with a grant, and if its access token is refused, a second one with a new token."""
        send = functools.partial(self._send_once, method, url, content, total_s=total_s, most_bytes=most_bytes)
        grant = self._grant
        if auth is not None or grant is None:
            return await send(auth or self._auth)
        token = await grant.token()
        received = await send(OriginAuth(self._origin, token))
        if received.status == 401:
            received = await send(OriginAuth(self._origin, await grant.other_than(token)))
        return received

    async def _send_once(
        self,
        method: str,
        url: httpx.URL,
        content: bytes | None,
        auth: OriginAuth,
        *,
        total_s: float,
        most_bytes: int,
    ) -> Received:
        async with self._connections.lent() as pool:
            request = pool.http.build_request(method, url, content=content)
            pace = None
            if content is not None:
                request.headers["Content-Type"] = "application/json"
            else:
                pace = Pace(self._deadlines.window_s, self._deadlines.window_bytes)
            try:
                return await exchange(
                    pool.http,
                    request,
                    auth,
                    self._deadlines,
                    total_s=total_s,
                    most_bytes=most_bytes,
                    pace=pace,
                    traced=self._is_traced,
                    proxy=pool.proxy,
                )
            except Misdirected as fault:
                if fault.certificate is CertificateFault.UNKNOWN_ISSUER and pool.tls is not None:
                    raise await name_issuer(
                        fault, self._origin, pool.proxy, pool.tls, total_s=self._deadlines.connect_s
                    ) from fault
                raise

    def _refuse(self, received: Received, *, listing: bool) -> None:
        fault = judge_answer(received.status, received.headers, received.body, listing=listing, token=self.token)
        if fault is not None:
            raise fault


@dataclass(slots=True)
class _Found:
    """What the pages of a list have brought so far."""

    first: Received | None = None
    commands: list[Command] = field(default_factory=list)
    unreadable: list[UnreadableRow] = field(default_factory=list)

    def read_page(self, received: Received, known: Sequence[Command], paging: Paging) -> httpx.URL | None:
        """Read one page; the address of the next one. On a thread: it takes a second for 100,000 rows."""
        reading = read_listing(received.body, known, first_position=paging.first_position, pause=_give_way)
        self.commands += reading.commands
        self.unreadable += reading.unreadable
        return paging.after(reading, received.headers)

    def listing(self, complete: bool) -> Listing:
        assert self.first is not None
        commands, doubled = one_of_each(self.commands)
        return Listing(
            commands,
            tuple(self.unreadable),
            _served_at(self.first),
            self.first.latency_s,
            complete=complete,
            doubled=doubled,
        )


def _served_at(received: Received) -> datetime | None:
    return read_date(received.headers.get("date"))


def _give_way() -> None:
    """Let the window have its turn while a thread reads a long list."""
    time.sleep(0.0005)
