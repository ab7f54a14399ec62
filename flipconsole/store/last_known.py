"""What an origin's files held last, read without changing a byte of them."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from flipconsole.domain.ack import Ack, Attention
from flipconsole.domain.errors import StoreError
from flipconsole.domain.held import Held
from flipconsole.domain.record import decode
from flipconsole.store import outbox_rows
from flipconsole.store.database import connect_to_read

FIRST = 200
"""So many of the most urgent commands are read: more than any screen shows."""


class LastKnown(NamedTuple):
    """The first commands, their answers and "Needs you" items; `to_come` commands more are in the file."""

    held: list[Held]
    acks: list[Ack]
    attention: list[Attention]
    to_come: int


def read_last_known(folder: Path) -> LastKnown | None:
    """What can be read right now; None where that is not all of it: whoever opens the files then finds out and tells.

    A file of another version, a damaged or a locked one, and one of which a killed process left a part beside it are
    all such cases.
    """
    try:
        with _reading(folder / "snapshot.sqlite3") as snapshot, _reading(folder / "outbox.sqlite3") as outbox:
            if _version(outbox) != len(outbox_rows.SCHEMA.migrations):
                return None
            first = snapshot.execute("SELECT record FROM held ORDER BY due LIMIT ?", (FIRST,))
            held = [decode(Held, text) for (text,) in first]
            (count,) = snapshot.execute("SELECT count(*) FROM held").fetchone()
            ids = [one.command.id for one in held]
            acks, attention = list(outbox_rows.acks_of(outbox, ids)), list(outbox_rows.attention_of(outbox, ids))
    except (sqlite3.Error, OSError, StoreError):
        return None
    known = [ack for ack in acks if ack is not None], [item for item in attention if item is not None]
    return LastKnown(held, *known, count - len(held))


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(connect_to_read(path)) as connection:
        connection.execute("PRAGMA busy_timeout = 0").fetchall()  # nobody waits for a lock before the window is there
        yield connection


def _version(connection: sqlite3.Connection) -> object:
    return connection.execute("PRAGMA user_version").fetchone()[0]
