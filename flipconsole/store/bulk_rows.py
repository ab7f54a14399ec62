"""The tables of bulks and the statements that read and change them, all inside a transaction under way."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from flipconsole.domain.ack import AckState
from flipconsole.domain.bulk import Bulk, LeftOut
from flipconsole.domain.errors import StoreError
from flipconsole.domain.record import from_columns, to_column

STATEMENTS = (
    "ALTER TABLE acks ADD COLUMN bulk INTEGER",
    "CREATE INDEX acks_by_bulk ON acks (bulk, seq) WHERE bulk IS NOT NULL",
    """CREATE TABLE bulks (
        id INTEGER PRIMARY KEY AUTOINCREMENT, device_status TEXT NOT NULL, reason TEXT, operator TEXT NOT NULL,
        created_at TEXT NOT NULL, held_why TEXT NOT NULL, stopped_at TEXT)""",
    """CREATE TABLE bulk_left_out (
        bulk INTEGER NOT NULL, command_id TEXT NOT NULL, device_id TEXT NOT NULL, why TEXT NOT NULL)""",
    "CREATE INDEX left_out_by_bulk ON bulk_left_out (bulk)",
)

STATEMENTS_OF_ORDER = (
    "ALTER TABLE bulks ADD COLUMN stopped_seq INTEGER",
    """UPDATE bulks SET stopped_seq = (
        SELECT coalesce(max(seq), 0) FROM acks WHERE bulk = bulks.id AND acks.created_at <= bulks.stopped_at)
        WHERE stopped_at IS NOT NULL""",
)
"""What a stop is about is known by the order of answers, not by a clock that may be set."""

_NAMES = tuple(name for name in Bulk.__struct_fields__ if name != "left_out")
_COLUMNS = ", ".join(_NAMES)


def insert_bulk(connection: sqlite3.Connection, bulk: Bulk) -> Bulk:
    """Add a bulk with what was left out of it; the bulk with its id."""
    columns = {name: to_column(getattr(bulk, name)) for name in _NAMES if name != "id"}
    marks = ", ".join("?" * len(columns))
    cursor = connection.execute(f"INSERT INTO bulks ({', '.join(columns)}) VALUES ({marks})", tuple(columns.values()))
    assert cursor.lastrowid is not None
    connection.executemany(
        "INSERT INTO bulk_left_out VALUES (?, ?, ?, ?)",
        [(cursor.lastrowid, *(to_column(text) for text in _values(one))) for one in bulk.left_out],
    )
    return bulk.but(id=cursor.lastrowid)


def update_bulk(
    connection: sqlite3.Connection,
    id: int,
    *,
    held_why: str | None = None,
    stopped_at: datetime | None = None,
    stopped_seq: int | None = None,
) -> None:
    """Change what is given."""
    connection.execute(
        "UPDATE bulks SET held_why = coalesce(?, held_why), stopped_at = coalesce(?, stopped_at), "
        "stopped_seq = coalesce(?, stopped_seq) WHERE id = ?",
        (to_column(held_why), to_column(stopped_at), stopped_seq, id),
    )


def last_seq(connection: sqlite3.Connection, id: int) -> int:
    """The newest answer of a bulk; 0 when none is left."""
    (seq,) = connection.execute("SELECT coalesce(max(seq), 0) FROM acks WHERE bulk = ?", (id,)).fetchone()
    return int(seq)


def not_arrived(connection: sqlite3.Connection, id: int, until: int) -> list[int]:
    """The acks of a bulk up to this one that wait and that Flip cannot have taken, in the order of answers."""
    where = "bulk = ? AND state = ? AND unheard = 0 AND seq <= ?"
    values = (id, AckState.QUEUED, until)
    return [seq for (seq,) in connection.execute(f"SELECT seq FROM acks WHERE {where} ORDER BY seq", values)]


def all_bulks(connection: sqlite3.Connection) -> Iterator[Bulk]:
    """Every bulk that this version can read, oldest first."""
    left_out: defaultdict[int, list[LeftOut]] = defaultdict(list)
    for bulk, *texts in connection.execute("SELECT bulk, command_id, device_id, why FROM bulk_left_out"):
        left_out[bulk].append(LeftOut(*texts))
    for row in connection.execute(f"SELECT {_COLUMNS} FROM bulks ORDER BY id"):
        try:
            bulk = from_columns(Bulk, dict(zip(_NAMES, row, strict=True)))
        except StoreError:
            continue
        yield bulk.but(left_out=tuple(left_out[bulk.id]))


def prune(connection: sqlite3.Connection, before: str) -> None:
    """Forget bulks from before that moment of which no ack is left."""
    connection.execute(
        "DELETE FROM bulks WHERE created_at < ? AND id NOT IN (SELECT bulk FROM acks WHERE bulk IS NOT NULL)", (before,)
    )
    connection.execute("DELETE FROM bulk_left_out WHERE bulk NOT IN (SELECT id FROM bulks)")


def _values(one: LeftOut) -> tuple[str, str, str]:
    return one.command_id, one.device_id, one.why
