"""What each look at the way to a server comes to, up to its certificate: a verdict, a sentence, and the next step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flipconsole.api.examiner import Attempt, Shown, Way
from flipconsole.domain.countdown import show_age
from flipconsole.domain.diagnosis import Finding, Stage, Verdict, broken, remark, works
from flipconsole.domain.environment import Origin
from flipconsole.domain.errors import ApiError, CertificateFault, Hindrance, Misdirected, ProxyFault, Unreachable
from flipconsole.domain.language import _

_SHORTEST_TRUST_DAYS = 14
_FURTHEST = (Hindrance.SERVER, Hindrance.REPLY, Hindrance.NETWORK)
"""Of several addresses, the one that got furthest says what is wrong: a laptop may well have no IPv6."""


def judge_names(way: Way, host: str, found: Sequence[str] | ApiError) -> Finding:
    """The look-up of the server, or of the proxy."""
    if not isinstance(found, ApiError):
        if way.proxy is not None:
            is_address = list(found) == [host.strip("[]")]
            shown = host if is_address else _("{host} ({addresses})").format(host=host, addresses=", ".join(found[:4]))
            text = _("The proxy is {shown}; it looks up the server itself.")
            return works(Stage.NAME, text.format(shown=shown))
        if list(found) == [host.strip("[]")]:
            return works(Stage.NAME, _("{host} is an address already: there is nothing to look up.").format(host=host))
        shown = ", ".join(found[:4]) + (_(" and more") if len(found) > 4 else "")
        return works(Stage.NAME, _("{host} is {addresses}.").format(host=host, addresses=shown))
    if way.script:
        return _needs_script(Stage.NAME, way)
    if way.proxy is not None:
        return broken(
            Stage.NAME,
            Verdict.PROXY_DOWN,
            _("The name of the proxy, {host}, is not found by this network's name service.").format(host=host),
            _(
                "Connect to the network that has this proxy, or take it out of this computer's settings ({where})."
            ).format(where=source_of(way)),
        )
    return broken(
        Stage.NAME,
        Verdict.NAME_UNKNOWN,
        _("{host} is not found: the name service does not know it, or does not answer.").format(host=host),
        _("Open any page in a browser. If that fails too, it is the network; if not, check the server address."),
    )


def judge_attempts(way: Way, attempts: Sequence[Attempt]) -> Finding:
    """The tries to connect."""
    failed = [attempt for attempt in attempts if attempt.fault is not None]
    taken = [attempt.address for attempt in attempts if attempt.fault is None]
    if not failed:
        return works(Stage.CONNECTION, _("Taken by {addresses}.").format(addresses=", ".join(taken)))
    if taken:
        missed = ", ".join(attempt.address for attempt in failed)
        if all(attempt.is_ipv6 for attempt in failed) and ":" not in "".join(taken):
            found = _("IPv6 does not work here ({missed}); IPv4 does, and is used ({taken}).")
        else:
            found = _("Some addresses do not answer ({missed}); another does, and is used ({taken}).")
        return remark(
            Stage.CONNECTION,
            Verdict.PARTLY_REACHED,
            found.format(missed=missed, taken=", ".join(taken)),
            _("It works, each new connection just takes longer. Tell whoever runs the network."),
        )
    if way.script:
        return _needs_script(Stage.CONNECTION, way)
    met = {attempt.fault.hindrance for attempt in failed if isinstance(attempt.fault, Unreachable)}
    hindrance = next((one for one in _FURTHEST if one in met), None)
    if way.proxy is not None and hindrance is not Hindrance.NETWORK:
        return broken(
            Stage.CONNECTION,
            Verdict.PROXY_DOWN,
            _("The proxy {proxy} takes no connection.").format(proxy=way.proxy.shown),
            _(
                "Connect to the network that has this proxy, or take it out of this computer's settings ({where})."
            ).format(where=source_of(way)),
        )
    match hindrance:
        case Hindrance.NETWORK:
            return broken(
                Stage.CONNECTION,
                Verdict.NO_NETWORK,
                _("This computer has no network that leads there."),
                _("Connect to a network: cable, wireless, or a phone's hotspot."),
            )
        case Hindrance.SERVER:
            return broken(
                Stage.CONNECTION,
                Verdict.CONNECTION_REFUSED,
                _("There is a network, but the server refuses the connection."),
                _("Check address and port of the server. If they are right, a firewall refuses it: ask for it."),
            )
    return broken(
        Stage.CONNECTION,
        Verdict.NO_REPLY,
        _("Nothing answers at the server's address within 5 seconds."),
        _("A firewall drops it, or the server is down. Try another network; in a company, ask for the way out."),
    )


def judge_way(way: Way, fault: ApiError | None) -> Finding:
    """The proxy, after the handshake that goes through it; `fault` is what came of that."""
    if way.proxy is None:
        return works(Stage.PROXY, _("None is set, and none is needed."), Verdict.NOT_NEEDED)
    proxy = way.proxy.shown
    kind = fault.proxy if isinstance(fault, Unreachable) else None
    match kind:
        case ProxyFault.PASSWORD:
            verdict = Verdict.PROXY_PASSWORD
            found = _("The proxy {proxy} wants a user name and password, and does not get the right ones.")
            advice = _("Put them into its address ({where}): http://name:password@proxy:8080, with @ as %40.")
        case ProxyFault.REFUSES:
            verdict = Verdict.PROXY_REFUSES
            found = _("The proxy {proxy} does not let the console through to this server.")
            advice = _("Ask whoever runs it to allow the server's address ({where}).")
        case ProxyFault.CANNOT:
            verdict = Verdict.PROXY_CANNOT
            found = _("The proxy {proxy} is there, but cannot reach the server itself.")
            advice = _("Check the server address. If it is right, tell whoever runs the proxy ({where}).")
        case ProxyFault.SILENT | ProxyFault.DOWN:
            verdict = Verdict.PROXY_DOWN
            found = _("The proxy {proxy} takes the connection and does not pass it on: it may be no proxy at all.")
            advice = _("Check its address where it is set ({where}), or ask whoever runs it.")
        case _:
            found = _("Goes through the proxy {proxy} ({where}).")
            return works(Stage.PROXY, found.format(proxy=proxy, where=source_of(way)))
    return broken(Stage.PROXY, verdict, found.format(proxy=proxy), advice.format(where=source_of(way)))


def judge_proxy_settings(fault: Misdirected) -> Finding:
    """A proxy that cannot be used at all."""
    return broken(
        Stage.PROXY,
        Verdict.PROXY_UNUSABLE,
        str(fault),
        _("Correct it where it is set: in the environment or the system."),
    )


def source_of(way: Way) -> str:
    """Where the proxy is set."""
    if way.proxy is None or not way.proxy.source:
        return _("the system's network settings")
    return _("environment variable {name}").format(name=way.proxy.source)


def _needs_script(stage: Stage, way: Way) -> Finding:
    return broken(
        stage,
        Verdict.PROXY_SCRIPT,
        _(
            "There is no direct way out, and this computer finds its proxy by a script ({script}), which is not run."
        ).format(script=way.script),
        _("Ask for the proxy's address and port, and set them as https_proxy in the environment."),
    )


def judge_certificate(shown: Shown, origin: Origin, now: datetime) -> Finding:
    """The certificate and its issuer."""
    seen, fault = shown.certificate, shown.fault
    files = _("Issuers in {files} count too.").format(files=", ".join(shown.files)) if shown.files else ""
    if fault is None:
        if seen is None:
            return works(Stage.ENCRYPTION, _("The server has proven who it is."))
        found = _("The server has proven who it is. Issuer: “{issuer}”, valid until {until:%Y-%m-%d}.").format(
            issuer=seen.issuer, until=seen.not_after
        )
        found = f"{found} {files}".strip()
        if seen.inspector:
            return remark(
                Stage.ENCRYPTION,
                Verdict.INSPECTED,
                found,
                _("By its name, this issuer opens connections on their way: whoever runs it can read the token."),
            )
        if 0 <= (seen.not_after - now).days < _SHORTEST_TRUST_DAYS:
            found += " " + _("It runs out in {time}.").format(time=show_age((seen.not_after - now).total_seconds()))
        return works(Stage.ENCRYPTION, found)
    issuer = _("Issuer: “{issuer}”.").format(issuer=seen.issuer) if seen is not None and seen.issuer else ""
    match fault.certificate:
        case CertificateFault.EXPIRED:
            verdict, found = Verdict.CERTIFICATE_EXPIRED, _("The server's certificate is not valid at this time.")
            if seen is not None:
                found += " " + _(
                    "It is valid from {begin:%Y-%m-%d} to {end:%Y-%m-%d}; here it is {now:%Y-%m-%d}."
                ).format(begin=seen.not_before, end=seen.not_after, now=now)
            advice = _("Set this computer's date if it is wrong; if it is right, tell whoever runs the server.")
        case CertificateFault.WRONG_HOST:
            verdict, found = Verdict.CERTIFICATE_WRONG_HOST, _("The certificate is for another server.")
            if seen is not None and seen.names:
                found = _("The certificate is for another server: {names}.").format(names=", ".join(seen.names[:3]))
            advice = _(
                "Guest networks do this before one has signed in: open a browser. Else check the server address."
            )
        case CertificateFault.UNKNOWN_ISSUER:
            verdict, found = Verdict.CERTIFICATE_UNKNOWN, _("This computer does not trust the certificate's issuer.")
            advice = _("If it is your company's own, have its certificate installed in the system.")
        case CertificateFault.INTERCEPTED:
            verdict = Verdict.INTERCEPTED
            found = _("Something on the way opens the encrypted connection, and this computer does not trust it.")
            advice = _(
                "In a company: ask for its certificate to be installed, or for {host} to be left alone. Elsewhere: use "
                "another network."
            ).format(host=origin.host)
        case CertificateFault.NO_TLS:
            verdict, found = Verdict.NO_TLS, _("What answers there speaks no encryption that is safe today.")
            advice = _("Check address and port of the server. If they are right, tell whoever runs the network.")
        case _:
            verdict, found = Verdict.CERTIFICATE_REFUSED, _("The certificate was not accepted.")
            advice = _("Tell whoever runs the network, with this report.")
    return broken(Stage.ENCRYPTION, verdict, " ".join(filter(None, (found, issuer, files))), advice)


def judge_line(fault: ApiError) -> Finding:
    """No handshake came about, and it was not for the certificate."""
    if isinstance(fault, Misdirected):
        return broken(
            Stage.ENCRYPTION, Verdict.ISSUERS_UNUSABLE, str(fault), _("Correct the file of issuers, or leave it out.")
        )
    return broken(
        Stage.ENCRYPTION,
        Verdict.NO_REPLY,
        _("The connection is taken, but nobody answers on it."),
        _(
            "A firewall lets the beginning through and nothing else. Try another network; in a company, ask for the "
            "way out."
        ),
    )
