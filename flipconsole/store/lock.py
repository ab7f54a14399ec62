"""Locks between processes that the operating system drops when their holder dies."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from flipconsole.domain.errors import StoreError
from flipconsole.domain.language import _

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class FileLock:
    """An exclusive lock on a file; that the file exists means nothing, only the lock on it does.

    Two locks on one path exclude each other also within one process. Not for two threads at once.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether this object holds the lock."""
        return self._handle is not None

    def try_acquire(self) -> bool:
        """Take the lock if nobody else holds it; returns at once. True also when it is held already.

        Raises:
            StoreError: the lock file cannot be made.
        """
        while self._handle is None:
            try:
                handle = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
            except OSError as error:
                raise StoreError(
                    _("The lock file {path} cannot be used ({why}). Check the folder's permissions.").format(
                        path=self._path, why=error.strerror or error
                    )
                ) from error
            if not _lock(handle):
                os.close(handle)
                return False
            if self._is_current(handle):
                self._handle = handle
            else:  # somebody removed the file between our opening and locking it: that lock excludes nobody
                os.close(handle)
        return True

    def acquire(self, timeout_s: float) -> bool:
        """Take the lock, waiting for it up to `timeout_s` seconds; False if somebody held it all that time."""
        until = time.monotonic() + timeout_s
        while not self.try_acquire():
            if time.monotonic() >= until:
                return False
            time.sleep(0.02)
        return True

    def release(self) -> None:
        """Give the lock back; nothing happens if it is not held. The file stays."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            os.close(handle)

    def _is_current(self, handle: int) -> bool:
        try:
            return os.path.samestat(os.fstat(handle), os.stat(self._path))
        except OSError:
            return False


class SenderLock(FileLock):
    """Held by the one process per data directory and origin that sends."""


if sys.platform == "win32":

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise StoreError(
                _("This folder does not support locks ({why}). Put the data directory on a local disk.").format(
                    why=error.strerror or error
                )
            ) from error
        return True
