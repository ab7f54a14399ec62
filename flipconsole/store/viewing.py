"""View only: what can still be read where nothing can be written, copied to a place that goes with the program."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flipconsole.domain.errors import StoreError
from flipconsole.domain.language import _
from flipconsole.store.database import connect, connect_to_read
from flipconsole.store.private import make_private_file

_DATABASES = ("outbox.sqlite3", "snapshot.sqlite3")
_FILES = ("batteries.json", "sites.json")
_BELONGS_TO_IT = ("-wal", "-journal", "")
_IN_MEMORY = "/dev/shm"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A private folder that is gone after the block: in the system's place for such, or in memory when that is full.

    Raises:
        StoreError: there is no such place.
    """
    with contextlib.ExitStack() as stack:
        for place in (None, _IN_MEMORY):
            try:
                made = stack.enter_context(
                    tempfile.TemporaryDirectory(prefix="flipconsole-view-", dir=place, ignore_cleanup_errors=True)
                )
                Path(made, "room").write_bytes(bytes(256 * 1024))
            except OSError:
                continue
            break
        else:
            raise StoreError(_("There is no room for even a temporary file: make room on the disk and start again."))
        yield Path(made)


def copy_for_viewing(folder: Path, into: Path) -> None:
    """Copy what can be read of an origin's files; what cannot is left out, and nothing in `folder` is touched."""
    for name in _FILES:
        with contextlib.suppress(OSError):
            shutil.copyfile(folder / name, into / name)
    for name in _DATABASES:
        source, target = folder / name, into / name
        try:
            if not source.is_file():
                continue
            make_private_file(target)
            with (
                contextlib.closing(connect_to_read(source)) as found,
                contextlib.closing(connect(target)) as copy,
            ):
                found.backup(copy)
        except (sqlite3.Error, OSError):
            _copy_bytes(source, target)


def _copy_bytes(source: Path, target: Path) -> None:
    """Copy a database with what belongs to it as bytes: where the folder is read-only, SQLite cannot even read it."""
    for ending in _BELONGS_TO_IT:
        part = Path(f"{target}{ending}")
        with contextlib.suppress(FileNotFoundError):
            os.unlink(part)
        try:
            make_private_file(part)
            shutil.copyfile(f"{source}{ending}", part)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(part)
