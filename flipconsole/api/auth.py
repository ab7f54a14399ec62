"""The token, which shows itself to nobody and goes to one origin only."""

from __future__ import annotations

from collections.abc import Generator
from typing import NoReturn
from urllib.parse import quote

import httpx
from typing_extensions import override

from flipconsole.domain.environment import Origin
from flipconsole.domain.errors import Misdirected, ProfileError
from flipconsole.domain.language import _

_DEFAULT_PORTS = {"https": 443, "http": 80}
_MASK = "••••"


class Token:
    """A bearer token. Its text is in no repr, format, pickle or copy; only the request's header carries it.

    Raises:
        ProfileError: it is empty or has characters that no header may carry (blanks around it are dropped).
    """

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        secret = secret.strip()
        if not secret:
            raise ProfileError(_("The token is empty. Paste the token that Flip gave you."))
        if not all("!" <= letter <= "~" for letter in secret):
            raise ProfileError(
                _("The token holds blanks or letters that do not belong in one. Paste it alone, without “Bearer”.")
            )
        self._secret = secret

    def header(self) -> str:
        """The value of the Authorization header; for `OriginAuth` alone."""
        return f"Bearer {self._secret}"

    def reveal(self) -> str:
        """Its text, for the body of the one request that trades it for an access token; for `Grant` alone."""
        return self._secret

    def redacted(self, text: str) -> str:
        """The text without the token, should a server send it back."""
        for spelling in {self._secret, quote(self._secret, safe="")}:
            text = text.replace(spelling, _MASK)
        return text

    @override
    def __repr__(self) -> str:
        return f"Token({_MASK})"

    @override
    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a token is not pickled or copied")


class OriginAuth(httpx.Auth):
    """Lets requests leave for one origin only, and gives them the token.

    Any other scheme, host or port raises Misdirected before anything leaves, with or without a token.
    """

    def __init__(self, origin: Origin, token: Token | None) -> None:
        self._origin = origin
        self._token = token

    @override
    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Check the target, then add the header."""
        if not is_within(request.url, self._origin):
            raise Misdirected(_("A request was about to go to another address than the one set up. It was not sent."))
        if self._token is not None:
            request.headers["Authorization"] = self._token.header()
        yield request


def is_within(url: httpx.URL, origin: Origin) -> bool:
    """Whether a URL has the origin's scheme, host and port, and names no user."""
    port = url.port if url.port is not None else _DEFAULT_PORTS.get(url.scheme)
    host = url.raw_host.decode("ascii").removeprefix("[").removesuffix("]")
    return (url.scheme, host, port, url.userinfo) == (origin.scheme, origin.host, origin.port, b"")
