"""What a fault below HTTP means for the desk: no network, no name, a bad certificate, an answer that never came."""

from __future__ import annotations

import errno
import re
import socket
import ssl
from collections.abc import Iterator

import httpx

from flipconsole.api.route import Proxy
from flipconsole.api.server_text import plain_line
from flipconsole.domain.errors import ApiError, CertificateFault, Hindrance, Misdirected, ProxyFault, Unreachable
from flipconsole.domain.language import _

_NO_NETWORK = frozenset({errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL})
_EXPIRED = frozenset({10, 0x800B0101, -2146762495, -67818})
_WRONG_HOST = frozenset({62, 64, 0x800B010F, -2146762481, -67602})
_UNKNOWN_ISSUER = frozenset({18, 19, 20, 21, 0x800B0109, -2146762487, 0x800B010A, -2146762486, -67843})
"""Codes of OpenSSL, Windows (CERT_E_*, both signs) and macOS (errSec*)."""
_PROXY_ASKS = frozenset({401, 407})
"""tinyproxy answers 401 to a wrong password, and 407 to none."""
_PROXY_CANNOT = frozenset({500, 502, 503, 504})
_EXPIRED_WORDS = re.compile(r"expired|validity period|not yet valid", re.IGNORECASE)
_WRONG_HOST_WORDS = re.compile(r"host ?name|IP address mismatch|CN name|does not match", re.IGNORECASE)
_UNKNOWN_ISSUER_WORDS = re.compile(r"self.signed|issuer|not trusted|root cert|untrusted", re.IGNORECASE)


def judge_fault(fault: Exception, *, left: bool) -> ApiError:
    """The error that a failed exchange stands for; `left`: the request may have left this machine."""
    tls = None if left else _tls_fault(fault)
    if tls is not None:
        return _judge_tls(tls)
    if isinstance(fault, httpx.ProxyError):
        return _held_by_proxy(
            _("The proxy of this network does not let the console through. Your answers are kept. Check the proxy.")
        )
    if isinstance(fault, (httpx.UnsupportedProtocol, httpx.InvalidURL)):
        return Misdirected(_("The server address cannot be used. Nothing was sent. Check it in the settings."))
    if not left:
        return _judge_way(fault)
    return not_heard()


def judge_proxied_fault(fault: Exception, proxy: Proxy, *, reached: bool) -> ApiError:
    """The same for an exchange through a proxy, of which nothing has left yet; `reached`: the proxy took a connection.

    The console then talks to the proxy alone: it is the proxy that cannot be found, is silent, or says no.
    """
    tls = _tls_fault(fault)
    if tls is not None:
        return _judge_tls(tls)
    if not reached:
        return _held_by_proxy(
            _(
                "The proxy of this network ({proxy}) does not answer. Your answers are kept, and sent once it does. "
                "Check the network, then the proxy in this computer's settings."
            ).format(proxy=proxy.shown),
            ProxyFault.DOWN,
        )
    said = re.match(r"(\d{3})\b.{0,100}", str(fault)) if isinstance(fault, httpx.ProxyError) else None
    if said is None:
        return _held_by_proxy(
            _(
                "The proxy of this network ({proxy}) took the connection and does not pass it on. Your answers are "
                "kept. Ask whoever runs it."
            ).format(proxy=proxy.shown),
            ProxyFault.SILENT,
        )
    status = int(said[1])
    if status in _PROXY_ASKS:
        return _held_by_proxy(wants_password(proxy), ProxyFault.PASSWORD)
    kind = ProxyFault.CANNOT if status in _PROXY_CANNOT else ProxyFault.REFUSES
    if kind is ProxyFault.CANNOT:
        message = _(
            "The proxy of this network ({proxy}) is there, but cannot reach the server ({said}). Your answers are "
            "kept, and sent once it can."
        )
    else:
        message = _(
            "The proxy of this network ({proxy}) does not let the console through to the server ({said}). Your answers "
            "are kept. Ask whoever runs it to allow the server's address."
        )
    return _held_by_proxy(message.format(proxy=proxy.shown, said=plain_line(said[0])), kind)


def wants_password(proxy: Proxy) -> str:
    """The sentence for a proxy that asks who we are, or does not accept what it was told."""
    if proxy.has_password:
        message = _(
            "The proxy of this network ({proxy}) does not accept the user name and password in this computer's "
            "settings. Your answers are kept. Correct them where the proxy is set."
        )
    else:
        message = _(
            "The proxy of this network ({proxy}) asks for a user name and password. Your answers are kept. Put them "
            "into the proxy's address where it is set, like http://name:password@proxy:8080."
        )
    return message.format(proxy=proxy.shown)


