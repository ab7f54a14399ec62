"""Daily copies of the outbox beside it, whole and checked; the newest three are kept."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flipconsole.domain.errors import StoreError
from flipconsole.domain.language import _
from flipconsole.store.database import connect, connect_to_read, utc_stamp
from flipconsole.store.private import make_private_file, sync_folder

KEPT = 3
EVERY = timedelta(days=1)
_PAGES = 256
_PAUSE_S = 0.005
"""The copy is made in portions, so that it never holds up an answer that is being saved."""

_STAMP = "%Y%m%dT%H%M%S%fZ"


def copies_of(path: Path) -> list[Path]:
    """The copies of a database, oldest first."""
    return sorted(path.parent.glob(f"{path.stem}.backup-*{path.suffix}"))


def made_at(copy: Path) -> datetime | None:
    """When a copy was made, by its name; None for a file that somebody else named."""
    try:
        return datetime.strptime(copy.stem.rpartition("-")[2], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def is_due(path: Path, now: datetime) -> bool:
    """Whether a day has passed since the newest copy; a clock that was set back does not stop them."""
    times = [at for at in map(made_at, copies_of(path)) if at is not None]
    return not any(abs(now - at) < EVERY for at in times)


def back_up(path: Path, room: int) -> Path:
    """Make one more copy, and let go of the oldest beyond three; blocks. At least `room` bytes stay free.

    Raises:
        StoreError: no copy was made; the database and the copies before stand.
    """
    target = path.with_name(f"{path.stem}.backup-{utc_stamp()}{path.suffix}")
    unfinished = target.with_name(f".{target.name}")
    try:
        if shutil.disk_usage(path.parent).free < room + path.stat().st_size:
            raise StoreError(_("The disk is almost full: no copy of your answers was made today. Make room on it."))
        make_private_file(unfinished)
        with contextlib.closing(connect_to_read(path)) as source, contextlib.closing(connect(unfinished)) as copy:
            copy.execute("PRAGMA synchronous = FULL").fetchall()
            source.backup(copy, pages=_PAGES, sleep=_PAUSE_S)
            copy.execute("PRAGMA journal_mode = DELETE").fetchall()
            found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise StoreError(_("The copy of your answers is not whole, and was not kept. The originals are safe."))
        os.rename(unfinished, target)
        sync_folder(path.parent)
        for old in copies_of(path)[:-KEPT]:
            old.unlink()
    except (sqlite3.Error, OSError) as error:
        raise StoreError(
            _("No copy of your answers could be made today ({why}). The originals are safe.").format(why=error)
        ) from error
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                os.unlink(f"{unfinished}{ending}")
    return target
