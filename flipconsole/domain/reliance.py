"""How far what is on the screen may be relied on for an answer: as it stands, knowingly old, or not yet.

The rule has one aim: nobody answers old data as though it were fresh, and nobody is kept from answering for long.

- After an interruption (the computer slept, its clock was set, the program stood still or was started on a list from
  before) answering is locked until Flip has been looked at.
- A look that was tried and failed, that cannot be tried, or that takes longer than `PATIENCE_S` ends the lock: answers
  without a network are a promise. They are given knowingly then: asked about once, with the age of the list.
- Without an interruption a list is old after `OLD_AFTER_S`: five polls did not come through.

Whatever is answered, the courier's own look guards the sending.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from enum import StrEnum
from typing import NamedTuple

from flipconsole.domain.countdown import show_age
from flipconsole.domain.language import _
from flipconsole.domain.times import show_time, show_zoned_time

OLD_AFTER_S = 300.0
"""A list older than this is old: a third of the time that Flip waits for an answer."""

PATIENCE_S = 30.0
"""So long a look may lock answering; one that hangs is no reason to answer nothing."""


class Look(StrEnum):
    """What has become of looking at Flip since the last interruption."""

    UNTRIED = "untried"
    UNDER_WAY = "under_way"
    IMPOSSIBLE = "impossible"
    FAILED = "failed"
    SEEN = "seen"


class Reliance(StrEnum):
    """What an answer given now stands on."""

    FRESH = "fresh"
    OLD = "old"
    LOCKED = "locked"


class Cause(StrEnum):
    """What came between the operator and the list."""

    START = "start"
    SLEEP = "sleep"
    SET_BACK = "set_back"
    STANDSTILL = "standstill"


class Interruption(NamedTuple):
    """One interruption: it ended at `at` (aware UTC, Flip's clock) and took `lost_s` seconds."""

    cause: Cause
    at: datetime
    lost_s: float = 0.0


class Footing(NamedTuple):
    """What an answer given now stands on: how far it may be relied on, the list's time, and what came after it."""

    reliance: Reliance
    list_at: datetime | None = None
    since: Interruption | None = None


def reliance(look: Look, waited_s: float, list_age_s: float | None) -> Reliance:
    """The rule; `waited_s` counts from the interruption, `list_age_s` is None where no list ever came."""
    match look:
        case Look.UNTRIED | Look.UNDER_WAY if waited_s <= PATIENCE_S:
            return Reliance.LOCKED
        case Look.SEEN if list_age_s is None or list_age_s <= OLD_AFTER_S:
            return Reliance.FRESH
    return Reliance.OLD


def what_happened(since: Interruption, zone: tzinfo, now: datetime) -> str:
    """The interruption as a sentence without an end."""
    clock, lost = show_time(since.at, zone, now), show_age(since.lost_s)
    match since.cause:
        case Cause.START:
            return _("What is on the screen is from the last time")
        case Cause.SLEEP:
            return _("This computer slept, or its clock was set forward: {lost}, until {time}").format(
                lost=lost, time=clock
            )
        case Cause.SET_BACK:
            return _("This computer's clock was set back by {lost}").format(lost=lost)
        case Cause.STANDSTILL:
            return _("The console stood still for {lost}, until {time}").format(lost=lost, time=clock)


def why_locked() -> str:
    """Why nothing can be answered for the moment, and what ends that."""
    return _("Flip is just being asked what stands now. Answering goes on in a moment; look again if it lasts.")


def what_it_rests_on(footing: Footing, zone: tzinfo, now: datetime) -> str:
    """What somebody who answers from old data has to know; "" where there is nothing to say."""
    if footing.reliance is not Reliance.OLD:
        return ""
    if footing.list_at is None:
        return _("No list has come from Flip yet. Answers are saved, and checked before they are sent.")
    return _(
        "You answer from the list of {time}, {age} old. Answers are saved, and compared with a fresh list before they "
        "are sent."
    ).format(
        time=show_zoned_time(footing.list_at.replace(second=0, microsecond=0), zone, now),
        age=show_age((now - footing.list_at).total_seconds()),
    )
