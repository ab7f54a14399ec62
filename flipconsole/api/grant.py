"""Access tokens for a client id and secret (OAuth 2.0 client credentials): fetched when needed, kept in memory only."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import httpx
import msgspec

from flipconsole.api.auth import OriginAuth, Token, is_within
from flipconsole.api.connections import Connections
from flipconsole.api.outcome import judge_answer
from flipconsole.api.server_text import server_text
from flipconsole.api.transfer import MOST_ERROR_BYTES, Deadlines, Received, exchange
from flipconsole.domain.environment import Origin
from flipconsole.domain.errors import ApiError, BadPayload, Misdirected, ProfileError, Unauthorized
from flipconsole.domain.grant_address import check_client_id, read_grant_address
from flipconsole.domain.language import _

RENEWED_AT = 0.8
"""The part of its life after which a token is renewed, as Flip's page advises."""

UNNAMED_LIFE_S = 300.0
"""For a token that comes without `expires_in`."""

LONGEST_LIFE_S = 24 * 3600.0


class _Given(msgspec.Struct):
    access_token: str
    token_type: str = "Bearer"
    expires_in: float | None = None


class Grant:
    """Gets access tokens from one address, named in the profile; the client secret goes there and nowhere else.

    Many may ask at once: one request is made for all of them. `note` is told each new token, so that the log can hide
    it. Nothing is retried here.

    Raises:
        ProfileError: the address or the client id cannot be used.
    """

    def __init__(
        self,
        token_url: str,
        client_id: str,
        secret: Token,
        origin: Origin,
        *,
        deadlines: Deadlines | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        ca_file: Path | None = None,
        note: Callable[[str], None] = lambda _token: None,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address, path = read_grant_address(token_url, origin)
        check_client_id(client_id)
        self._url = httpx.URL(self._address.base_url + path)
        assert is_within(self._url, self._address)
        self._client_id = client_id
        self._secret = secret
        self._deadlines = deadlines or Deadlines()
        self._connections = Connections(self._address, self._deadlines.connect_s, transport, ca_file)
        self._is_traced = transport is None
        self._note = note
        self._steady = steady
        self._turn = asyncio.Lock()
        self._held: Token | None = None
        self._renewed_at = 0.0

    @property
    def held(self) -> Token | None:
        """The access token that was given last."""
        return self._held

    async def token(self) -> Token:
        """An access token with at least a fifth of its life before it.

        Raises:
            ApiError: none was given. `heard` is always True: what it was wanted for has not left.
        """
        async with self._turn:
            if self._held is None or self._steady() >= self._renewed_at:
                await self._fetch()
            assert self._held is not None
            return self._held

    async def other_than(self, refused: Token) -> Token:
        """Another access token, because Flip refused this one; the newest if somebody else has fetched it meanwhile."""
        async with self._turn:
            if self._held is refused or self._held is None:
                self._held = None
                await self._fetch()
            assert self._held is not None
            return self._held

    def renew(self) -> None:
        """Drop the pooled connections."""
        self._connections.renew()

    async def aclose(self) -> None:
        """Close the connections, and forget the token."""
        self._held = None
        await self._connections.aclose()

    async def _fetch(self) -> None:
        try:
            given, lasts_s = self._read(await self._send())
        except ApiError as fault:
            fault.heard = True
            raise
        self._note(given)
        self._held = Token(given)
        self._renewed_at = self._steady() + RENEWED_AT * lasts_s

    async def _send(self) -> Received:
        form = urlencode(
            {"grant_type": "client_credentials", "client_id": self._client_id, "client_secret": self._secret.reveal()}
        )
        async with self._connections.lent() as pool:
            request = pool.http.build_request("POST", self._url, content=form.encode("ascii"))
            request.headers["Content-Type"] = "application/x-www-form-urlencoded"
            return await exchange(
                pool.http,
                request,
                OriginAuth(self._address, None),
                self._deadlines,
                total_s=self._deadlines.ack_s,
                most_bytes=MOST_ERROR_BYTES,
                traced=self._is_traced,
                proxy=pool.proxy,
            )

    def _read(self, received: Received) -> tuple[str, float]:
        if received.status in (400, 401, 403):
            said = server_text(received.status, received.body, self._secret)
            message = _(
                "No access is given for this client id and secret ({said}). Your answers are kept. Enter a valid "
                "secret to go on."
            )
            raise Unauthorized(message.format(said=said), status=received.status)
        fault = judge_answer(received.status, received.headers, received.body, listing=True, token=self._secret)
        if isinstance(fault, Misdirected):
            message = _(
                "The token address gives no access tokens ({status}). Check the profile; your answers are kept."
            )
            raise Misdirected(message.format(status=received.status), status=received.status) from fault
        if fault is not None:
            raise fault
        try:
            given = msgspec.json.decode(received.body, type=_Given)
            if given.token_type.lower() != "bearer":
                raise ValueError("a kind of token that is not known")
            Token(given.access_token)
        except (ValueError, ProfileError) as error:
            raise self._unreadable(received) from error
        lasts_s = UNNAMED_LIFE_S if given.expires_in is None else given.expires_in
        if not 0 < lasts_s < float("inf"):
            raise self._unreadable(received)
        return given.access_token.strip(), min(lasts_s, LONGEST_LIFE_S)

    def _unreadable(self, received: Received) -> BadPayload:
        return BadPayload(
            _("The token address did not answer with an access token. It is tried again; your answers are kept."),
            status=received.status,
        )
