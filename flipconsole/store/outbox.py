"""The outbox: every answer an operator gave to one origin, on disk before anything else happens to it."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TypedDict

from typing_extensions import Unpack

from flipconsole.domain.ack import Ack, AckState, Attention
from flipconsole.domain.bulk import Bulk
from flipconsole.domain.errors import StoreError
from flipconsole.domain.journal import JournalLine, Soundness
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.mark import Mark
from flipconsole.store import backups, bulk_rows, journal, mark_rows, outbox_rows
from flipconsole.store.database import Connect, connect, connect_to_read, not_opened
from flipconsole.store.outbox_file import OutboxFile
from flipconsole.store.sent import SentPage, read_sent
from flipconsole.store.writer import Job, Result, Writer

NEEDED_BYTES = 20 * 1024 * 1024
"""No new answer is taken with less room than this, so that what becomes of the old ones can always be noted."""


class Loaded(NamedTuple):
    """Everything the outbox holds; `trouble` is a plain sentence when something was lost or is not as it should be."""

    acks: list[Ack]
    attention: list[Attention]
    trouble: str = ""
    bulks: tuple[Bulk, ...] = ()
    marks: tuple[Mark, ...] = ()


class Put(NamedTuple):
    """The acks as they are on disk, the earlier ones that they replaced, and the bulk that they were given in."""

    acks: tuple[Ack, ...]
    withdrawn: tuple[Ack, ...]
    bulk: Bulk | None = None


class Changed(NamedTuple):
    """One transaction's changes: the ack, its new "Needs you" items, and later acks whose terms moved with it."""

    ack: Ack
    attention: tuple[Attention, ...]
    rebased: tuple[Ack, ...]


class Stopped(NamedTuple):
    """What a stop took back, and the last answer that it was about."""

    acks: tuple[Ack, ...]
    until: int


class AckChange(TypedDict, total=False):
    """What may change of an ack after it was given; what was answered never does."""

    state: AckState
    not_before: datetime
    attempts: int
    unheard: bool
    next_at: datetime | None
    settled_at: datetime | None
    outcome: str
    http_status: int | None


