"""A damaged outbox is put aside, never deleted, and its readable rows move into a new one."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from flipconsole.domain.ack import Ack, Attention
from flipconsole.domain.errors import StoreError
from flipconsole.domain.journal import JournalLine
from flipconsole.domain.language import _
from flipconsole.domain.mark import Mark
from flipconsole.domain.record import Kept, from_columns
from flipconsole.store.database import Schema, connect, utc_stamp
from flipconsole.store.private import sync_folder

_LARGEST_GAP = 100_000
"""How many row numbers are tried one by one where a page between readable ones is broken."""


class Rescued(NamedTuple):
    """What could be read of a damaged outbox; `expected` acks were in it (None: not even that can be read)."""

    acks: list[Ack]
    attention: list[Attention]
    lines: list[JournalLine]
    expected: int | None
    marks: tuple[Mark, ...] = ()

    @property
    def sentence(self) -> str:
        """How much was rescued, in words."""
        if self.expected is None:
            return _("{n} answers were rescued from it; how many there were cannot be read any more.").format(
                n=len(self.acks)
            )
        return _("{n} of {m} answers were rescued from it.").format(n=len(self.acks), m=self.expected)


def put_aside(path: Path) -> Path:
    """Rename the database and what belongs to it to `<stem>.corrupt-<utc>...`; returns its new name.

    The write-ahead log goes first: left behind, it would be replayed into the file that takes the old one's place.
    """
    aside = path.with_name(f"{path.stem}.corrupt-{utc_stamp()}{path.suffix}")
    for ending in ("-wal", "-shm", "-journal", ""):
        with contextlib.suppress(FileNotFoundError):
            os.rename(f"{path}{ending}", f"{aside}{ending}")
    sync_folder(path.parent)
    return aside


def rescue(path: Path, schema: Schema) -> Rescued:
    """Read what can be read of a damaged outbox; works on a copy, so that not one of its bytes changes.

    Raises:
        OSError: there is no room for the copy.
    """
    if not path.is_file() or not path.stat().st_size:
        return Rescued([], [], [], 0 if not path.exists() else None)
    with tempfile.TemporaryDirectory(prefix="rescue-", dir=path.parent, ignore_cleanup_errors=True) as folder:
        found = []
        for number, mend in enumerate((False, True)):
            copy = Path(folder, f"{number}.sqlite3")
            shutil.copyfile(path, copy)
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(f"{path}-wal", f"{copy}-wal")
            if mend:
                _put_first_page(copy, Path(folder, "model.sqlite3"), schema)
            found.append(_read(copy))
            if found[-1].acks and len(found[-1].acks) == found[-1].expected:
                break
        return max(found, key=lambda rescued: len(rescued.acks))


def _put_first_page(copy: Path, model: Path, schema: Schema) -> None:
    """Give the copy the first page of a fresh file: the header, and where each table begins, are the same in both."""
    with contextlib.closing(connect(model)) as connection:
        for statements in schema.migrations:
            for statement in statements:
                connection.execute(statement)
        page_size = connection.execute("PRAGMA page_size").fetchone()[0]
    page = bytearray(model.read_bytes()[:page_size])
    pages = copy.stat().st_size // page_size
    page[28:32] = pages.to_bytes(4, "big")  # size in pages, valid because bytes 24 and 92 agree (file format 1.3.7)
    page[24:28] = page[92:96]
    with open(copy, "r+b") as file:
        file.write(page)


def _read(copy: Path) -> Rescued:
    try:
        with contextlib.closing(connect(copy)) as connection:
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            return Rescued(
                list(_records(connection, "acks", Ack)),
                list(_records(connection, "attention", Attention)),
                list(_records(connection, "journal", JournalLine)),
                _count(connection),
                tuple(_records(connection, "marks", Mark)),
            )
    except sqlite3.Error:
        return Rescued([], [], [], None)


def _records(connection: sqlite3.Connection, table: str, kind: type[Kept]) -> Iterator[Kept]:
    names, rows = _rows(connection, table)
    for _key, row in sorted(rows.items()):
        with contextlib.suppress(StoreError):
            yield from_columns(kind, dict(zip(names, row, strict=True)))


def _rows(connection: sqlite3.Connection, table: str) -> tuple[list[str], dict[int, tuple[object, ...]]]:
    """Rows by number: from the front up to the damage, from the back down to it, then one by one between."""
    names: list[str] = []
    rows: dict[int, tuple[object, ...]] = {}
    edges: list[int] = []
    for direction in ("ASC", "DESC"):
        last = None
        try:
            cursor = connection.execute(f"SELECT rowid, * FROM {table} NOT INDEXED ORDER BY rowid {direction}")
            names = [column[0] for column in cursor.description[1:]]
            for key, *row in cursor:
                rows[key] = tuple(row)
                last = key
            return names, rows
        except sqlite3.Error:
            edges.append(last if last is not None else 0)
    first, end = edges
    for key in range(first + 1, min(end, first + _LARGEST_GAP)):
        with contextlib.suppress(sqlite3.Error):
            for row in connection.execute(f"SELECT * FROM {table} NOT INDEXED WHERE rowid = ?", (key,)):
                rows[key] = tuple(row)
    return names, rows


def _count(connection: sqlite3.Connection) -> int | None:
    for how in ("INDEXED BY acks_by_command", "NOT INDEXED"):
        with contextlib.suppress(sqlite3.Error):
            return int(connection.execute(f"SELECT count(*) FROM acks {how}").fetchone()[0])
    return None
