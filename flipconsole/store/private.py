"""Files and folders that only their owner can read, from their first moment on."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path


def make_private_folder(folder: Path) -> None:
    """The folder exists with mode 0700; one that was more open is closed.

    Raises:
        OSError: it cannot be made or closed.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def make_private_file(path: Path) -> bool:
    """The file exists with mode 0600; True if it was made now, empty.

    An existing file is never opened here: closing it again would drop the locks that SQLite holds on it in this
    process.

    Raises:
        OSError: it cannot be made or closed.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
        return False
    return True


def write_private_file(path: Path, text: str) -> None:
    """Put `text` in the place of the file at once: after a crash or power cut there is the old file or the new one.

    Raises:
        OSError: it could not be written; the old file stands.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # 0600 by mkstemp's promise
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames and new names inside the folder outlast a power cut."""
    if sys.platform == "win32":  # NTFS keeps its own journal of names, and a folder cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
