"""The snapshot: the commands as last held, a cache that may be lost without losing anybody's work."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from flipconsole.domain.errors import StoreError
from flipconsole.domain.held import Held
from flipconsole.domain.language import _
from flipconsole.domain.news import News
from flipconsole.domain.record import decode, encode, to_column
from flipconsole.domain.row import Row
from flipconsole.store import news
from flipconsole.store.database import BUSY_S, Connect, Damaged, Newer, Schema, connect, not_opened, open_cache
from flipconsole.store.lock import FileLock
from flipconsole.store.news import LoadedNews
from flipconsole.store.writer import Writer

NEVER_DUE = "~"

SCHEMA = Schema(
    application_id=0x466C6963,
    migrations=(
        (
            "CREATE TABLE held (id TEXT PRIMARY KEY, record TEXT NOT NULL)",
            # One row: when the list was last fetched, on Flip's clock.
            "CREATE TABLE list (at TEXT)",
            "INSERT INTO list VALUES (NULL)",
        ),
        news.STATEMENTS,
        (
            # When an answer is due, ISO 8601 in UTC; `NEVER_DUE` sorts behind every time.
            f"ALTER TABLE held ADD COLUMN due TEXT NOT NULL DEFAULT '{NEVER_DUE}'",
            "CREATE INDEX held_by_due ON held (due)",
        ),
    ),
)


class LoadedSnapshot(NamedTuple):
    """The commands by id, and when the list that named them was fetched (None: never)."""

    held: dict[str, Held]
    list_at: datetime | None


class Snapshot:
    """`snapshot.sqlite3` of one origin; a damaged one is put aside (the last such stays) and a new one begun."""

    def __init__(self, path: Path, connect: Connect = connect) -> None:
        self._path = path
        self._connect = connect
        self._writer = Writer(path, self._open_file)

    @classmethod
    def open(cls, path: Path, connect: Connect = connect) -> Snapshot:
        """Open the snapshot, or begin one; blocks.

        Raises:
            StoreError: it can neither be opened nor begun anew.
        """
        return cls(path, connect)

    def close(self) -> None:
        """Finish what was queued and close the file; blocks."""
        self._writer.close()

    def load(self) -> LoadedSnapshot:
        """Everything held; blocks. A record that this version cannot read is passed over: the next list brings it back.

        Raises:
            StoreError: the file cannot be read.
        """
        records, at = self._writer.submit(_read).result()
        held: dict[str, Held] = {}
        for id, text in records:
            try:
                held[id] = decode(Held, text)
            except StoreError:
                continue
        return LoadedSnapshot(held, None if at is None else datetime.fromisoformat(at))

    def apply(
        self, changed: Sequence[Held], removed: Iterable[str], list_at: datetime | None, lines: Sequence[News] = ()
    ) -> Future[tuple[News, ...]]:
        """Write these versions, forget these ids, and note when the list was fetched (None: as before).

        The lines tell what changed; they come back with their numbers. All of it is one transaction, so that no change
        is taken without its line.
        """
        gone = list(removed)

        def job(connection: sqlite3.Connection) -> tuple[News, ...]:
            connection.executemany(
                "INSERT INTO held VALUES (?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET record = excluded.record, due = excluded.due",
                ((held.command.id, encode(held), _due(held)) for held in changed),
            )
            connection.executemany("DELETE FROM held WHERE id = ?", ((id,) for id in gone))
            if list_at is not None:
                connection.execute("UPDATE list SET at = ?", (to_column(list_at),))
            return news.insert(connection, lines)

        return self._writer.submit(job)

    def load_news(self, operator: str) -> Future[LoadedNews]:
        """The news that are kept, and what this operator has seen of them."""
        return self._writer.submit(lambda connection: news.load(connection, operator))

    def mark_seen(self, operator: str, seqs: Iterable[int]) -> Future[None]:
        """Note that an operator has seen these lines."""
        numbers = list(seqs)
        return self._writer.submit(lambda connection: news.mark_seen(connection, operator, numbers))

    def mark_all_seen(self, operator: str, last: int) -> Future[None]:
        """Note that an operator has seen everything up to the line `last`."""
        return self._writer.submit(lambda connection: news.mark_all_seen(connection, operator, last))

    def _open_file(self) -> sqlite3.Connection:
        opening = FileLock(self._path.with_name("opening.lock"))
        if not opening.acquire(BUSY_S):
            raise StoreError(_("Another copy of the console has been opening these files for too long. Try again."))
        try:
            try:
                return open_cache(self._path, SCHEMA, self._connect).connection
            except (Damaged, Newer):
                self._put_aside()
                return open_cache(self._path, SCHEMA, self._connect).connection
        except OSError as error:
            raise not_opened(self._path, error) from error
        finally:
            opening.release()

    def _put_aside(self) -> None:
        """Keep the newest bad file only: caches of a failing disk must not fill it."""
        aside = self._path.with_name(f"{self._path.stem}.damaged{self._path.suffix}")
        for ending in ("-wal", "-shm", ""):
            try:
                os.replace(f"{self._path}{ending}", f"{aside}{ending}")
            except FileNotFoundError:
                continue


def _read(connection: sqlite3.Connection) -> tuple[list[tuple[str, str]], str | None]:
    (at,) = connection.execute("SELECT at FROM list").fetchone()
    return connection.execute("SELECT id, record FROM held").fetchall(), at


def _due(held: Held) -> str:
    """When it is due, answered here or not: the list is sorted by this, so that its first page can be read alone."""
    urgent_at = Row(held).urgent_at
    return NEVER_DUE if urgent_at is None else str(to_column(urgent_at))
