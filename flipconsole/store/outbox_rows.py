"""The outbox's tables and the statements that read and change them, all inside a transaction under way."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from flipconsole.domain.ack import Ack, AckState, Attention
from flipconsole.domain.errors import StoreError
from flipconsole.domain.language import _
from flipconsole.domain.record import Kept, from_columns, to_column, to_columns
from flipconsole.domain.terms import Terms
from flipconsole.store import bulk_rows, journal, mark_rows
from flipconsole.store.database import Schema

KEEP_ACKS = timedelta(days=30)
KEEP_JOURNAL = timedelta(days=400)

SCHEMA = Schema(
    application_id=0x466C6970,
    migrations=(
        (
            """CREATE TABLE acks (
                seq INTEGER PRIMARY KEY AUTOINCREMENT, command_id TEXT NOT NULL, device_status TEXT NOT NULL,
                reason TEXT, operator TEXT NOT NULL, terms TEXT, seen_updated_at TEXT, created_at TEXT NOT NULL,
                not_before TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, unheard INTEGER NOT NULL,
                next_at TEXT, settled_at TEXT, outcome TEXT NOT NULL, http_status INTEGER, answers_seq INTEGER)""",
            "CREATE INDEX acks_by_command ON acks (command_id, seq)",
            """CREATE TRIGGER unsettled_acks_are_kept BEFORE DELETE ON acks WHEN OLD.state IN ('queued', 'sending')
                BEGIN SELECT RAISE(ABORT, 'an answer that is not settled is never deleted'); END""",
            """CREATE TABLE attention (
                id INTEGER PRIMARY KEY AUTOINCREMENT, command_id TEXT NOT NULL, device_id TEXT NOT NULL,
                kind TEXT NOT NULL, text TEXT NOT NULL, created_at TEXT NOT NULL, ack_seq INTEGER NOT NULL,
                closed_at TEXT, closed_by TEXT NOT NULL)""",
            *journal.STATEMENTS,
        ),
        (*bulk_rows.STATEMENTS, "CREATE INDEX acks_by_settled ON acks (settled_at, seq)"),
        ("ALTER TABLE acks ADD COLUMN evidence TEXT", *mark_rows.STATEMENTS),
        bulk_rows.STATEMENTS_OF_ORDER,
    ),
)

_ACK = ", ".join(Ack.__struct_fields__)
_ATTENTION = ", ".join(Attention.__struct_fields__)
_NOT_ARRIVED = "state = 'queued' AND unheard = 0"
"""Flip cannot have it: no try has left, or each came to a known end."""


def read_ack(connection: sqlite3.Connection, seq: int) -> Ack:
    """The ack as it stands in this transaction; StoreError when this version cannot read it."""
    row = connection.execute(f"SELECT {_ACK} FROM acks WHERE seq = ?", (seq,)).fetchone()
    return _record(Ack, row)


def readable_acks(connection: sqlite3.Connection, seqs: Iterable[int]) -> Iterator[Ack]:
    """Those of these acks that this version can read: one that it cannot must not keep others from being written."""
    for seq in seqs:
        ack = _record_or_none(Ack, connection.execute(f"SELECT {_ACK} FROM acks WHERE seq = ?", (seq,)).fetchone())
        if ack is not None:
            yield ack


def insert_ack(connection: sqlite3.Connection, ack: Ack, replaced: Sequence[int] = ()) -> int:
    """Add an ack (with its own seq, if it has one) and link it to the one that it changes; its seq.

    That is the last of the command that may have left or waits for a decision, else the one of `replaced` (withdrawn
    in its favour).
    """
    columns = to_columns(ack)
    if not ack.seq:
        columns["seq"] = None
    if ack.answers_seq is None and not ack.seq:
        row = connection.execute(
            "SELECT max(seq) FROM acks WHERE command_id = ? AND (attempts > 0 OR unheard OR state IN (?, ?, ?))",
            (ack.command_id, AckState.DELIVERED, AckState.NEEDS_REVIEW, AckState.FAILED),
        ).fetchone()
        columns["answers_seq"] = row[0] or max(replaced, default=None)
    return _insert(connection, "acks", columns)


def withdraw_unsent(connection: sqlite3.Connection, by: Ack) -> list[int]:
    """Withdraw the earlier acks of the same command that Flip cannot have, in favour of a newer one; their seqs."""
    where = f"command_id = ? AND {_NOT_ARRIVED}"
    seqs = [seq for (seq,) in connection.execute(f"SELECT seq FROM acks WHERE {where}", (by.command_id,))]
    connection.execute(
        f"UPDATE acks SET state = ?, settled_at = ?, outcome = ? WHERE {where}",
        (AckState.WITHDRAWN, to_column(by.created_at), _("Replaced by a newer answer."), by.command_id),
    )
    return seqs


def ack_or_none(row: tuple[object, ...]) -> Ack | None:
    """The ack in a row of its columns in their order; None when this version cannot read it."""
    return _record_or_none(Ack, row)


def update_ack(
    connection: sqlite3.Connection, seq: int, expected: Collection[AckState], columns: Mapping[str, object]
) -> bool:
    """Change an ack if its state is one of `expected`; whether it was."""
    names = ", ".join(f"{name} = ?" for name in columns) or "state = state"
    marks = ", ".join("?" * len(expected))
    values = [to_column(value) for value in columns.values()]
    cursor = connection.execute(
        f"UPDATE acks SET {names} WHERE seq = ? AND state IN ({marks})", (*values, seq, *expected)
    )
    return cursor.rowcount == 1


def queue_again(connection: sqlite3.Connection) -> tuple[Ack, ...]:
    """Turn every ack that is marked as being sent into a queued one whose answer was not heard."""
    seqs = [seq for (seq,) in connection.execute("SELECT seq FROM acks WHERE state = ?", (AckState.SENDING,))]
    connection.execute("UPDATE acks SET state = ?, unheard = 1 WHERE state = ?", (AckState.QUEUED, AckState.SENDING))
    return tuple(readable_acks(connection, seqs))


def rebase(connection: sqlite3.Connection, after: Ack, before: str, now: str) -> tuple[Ack, ...]:
    """Move the terms of later queued acks of the same command from one device_status to the next; those acks."""
    moved = []
    rows = connection.execute(
        "SELECT seq FROM acks WHERE command_id = ? AND seq > ? AND state = ? AND terms IS NOT NULL ORDER BY seq",
        (after.command_id, after.seq, AckState.QUEUED),
    ).fetchall()
    for later in readable_acks(connection, [seq for (seq,) in rows]):
        terms = later.terms
        if terms is None or terms.device_status != before:
            continue
        values = {name: getattr(terms, name) for name in terms.__struct_fields__}
        text = to_column(Terms(**{**values, "device_status": now}))
        connection.execute("UPDATE acks SET terms = ? WHERE seq = ?", (text, later.seq))
        moved.append(read_ack(connection, later.seq))
    return tuple(moved)


def insert_attention(connection: sqlite3.Connection, item: Attention, ack_seq: int = 0) -> Attention:
    """Add a "Needs you" item; `ack_seq` fills in for one that names no ack."""
    columns = {**to_columns(item), "id": item.id or None, "ack_seq": item.ack_seq or ack_seq}
    return read_attention(connection, _insert(connection, "attention", columns))


def read_attention(connection: sqlite3.Connection, id: int) -> Attention:
    """The item as it stands in this transaction."""
    row = connection.execute(f"SELECT {_ATTENTION} FROM attention WHERE id = ?", (id,)).fetchone()
    return _record(Attention, row)


def close_attention(connection: sqlite3.Connection, id: int, by: str, at: datetime) -> bool:
    """Close an item; False if there is none or it was closed before."""
    cursor = connection.execute(
        "UPDATE attention SET closed_at = ?, closed_by = ? WHERE id = ? AND closed_at IS NULL",
        (to_column(at), to_column(by), id),
    )
    return cursor.rowcount == 1


def all_acks(connection: sqlite3.Connection) -> Iterator[Ack | None]:
    """Every ack in the order of answers; None for one that this version cannot read."""
    for row in connection.execute(f"SELECT {_ACK} FROM acks ORDER BY seq"):
        yield _record_or_none(Ack, row)


def acks_of(connection: sqlite3.Connection, ids: Collection[str]) -> Iterator[Ack | None]:
    """Those to these commands, in the order of answers; a few hundred ids at most."""
    for row in connection.execute(f"SELECT {_ACK} FROM acks WHERE command_id IN {_marks(ids)} ORDER BY seq", (*ids,)):
        yield _record_or_none(Ack, row)


def attention_of(connection: sqlite3.Connection, ids: Collection[str]) -> Iterator[Attention | None]:
    """The "Needs you" items of these commands, oldest first; a few hundred ids at most."""
    wanted = f"SELECT {_ATTENTION} FROM attention WHERE command_id IN {_marks(ids)} ORDER BY id"
    for row in connection.execute(wanted, (*ids,)):
        yield _record_or_none(Attention, row)


def _marks(values: Collection[str]) -> str:
    return f"({', '.join('?' * len(values))})"


def all_attention(connection: sqlite3.Connection) -> Iterator[Attention | None]:
    """Every "Needs you" item, oldest first; None for one that this version cannot read."""
    for row in connection.execute(f"SELECT {_ATTENTION} FROM attention ORDER BY id"):
        yield _record_or_none(Attention, row)


def prune(connection: sqlite3.Connection) -> None:
    """Forget what was settled 30 days before the newest journal line, and lines from 400 days before it.

    Reckoned from the journal's own newest time, on Flip's clock, so that a laptop clock years ahead cannot empty it.
    """
    newest_at = journal.newest_at(connection)
    if newest_at is None:
        return
    now = min(newest_at, datetime.now(UTC))
    old = str(to_column(now - KEEP_ACKS))
    connection.execute("DELETE FROM attention WHERE closed_at < ?", (old,))
    connection.execute(
        "DELETE FROM acks WHERE state NOT IN (?, ?) AND coalesce(settled_at, created_at) < ? "
        "AND seq NOT IN (SELECT ack_seq FROM attention)",
        (AckState.QUEUED, AckState.SENDING, old),
    )
    bulk_rows.prune(connection, old)
    mark_rows.prune(connection, old)
    journal.prune(connection, now - KEEP_JOURNAL)


def _insert(connection: sqlite3.Connection, table: str, columns: Mapping[str, object]) -> int:
    marks = ", ".join("?" * len(columns))
    cursor = connection.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", tuple(columns.values()))
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _record(kind: type[Kept], row: tuple[object, ...]) -> Kept:
    return from_columns(kind, dict(zip(kind.__struct_fields__, row, strict=True)))


def _record_or_none(kind: type[Kept], row: tuple[object, ...]) -> Kept | None:
    try:
        return _record(kind, row)
    except StoreError:
        return None
