"""A row: one held command with its acks, as every view shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from flipconsole.domain.ack import Ack, AckState, Attention
from flipconsole.domain.command import DeviceStatus
from flipconsole.domain.held import Held
from flipconsole.domain.mark import Mark
from flipconsole.domain.work import Work, work_of

FUSE = timedelta(minutes=15)
"""How long Flip waits for an ack before it counts the command as failed (Control guide)."""


class Stage(StrEnum):
    """Where the newest ack of a row stands, in the words of the window."""

    NONE = "none"
    SAVING = "saving"
    NOT_SAVED = "not_saved"
    HOLDING = "holding"
    WAITING = "waiting"
    SENDING = "sending"
    NOT_CONFIRMED = "not_confirmed"
    DELIVERED = "delivered"
    NEEDS_REVIEW = "needs_review"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"


UNDER_WAY = frozenset({Stage.SAVING, Stage.HOLDING, Stage.WAITING, Stage.SENDING, Stage.NOT_CONFIRMED})
"""An answer of ours is on its way."""

ASKING = frozenset({Stage.NOT_SAVED, Stage.NEEDS_REVIEW, Stage.NOT_ACCEPTED})
"""A person must look at the answer."""

ASKING_STATES = frozenset({AckState.NEEDS_REVIEW, AckState.FAILED})
"""Settled, and yet not done with: a person must look at the ack."""


class Row(msgspec.Struct, frozen=True, gc=False):
    """Everything a view may show of one command, derived from the snapshot and the acks.

    `acks` are oldest first; the last may not be on disk yet (SAVING) or could not be written (NOT_SAVED). `attention`
    are the open "Needs you" items. `replaced_by` and `replaces` are ids of other rows. `mark` is what was noted here.
    """

    held: Held
    acks: tuple[Ack, ...] = ()
    attention: tuple[Attention, ...] = ()
    stage: Stage = Stage.NONE
    replaced_by: str | None = None
    replaces: str | None = None
    mark: Mark | None = None

    @property
    def id(self) -> str:
        """The command's id."""
        return self.held.command.id

    @property
    def work(self) -> Work:
        """What the command asks of the desk; nothing once it is gone from Flip's list."""
        command = self.held.command
        return Work.NONE if self.held.gone_at is not None else work_of(command.status, command.device_status)

    @property
    def open_work(self) -> Work:
        """The work that still waits for an answer: nothing while an ack of ours is under way or was delivered."""
        return self.work if self.stage in _UNANSWERED else Work.NONE

    @property
    def ack_by(self) -> datetime | None:
        """When Flip stops waiting for the answer, "about"; None when it waits for none."""
        if self.work is Work.NONE or self.held.pending_since is None:
            return None
        return self.held.pending_since + FUSE

    @property
    def urgent_at(self) -> datetime | None:
        """The earlier of the end of the fuse and the start, while an answer is open; None otherwise.

        A removal counts only its fuse: its start no longer matters.
        """
        if self.open_work is Work.NONE:
            return None
        starts_at = None if self.work is Work.REMOVE else self.held.command.starts_at
        moments = [moment for moment in (self.ack_by, starts_at) if moment is not None]
        return min(moments, default=None)

    @property
    def newest_ack(self) -> Ack | None:
        """The last answer given, settled or not."""
        return self.acks[-1] if self.acks else None

    @property
    def has_failed(self) -> bool:
        """Whether the device's side is one of the two failures."""
        return self.held.command.device_status in (DeviceStatus.FAILED_OFFLINE, DeviceStatus.FAILED_FAULT)

    def is_late(self, now: datetime) -> bool:
        """Whether the fuse has burnt down with the answer still open."""
        ack_by = self.ack_by
        return ack_by is not None and self.open_work is not Work.NONE and now >= ack_by


_UNANSWERED = frozenset({Stage.NONE, Stage.NOT_SAVED, Stage.WITHDRAWN, Stage.NEEDS_REVIEW, Stage.NOT_ACCEPTED})


def stage_of(acks: Sequence[Ack], held: Held, now: datetime) -> Stage:
    """The stage of the ack that counts (see `ack_that_counts`); all of them are on disk.

    A delivered ack counts only while it answers what stands: once Flip asks anew (a cancellation resets the command to
    PENDING), or stands on another status, the row is unanswered by us again.
    """
    if not acks:
        return Stage.NONE
    ack = ack_that_counts(acks)
    if ack.state is AckState.DELIVERED and not _stands(ack, held):
        return Stage.NONE
    return stage_of_ack(ack, now)


def stage_of_ack(ack: Ack, now: datetime) -> Stage:
    """The stage of one ack, whatever else there is; one that waits without a number could not be written."""
    match ack.state:
        case AckState.QUEUED if not ack.seq:
            return Stage.NOT_SAVED
        case AckState.QUEUED if ack.unheard:
            return Stage.NOT_CONFIRMED
        case AckState.QUEUED:
            return Stage.HOLDING if ack.is_held(now) else Stage.WAITING
        case AckState.SENDING:
            return Stage.SENDING
        case AckState.DELIVERED:
            return Stage.DELIVERED
        case AckState.NEEDS_REVIEW:
            return Stage.NEEDS_REVIEW
        case AckState.FAILED:
            return Stage.NOT_ACCEPTED
        case AckState.WITHDRAWN:
            return Stage.WITHDRAWN


def ack_that_counts(acks: Sequence[Ack]) -> Ack:
    """The newest ack under way, else the newest; `acks` is not empty.

    Taking back a newer answer brings back the question that the one before it left open.
    """
    newest_first = acks[::-1]
    under_way = next((ack for ack in newest_first if not ack.state.is_settled), None)
    if under_way is not None:
        return under_way
    before = next((ack for ack in newest_first if ack.state is not AckState.WITHDRAWN), None)
    return before if before is not None and before.state in ASKING_STATES else acks[-1]


def _stands(ack: Ack, held: Held) -> bool:
    command = held.command
    same_question = ack.terms is None or ack.terms.status == command.status
    return same_question and command.device_status == ack.device_status
