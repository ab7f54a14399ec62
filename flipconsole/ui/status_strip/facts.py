"""The words of the status strip: what is known about list, link, answers and clocks, as facts with a tone."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from flipconsole.app.clock import SKEW_TROUBLE_S
from flipconsole.app.link import Link, LinkState
from flipconsole.domain.countdown import countdown, show_age
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.reliance import Cause, Interruption, what_happened
from flipconsole.domain.times import show_clock
from flipconsole.domain.troubleshooting import link_guidance
from flipconsole.ui.status_strip.fact import Fact
from flipconsole.ui.status_strip.three_facts import three_facts

JITTER = 1.1
"""How much longer than usual the time between two polls may be."""

MISSED_AMBER = 2
MISSED_RED = 3
SKEW_SHOWN_S = 2.0
WAKE_SHOWN = timedelta(hours=24)


def strip_facts(link: Link, now: datetime, zone: tzinfo, wake: Interruption | None = None) -> list[Fact]:
    """Everything worth saying at `now` (Flip's clock), in the order in which it is read; `wake` was the last one."""
    facts = [*three_facts(link), age_fact(link, now)]
    if (poll := _poll_fact(link, now)) is not None:
        facts.append(poll)
    if link.skew_s is not None and abs(link.skew_s) > SKEW_SHOWN_S:
        facts.append(_skew_fact(link.skew_s))
    if wake is not None and now - wake.at < WAKE_SHOWN:
        facts.append(_wake_fact(wake, now, zone))
    if not link.sends and not link.view_only:
        facts.append(
            Fact(
                "sender",
                _("Another process sends"),
                "info",
                "info",
                _("Another process of this program sends the answers. Yours are saved here, and it takes them along."),
                short=_("Other sends"),
            )
        )
    if link.unreadable:
        text = ngettext("{count} unreadable row", "{count} unreadable rows", link.unreadable)
        tip = _("Rows of Flip's last list that are no commands one could answer. Press to see them.")
        short = _("{count} unreadable").format(count=link.unreadable)
        facts.append(Fact("unreadable", text.format(count=link.unreadable), "triangle-alert", "warn", tip, short))
    if link.view_only:
        facts.append(Fact("store", _("View only"), "eye", "danger", link.view_only))
    elif link.store_trouble:
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
        short = _("{count} kept back").format(count=count) if count else ""
        return Fact("waiting", text.format(count=count), "pause", "warn", tip, short)
    if not count:
        return None
    tip = _("Saved answers that have not reached Flip yet. Press to see them.")
    text = ngettext("{count} answer waiting", "{count} answers waiting", count).format(count=count)
    short = _("{count} waiting").format(count=count)
    if link.overdue:
        text = _("{waiting}, {late} for over 15 min").format(waiting=text, late=link.overdue)
        return Fact("waiting", text, "triangle-alert", "warn", tip, short)
    return Fact("waiting", text, "send", "info", tip, short)


def missed_polls(link: Link, now: datetime) -> int:
    """How many polls should have brought a list since the last one did."""
    if link.list_at is None:
        return 0
    return int(max(0.0, (now - link.list_at).total_seconds()) // (link.poll_s * JITTER))


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
    tone = "danger" if missed >= MISSED_RED else "warn"
    return Fact("age", _("{age}, {missed}").format(age=text, missed=missed_text), "triangle-alert", tone, tip)


def _poll_fact(link: Link, now: datetime) -> Fact | None:
    if link.busy:
        return Fact("poll", _("Asking Flip now"), "refresh-cw", "")
    if link.next_poll_at is None or link.state in (LinkState.NO_TOKEN, LinkState.TOKEN_REFUSED):
        return None
    left = countdown(max(now, link.next_poll_at), now)
    tip = _("When Flip is asked for its list again. F5 asks now, unless Flip told the console to wait.")
    return Fact("poll", _("next look {in_time}").format(in_time=left), "", "muted", tip, short=left)


def _skew_fact(skew_s: float) -> Fact:
    seconds = show_age(abs(skew_s))
    text = (
        _("Flip's clock {time} ahead").format(time=seconds)
        if skew_s > 0
        else _("Flip's clock {time} behind").format(time=seconds)
    )
    tip = _("How far Flip's clock is from this computer's. Countdowns follow Flip's.")
    short = _("clock {time} off").format(time=seconds)
    return Fact("skew", text, "timer", "warn" if abs(skew_s) > SKEW_TROUBLE_S else "", tip, short)


def _wake_fact(wake: Interruption, now: datetime, zone: tzinfo) -> Fact:
    match wake.cause:
        case Cause.SET_BACK:
            text, short = _("clock set {time}"), _("set {time}")
        case Cause.STANDSTILL:
            text, short = _("console stood still {time}"), _("stood still {time}")
        case _:
            text, short = _("laptop woke {time}"), _("woke {time}")
    at = show_clock(wake.at, zone)
    tip = _("{what}. The list was asked for again after it.").format(what=what_happened(wake, zone, now))
    return Fact("wake", text.format(time=at), "moon", "", tip, short=short.format(time=at))