class Outbox:
    """Answers, "Needs you" items and the journal of one origin.

    A method that returns a Future returns at once and touches no file on the caller's thread; the Future resolves on
    the writer's thread once COMMIT has returned ("saved"), or with a StoreError whose text says that it was NOT saved.
    The others block, and belong on a thread that may. Several processes may hold the same outbox open.

    `refusal` says in a plain sentence why nobody may answer here: this is a copy, for viewing only. Then no answer is
    taken or changed; "" everywhere else.
    """

    def __init__(self, directory: Path, connect: Connect = connect) -> None:
        self.refusal = ""
        self._file = OutboxFile(directory, connect)
        self._writer = Writer(self._file.path, self._file.open)
        try:
            self._writer.submit(outbox_rows.prune).result()
        except StoreError:
            # The disk is full, say: what is there can still be read and sent.
            self._file.trouble = self._file.trouble or _("Old answers could not be tidied up: is the disk full?")

    @classmethod
    def open(cls, directory: Path, connect: Connect = connect) -> Outbox:
        """Open the outbox in an origin's folder, or create it; blocks.

        A damaged file is put aside, never deleted; `Loaded.trouble` tells.

        Raises:
            StoreError: it cannot be opened (newer version, no permission, locked for 30 s, full disk); untouched.
        """
        return cls(directory, connect)

    def close(self) -> None:
        """Finish what was queued and close the file; blocks until it is on disk."""
        self._writer.close()

    def load(self, *, is_sender: bool) -> Loaded:
        """Everything, in the order in which it was answered; blocks.

        `is_sender`: the caller holds the sender lock, so that nobody else can be sending; what is still marked as being
        sent was left so by a process that died, and is read (and noted) as queued with an unheard answer.

        Raises:
            StoreError: the file cannot be read.
        """
        return self.read_all(is_sender=is_sender).result()

    def read_all(self, *, is_sender: bool) -> Future[Loaded]:
        """As `load`, without blocking: everything as it is once all that was queued before is done."""

        def job(connection: sqlite3.Connection) -> Loaded:
            if is_sender:
                outbox_rows.queue_again(connection)
            return self._load(connection)

        return self._writer.submit(job)

    def put(self, acks: Sequence[Ack], lines: Sequence[JournalLine] = (), bulk: Bulk | None = None) -> Future[Put]:
        """Save new answers and their journal lines, and the bulk that they belong to, in one transaction.

        Each ack gets its seq, and each line without an `ack_seq` that of its command. A newer answer replaces an
        earlier one of the same command that Flip cannot have (it becomes WITHDRAWN); one that may have arrived stands.
        The new one names in `answers_seq` the one that it changes.
        """

        def job(connection: sqlite3.Connection) -> Put:
            self._require_room()
            put: list[int] = []
            withdrawn: list[int] = []
            stored = None if bulk is None else bulk_rows.insert_bulk(connection, bulk)
            for one in acks:
                ack = one if stored is None else one.but(bulk=stored.id)
                replaced = outbox_rows.withdraw_unsent(connection, ack)
                put.append(outbox_rows.insert_ack(connection, ack, replaced))
                withdrawn += replaced
            journal.append(connection, lines, {ack.command_id: seq for ack, seq in zip(acks, put, strict=True)})
            return Put(
                tuple(outbox_rows.read_ack(connection, seq) for seq in put),
                tuple(outbox_rows.readable_acks(connection, withdrawn)),
                stored,
            )

        return self._write(job)

    def change(
        self,
        seq: int,
        expected: Collection[AckState],
        *,
        lines: Sequence[JournalLine] = (),
        attention: Sequence[Attention] = (),
        rebase: tuple[str, str] | None = None,
        **columns: Unpack[AckChange],
    ) -> Future[Changed | None]:
        """Change an ack, if its state on disk is one of `expected`; else nothing at all happens, and None comes back.

        In the same transaction: the journal lines (those without an `ack_seq` get this one), new "Needs you" items
        (likewise), and `rebase`: later queued acks of this command that answer the first device_status now answer the
        second, so that our own delivery is not taken for a colleague's change.
        """

        def job(connection: sqlite3.Connection) -> Changed | None:
            if not outbox_rows.update_ack(connection, seq, expected, columns):
                return None
            ack = outbox_rows.read_ack(connection, seq)
            rebased = () if rebase is None else outbox_rows.rebase(connection, ack, *rebase)
            items = tuple(outbox_rows.insert_attention(connection, item, seq) for item in attention)
            journal.append(connection, lines, {ack.command_id: seq})
            return Changed(ack, items, rebased)

        return self._write(job)

    def hold_bulk(self, id: int, why: str) -> Future[None]:
        """Note why nothing more of a bulk may leave; "" lets it go on."""
        return self._writer.submit(lambda connection: bulk_rows.update_bulk(connection, id, held_why=why))

    def stop_bulk(
        self, id: int, at: datetime, outcome: str, line: Callable[[Ack], JournalLine], until: int | None = None
    ) -> Future[Stopped]:
        """Withdraw what waits of a bulk and cannot have arrived, with a journal line for each.

        `until` is the last answer that it is about; None for the last that was given when this is written.
        """

        def job(connection: sqlite3.Connection) -> Stopped:
            last = bulk_rows.last_seq(connection, id) if until is None else until
            seqs = bulk_rows.not_arrived(connection, id, last)
            columns = {"state": AckState.WITHDRAWN, "settled_at": at, "outcome": outcome}
            for seq in seqs:
                outbox_rows.update_ack(connection, seq, [AckState.QUEUED], columns)
            bulk_rows.update_bulk(connection, id, held_why="", stopped_at=at, stopped_seq=last)
            acks = tuple(outbox_rows.readable_acks(connection, seqs))
            journal.append(connection, [line(ack) for ack in acks])
            return Stopped(acks, last)

        return self._writer.submit(job)

    def read_sent(self, limit: int, after: Ack | None = None) -> Future[SentPage]:
        """The newest answers that are done with, or those that come after this one, all queued before included."""
        return self._writer.submit(lambda connection: read_sent(connection, limit, after))

    def note(self, lines: Sequence[JournalLine]) -> Future[None]:
        """Add journal lines that go with no change."""
        return self._writer.submit(lambda connection: journal.append(connection, lines))

    def read_journal(self, command_id: str, limit: int = 1000) -> Future[list[JournalLine]]:
        """The newest `limit` lines of one command, oldest first, all that was queued before included."""
        return self._writer.submit(lambda connection: journal.read(connection, command_id, limit))

    def close_attention(self, id: int, by: str, at: datetime, line: JournalLine) -> Future[Attention | None]:
        """Close a "Needs you" item and say so in the journal; None if somebody had closed it already."""

        def job(connection: sqlite3.Connection) -> Attention | None:
            if not outbox_rows.close_attention(connection, id, by, at):
                return None
            journal.append(connection, [line])
            return outbox_rows.read_attention(connection, id)

        return self._write(job)

    def change_marks(
        self, command_ids: Sequence[str], at: datetime, columns: Mapping[str, object], lines: Sequence[JournalLine]
    ) -> Future[tuple[Mark, ...]]:
        """Change these columns of the commands' marks and say so in the journal; the marks as they are then."""

        def job(connection: sqlite3.Connection) -> tuple[Mark, ...]:
            changed = tuple(mark_rows.change_mark(connection, one, at, columns) for one in command_ids)
            journal.append(connection, lines)
            return changed

        return self._writer.submit(job)

    def on_foreign_change(self, callback: Callable[[Loaded], None]) -> None:
        """Call back on the writer's thread, within a second of another process's commit, with all that is now there.

        Our own commits never cause it.
        """
        self._writer.watch(lambda connection: callback(self._load(connection)))

    def journal(self, command_id: str | None = None, limit: int = 1000) -> list[JournalLine]:
        """The newest `limit` lines, of one command or of all, oldest first; blocks, over a connection of its own.

        Raises:
            StoreError: the file or a line of it cannot be read.
        """
        with self._reading() as connection:
            return journal.read(connection, command_id, limit)

    def verify(self) -> int | None:
        """The first journal line that does not follow from the one before; None when the chain holds; blocks.

        The chain has no key: it finds accidents and careless edits, not somebody who rewrites all of it.

        Raises:
            StoreError: the file cannot be read.
        """
        with self._reading() as connection:
            return journal.verify(connection)

    def _write(self, job: Job[Result]) -> Future[Result]:
        if not self.refusal:
            return self._writer.submit(job)
        refused: Future[Result] = Future()
        refused.set_exception(StoreError(self.refusal))
        return refused

    def tend(self) -> None:
        """Forget what is old, and make the day's copy if there is none yet; blocks.

        Raises:
            StoreError: that could not be done; every answer is where it was.
        """
        self._writer.submit(outbox_rows.prune).result()
        if backups.is_due(self._file.path, datetime.now(UTC)):
            backups.back_up(self._file.path, NEEDED_BYTES)

    def look_over(self) -> Soundness:
        """Whether the journal is whole, and which copies of the outbox there are; blocks.

        Raises:
            StoreError: the file cannot be read.
        """
        with self._reading() as connection:
            lines, since, until = journal.span(connection)
            broken_at = journal.verify(connection)
        times = [at for at in map(backups.made_at, backups.copies_of(self._file.path)) if at is not None]
        return Soundness(lines, since, until, broken_at, tuple(times))

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            with contextlib.closing(connect_to_read(self._file.path)) as connection:
                yield connection
        except sqlite3.Error as error:
            raise not_opened(self._file.path, error) from error

    def _require_room(self) -> None:
        if shutil.disk_usage(self._file.path.parent).free < NEEDED_BYTES:
            raise StoreError(_("The disk is almost full: make room on it. This was NOT saved."))

    def _load(self, connection: sqlite3.Connection) -> Loaded:
        acks = list(outbox_rows.all_acks(connection))
        attention = list(outbox_rows.all_attention(connection))
        unreadable = acks.count(None) + attention.count(None)
        trouble = self._file.trouble
        if unreadable:
            text = ngettext(
                "{n} saved answer or note cannot be read by this version; it is kept, and not sent.",
                "{n} saved answers or notes cannot be read by this version; they are kept, and not sent.",
                unreadable,
            )
            trouble = " ".join(filter(None, [trouble, text.format(n=unreadable)]))
        return Loaded(
            [ack for ack in acks if ack is not None],
            [item for item in attention if item is not None],
            trouble,
            tuple(bulk_rows.all_bulks(connection)),
            tuple(mark_rows.all_marks(connection)),
        )
