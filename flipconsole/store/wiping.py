"""Deletes the files that tell about people and their homes, and none of those that hold answers."""

from __future__ import annotations

from pathlib import Path

from flipconsole.domain.errors import StoreError
from flipconsole.domain.language import _
from flipconsole.store.lock import SenderLock
from flipconsole.store.private import sync_folder

_NAMES = ("batteries.json", "batteries.damaged.json", "sites.json", "snapshot.sqlite3", "snapshot.damaged.sqlite3")
_ENDINGS = ("", "-wal", "-shm", "-journal")
_LEFT_BY_A_CRASH = (".batteries.json.*", ".sites.json.*")


def personal_folders(directory: Path) -> list[Path]:
    """The folders of a data directory in which there is something to wipe."""
    if not directory.is_dir():
        return []
    names = {f"{name}{ending}" for name in _NAMES for ending in _ENDINGS}
    return sorted({path.parent for path in directory.rglob("*") if path.name in names and path.is_file()})


def wipe_folder(folder: Path) -> int:
    """Delete them; how many files that were.

    Raises:
        StoreError: a console works with this folder, or a file cannot be deleted; what was deleted by then is gone.
    """
    lock = SenderLock(folder / "sender.lock")
    if not lock.try_acquire():
        raise StoreError(
            _("A console is open on {folder}. Close it, or delete its personal data from its own window.").format(
                folder=folder
            )
        )
    try:
        paths = [folder / f"{name}{ending}" for name in _NAMES for ending in _ENDINGS]
        paths += [path for pattern in _LEFT_BY_A_CRASH for path in folder.glob(pattern)]
        found = [path for path in paths if path.exists()]
        for path in found:
            path.unlink()
        sync_folder(folder)
    except OSError as error:
        raise StoreError(
            _("{file} could NOT be deleted: {why}.").format(
                file=error.filename or folder, why=error.strerror or type(error).__name__
            )
        ) from error
    finally:
        lock.release()
    return len(found)