def needs_script(script: str) -> Unreachable:
    """The fault of a way out that only a script (PAC) would find."""
    message = _(
        "There is no direct way to the server, and this computer finds its proxy by a script ({script}), which the "
        "console does not run. Your answers are kept. Ask for the proxy's address and set it as https_proxy."
    )
    return _held_by_proxy(message.format(script=plain_line(script)[:200]))


def _held_by_proxy(message: str, proxy: ProxyFault | None = None) -> Unreachable:
    """Without a status: what a proxy answers is no word of the server's."""
    return Unreachable(message, offline=True, hindrance=Hindrance.PROXY, proxy=proxy)


def _judge_way(fault: Exception) -> Unreachable:
    """What is in the way of a request that did not leave.

    A server may have several addresses, each with a fault of its own. The one that got furthest counts: a laptop
    without IPv6 is not without network because one of them is IPv6.
    """
    causes = list(_chain(fault))
    codes = {getattr(cause, "errno", None) for cause in causes}
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        message = _(
            "The server's name cannot be found: this network's name service (DNS) does not know it or does not "
            "answer. Your answers are kept. Check the network, then the address."
        )
        return Unreachable(message, offline=True, hindrance=Hindrance.NAME)
    if errno.ECONNREFUSED in codes or any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        message = _(
            "There is a network, but the server takes no connection. Your answers are kept, and sent once it does."
        )
        return Unreachable(message, offline=True, hindrance=Hindrance.SERVER)
    if any(isinstance(cause, (TimeoutError, httpx.ConnectTimeout)) for cause in causes):
        message = _("Nothing answers at the server's address. Your answers are kept, and sent once something does.")
        return Unreachable(message, offline=True, hindrance=Hindrance.REPLY)
    if codes & _NO_NETWORK:
        message = _("This computer has no network. Your answers are kept and sent once the network is back.")
        return Unreachable(message, offline=True, hindrance=Hindrance.NETWORK)
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
    kind = certificate_fault(fault)
    match kind:
        case CertificateFault.NO_TLS:
            message = _(
                "No secure connection to the server is possible: it speaks no TLS that is safe today. Nothing was sent "
                "and your answers are kept. Check the address, then tell whoever runs the network."
            )
        case CertificateFault.EXPIRED:
            message = _(
                "The server's certificate is not valid at this time. Nothing was sent and your answers are kept. Check "
                "this computer's date; if it is right, tell whoever runs the server."
            )
        case CertificateFault.WRONG_HOST:
            message = _(
                "The server's certificate belongs to another address. Nothing was sent and your answers are kept. "
                "Check the server address in the settings; in a guest network, sign in with a browser first."
            )
        case CertificateFault.UNKNOWN_ISSUER:
            message = _(
                "The server's certificate comes from an issuer that this computer does not trust. Nothing was sent and "
                "your answers are kept. In a company network, ask for its certificate to be installed."
            )
        case _:
            message = _(
                "The server's certificate was not accepted. Nothing was sent and your answers are kept. Tell whoever "
                "runs the network."
            )
    return Misdirected(message, certificate=kind)


def certificate_fault(fault: ssl.SSLError) -> CertificateFault:
    """Which of the faults of TLS this is, by the code or the words of OpenSSL, Windows or macOS."""
    if not isinstance(fault, ssl.SSLCertVerificationError):
        return CertificateFault.NO_TLS
    code = getattr(fault, "verify_code", None)
    words = f"{getattr(fault, 'verify_message', '')} {getattr(fault, 'reason', None) or ''} {fault}"
    if code in _EXPIRED or _EXPIRED_WORDS.search(words):
        return CertificateFault.EXPIRED
    if code in _WRONG_HOST or _WRONG_HOST_WORDS.search(words):
        return CertificateFault.WRONG_HOST
    if code in _UNKNOWN_ISSUER or _UNKNOWN_ISSUER_WORDS.search(words):
        return CertificateFault.UNKNOWN_ISSUER
    return CertificateFault.OTHER


def _tls_fault(fault: Exception) -> ssl.SSLError | None:
    """What TLS itself complained of; a handshake that only waited for more is none, however it ended."""
    for cause in _chain(fault):
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, (ssl.SSLWantReadError, ssl.SSLWantWriteError)):
            return cause
    return None


def _chain(fault: BaseException) -> Iterator[BaseException]:
    """The fault and what caused it; of several attempts at once, the first that says more."""
    seen = 0
    cause: BaseException | None = fault
    while cause is not None and seen < 20:
        yield cause
        if isinstance(cause, BaseExceptionGroup):
            yield from cause.exceptions
        cause, seen = cause.__cause__ or cause.__context__, seen + 1
