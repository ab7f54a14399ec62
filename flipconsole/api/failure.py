"""What a fault below HTTP means for the desk: no network, no name, a bad certificate, an answer that never came."""

from __future__ import annotations

import errno
import re
import socket
import ssl
from collections.abc import Iterator

import httpx

from flipconsole.domain.errors import ApiError, Hindrance, Misdirected, Unreachable
from flipconsole.domain.language import _

_NO_NETWORK = frozenset({errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL})
_EXPIRED = frozenset({10, 0x800B0101, -2146762495, -67818})
_WRONG_HOST = frozenset({62, 64, 0x800B010F, -2146762481, -67602})
_UNKNOWN_ISSUER = frozenset({18, 19, 20, 21, 0x800B0109, -2146762487, 0x800B010A, -2146762486, -67843})
"""Codes of OpenSSL, Windows (CERT_E_*, both signs) and macOS (errSec*)."""
_EXPIRED_WORDS = re.compile(r"expired|validity period|not yet valid", re.IGNORECASE)
_WRONG_HOST_WORDS = re.compile(r"host ?name|IP address mismatch|CN name|does not match", re.IGNORECASE)
_UNKNOWN_ISSUER_WORDS = re.compile(r"self.signed|issuer|not trusted|root cert|untrusted", re.IGNORECASE)


def judge_fault(fault: Exception, *, left: bool) -> ApiError:
    """The error that a failed exchange stands for; `left`: the request may have left this machine."""
    for cause in _chain(fault):
        if isinstance(cause, ssl.SSLError) and not left:
            return _judge_tls(cause)
    if isinstance(fault, httpx.ProxyError):
        return Unreachable(
            _("The proxy of this network does not let the console through. Your answers are kept. Check the proxy."),
            offline=True,
            hindrance=Hindrance.PROXY,
        )
    if isinstance(fault, (httpx.UnsupportedProtocol, httpx.InvalidURL)):
        return Misdirected(_("The server address cannot be used. Nothing was sent. Check it in the settings."))
    if not left:
        return _judge_way(fault)
    return not_heard()


def _judge_way(fault: Exception) -> Unreachable:
    """What is in the way of a request that did not leave."""
    for cause in _chain(fault):
        if isinstance(cause, socket.gaierror):
            message = _(
                "The server's name cannot be found: this network's name service (DNS) does not know it or does not "
                "answer. Your answers are kept. Check the network, then the address."
            )
            return Unreachable(message, offline=True, hindrance=Hindrance.NAME)
        code = getattr(cause, "errno", None)
        if code in _NO_NETWORK:
            message = _("This computer has no network. Your answers are kept and sent once the network is back.")
            return Unreachable(message, offline=True, hindrance=Hindrance.NETWORK)
        if isinstance(cause, ConnectionRefusedError) or code == errno.ECONNREFUSED:
            message = _(
                "There is a network, but the server takes no connection. Your answers are kept, and sent once it does."
            )
            return Unreachable(message, offline=True, hindrance=Hindrance.SERVER)
        if isinstance(cause, (TimeoutError, httpx.ConnectTimeout)):
            message = _("Nothing answers at the server's address. Your answers are kept, and sent once something does.")
            return Unreachable(message, offline=True, hindrance=Hindrance.REPLY)
    message = _("Flip cannot be reached from here. Your answers are kept and sent once the network is back.")
    return Unreachable(message, offline=True)


def not_heard() -> Unreachable:
    """A request left, and no whole answer came back."""
    return Unreachable(
        _("Sent, but no answer was heard. The console looks what became of it and tries again by itself."),
        heard=False,
        hindrance=Hindrance.REPLY,
    )


def too_slow() -> Unreachable:
    """An answer came too slowly, or not in time."""
    return Unreachable(
        _("The answer took too long. The console looks what became of it and tries again by itself."),
        heard=False,
        hindrance=Hindrance.REPLY,
    )


def _judge_tls(fault: ssl.SSLError) -> Misdirected:
    code = getattr(fault, "verify_code", None)
    words = f"{getattr(fault, 'verify_message', '')} {getattr(fault, 'reason', None) or ''} {fault}"
    if not isinstance(fault, ssl.SSLCertVerificationError):
        message = _(
            "No secure connection to the server is possible: it speaks no TLS that is safe today. Nothing was sent and "
            "your answers are kept. Check the address, then tell whoever runs the network."
        )
    elif code in _EXPIRED or _EXPIRED_WORDS.search(words):
        message = _(
            "The server's certificate is not valid at this time. Nothing was sent and your answers are kept. Check "
            "this computer's date; if it is right, tell whoever runs the server."
        )
    elif code in _WRONG_HOST or _WRONG_HOST_WORDS.search(words):
        message = _(
            "The server's certificate belongs to another address. Nothing was sent and your answers are kept. Check "
            "the server address in the settings."
        )
    elif code in _UNKNOWN_ISSUER or _UNKNOWN_ISSUER_WORDS.search(words):
        message = _(
            "The server's certificate comes from an issuer that this computer does not trust. Nothing was sent and "
            "your answers are kept. In a company network, ask for its certificate to be installed."
        )
    else:
        message = _(
            "The server's certificate was not accepted. Nothing was sent and your answers are kept. Tell whoever runs "
            "the network."
        )
    return Misdirected(message)


def _chain(fault: BaseException) -> Iterator[BaseException]:
    """The fault and what caused it; of several attempts at once, the first that says more."""
    seen = 0
    cause: BaseException | None = fault
    while cause is not None and seen < 20:
        yield cause
        if isinstance(cause, BaseExceptionGroup):
            yield from cause.exceptions
        cause, seen = cause.__cause__ or cause.__context__, seen + 1
