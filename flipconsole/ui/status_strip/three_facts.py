"""Network, Flip and token as three separate facts: each can be the one that fails, and each is repaired elsewhere."""

from __future__ import annotations

from flipconsole.app.link import Link, LinkState
from flipconsole.domain.errors import Hindrance
from flipconsole.domain.language import _
from flipconsole.domain.troubleshooting import link_guidance
from flipconsole.ui.status_strip.fact import Fact, Key


def three_facts(link: Link) -> list[Fact]:
    """Always all three, in the order in which a request meets them; what lies behind a failure is not known."""
    tells_all = link.state is LinkState.MISDIRECTED and bool(link.text)  # its general words name what it may not be
    tip = link.text if tells_all else f"{link.text}\n{link_guidance(link.state)}".strip()
    return [fact._replace(tip=tip) for fact in _three(link)]


def _three(link: Link) -> list[Fact]:
    network = Fact("network", _("Network"), "wifi", "ok")
    flip = Fact("flip", _("Flip reached"), "check", "ok", short=_("Flip"))
    token = Fact("token", _("Token accepted"), "key-round", "ok", short=_("Token"))
    unchecked = _unknown("token", _("Token not checked"), _("Token?"))
    unreached = _unknown("flip", _("Flip not reached"), _("Flip?"))
    match link.state:
        case LinkState.LIVE | LinkState.NO_LIST:
            return [network, flip, token]
        case LinkState.UNASKED:
            return [_network_unknown(), _unknown("flip", _("Flip not asked yet"), _("Flip?")), unchecked]
        case LinkState.OFFLINE:
            return [*_hindered(link.hindrance, network, unreached), unchecked]
        case LinkState.SIGNIN_PAGE:
            return [Fact("network", _("Network wants a sign-in"), "wifi-off", "danger"), unreached, unchecked]
        case LinkState.WAITING:
            return [network, Fact("flip", _("Flip asks us to wait"), "pause", "warn"), unchecked]
        case LinkState.UNREADABLE:
            return [network, Fact("flip", _("Flip's answer is unreadable"), "triangle-alert", "danger"), unchecked]
        case LinkState.MISDIRECTED if link.certificate is not None:
            return [network, Fact("flip", _("Certificate refused"), "server-off", "danger"), unchecked]
        case LinkState.MISDIRECTED if link.status == 403:
            return [network, flip, Fact("token", _("Token not allowed"), "key-round", "danger")]
        case LinkState.MISDIRECTED:
            return [_network_unknown() if link.status is None else network, _misled(link.status), unchecked]
        case LinkState.TOKEN_REFUSED:
            return [network, flip, Fact("token", _("Token refused"), "key-round", "danger")]
        case LinkState.NO_TOKEN:
            not_asked = _unknown("flip", _("Flip not asked"), _("Flip?"))
            return [_network_unknown(), not_asked, Fact("token", _("No token"), "key-round", "warn")]


def _hindered(hindrance: Hindrance | None, network: Fact, unreached: Fact) -> list[Fact]:
    match hindrance:
        case Hindrance.NETWORK:
            return [Fact("network", _("No network"), "wifi-off", "danger"), unreached]
        case Hindrance.NAME:
            return [Fact("network", _("Name not found (DNS)"), "wifi-off", "danger"), unreached]
        case Hindrance.PROXY:
            return [Fact("network", _("Proxy lets nothing through"), "wifi-off", "danger"), unreached]
        case Hindrance.SERVER:
            return [network, Fact("flip", _("Flip takes no connection"), "server-off", "danger")]
        case Hindrance.TROUBLE:
            return [network, Fact("flip", _("Flip has trouble"), "server-off", "danger")]
        case Hindrance.REPLY:
            return [_network_unknown(), Fact("flip", _("Flip does not answer"), "server-off", "danger")]
    return [_network_unknown(), Fact("flip", _("Flip not reached"), "server-off", "danger")]


def _misled(status: int | None) -> Fact:
    if status is None:
        text = _("Set up wrongly")
    elif 300 <= status < 400:
        text = _("Address has moved")
    else:
        text = _("No list given")
    return Fact("flip", text, "server-off", "danger")


def _network_unknown() -> Fact:
    return _unknown("network", _("Network in doubt"), _("Network?"))


def _unknown(key: Key, text: str, short: str) -> Fact:
    return Fact(key, text, "minus", "muted", short=short)
