"""Putting a command off: for how long it may be, and why not for longer."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from flipconsole.domain.language import _
from flipconsole.domain.row import ASKING, UNDER_WAY, Row
from flipconsole.domain.terms import changed_terms, terms_of
from flipconsole.domain.times import show_zoned_time
from flipconsole.domain.work import Work

MARGIN = timedelta(minutes=3)
"""So long before the deadline "as long as possible" ends: enough to do the work still."""


def why_not_put_off(row: Row, until: datetime, zone: tzinfo, now: datetime) -> str:
    """Why the row may not be put off until then, in a sentence; "" when it may.

    Nothing may be put off beyond the moment at which Flip stops waiting for its answer.
    """
    why_not = why_not_at_all(row, now)
    if why_not:
        return why_not
    if until <= now:
        return _("That time is over.")
    if row.ack_by is None or until > row.ack_by:
        deadline = now if row.ack_by is None else row.ack_by.replace(microsecond=0)
        return _("Flip waits for its answer until {time}: it cannot be put off for longer.").format(
            time=show_zoned_time(deadline, zone, now)
        )
    return ""


def why_not_at_all(row: Row, now: datetime) -> str:
    """Why the row may not be put off for any time, in a sentence; "" when it may."""
    if row.stage in ASKING or row.attention:
        return _("It needs you now, so it cannot be put off.")
    if row.stage in UNDER_WAY:
        return _("It is answered already.")
    if row.open_work is Work.NONE:
        return _("Nothing waits for you there, so there is nothing to put off.")
    if row.ack_by is None:
        return _("Nobody can say how long Flip waits for its answer, so it cannot be put off.")
    if row.ack_by <= now:
        return _("Flip has stopped waiting for its answer: look at it now.")
    return ""


def longest(row: Row, now: datetime) -> datetime | None:
    """Until when it may be put off with time left to do the work; None when that is over."""
    ack_by = row.ack_by
    if ack_by is None or ack_by - MARGIN <= now:
        return None
    return ack_by - MARGIN


def is_shelved(row: Row, now: datetime) -> bool:
    """Whether the row is put off now: its time runs, Flip has changed nothing since, and nothing asks for a person."""
    mark = row.mark
    if mark is None or mark.terms is None or not mark.is_shelved(now) or why_not_at_all(row, now):
        return False
    return not changed_terms(mark.terms, terms_of(row.held.command))
