"""Flip's sites API: the list of sites, a token for one of them, and the devices at it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from flipconsole.api.auth import Token
from flipconsole.api.client import FlipClient
from flipconsole.api.outcome import judge_answer
from flipconsole.api.server_text import server_text
from flipconsole.api.site_rows import DevicesRead, SitesPage, read_devices, read_site_token, read_sites
from flipconsole.api.transfer import Received
from flipconsole.domain.errors import Refused, Unauthorized
from flipconsole.domain.language import _

PAGE = 100
"""Sites asked for at once, as Flip's sister lists take them."""

_LARGE = 64 * 1024
Found = TypeVar("Found")


class SiteReader:
    """One request per method, over the connections and to the origin of the commands' client; nothing is retried.

    Raises:
        Refused: from each method: the server does not give this one thing (403, 404, 422 and the like).
        ApiError: from each method: the exchange failed, as for commands.
    """

    def __init__(self, client: FlipClient) -> None:
        self._client = client

    async def sites(self, skip: int) -> SitesPage:
        """A page of the list of sites, from the one after the first `skip` on; with the client token."""
        received = await self._client.ask("GET", "/v1/sites", {"skip": skip, "limit": PAGE})
        self._judge(received, self._client.token)
        return await _read(received, read_sites)

    async def token(self, site_id: str) -> Token:
        """A token that opens this one site for an hour; it lives in memory only, as long as the caller holds it."""
        received = await self._client.ask("POST", f"/v1/auth/site/{_part(site_id)}")
        self._judge(received, self._client.token)
        return await _read(received, read_site_token)

    async def devices(self, site_id: str, token: Token) -> DevicesRead:
        """The devices at a site, with its own token; Unauthorized says nothing of the client token here."""
        received = await self._client.ask("GET", f"/v1/site/{_part(site_id)}/devices", token=token)
        self._judge(received, token)
        return await _read(received, lambda body: read_devices(body, site_id))

    def _judge(self, received: Received, token: Token | None) -> None:
        fault = judge_answer(received.status, received.headers, received.body, listing=False, token=token)
        if isinstance(fault, Refused):
            said = server_text(received.status, received.body, token)
            raise Refused(
                _("Flip does not give it: {said}").format(said=said), status=received.status, server_text=said
            )
        if isinstance(fault, Unauthorized):
            said = server_text(received.status, received.body, token)
            raise Unauthorized(_("Flip does not accept the token for this ({said}).").format(said=said), status=401)
        if fault is not None:
            raise fault


async def _read(received: Received, read: Callable[[bytearray], Found]) -> Found:
    if len(received.body) > _LARGE:
        return await asyncio.to_thread(read, received.body)
    return read(received.body)


def _part(site_id: str) -> str:
    """The id as one part of a path.

    Raises:
        Refused: it would be read as something else on the way; nothing is asked.
    """
    try:
        part = quote(site_id, safe="")
    except UnicodeEncodeError:
        part = ""
    if part.strip(".") == "":
        raise Refused(_("This site has an id that cannot be asked for."), status=None)
    return part
