"""An ack: what the operator answered to which terms, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from flipconsole.domain.command import Answer
from flipconsole.domain.evidence import Evidence
from flipconsole.domain.terms import Terms

CLOCK_SLACK = timedelta(minutes=1)
"""A moment that lies further ahead than it can was noted by a clock that has been set since: it holds nothing up."""


class AckState(StrEnum):
    """Where an ack stands; the last four are settled and never sent by themselves."""

    QUEUED = "queued"
    SENDING = "sending"
    DELIVERED = "delivered"
    NEEDS_REVIEW = "needs_review"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"

    @property
    def is_settled(self) -> bool:
        """Whether no worker touches it any more."""
        return self not in (AckState.QUEUED, AckState.SENDING)


class Ack(msgspec.Struct, frozen=True, gc=False):
    """One answer of one operator to one command as shown.

    `seq` is its place in the order of answers (0 until it is on disk). `terms` are what the operator saw (None: the
    answer was given by id alone, to a command that no list or import had shown); `seen_updated_at` is the version that
    was on the screen. All times are aware UTC on Flip's clock, as far as it is known. `not_before` is the end of the
    undo time; `next_at` the next try after a fault. `unheard` is True once a request has left whose answer was not
    heard: Flip may have taken it. `outcome` is the last plain sentence about it (what Flip said, or why it was kept);
    `answers_seq` is the ack that this one changes; `bulk` the bulk that it was given in, if there were several;
    `evidence` what was looked at before an OK, if that was asked for.
    """

    command_id: str
    device_status: Answer
    reason: str | None
    operator: str
    terms: Terms | None
    seen_updated_at: datetime | None
    created_at: datetime
    not_before: datetime
    state: AckState = AckState.QUEUED
    seq: int = 0
    attempts: int = 0
    unheard: bool = False
    next_at: datetime | None = None
    settled_at: datetime | None = None
    outcome: str = ""
    http_status: int | None = None
    answers_seq: int | None = None
    bulk: int | None = None
    evidence: Evidence | None = None

    def is_held(self, now: datetime) -> bool:
        """Whether its undo time still runs, if there is any.

        An answer that was noted by a clock that was ahead is not held back for that, or only for a short time.
        """
        return self.created_at < self.not_before and self.created_at - CLOCK_SLACK <= now < self.not_before

    def is_due(self, now: datetime) -> bool:
        """Whether it may leave now."""
        if self.state is not AckState.QUEUED or self.is_held(now):
            return False
        return self.next_at is None or not now < self.next_at <= now + CLOCK_SLACK

    def but(self, **changes: object) -> Ack:
        """The same ack with some fields changed."""
        return msgspec.structs.replace(self, **changes)


class Attention(msgspec.Struct, frozen=True, gc=False):
    """A durable "Needs you" item: something that only a person may close.

    `kind` is `removed_race` (Flip cancelled before the OK arrived and took it as the removal), `changed_race` (other
    terms differ in Flip's answer), `review` (terms changed before sending) or `not_accepted`; `text` is the plain
    sentence shown.
    """

    command_id: str
    device_id: str
    kind: str
    text: str
    created_at: datetime
    ack_seq: int
    id: int = 0
    closed_at: datetime | None = None
    closed_by: str = ""
