"""A bulk: one answer given to many commands at once, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.command import Answer


class LeftOut(msgspec.Struct, frozen=True, gc=False):
    """A command that had been chosen and was not answered, and why in a plain sentence."""

    command_id: str
    device_id: str
    why: str


class Bulk(msgspec.Struct, frozen=True, gc=False):
    """What was decided once for all of its commands; its acks carry its `id` (0 until it is on disk).

    `held_why` says why nothing more of it leaves until a person lets it go on, or is ""; `stopped_at` is when somebody
    took back all that had not left, and `stopped_seq` the last answer that this is about: the order of answers says
    what was given before, as no clock does (None until the stop is on disk). Times are aware UTC.
    """

    device_status: Answer
    reason: str | None
    operator: str
    created_at: datetime
    held_why: str = ""
    stopped_at: datetime | None = None
    stopped_seq: int | None = None
    id: int = 0
    left_out: tuple[LeftOut, ...] = ()

    def but(self, **changes: object) -> Bulk:
        """The same bulk with some fields changed."""
        return msgspec.structs.replace(self, **changes)

    def stops(self, ack: Ack) -> bool:
        """Whether the bulk was stopped after this answer of it was given."""
        return self.stopped_at is not None and (self.stopped_seq is None or ack.seq <= self.stopped_seq)


class Tally(msgspec.Struct, frozen=True, gc=False):
    """How many commands of a bulk stand where; every command is counted once."""

    delivered: int = 0
    waiting: int = 0
    for_review: int = 0
    not_accepted: int = 0
    taken_back: int = 0

    @property
    def count(self) -> int:
        """All commands that were answered."""
        return self.delivered + self.waiting + self.for_review + self.not_accepted + self.taken_back


def tally(acks: Iterable[Ack]) -> Tally:
    """Count the newest ack of each command."""
    counts = dict.fromkeys(Tally.__struct_fields__, 0)
    for ack in acks:
        match ack.state:
            case AckState.QUEUED | AckState.SENDING:
                counts["waiting"] += 1
            case AckState.DELIVERED:
                counts["delivered"] += 1
            case AckState.NEEDS_REVIEW:
                counts["for_review"] += 1
            case AckState.FAILED:
                counts["not_accepted"] += 1
            case AckState.WITHDRAWN:
                counts["taken_back"] += 1
    return Tally(**counts)
