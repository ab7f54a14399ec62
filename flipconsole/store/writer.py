"""The one thread that talks to a database: what was queued meanwhile is committed together."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from flipconsole.domain.errors import StoreError
from flipconsole.domain.language import _
from flipconsole.store.database import not_saved, primary_code

POLL_S = 0.5
"""How often an idle writer looks for another process's commits, and for the end of the program."""

Result = TypeVar("Result")
Job = Callable[[sqlite3.Connection], Result]

_log = logging.getLogger(__name__)
_REOPEN_AFTER = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class _Vanished(StoreError):
    """The file that the connection writes to has no name any more."""


class _Queued(NamedTuple):
    job: Job[Any]
    future: Future[Any]


class Writer:
    """Runs jobs in the order in which they came, each in a savepoint, all that wait in one transaction.

    A future resolves only after COMMIT has returned and the file is still in its place. A job that raises fails alone;
    a failed COMMIT fails all that shared it. A job that was submitted is run: its future cannot be cancelled. After a
    failure the writer goes on, and works again as soon as the disk does.

    The constructor opens the database on the writer's own thread and raises what opening raised. The thread ends with
    `close()`, or by itself when the main thread has ended.
    """

    def __init__(self, path: Path, open_connection: Callable[[], sqlite3.Connection]) -> None:
        self._path = path
        self._open_connection = open_connection
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._seen_version: int | None = None
        self._watcher: Callable[[], None] | None = None
        self._condition = threading.Condition()
        self._queue: list[_Queued] = []
        self._closing = False
        ready: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, args=(ready,), name=f"writer of {path.name}", daemon=False)
        self._thread.start()
        ready.result()

    def submit(self, job: Job[Result]) -> Future[Result]:
        """Queue a job; returns at once. The job runs inside a transaction and must not end it."""
        future: Future[Result] = Future()
        future.set_running_or_notify_cancel()
        with self._condition:
            if self._closing:
                future.set_exception(StoreError(_("The console is closing. This was NOT saved.")))
            else:
                self._queue.append(_Queued(job, future))
                self._condition.notify()
        return future

    def watch(self, foreign_commit: Callable[[sqlite3.Connection], None]) -> None:
        """Call back, on the writer's thread, within a second of a commit by another connection; never for our own."""

        def look() -> None:
            connection = self._connected()
            version = connection.execute("PRAGMA data_version").fetchone()[0]
            if version != self._seen_version:
                self._seen_version = version
                foreign_commit(connection)

        with self._condition:
            self._watcher = look
            self._condition.notify()

    def close(self) -> None:
        """Run what is queued, close the database, end the thread. May be called twice."""
        with self._condition:
            self._closing = True
            self._condition.notify()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self, ready: Future[None]) -> None:
        try:
            self._connected()
        except BaseException as error:  # noqa: BLE001 - it is raised again in the constructor
            with self._condition:
                self._closing = True
            ready.set_exception(error)
            return
        ready.set_result(None)
        while batch := self._next_batch():
            self._commit(batch)
            self._look()
        self._drop_connection()

    def _next_batch(self) -> list[_Queued]:
        """All that waits, as soon as something does; empty when the thread is to end."""
        while True:
            with self._condition:
                if not self._queue and not self._closing:
                    self._condition.wait(POLL_S)
                if not threading.main_thread().is_alive():  # nobody called close(): the exit must not hang on us
                    self._closing = True
                batch, self._queue = self._queue, []
                if batch or self._closing:
                    return batch
            self._look()

    def _look(self) -> None:
        if self._watcher is not None:
            try:
                self._watcher()
            except Exception:  # noqa: BLE001 - logged; the thread lives on for the answers to come
                _log.exception("looking for another process's commits failed")

    def _commit(self, batch: list[_Queued]) -> None:
        try:
            connection = self._reconnected()
            connection.execute("BEGIN IMMEDIATE")
            outcomes = [self._run_job(connection, queued.job) for queued in batch]
            connection.execute("COMMIT")
            self._require_file()
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to those who wait, and the thread lives on
            self._recover_from(error)
            failure = error
            if isinstance(error, (sqlite3.Error, OSError)):
                failure = not_saved(error)
                failure.__cause__ = error
            for queued in batch:
                queued.future.set_exception(failure)
            return
        for queued, (value, failed) in zip(batch, outcomes, strict=True):
            if failed is None:
                queued.future.set_result(value)
            else:
                queued.future.set_exception(failed)

    def _run_job(self, connection: sqlite3.Connection, job: Job[Any]) -> tuple[Any, BaseException | None]:
        connection.execute("SAVEPOINT job")
        try:
            value = job(connection)
        except BaseException as error:
            if not connection.in_transaction:  # SQLite gave the whole transaction up: nothing in it can be saved
                raise
            connection.execute("ROLLBACK TO job")
            connection.execute("RELEASE job")
            if isinstance(error, sqlite3.Error):
                failure = not_saved(error)
                failure.__cause__ = error
                return None, failure
            return None, error
        connection.execute("RELEASE job")
        return value, None

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._open_connection()
            self._identity = self._file_identity()
            if self._seen_version is None:
                self._seen_version = self._connection.execute("PRAGMA data_version").fetchone()[0]
            else:
                self._seen_version = -1  # what a watcher knows came from the file before: it must look again
        return self._connection

    def _reconnected(self) -> sqlite3.Connection:
        try:
            return self._connected()
        except StoreError as error:
            raise StoreError(_("{cause} This was NOT saved.").format(cause=error)) from error

    def _require_file(self) -> None:
        """A file that was deleted under an open connection takes every write, and is gone with the process."""
        try:
            is_in_place = self._file_identity() == self._identity
        except OSError:
            is_in_place = False
        if not is_in_place:
            raise _Vanished(
                _("The database file was moved or deleted while the console was running. This was NOT saved.")
            )

    def _file_identity(self) -> tuple[int, int]:
        found = os.stat(self._path)
        return found.st_dev, found.st_ino

    def _recover_from(self, error: BaseException) -> None:
        connection = self._connection
        if connection is not None and connection.in_transaction:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
        if isinstance(error, _Vanished) or primary_code(error) in _REOPEN_AFTER:
            self._drop_connection()

    def _drop_connection(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with contextlib.suppress(sqlite3.Error):
                connection.close()
