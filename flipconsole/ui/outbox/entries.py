"""What the outbox lists: unsettled acks, answers that need a person, and open "Needs you" items, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from flipconsole.domain.ack import Ack, AckState, Attention
from flipconsole.domain.countdown import countdown
from flipconsole.domain.language import _
from flipconsole.domain.row import Row, Stage, stage_of_ack
from flipconsole.domain.words import answer_text, stage_text


class OutboxConsole(Protocol):
    """What the outbox asks of the console: nothing else of it is used."""

    @property
    def rows(self) -> Mapping[str, Row]:
        """Every row by id, live."""
        ...

    def now(self) -> datetime:
        """Flip's time."""
        ...

    def unsent(self) -> Sequence[Ack]:
        """Answers that have not arrived."""
        ...

    def needing_you(self) -> Sequence[Ack]:
        """Answers that a person must look at."""
        ...

    def attention(self) -> Sequence[Attention]:
        """Open "Needs you" items."""
        ...


class Entry(NamedTuple):
    """One line of the outbox. `seq` is 0 where nothing of it is on disk; `item_id` is set for "Needs you" items."""

    key: str
    command_id: str
    battery: str
    answer: str
    stage: Stage
    state: str
    why: str
    attempts: int
    next_try: str
    seq: int = 0
    item_id: int = 0

    @property
    def needs_you(self) -> bool:
        """Whether only a person can go on with it."""
        return bool(self.item_id) or self.stage in (Stage.NEEDS_REVIEW, Stage.NOT_ACCEPTED, Stage.NOT_SAVED)


def entries(console: OutboxConsole) -> list[Entry]:
    """What needs a person first, then what waits, each in the order in which it was given."""
    now, rows = console.now(), console.rows
    asking = [_of_ack(ack, rows, now) for ack in console.needing_you()]
    listed = {entry.key for entry in asking}
    items = [_of_item(item, rows) for item in console.attention()]
    waiting = [_of_ack(ack, rows, now) for ack in console.unsent()]
    return [*items, *asking, *(entry for entry in waiting if entry.key not in listed)]


def _of_ack(ack: Ack, rows: Mapping[str, Row], now: datetime) -> Entry:
    stage = stage_of_ack(ack, now)
    return Entry(
        f"ack:{ack.seq}:{ack.command_id}",
        ack.command_id,
        _battery(ack, rows),
        answer_text(ack.device_status),
        stage,
        stage_text(stage),
        ack.outcome,
        ack.attempts,
        _next_try(ack, now),
        seq=ack.seq,
    )


def _of_item(item: Attention, rows: Mapping[str, Row]) -> Entry:
    row = rows.get(item.command_id)
    ack = None if row is None else next((one for one in row.acks if one.seq == item.ack_seq), None)
    return Entry(
        f"item:{item.id}",
        item.command_id,
        item.device_id or item.command_id,
        "" if ack is None else answer_text(ack.device_status),
        Stage.NEEDS_REVIEW,
        _("Needs you"),
        item.text,
        0,
        "",
        item_id=item.id,
    )


def _battery(ack: Ack, rows: Mapping[str, Row]) -> str:
    if ack.terms is not None:
        return ack.terms.device_id
    row = rows.get(ack.command_id)
    return ack.command_id if row is None else row.held.command.device_id


def _next_try(ack: Ack, now: datetime) -> str:
    if ack.state is not AckState.QUEUED or not ack.seq:
        return ""
    moments = [moment for moment in (ack.next_at, ack.not_before) if moment is not None and moment > now]
    return countdown(max(moments), now) if moments else _("at the next look")
