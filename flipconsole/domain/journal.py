"""A line of the journal: who did what, when, and what came of it."""

from __future__ import annotations

from datetime import datetime

import msgspec


class JournalLine(msgspec.Struct, frozen=True, gc=False):
    """One fact that is never changed afterwards.

    `what` is a fixed word: answered, undone, withdrawn, sent, delivered, not_accepted, not_confirmed, needs_review,
    changed, seen, cancelled, gone, imported, closed, taken_on, let_go, noted, put_off, brought_back. `text` is a plain
    sentence. `at` is aware UTC on Flip's clock;
    `monotonic_s` the machine's steady clock, which no clock change can bend. `latency_s` is in seconds. Never a token.
    """

    what: str
    at: datetime
    monotonic_s: float
    command_id: str = ""
    device_id: str = ""
    ack_seq: int | None = None
    os_user: str = ""
    operator: str = ""
    text: str = ""
    body: str = ""
    http_status: int | None = None
    latency_s: float | None = None
    seq: int = 0


class Soundness(msgspec.Struct, frozen=True):
    """How many lines the journal has and when they were written, on Flip's clock.

    `broken_at` is the number of the first line that does not follow from the one before (None: the chain holds);
    `copies` are the times of the outbox's copies, oldest first.
    """

    lines: int
    since: datetime | None
    until: datetime | None
    broken_at: int | None
    copies: tuple[datetime, ...]
