"""Which banners and which page a window shows for a state of the link: words only, no widget."""

from __future__ import annotations

from datetime import datetime, tzinfo
from enum import StrEnum
from typing import NamedTuple

from flipconsole.app.clock import SKEW_TROUBLE_S
from flipconsole.app.link import Link, LinkState
from flipconsole.domain.countdown import show_age
from flipconsole.domain.errors import CertificateFault, Hindrance
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.times import show_time
from flipconsole.domain.troubleshooting import link_guidance
from flipconsole.ui.card import Tone
from flipconsole.ui.status_strip.facts import MISSED_AMBER, missed_polls


class Step(StrEnum):
    """What a person can do about a state; the window knows how."""

    REFRESH = "refresh"
    CONNECTION = "connection"
    PASTE = "paste"
    OPEN = "open"
    BY_ID = "by_id"
    SHOW = "show"
    OUTBOX = "outbox"
    NEWS = "news"
    RESUME = "resume"
    REOPEN = "reopen"
    LOG = "log"
    DOCTOR = "doctor"
    PROFILES = "profiles"


class Standing(NamedTuple):
    """One state in words: what happened, whether the work is safe, what to do next.

    `key` stays while the state does. `asks_token` puts a field for a token below; `steps` are offered as buttons, the
    first one first. `can_dismiss` is for what was said once and does not last.
    """

    key: str
    tone: Tone
    icon: str
    title: str
    text: str
    steps: tuple[Step, ...] = ()
    asks_token: bool = False
    can_dismiss: bool = False


def step_text(step: Step) -> str:
    """The words on the button of a step."""
    match step:
        case Step.REFRESH:
            return _("Look again now")
        case Step.CONNECTION:
            return _("Server and token…")
        case Step.PASTE:
            return _("Paste commands…")
        case Step.OPEN:
            return _("Open a file…")
        case Step.BY_ID:
            return _("Answer by id…")
        case Step.SHOW:
            return _("Show")
        case Step.OUTBOX:
            return _("Open the outbox")
        case Step.NEWS:
            return _("What changed…")
        case Step.RESUME:
            return _("Go on now")
        case Step.REOPEN:
            return _("Try again")
        case Step.LOG:
            return _("Show the log")
        case Step.DOCTOR:
            return _("What is wrong?")
        case Step.PROFILES:
            return _("Switch profile…")


def banners(link: Link, now: datetime, zone: tzinfo, *, with_link: bool) -> list[Standing]:
    """The banners at `now`, worst first; without the link's own where a page says it already."""
    return around(link, link_state(link, now, zone) if with_link else None)


def around(link: Link, state: Standing | None) -> list[Standing]:
    """The banners around that of the link's state, worst first."""
    found = [_view_only(link)] if link.view_only else [_store(link)] if link.store_trouble else []
    if state is not None:
        found.append(state)
    if link.skew_s is not None and abs(link.skew_s) > SKEW_TROUBLE_S:
        found.append(_skew(link.skew_s))
    if link.waiting and not link.sends_by_itself:
        found.append(_kept_back(link.waiting))
    return found


def read_only_banner(why: str, waiting: int) -> Standing:
    """The banner of a console that only looks; answers from before are named, as they do not leave either."""
    text = why
    if waiting:
        kept = ngettext(
            "{count} saved answer stays here meanwhile.", "{count} saved answers stay here meanwhile.", waiting
        )
        text = f"{why} {kept.format(count=waiting)}"
    return Standing("read_only", "info", "eye", _("This console only looks"), text)


def page(link: Link, now: datetime, zone: tzinfo) -> Standing:
    """What stands in place of the list while there is not one command to show."""
    if link.state is LinkState.LIVE:
        return _nothing_to_do(link, now, zone)
    if link.state is LinkState.UNASKED:
        return Standing("unasked", "neutral", "hourglass", _("Asking Flip for its commands …"), _(
            "The list appears here as soon as Flip has answered. Nothing has been stored on this computer before."
        ))  # fmt: skip
    state = link_state(link, now, zone)
    if state is None:
        return _nothing_to_do(link, now, zone)
    return state


def _nothing_to_do(link: Link, now: datetime, zone: tzinfo) -> Standing:
    at = "" if link.list_at is None else show_time(link.list_at, zone, now)
    text = _(
        "Flip answered ({time}): it has no command for your batteries. New ones appear here within a minute; there is "
        "nothing to do."
    ).format(time=at)
    return Standing("empty", "neutral", "inbox", _("No commands"), text, (Step.REFRESH, Step.PASTE, Step.BY_ID))


