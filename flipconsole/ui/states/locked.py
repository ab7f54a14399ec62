"""The banner while answering is locked: what came between, and what ends it."""

from __future__ import annotations

from datetime import datetime, tzinfo

from flipconsole.domain.countdown import show_age
from flipconsole.domain.language import _
from flipconsole.domain.reliance import Cause, Footing, what_happened
from flipconsole.ui.states.standing import Standing, Step

_ICONS = {
    Cause.START: "hourglass",
    Cause.SLEEP: "moon",
    Cause.SET_BACK: "clock",
    Cause.STANDSTILL: "pause",
}


def locked(footing: Footing, now: datetime, zone: tzinfo) -> Standing:
    """The banner of a footing that is locked."""
    if footing.since is None:
        icon, title = "hourglass", _("Flip is just being asked")
    else:
        icon, title = _ICONS[footing.since.cause], what_happened(footing.since, zone, now)
    if footing.list_at is not None:
        age = show_age((now - footing.list_at).total_seconds())
        title = _("{what} · list {age} old").format(what=title, age=age)
    text = _(
        "Commands may have changed since: answering is locked until Flip has been asked, which happens now. Answers "
        "given before are saved."
    )
    return Standing("locked", "warn", icon, title, text, (Step.REFRESH,))
