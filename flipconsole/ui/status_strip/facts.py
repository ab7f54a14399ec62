"""The words of the status strip: what is known about list, link, answers and clocks, as facts with a tone."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from flipconsole.app.link import Link, LinkState
from flipconsole.domain.countdown import show_age
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.troubleshooting import link_guidance

POLL_S = 66.0
"""The longest time between two polls: a minute and its jitter."""

MISSED_AMBER = 2
MISSED_RED = 3
SKEW_SHOWN_S = 2.0
SKEW_TROUBLE_S = 120.0

Key = Literal[
    "network", "flip", "token", "age", "poll", "waiting", "needs_you", "unreadable", "skew", "store", "sender"
]


class Fact(NamedTuple):
    """One thing the strip says: words, an icon beside them, a tone ("", ok, info, warn, danger) and more on hover."""

    key: Key
    text: str
    icon: str = ""
    tone: str = ""
    tip: str = ""


def strip_facts(link: Link, now: datetime) -> list[Fact]:
    """Everything worth saying about the link at `now` (Flip's clock), in the order in which it is read."""
    facts = [*_three_facts(link), age_fact(link, now)]
    if (poll := _poll_fact(link, now)) is not None:
        facts.append(poll)
    if link.skew_s is not None and abs(link.skew_s) > SKEW_SHOWN_S:
        facts.append(_skew_fact(link.skew_s))
    if not link.sends:
        facts.append(
            Fact(
                "sender",
                _("Another process sends"),
                "info",
                "info",
                _("Another process of this program sends the answers. Yours are saved here, and it takes them along."),
            )
        )
    if link.unreadable:
        text = ngettext("{count} unreadable row", "{count} unreadable rows", link.unreadable)
        tip = _("Rows of Flip's last list that are no commands one could answer. Press to see them.")
        facts.append(Fact("unreadable", text.format(count=link.unreadable), "triangle-alert", "warn", tip))
    if link.store_trouble:
        facts.append(Fact("store", _("Disk trouble"), "circle-alert", "danger", link.store_trouble))
    if (waiting := _waiting_fact(link)) is not None:
        facts.append(waiting)
    if link.needs_you:
        text = ngettext("{count} needs you", "{count} need you", link.needs_you)
        tip = _("Answers that only a person can settle. Press to see them.")
        facts.append(Fact("needs_you", text.format(count=link.needs_you), "circle-alert", "danger", tip))
    return facts


def _waiting_fact(link: Link) -> Fact | None:
    """What waits; whether it is kept back on purpose, or waits for longer than it should."""
    count = link.waiting
    if not link.sends_by_itself:
        tip = _("Answers do not leave by themselves: that is switched off. Press to see the outbox.")
        text = (
            ngettext("{count} answer kept back", "{count} answers kept back", count) if count else _("Sending is off")
        )
        return Fact("waiting", text.format(count=count), "pause", "warn", tip)
    if not count:
        return None
    tip = _("Saved answers that have not reached Flip yet. Press to see them.")
    text = ngettext("{count} answer waiting", "{count} answers waiting", count).format(count=count)
    if link.overdue:
        text = _("{waiting}, {late} for over 15 min").format(waiting=text, late=link.overdue)
        return Fact("waiting", text, "triangle-alert", "warn", tip)
    return Fact("waiting", text, "send", "info", tip)


def missed_polls(link: Link, now: datetime) -> int:
    """How many polls should have brought a list since the last one did."""
    if link.list_at is None:
        return 0
    return int(max(0.0, (now - link.list_at).total_seconds()) // POLL_S)


def age_fact(link: Link, now: datetime) -> Fact:
    """How old the list is: quiet at first, amber after two missed polls, red after three, always with words."""
    if link.state is LinkState.NO_LIST:
        return Fact("age", _("No list offered"), "list", "", link_guidance(link.state))
    if link.list_at is None:
        return Fact("age", _("No list yet"), "list", "muted")
    age = show_age((now - link.list_at).total_seconds())
    missed = missed_polls(link, now)
    text = _("List {age} old").format(age=age)
    tip = _("When the list on the screen was asked for. It is fetched once a minute; F5 fetches it now.")
    if missed < MISSED_AMBER:
        return Fact("age", text, "clock", "", tip)
    missed_text = ngettext("{count} poll missed", "{count} polls missed", missed).format(count=missed)
    if missed > 99:
        missed_text = _("stale")
    text = _("{age}, {missed}").format(age=text, missed=missed_text)
    return Fact("age", text, "triangle-alert", "danger" if missed >= MISSED_RED else "warn", tip)


def _poll_fact(link: Link, now: datetime) -> Fact | None:
    if link.busy:
        return Fact("poll", _("Asking Flip now"), "refresh-cw", "")
    if link.next_poll_at is None or link.state in (LinkState.NO_TOKEN, LinkState.TOKEN_REFUSED):
        return None
    seconds = max(0, int((link.next_poll_at - now).total_seconds()))
    return Fact("poll", _("next look in {time}").format(time=show_age(seconds)), "", "muted")


def _skew_fact(skew_s: float) -> Fact:
    seconds = show_age(abs(skew_s))
    text = (
        _("Flip's clock {time} ahead").format(time=seconds)
        if skew_s > 0
        else _("Flip's clock {time} behind").format(time=seconds)
    )
    tip = _("How far Flip's clock is from this computer's. Countdowns follow Flip's.")
    return Fact("skew", text, "timer", "warn" if abs(skew_s) > SKEW_TROUBLE_S else "", tip)


def _three_facts(link: Link) -> list[Fact]:
    """Network, Flip and token apart: each can be the one that fails, and each is repaired elsewhere."""
    tip = f"{link.text}\n{link_guidance(link.state)}".strip()

    def fact(key: Key, text: str, icon: str, tone: str = "ok") -> Fact:
        return Fact(key, text, icon, tone, tip)

    network = fact("network", _("Network"), "wifi")
    flip = fact("flip", _("Flip reached"), "check")
    token = fact("token", _("Token accepted"), "key-round")
    match link.state:
        case LinkState.LIVE | LinkState.NO_LIST:
            return [network, flip, token]
        case LinkState.UNASKED:
            return [fact("flip", _("Flip not asked yet"), "hourglass", "muted")]
        case LinkState.OFFLINE:
            return [fact("flip", _("Flip not reached"), "wifi-off", "danger")]
        case LinkState.SIGNIN_PAGE:
            return [fact("network", _("Network wants a sign-in"), "wifi-off", "danger")]
        case LinkState.WAITING:
            return [network, fact("flip", _("Flip asks us to wait"), "pause", "warn")]
        case LinkState.UNREADABLE:
            return [network, fact("flip", _("Flip's answer is unreadable"), "triangle-alert", "danger")]
        case LinkState.MISDIRECTED:
            return [network, fact("flip", _("Address not trusted"), "server-off", "danger")]
        case LinkState.TOKEN_REFUSED:
            return [network, flip, fact("token", _("Token refused"), "key-round", "danger")]
        case LinkState.NO_TOKEN:
            return [fact("token", _("No token"), "key-round", "warn")]
