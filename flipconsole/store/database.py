"""SQLite files opened so that what was committed stays: pragmas are read back, damage is found at the door."""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from flipconsole.domain.errors import StoreError
from flipconsole.domain.language import _
from flipconsole.store.private import make_private_file

BUSY_S = 30.0
"""How long a statement waits for a scanner, a backup or another process before it says so."""

Connect = Callable[[Path], sqlite3.Connection]


class Schema(NamedTuple):
    """What a file must look like: `migrations[n]` brings it from user_version n to n + 1, one statement each."""

    application_id: int
    migrations: tuple[tuple[str, ...], ...]


class Opened(NamedTuple):
    """A database that is ready; `trouble` is a plain sentence when it is slower or weaker than it should be."""

    connection: sqlite3.Connection
    trouble: str = ""


class Damaged(StoreError):
    """The file's content cannot be trusted; it has not been touched."""


class Newer(StoreError):
    """The file was written by a newer version; it has not been touched."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection without implicit transactions that waits `BUSY_S` for locks."""
    return sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)


def connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection that cannot change the file at all.

    Raises:
        sqlite3.Error: there is no such file, or it cannot be read.
    """
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_S, isolation_level=None)


def open_durable(path: Path, schema: Schema, connect: Connect = connect) -> Opened:
    """Open or create a file whose commits outlast a power cut: WAL with synchronous=FULL, else DELETE with EXTRA.

    Raises:
        Damaged, Newer: see there.
        StoreError: it cannot be opened, or the pragmas that make it durable do not hold.
    """
    return _open(path, schema, connect, durable=True)


def open_cache(path: Path, schema: Schema, connect: Connect = connect) -> Opened:
    """Open or create a file whose last commits may be lost in a power cut, never its consistency.

    Raises:
        Damaged, Newer, StoreError: as `open_durable`.
    """
    return _open(path, schema, connect, durable=False)


def not_saved(error: sqlite3.Error | OSError) -> StoreError:
    """What a failed write means, in a sentence that says that the work is not saved."""
    return StoreError(_("{cause} This was NOT saved.").format(cause=_cause(error)))


def not_opened(path: Path, error: sqlite3.Error | OSError) -> StoreError:
    """What a failed opening means; Damaged when the content is at fault, not the place."""
    text = _("{path} cannot be opened. {cause} Nothing in it was changed.").format(path=path, cause=_cause(error))
    return Damaged(text) if is_damage(error) else StoreError(text)


def is_damage(error: BaseException) -> bool:
    """Whether the error speaks of broken content; a locked, full or unreachable file is not broken."""
    return primary_code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def primary_code(error: BaseException) -> int:
    """SQLite's result code without its details; 0 for errors that SQLite did not report."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def utc_stamp() -> str:
    """Now, in a form that file names can carry and that sorts."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")


def _open(path: Path, schema: Schema, connect: Connect, *, durable: bool) -> Opened:
    if path.is_dir():
        raise Damaged(_("There is a folder where the file {path} should be.").format(path=path))
    try:
        is_new = make_private_file(path)
        if not is_new and path.stat().st_size:
            _refuse_foreign(path, schema, connect)
        connection = connect(path)
    except (sqlite3.Error, OSError) as error:
        raise not_opened(path, error) from error
    try:
        trouble = _set_pragmas(connection, durable=durable)
        _quick_check(connection, path)
        _migrate(connection, path, schema)
        _check_schema(connection, path, schema)
    except BaseException as error:
        connection.close()
        if isinstance(error, (sqlite3.Error, OSError)):
            raise not_opened(path, error) from error
        raise
    return Opened(connection, trouble)


def _refuse_foreign(path: Path, schema: Schema, connect: Connect) -> None:
    """Look at who wrote the file over a read-only connection, so that one that is not for us stays as it is."""
    try:
        application_id, version, is_empty = _written_by(connect_to_read(path))
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_READONLY_ROLLBACK:
            raise
        # A crash left a transaction half done: nobody can read the file before it was taken back.
        application_id, version, is_empty = _written_by(connect(path))
    if application_id == schema.application_id and isinstance(version, int) and version > len(schema.migrations):
        raise Newer(
            _(
                "{path} was written by a newer version of this program. It was left untouched, and nothing can be "
                "saved until you install that version or a later one."
            ).format(path=path)
        )
    if application_id != schema.application_id and not (is_empty and application_id == 0):
        raise Damaged(_("{path} is not a file of this program, or its beginning is damaged.").format(path=path))


def _written_by(connection: sqlite3.Connection) -> tuple[object, object, bool]:
    """Whose file it is, in which version, and whether nothing is in it; closes the connection."""
    with contextlib.closing(connection):
        is_empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        return _pragma(connection, "application_id"), _pragma(connection, "user_version"), is_empty


def _set_pragmas(connection: sqlite3.Connection, *, durable: bool) -> str:
    wanted: dict[str, object] = {"trusted_schema": 0}
    trouble = ""
    mode = _want_wal(connection)
    if mode == "wal":
        wanted["synchronous"] = 2 if durable else 1
    else:
        # EXTRA also syncs the folder after the journal is unlinked; with FULL it could come back and undo the commit.
        mode = "delete"
        wanted["synchronous"] = 3 if durable else 2
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
        trouble = _("This disk does not support the fast journal; saving is slower, but as safe.")
    if sys.platform == "darwin":
        wanted |= {"fullfsync": 1, "checkpoint_fullfsync": 1}
    for name, value in wanted.items():
        connection.execute(f"PRAGMA {name} = {value}").fetchall()
    held = {name: _pragma(connection, name) for name in ("journal_mode", *wanted)}
    if held != {"journal_mode": mode, **wanted}:
        raise StoreError(
            _("The database cannot be made safe against power cuts here ({held}), so nothing can be saved.").format(
                held=", ".join(f"{name}={value}" for name, value in held.items())
            )
        )
    return trouble


def _want_wal(connection: sqlite3.Connection) -> object:
    try:
        return connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    except sqlite3.OperationalError as error:
        if is_damage(error) or primary_code(error) in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL):
            raise
        return _pragma(connection, "journal_mode")


def _pragma(connection: sqlite3.Connection, name: str) -> object:
    row = connection.execute(f"PRAGMA {name}").fetchone()
    return None if row is None else row[0]


def _quick_check(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise Damaged(_("{path} is damaged: {found}").format(path=path, found=str(found)[:200]))


def _migrate(connection: sqlite3.Connection, path: Path, schema: Schema) -> None:
    version = _version(connection)
    if version == len(schema.migrations):
        return
    if version > 0:
        _back_up(connection, path.with_name(f"{path.stem}.before-v{len(schema.migrations)}-{utc_stamp()}{path.suffix}"))
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Read again: another process may have migrated while this one waited for the write lock.
        for number in range(_version(connection), len(schema.migrations)):
            for statement in schema.migrations[number]:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {schema.application_id}")
        connection.execute(f"PRAGMA user_version = {len(schema.migrations)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    version = _pragma(connection, "user_version")
    return version if isinstance(version, int) else 0


def _back_up(connection: sqlite3.Connection, target: Path) -> None:
    make_private_file(target)
    with contextlib.closing(connect(target)) as copy:
        connection.backup(copy)


def _check_schema(connection: sqlite3.Connection, path: Path, schema: Schema) -> None:
    """A table, index or trigger that is missing or altered is damage, even where quick_check finds none."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as model:
        for statements in schema.migrations:
            for statement in statements:
                model.execute(statement)
        missing = _objects(model) - _objects(connection)
    if missing:
        names = ", ".join(sorted(name for name, _sql in missing))
        raise Damaged(_("{path} is damaged: {names} is missing or altered.").format(path=path, names=names))


def _objects(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    return set(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def _cause(error: sqlite3.Error | OSError) -> str:
    if isinstance(error, OSError):
        return _("The system says: {why}.").format(why=error.strerror or error)
    match primary_code(error):
        case sqlite3.SQLITE_FULL:
            return _("The disk is full: make room on it.")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return _("The data directory is read-only: check its permissions.")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return _("Another program keeps the database locked (a scanner or a backup?): try again when it is done.")
        case sqlite3.SQLITE_CANTOPEN:
            return _("The database file or its folder cannot be reached: check that the data directory still exists.")
        case sqlite3.SQLITE_IOERR:
            return _("The disk reported an error: check that it is full or failing.")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return _("The database file is damaged: restart the console, which puts it aside and saves what it can.")
        case _:
            return _("The database refused: {why}.").format(why=error)
