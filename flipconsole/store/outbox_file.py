"""How the outbox's file is found, opened, and replaced when it is damaged, keeping every answer that can be read."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from flipconsole.domain.errors import StoreError
from flipconsole.domain.journal import JournalLine
from flipconsole.domain.language import _
from flipconsole.store import journal, mark_rows, outbox_rows
from flipconsole.store.database import BUSY_S, Connect, Damaged, connect, not_opened, open_durable
from flipconsole.store.lock import FileLock
from flipconsole.store.private import sync_folder, write_private_file
from flipconsole.store.rescue import put_aside, rescue


class OutboxFile:
    """`outbox.sqlite3` in an origin's folder.

    Beside it stands `outbox.marker` once there was one, so that an empty or missing file is known as a loss. `trouble`
    says in a plain sentence what the last opening had to do; empty when all was well.
    """

    def __init__(self, directory: Path, connect: Connect = connect) -> None:
        self.path = directory / "outbox.sqlite3"
        self.trouble = ""
        self._marker = directory / "outbox.marker"
        self._ready = directory / "outbox.rescued.sqlite3"
        self._opening = FileLock(directory / "opening.lock")
        self._connect = connect

    def open(self) -> sqlite3.Connection:
        """The outbox, ready; one process at a time goes through here.

        Raises:
            StoreError: it cannot be opened; what is there is untouched.
        """
        if not self._opening.acquire(BUSY_S):
            raise StoreError(_("Another copy of the console has been opening this outbox for too long. Try again."))
        try:
            return self._open()
        except OSError as error:
            raise not_opened(self.path, error) from error
        finally:
            self._opening.release()

    def _open(self) -> sqlite3.Connection:
        if self._ready.exists():  # a crash came between the rescue and the exchange of the files
            self._exchange()
        trouble = self._lost()
        if trouble:
            put_aside(self.path)
        try:
            opened = open_durable(self.path, outbox_rows.SCHEMA, self._connect)
        except Damaged as damage:
            trouble = self._replace(damage)
            opened = open_durable(self.path, outbox_rows.SCHEMA, self._connect)
        self.trouble = " ".join(filter(None, [trouble, opened.trouble]))
        if not self._marker.exists():
            write_private_file(self._marker, "There has been an outbox here: if its file is missing, it was lost.\n")
        return opened.connection

    def _lost(self) -> str:
        """What to say when there was an outbox and its file is gone or empty; empty when it is there."""
        with contextlib.suppress(FileNotFoundError):
            if self.path.is_dir() or self.path.stat().st_size:
                return ""
        if not self._marker.exists():
            return ""
        return _(
            "The file with your saved answers is empty or gone, and a new one was started. Answers that had not been "
            "sent are lost: look at each command that waits, and answer it again."
        )

    def _replace(self, damage: Damaged) -> str:
        """Put a file with all that can be read in the place of the damaged one; a crash at any point loses nothing."""
        found = rescue(self.path, outbox_rows.SCHEMA)
        unfinished = self._ready.with_name("outbox.rescuing.sqlite3")
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(f"{unfinished}{ending}")
        with contextlib.closing(open_durable(unfinished, outbox_rows.SCHEMA).connection) as connection:
            connection.execute("BEGIN IMMEDIATE")
            for ack in found.acks:  # which bulk they were given in is not rescued: its number will be another's
                outbox_rows.insert_ack(connection, ack.but(bulk=None))
            for item in found.attention:
                outbox_rows.insert_attention(connection, item)
            for mark in found.marks:
                mark_rows.insert_mark(connection, mark)
            _skip_used_numbers(connection, found.lines)
            journal.append(connection, found.lines)
            connection.execute("COMMIT")
        os.rename(unfinished, self._ready)
        sync_folder(self._ready.parent)
        aside = self._exchange()
        return _("The file with your saved answers was damaged. {rescued} The damaged file was kept as {name}.").format(
            rescued=found.sentence, name=aside.name
        )

    def _exchange(self) -> Path:
        aside = put_aside(self.path)
        os.rename(self._ready, self.path)
        sync_folder(self.path.parent)
        return aside


def _skip_used_numbers(connection: sqlite3.Connection, lines: list[JournalLine]) -> None:
    """No new answer may get the number of a lost one that the journal still speaks of."""
    newest = max((line.ack_seq or 0 for line in lines), default=0)
    connection.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'acks'", (newest,))
    connection.execute(
        "INSERT INTO sqlite_sequence SELECT 'acks', ? "
        "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'acks')",
        (newest,),
    )
