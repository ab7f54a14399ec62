"""What this Flip answers about sites: their list, a token for one of them, and the devices at it."""

import secrets
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from flipconsole.simulator.command import encode
from flipconsole.simulator.replies import ErrorStyle, Reply, error
from flipconsole.simulator.sites import Site

SiteKind = Literal["sites", "token", "devices"]
SITE_KINDS: tuple[SiteKind, ...] = ("sites", "token", "devices")

TOKEN_LASTS = timedelta(hours=1)


class SiteDoor:
    """Knows the sites and the tokens that were given out; each opens one site for an hour.

    Ours: a site that does not exist is a 404, a valid token of another site a 403.
    """

    def __init__(self, sites: Sequence[Site], now: Callable[[], datetime]) -> None:
        self.sites = {site.id: site for site in sites}
        self.most_open = 0
        self._now = now
        self._tokens: dict[str, tuple[str, datetime]] = {}
        self._open = 0
        self._lock = threading.Lock()

    def list(self, skip: int, limit: int, *, tells_zones: bool) -> Reply:
        """A bare list of sites, in the order of their ids' making."""
        page = list(self.sites.values())[skip : skip + limit]
        return Reply(200, encode([site.row(tells_zone=tells_zones) for site in page]))

    def give_token(self, site_id: str, style: ErrorStyle) -> Reply:
        """A new token for one site."""
        if site_id not in self.sites:
            return error(404, "Record not found", style)
        token, expires_at = f"site_{secrets.token_urlsafe(24)}", self._now() + TOKEN_LASTS
        with self._lock:
            self._tokens[token] = site_id, expires_at
        return Reply(200, encode({"site_access_token": token, "expires_at": expires_at.isoformat()}))

    def devices(self, site_id: str, authorization: str, style: ErrorStyle) -> Reply:
        """The devices at a site, for its own token alone."""
        of_token = self.site_of(authorization)
        if of_token is None:
            return error(
                401, "The access token is missing, expired or not valid", style, {"WWW-Authenticate": "Bearer"}
            )
        if of_token != site_id:
            return error(403, "This token is for another site", style)
        return Reply(200, encode([device.row(site_id) for device in self.sites[site_id].devices]))

    def site_of(self, authorization: str) -> str | None:
        """The site that the token of a header opens now; None for any other header."""
        with self._lock:
            site_id, expires_at = self._tokens.get(authorization.removeprefix("Bearer "), (None, None))
        return site_id if expires_at is not None and self._now() < expires_at else None

    def revoke(self) -> None:
        """No token that was given out opens anything any more."""
        with self._lock:
            self._tokens.clear()

    def begin(self) -> None:
        """A request about sites has come; `most_open` is how many there ever were at once."""
        with self._lock:
            self._open += 1
            self.most_open = max(self.most_open, self._open)

    def end(self) -> None:
        """It was answered."""
        with self._lock:
            self._open -= 1
