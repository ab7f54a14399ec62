"""How many answers other profiles hold, counted without changing a byte of their files."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import NamedTuple

from flipconsole.domain.errors import StoreError
from flipconsole.store.database import connect_to_read


class Held(NamedTuple):
    """The answers in one folder that have not reached Flip, and the items of it that only a person can close."""

    folder: Path
    waiting: int
    asking: int


def held_elsewhere(directory: Path, mine: Path) -> list[Held]:
    """What every folder of answers in the data directory but `mine` holds; one that cannot be read holds nothing."""
    files = [*directory.glob("*/outbox.sqlite3"), *directory.glob("profiles/*/*/outbox.sqlite3")]
    found = [_held(file) for file in sorted(files) if file.parent != mine]
    return [held for held in found if held.waiting or held.asking]


def _held(file: Path) -> Held:
    with contextlib.suppress(sqlite3.Error, OSError, StoreError), contextlib.closing(connect_to_read(file)) as reading:
        waiting, asking = reading.execute(
            "SELECT count(*) FILTER (WHERE state IN ('queued', 'sending')), "
            "count(*) FILTER (WHERE state IN ('needs_review', 'failed') "
            "AND seq IN (SELECT max(seq) FROM acks GROUP BY command_id)) FROM acks"
        ).fetchone()
        (items,) = reading.execute("SELECT count(*) FROM attention WHERE closed_at IS NULL").fetchone()
        return Held(file.parent, waiting, asking + items)
    return Held(file.parent, 0, 0)
