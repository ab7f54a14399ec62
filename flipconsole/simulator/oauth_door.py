"""What this Flip answers where access tokens are given out: OAuth 2.0 client credentials, as a draft page has it."""

import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qs

from flipconsole.simulator.command import encode
from flipconsole.simulator.replies import Reply

TOKEN_LASTS_S = 3600.0
"""The `expires_in` of the page's example."""


class OAuthDoor:
    """Gives an access token for the client id and secret; each opens everything until it expires or is revoked.

    Errors have the form of RFC 6749, section 5.2; no page of Flip's shows one.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.client_id = f"client_{secrets.token_hex(6)}"
        self.client_secret = f"hush_{secrets.token_urlsafe(24)}"
        self.lasts_s = TOKEN_LASTS_S
        self.given = 0
        self._now = now
        self._tokens: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def grant(self, body: bytes, content_type: str) -> Reply:
        """The answer to a request for a token."""
        if content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
            return _refused(400, "invalid_request", "the body is a form")
        form = parse_qs(body.decode("latin-1"), keep_blank_values=True)
        if form.get("grant_type") != ["client_credentials"]:
            return _refused(400, "unsupported_grant_type", "client_credentials is the one")
        given = " ".join(form.get(name, [""])[0] for name in ("client_id", "client_secret"))
        if not secrets.compare_digest(given.encode(), f"{self.client_id} {self.client_secret}".encode()):
            return _refused(401, "invalid_client", "the client is unknown or its secret is wrong")
        token = f"access_{secrets.token_urlsafe(24)}"
        with self._lock:
            self.given += 1
            self._tokens[token] = self._now() + timedelta(seconds=self.lasts_s)
        return Reply(200, encode({"access_token": token, "token_type": "Bearer", "expires_in": self.lasts_s}))

    def admits(self, authorization: str) -> bool:
        """Whether the token of a header opens this Flip now."""
        with self._lock:
            expires_at = self._tokens.get(authorization.removeprefix("Bearer "))
        return expires_at is not None and self._now() < expires_at

    def revoke(self) -> None:
        """No access token that was given out opens anything any more."""
        with self._lock:
            self._tokens.clear()


def _refused(status: int, code: str, words: str) -> Reply:
    return Reply(status, encode({"error": code, "error_description": words}))
