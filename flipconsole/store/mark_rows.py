"""The table of marks, one row for each command that somebody has marked, and the statements that change it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime

from flipconsole.domain.errors import StoreError
from flipconsole.domain.mark import Mark
from flipconsole.domain.record import from_columns, to_column, to_columns

STATEMENTS = (
    """CREATE TABLE marks (
        command_id TEXT PRIMARY KEY, changed_at TEXT NOT NULL, taken_by TEXT NOT NULL, taken_at TEXT,
        note TEXT NOT NULL, note_by TEXT NOT NULL, note_at TEXT, shelved_until TEXT, shelved_at TEXT,
        shelved_by TEXT NOT NULL, shelved_reason TEXT NOT NULL, terms TEXT)""",
)

_NAMES = ", ".join(Mark.__struct_fields__)


def change_mark(connection: sqlite3.Connection, command_id: str, at: datetime, columns: Mapping[str, object]) -> Mark:
    """Change these columns of a command's mark inside the transaction under way; the others stay as they are."""
    blank = to_columns(Mark(command_id, at))
    marks = ", ".join("?" * len(blank))
    connection.execute(f"INSERT OR IGNORE INTO marks ({_NAMES}) VALUES ({marks})", tuple(blank.values()))
    changed = {"changed_at": at, **columns}
    names = ", ".join(f"{name} = ?" for name in changed)
    values = [to_column(value) for value in changed.values()]
    connection.execute(f"UPDATE marks SET {names} WHERE command_id = ?", (*values, command_id))
    row = connection.execute(f"SELECT {_NAMES} FROM marks WHERE command_id = ?", (command_id,)).fetchone()
    return _mark(row)


def insert_mark(connection: sqlite3.Connection, mark: Mark) -> None:
    """Add a mark that was rescued."""
    columns = to_columns(mark)
    marks = ", ".join("?" * len(columns))
    connection.execute(f"INSERT OR REPLACE INTO marks ({_NAMES}) VALUES ({marks})", tuple(columns.values()))


def all_marks(connection: sqlite3.Connection) -> Iterator[Mark]:
    """Every mark that this version can read; one that it cannot is kept, and not shown."""
    for row in connection.execute(f"SELECT {_NAMES} FROM marks ORDER BY command_id"):
        try:
            yield _mark(row)
        except StoreError:
            continue


def prune(connection: sqlite3.Connection, before: str) -> None:
    """Forget marks that were last changed before this time, as text."""
    connection.execute("DELETE FROM marks WHERE changed_at < ?", (before,))


def _mark(row: tuple[object, ...]) -> Mark:
    return from_columns(Mark, dict(zip(Mark.__struct_fields__, row, strict=True)))
