"""The append-only journal inside the outbox file, each line chained to the one before by its hash.

The chain is unkeyed: it finds accidents and careless edits, not an attacker who rewrites the whole chain.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from flipconsole.domain.journal import JournalLine
from flipconsole.domain.record import Column, from_columns, to_column, to_columns

COLUMNS = (
    "seq",
    "what",
    "at",
    "monotonic_s",
    "command_id",
    "device_id",
    "ack_seq",
    "os_user",
    "operator",
    "text",
    "body",
    "http_status",
    "latency_s",
)
"""What is hashed, in this order, since the first version; a later field goes after them, hashed only when it is set."""

STATEMENTS = (
    """CREATE TABLE journal (
        seq INTEGER PRIMARY KEY, what TEXT NOT NULL, at TEXT NOT NULL, monotonic_s REAL NOT NULL,
        command_id TEXT NOT NULL, device_id TEXT NOT NULL, ack_seq INTEGER, os_user TEXT NOT NULL,
        operator TEXT NOT NULL, text TEXT NOT NULL, body TEXT NOT NULL, http_status INTEGER, latency_s REAL,
        hash TEXT NOT NULL)""",
    "CREATE INDEX journal_by_command ON journal (command_id, seq)",
    # The last line that was pruned: the chain starts from its hash, and only lines up to it may be deleted.
    "CREATE TABLE journal_anchor (seq INTEGER NOT NULL, hash TEXT NOT NULL)",
    "INSERT INTO journal_anchor VALUES (0, '')",
    """CREATE TRIGGER journal_is_not_updated BEFORE UPDATE ON journal
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER journal_is_not_deleted BEFORE DELETE ON journal
        WHEN OLD.seq > (SELECT seq FROM journal_anchor)
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER journal_is_not_replaced BEFORE INSERT ON journal
        WHEN EXISTS (SELECT 1 FROM journal WHERE seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
)

_LIST = ", ".join(COLUMNS)
_INSERT = f"INSERT INTO journal ({_LIST}, hash) VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"


def append(
    connection: sqlite3.Connection, lines: Iterable[JournalLine], ack_seqs: dict[str, int] | None = None
) -> None:
    """Chain the lines to the journal inside the transaction under way.

    A line without `ack_seq` gets the one that `ack_seqs` has for its command.
    """
    seq, last_hash = _end(connection)
    for line in lines:
        seq += 1
        values: dict[str, Column] = {**to_columns(line), "seq": seq}
        if values["ack_seq"] is None and ack_seqs is not None:
            values["ack_seq"] = ack_seqs.get(line.command_id)
        row = [values[name] for name in COLUMNS]
        last_hash = _hash(last_hash, row)
        connection.execute(_INSERT, (*row, last_hash))


def read(connection: sqlite3.Connection, command_id: str | None = None, limit: int = 1000) -> list[JournalLine]:
    """The newest `limit` lines, of one command or of all, oldest first."""
    where, values = ("WHERE command_id = ?", (command_id,)) if command_id is not None else ("", ())
    rows = connection.execute(f"SELECT {_LIST} FROM journal {where} ORDER BY seq DESC LIMIT ?", (*values, limit))
    return [from_columns(JournalLine, dict(zip(COLUMNS, row, strict=True))) for row in rows][::-1]


def verify(connection: sqlite3.Connection) -> int | None:
    """The number of the first line that does not follow from the one before; None when the chain holds."""
    last_seq, last_hash = connection.execute("SELECT seq, hash FROM journal_anchor").fetchone()
    for *row, found in connection.execute(f"SELECT {_LIST}, hash FROM journal ORDER BY seq"):
        last_seq += 1
        last_hash = _hash(last_hash, row)
        if found != last_hash:
            return int(last_seq)
    return None


def newest_at(connection: sqlite3.Connection) -> datetime | None:
    """When the last line was written, on Flip's clock; None in an empty journal."""
    row = connection.execute("SELECT at FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    return None if row is None else datetime.fromisoformat(row[0])


def span(connection: sqlite3.Connection) -> tuple[int, datetime | None, datetime | None]:
    """How many lines there are, and when the first and the last were written, on Flip's clock."""
    count, first, last = connection.execute(
        "SELECT count(*), (SELECT at FROM journal ORDER BY seq LIMIT 1), "
        "(SELECT at FROM journal ORDER BY seq DESC LIMIT 1) FROM journal"
    ).fetchone()
    if not count:
        return 0, None, None
    return int(count), datetime.fromisoformat(first), datetime.fromisoformat(last)


def prune(connection: sqlite3.Connection, before: datetime) -> None:
    """Forget the oldest lines up to the first that is not older than `before`; what stays can still be verified."""
    row = connection.execute(
        "SELECT seq, hash FROM journal WHERE seq < (SELECT min(seq) FROM journal WHERE at >= ?) "
        "ORDER BY seq DESC LIMIT 1",
        (to_column(before),),
    ).fetchone()
    if row is not None:
        connection.execute("UPDATE journal_anchor SET seq = ?, hash = ?", row)
        connection.execute("DELETE FROM journal WHERE seq <= ?", row[:1])


def _end(connection: sqlite3.Connection) -> tuple[int, str]:
    row = connection.execute("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    if row is None:
        row = connection.execute("SELECT seq, hash FROM journal_anchor").fetchone()
    return int(row[0]), str(row[1])


def _hash(last_hash: str, row: Sequence[object]) -> str:
    canonical = json.dumps(row, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(f"{last_hash}\n{canonical}".encode()).hexdigest()
