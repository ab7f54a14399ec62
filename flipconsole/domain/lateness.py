"""What runs out while an ack waits: the fuse, the command's time, and patience."""

from __future__ import annotations

from datetime import datetime, timedelta

from flipconsole.domain.ack import CLOCK_SLACK, Ack
from flipconsole.domain.command import DeviceStatus
from flipconsole.domain.held import Held
from flipconsole.domain.language import _
from flipconsole.domain.row import FUSE
from flipconsole.domain.terms import term_time

OVERDUE_AFTER = timedelta(minutes=15)
"""An answer that waits for longer is marked as undelivered (reliability 5)."""

REVIEW_AFTER = timedelta(hours=24)
"""So long an answer may wait for its delivery before a person is asked (reliability 5)."""


def is_overdue(ack: Ack, now: datetime) -> bool:
    """Whether an ack has been under way for longer than it should, and somebody should know."""
    return not ack.state.is_settled and ack.created_at + OVERDUE_AFTER <= now


def why_too_late(ack: Ack, held: Held | None, now: datetime, replacement: Held | None, *, was_looked_at: bool) -> str:
    """What ran out while the ack waited, as a reason to ask first (features O6); "" when nothing did.

    `was_looked_at`: the fresh list shows the command on the terms of the ack. An ack that names a moment to come was
    noted by a clock that has been set since: then what is over counts as having ended while it waited. One that left
    unheard may go out once more, to ask what became of it, but not after the command's end; a new command for the same
    time may be Flip's very reply to it.
    """
    given_at = ack.created_at if ack.created_at <= now + CLOCK_SLACK else None

    def ran_out(moment: datetime | None) -> bool:
        return moment is not None and moment <= now and (given_at is None or given_at < moment)

    if ran_out(_ends_at(ack, held)):
        return _("The command's time ended before your answer could be delivered: send it late, drop it, or change it.")
    if ack.created_at + REVIEW_AFTER <= now:
        return _("It could not be delivered for 24 hours: send it late, drop it, or change it.")
    pending_since = None if held is None else held.pending_since
    ack_by = None if pending_since is None else pending_since + FUSE
    was_replaced = replacement is not None and (replacement.first_seen_at > ack.created_at or ran_out(ack_by))
    if was_replaced and not ack.unheard:
        return replaced_text()
    waits = held is None or held.command.device_status == DeviceStatus.PENDING
    if waits and not was_looked_at and not ack.unheard and ran_out(ack_by or ack.created_at + FUSE):
        return _(
            "Its 15 minutes ran out before it could be delivered, and no list shows whether Flip still waits: send it "
            "late, drop it, or change it."
        )
    return ""


def replaced_text() -> str:
    """Why an answer to a command that was replaced meanwhile is not sent."""
    return _("Flip gave up waiting and has sent a new command in its place: answer that one.")


def _ends_at(ack: Ack, held: Held | None) -> datetime | None:
    if ack.terms is not None:
        return term_time(ack.terms.ends_at)
    return None if held is None else held.command.ends_at
