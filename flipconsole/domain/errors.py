"""Every error raised on purpose, sorted by what to do next.

    FlipConsoleError
    ├── ApiError               the exchange with Flip failed
    │   ├── Unreachable        no usable answer: keep the ack, try again later
    │   ├── Throttled          Flip asked us to wait: keep, wait as told
    │   ├── Unauthorized       the token is not accepted: keep everything, stop, ask for a token
    │   ├── Misdirected        redirect, TLS fault, wrong address: pause the origin, ask
    │   ├── Refused            Flip said no to this ack: park it, tell the operator, go on
    │   └── BadPayload         Flip answered something that cannot be read
    ├── StoreError             the local database cannot be used (full, read-only, damaged, newer)
    └── ProfileError           a profile or secret cannot be used

Foreign errors are converted where they are born. The text of each is a plain sentence for the operator; what
came from a server inside it is plain, untrusted text.
"""

from __future__ import annotations

from enum import StrEnum


class Hindrance(StrEnum):
    """What stands between this computer and a usable answer of Flip's, as far as it can be told apart."""

    NETWORK = "network"
    NAME = "name"
    PROXY = "proxy"
    SERVER = "server"
    REPLY = "reply"
    TROUBLE = "trouble"


class ProxyFault(StrEnum):
    """What a proxy did instead of passing on what it was given."""

    DOWN = "down"
    PASSWORD = "password"
    REFUSES = "refuses"
    CANNOT = "cannot"
    SILENT = "silent"


class CertificateFault(StrEnum):
    """Why no secure connection to a server came about."""

    NO_TLS = "no_tls"
    EXPIRED = "expired"
    WRONG_HOST = "wrong_host"
    UNKNOWN_ISSUER = "unknown_issuer"
    INTERCEPTED = "intercepted"
    OTHER = "other"


class FlipConsoleError(Exception):
    """Anything this program raises on purpose; `str(error)` may be shown to a person."""


class ApiError(FlipConsoleError):
    """The exchange with Flip failed.

    Attributes:
        status: the HTTP status, or None when there was no answer.
        heard: False when the request may have reached Flip and its answer was not heard, so the outcome is unknown.
    """

    def __init__(self, message: str, *, status: int | None = None, heard: bool = True) -> None:
        super().__init__(message)
        self.status = status
        self.heard = heard


class Unreachable(ApiError):
    """No usable answer: keep the ack and try again later.

    `offline` is True when nothing left this machine (no network, no name, connection refused); then the outcome is
    known: nothing happened. `hindrance` is None where nobody can say what it is; `proxy` says more where it is one.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        heard: bool = True,
        offline: bool = False,
        hindrance: Hindrance | None = None,
        proxy: ProxyFault | None = None,
    ) -> None:
        super().__init__(message, status=status, heard=heard)
        self.offline = offline
        self.hindrance = hindrance
        self.proxy = proxy


class Throttled(ApiError):
    """Flip asked us to wait: the whole origin waits `wait_s` seconds (None: our own back-off decides)."""

    def __init__(self, message: str, *, wait_s: float | None, status: int | None = 429) -> None:
        super().__init__(message, status=status)
        self.wait_s = wait_s


class Unauthorized(ApiError):
    """The token is not accepted: not one more try with it."""


class Misdirected(ApiError):
    """Redirect, TLS fault or wrong address: the origin is paused until a person has looked.

    `certificate` says which TLS fault it was, None for the others.
    """

    def __init__(self, message: str, *, status: int | None = None, certificate: CertificateFault | None = None) -> None:
        super().__init__(message, status=status)
        self.certificate = certificate


class Refused(ApiError):
    """Flip said no to this one request; `server_text` is its reason, plain and cut at 300 characters.

    `conflict` is True for 409 and 412: the command changed meanwhile, look again before asking.
    """

    def __init__(self, message: str, *, status: int | None, server_text: str = "", conflict: bool = False) -> None:
        super().__init__(message, status=status)
        self.server_text = server_text
        self.conflict = conflict


class BadPayload(ApiError):
    """Flip answered something that cannot be read; `signin_page` is True for a captive portal's HTML page."""

    def __init__(self, message: str, *, status: int | None = None, signin_page: bool = False) -> None:
        super().__init__(message, status=status, heard=False)
        self.signin_page = signin_page


class StoreError(FlipConsoleError):
    """The local database cannot be used (full, read-only, damaged, newer)."""


class ProfileError(FlipConsoleError):
    """A profile, setting or secret cannot be used."""
