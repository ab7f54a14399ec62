"""The answers that are done with, page by page, newest first."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.record import to_column
from flipconsole.store import outbox_rows

_DONE = f"""
    a.state IN ('{AckState.DELIVERED}', '{AckState.WITHDRAWN}', '{AckState.NEEDS_REVIEW}', '{AckState.FAILED}')
    AND NOT EXISTS (SELECT 1 FROM attention AS t WHERE t.ack_seq = a.seq AND t.closed_at IS NULL)
    AND NOT (a.state IN ('{AckState.NEEDS_REVIEW}', '{AckState.FAILED}') AND NOT EXISTS (
        SELECT 1 FROM acks AS b WHERE b.command_id = a.command_id AND (
            b.state IN ('{AckState.QUEUED}', '{AckState.SENDING}')
            OR (b.seq > a.seq AND b.state != '{AckState.WITHDRAWN}'))))
"""
"""Settled, no "Needs you" item open, and not the question of its command that is still open (`ack_that_counts`)."""


class SentPage(NamedTuple):
    """Answers that are done with, newest first; `is_last` when there is none after them."""

    acks: tuple[Ack, ...]
    is_last: bool


def read_sent(connection: sqlite3.Connection, limit: int, after: Ack | None = None) -> SentPage:
    """The newest `limit` answers that are done with, or those that come after this one in that order."""
    names = ", ".join(f"a.{name}" for name in Ack.__struct_fields__)
    where, values = _DONE, []
    if after is not None:
        where += " AND (a.settled_at, a.seq) < (?, ?)"
        values = [to_column(after.settled_at), after.seq]
    rows = connection.execute(
        f"SELECT {names} FROM acks AS a WHERE {where} ORDER BY a.settled_at DESC, a.seq DESC LIMIT ?",
        (*values, limit + 1),
    ).fetchall()
    found = [outbox_rows.ack_or_none(row) for row in rows[:limit]]
    return SentPage(tuple(ack for ack in found if ack is not None), len(rows) <= limit)
