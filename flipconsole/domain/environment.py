"""Which Flip a base URL means, and which addresses a token may be sent to at all."""

from __future__ import annotations

import ipaddress
import re
from enum import StrEnum
from urllib.parse import urlsplit

import msgspec

from flipconsole.domain.errors import ProfileError
from flipconsole.domain.language import _


class Environment(StrEnum):
    """The word that stands on every window, beside its colour."""

    PRODUCTION = "PRODUCTION"
    SANDBOX = "SANDBOX"
    SIMULATOR = "SIMULATOR"
    CUSTOM = "CUSTOM"


_HOSTS = {
    "api.flip.energy": Environment.PRODUCTION,
    "api-sandbox.flip.energy": Environment.SANDBOX,
}
_AUTHORITY = re.compile(r"([a-z0-9]([a-z0-9._-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\])(:[0-9]*)?", re.IGNORECASE)
_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)*")
_DEFAULT_PORTS = {"https": 443, "http": 80}


class Origin(msgspec.Struct, frozen=True):
    """Scheme, host and port: the only place a token may go to. `prefix` is the path before `/v1`, often empty."""

    scheme: str
    host: str
    port: int
    prefix: str = ""

    @property
    def is_loopback(self) -> bool:
        """Whether the host is literally this machine (no name look-up is trusted for that)."""
        return _is_loopback(self.host)

    @property
    def environment(self) -> Environment:
        """Production, sandbox, simulator (loopback) or custom."""
        if self.is_loopback:
            return Environment.SIMULATOR
        if self.scheme == "https" and self.port == 443 and not self.prefix:
            return _HOSTS.get(self.host, Environment.CUSTOM)
        return Environment.CUSTOM

    @property
    def base_url(self) -> str:
        """The address in its one spelling, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.prefix}"

    @property
    def folder(self) -> str:
        """A file name that no other origin shares."""
        host = "".join(letter if letter.isalnum() or letter in ".-" else "_" for letter in self.host)
        prefix = "".join(f"%{ord(letter):x}" if not letter.isalnum() else letter for letter in self.prefix)
        return f"{self.scheme}-{host}-{self.port}{prefix}"


def read_origin(base_url: str) -> Origin:
    """The origin that a base URL names.

    Raises:
        ProfileError: it is not an address a token may be sent to: no https (loopback excepted), user name or
            password in it, a query, control characters, a bad port.
    """
    text = base_url.strip()
    if not text:
        raise ProfileError(_("There is no server address yet. Enter the base URL that Flip gave you."))
    if not text.isascii() or any(ord(letter) <= 32 or letter in '\\"<>^`{|}' for letter in text):
        raise ProfileError(_("The server address contains characters that do not belong in one."))
    try:
        parts = urlsplit(text)
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
    except ValueError as error:
        raise ProfileError(_("The server address cannot be read: check its port and brackets.")) from error
    if parts.scheme not in _DEFAULT_PORTS or not host:
        raise ProfileError(_("The server address must begin with https:// and name a host."))
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise ProfileError(_("The server address must not contain a user name or password."))
    if port == 0 or _AUTHORITY.fullmatch(parts.netloc) is None:
        raise ProfileError(_("The server address must begin with https:// and name a host."))
    if parts.query or parts.fragment or "?" in text or "#" in text:
        raise ProfileError(_("The server address must end before any ? or #."))
    if parts.scheme == "http" and not _is_loopback(host):
        raise ProfileError(_("Plain http:// would send your token readable through the network. Use https:// instead."))
    prefix = parts.path.rstrip("/")
    if _PREFIX.fullmatch(prefix) is None or any(part in (".", "..") for part in prefix.split("/")):
        raise ProfileError(_("The path in the server address is not a plain path."))
    return Origin(parts.scheme, host, _DEFAULT_PORTS[parts.scheme] if port is None else port, prefix)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