def link_state(link: Link, now: datetime, zone: tzinfo) -> Standing | None:
    """The banner of the link's state; None while it is live and the list is young."""
    text = _told(link)
    match link.state:
        case LinkState.LIVE if missed_polls(link, now) < MISSED_AMBER:
            return None
        case LinkState.LIVE:
            return Standing("stale", "warn", "clock", _with_age(_("The list is old"), link, now, zone), _(
                "Look again before you answer. Your answers are saved either way."
            ), (Step.REFRESH,))  # fmt: skip
        case LinkState.UNASKED:
            title = _with_age(_("From last time: Flip is just being asked"), link, now, zone)
            return Standing("unasked", "info", "hourglass", title, text)
        case LinkState.OFFLINE:
            title = _with_age(_unreached(link.hindrance), link, now, zone)
            more = () if link.list_at is not None else (Step.CONNECTION,)
            steps = (Step.REFRESH, Step.DOCTOR, *more)
            return Standing("offline", "warn", "wifi-off", title, text, steps)
        case LinkState.WAITING:
            title = _with_age(_("Flip asks us to wait"), link, now, zone)
            return Standing("waiting", "info", "pause", title, text)
        case LinkState.NO_TOKEN:
            title = _with_age(_("Enter your token"), link, now, zone)
            return Standing("no_token", "info", "key-round", title, link_guidance(link.state), asks_token=True)
        case LinkState.TOKEN_REFUSED:
            title = _with_age(_refused(link.waiting), link, now, zone)
            return Standing("token_refused", "danger", "key-round", title, text, asks_token=True)
        case LinkState.MISDIRECTED:
            title = _with_age(_mistrusted(link), link, now, zone)
            return Standing(
                "misdirected", "danger", "server-off", title, text, (Step.CONNECTION, Step.REFRESH, Step.DOCTOR)
            )
        case LinkState.UNREADABLE:
            title = _with_age(_("Flip's answer cannot be read"), link, now, zone)
            return Standing("unreadable", "danger", "triangle-alert", title, text, (Step.REFRESH, Step.DOCTOR))
        case LinkState.SIGNIN_PAGE:
            title = _with_age(_("This network wants you to sign in"), link, now, zone)
            return Standing("signin_page", "warn", "wifi-off", title, text, (Step.REFRESH, Step.DOCTOR))
        case LinkState.NO_LIST:
            title = _("This server offers no list")
            return Standing("no_list", "info", "list", title, text, (Step.PASTE, Step.OPEN, Step.BY_ID))


def _unreached(hindrance: Hindrance | None) -> str:
    match hindrance:
        case Hindrance.NETWORK:
            return _("This computer has no network")
        case Hindrance.NAME:
            return _("Flip's name is not found (DNS)")
        case Hindrance.PROXY:
            return _("The proxy lets nothing through")
        case Hindrance.SERVER:
            return _("Flip takes no connection")
        case Hindrance.TROUBLE:
            return _("Flip has trouble of its own")
        case Hindrance.REPLY:
            return _("Flip does not answer")
    return _("Flip is not reached")


def _mistrusted(link: Link) -> str:
    match link.certificate:
        case CertificateFault.EXPIRED:
            return _("The server's certificate is not valid now")
        case CertificateFault.WRONG_HOST:
            return _("Another server answers in Flip's place")
        case CertificateFault.UNKNOWN_ISSUER:
            return _("The server's certificate is not trusted here")
        case CertificateFault.INTERCEPTED:
            return _("Something opens the connection on its way")
        case CertificateFault.NO_TLS | CertificateFault.OTHER:
            return _("No secure connection is possible")
    match link.status:
        case None:
            return _("The connection cannot be used as it is set up")
        case 403:
            return _("Flip does not allow this token to do that")
        case status if 300 <= status < 400:
            return _("The server address has moved")
    return _("The server gives no list of commands")


def _view_only(link: Link) -> Standing:
    text = _(
        "You see what could be read. Answers that were saved before are untouched, and nothing is sent from here. "
        "Repair it, then try again."
    )
    title = _("View only: answers cannot be saved")
    return Standing("view_only", "danger", "eye", title, _joined(link.view_only, text), (Step.REOPEN,))


def _store(link: Link) -> Standing:
    return Standing("store", "danger", "circle-alert", _("The disk takes nothing"), _joined(link.store_trouble, _(
        "New answers are NOT saved until this is repaired; what was marked as saved before is safe."
    )))  # fmt: skip


def _skew(skew_s: float) -> Standing:
    age = show_age(abs(skew_s))
    title = (
        _("This computer's clock is {time} behind Flip's").format(time=age)
        if skew_s > 0
        else _("This computer's clock is {time} ahead of Flip's").format(time=age)
    )
    return Standing("skew", "warn", "timer", title, _(
        "Countdowns follow Flip's clock, so they are right, and your answers are safe. Set this computer's clock: its "
        "own times, like those in its log, are wrong."
    ))  # fmt: skip


def _kept_back(waiting: int) -> Standing:
    title = ngettext(
        "{count} answer is kept here: sending is switched off",
        "{count} answers are kept here: sending is switched off",
        waiting,
    ).format(count=waiting)
    return Standing("kept_back", "warn", "pause", title, _(
        "They are saved, and none leaves by itself while Flip's 15 minutes run on. Send them one by one in the outbox, "
        "or let answers leave by themselves again."
    ), (Step.OUTBOX,))  # fmt: skip


def _refused(waiting: int) -> str:
    if not waiting:
        return _("Token refused")
    return ngettext(
        "Token refused. {count} answer is safe and waiting",
        "Token refused. {count} answers are safe and waiting",
        waiting,
    ).format(count=waiting)


def _with_age(title: str, link: Link, now: datetime, zone: tzinfo) -> str:
    if link.list_at is None:
        return title
    age = show_age((now - link.list_at).total_seconds())
    return _("{what} · list of {time}, {age} old").format(what=title, time=show_time(link.list_at, zone, now), age=age)


def _told(link: Link) -> str:
    """The fault's own sentence and what it leaves unsaid; the guidance where there is no fault to quote.

    What the api says of a refused token, a sign-in page or a pause names the safety of the work and the next step.
    """
    if not link.text:
        return link_guidance(link.state)
    match link.state:
        case LinkState.OFFLINE if link.list_at is None and link.hindrance is Hindrance.PROXY:
            then = ""
        case LinkState.OFFLINE if link.list_at is None:
            then = _("No list has come from this address yet: see that the address is right.")
        case LinkState.OFFLINE:
            then = _("Go on working with the last list: answers are saved and go out by themselves.")
        case LinkState.MISDIRECTED:
            then = _("Nothing is sent meanwhile, and your answers are saved.")
        case LinkState.UNREADABLE:
            then = _("Your answers are saved and wait. Report it to Flip if it stays so.")
        case _:
            then = ""
    return _joined(link.text, then)


def _joined(first: str, then: str) -> str:
    return f"{first} {then}".strip()
