"""Whether this computer itself reached Flip lately: what to know before a battery is called offline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from flipconsole.domain.countdown import show_age
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.times import show_zoned_time

LOOKED_BACK_S = 15 * 60.0
"""As long as Flip waits for an answer."""


class Outcome(NamedTuple):
    """What one exchange with Flip came to: whether Flip was reached, whatever it said; `why` it was not."""

    age_s: float
    got_through: bool
    why: str = ""


def last_trouble(outcomes: Sequence[Outcome]) -> Outcome | None:
    """The newest exchange of the last 15 minutes that did not get through; `outcomes` are oldest first."""
    return next((one for one in reversed(outcomes) if not one.got_through and one.age_s <= LOOKED_BACK_S), None)


def must_ask(outcomes: Sequence[Outcome]) -> bool:
    """Whether this computer may be the one that is offline: it was lately, or never got through at all."""
    recent = [one for one in outcomes if one.age_s <= LOOKED_BACK_S]
    return not any(one.got_through for one in recent) or last_trouble(recent) is not None


def record_text(outcomes: Sequence[Outcome]) -> str:
    """The record of the last 15 minutes in one sentence."""
    recent = [one for one in outcomes if one.age_s <= LOOKED_BACK_S]
    through = sum(one.got_through for one in recent)
    if not recent:
        return _("This computer has not tried to reach Flip in the last 15 minutes.")
    if through == len(recent):
        text = ngettext(
            "This computer reached Flip in the last 15 minutes: {count} try, none failed.",
            "This computer reached Flip in the last 15 minutes: {count} tries, none failed.",
            len(recent),
        )
        return text.format(count=len(recent))
    text = ngettext(
        "Of {count} try to reach Flip in the last 15 minutes, {failed} failed here.",
        "Of {count} tries to reach Flip in the last 15 minutes, {failed} failed here.",
        len(recent),
    )
    return text.format(count=len(recent), failed=len(recent) - through)


def question(outcomes: Sequence[Outcome], zone: tzinfo, now: datetime) -> str:
    """What to ask before a battery is called offline; "" when this computer's record is clean."""
    if not must_ask(outcomes):
        return ""
    trouble = last_trouble(outcomes)
    if trouble is None:
        return _("This computer has not reached Flip lately, so it may be the one that is offline.")
    moment = (now - timedelta(seconds=trouble.age_s)).replace(second=0, microsecond=0)
    return _(
        "This computer itself could not reach Flip at {time}, {age} ago. Is it the battery that is offline?"
    ).format(time=show_zoned_time(moment, zone, now), age=show_age(trouble.age_s))
