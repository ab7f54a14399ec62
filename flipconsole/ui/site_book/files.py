"""The CSV files of the site book, read and written on a thread so that a slow disk cannot stop the window."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from flipconsole.app.site_book import read_site_book, write_site_book
from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.errors import FlipConsoleError


class BookFiles(QObject):
    """Tells what came of it on the thread of this object.

    Signals:
        was_read: the name of a file, and its `ReadBook`.
        was_written: the name of a file.
        failed: why not, in a plain sentence.
    """

    was_read = Signal(str, object)
    was_written = Signal(str)
    failed = Signal(str)

    def read(self, path: Path) -> None:
        """Start reading."""
        threading.Thread(target=self._read, args=(path,), name="site book", daemon=True).start()

    def write(self, path: Path, batteries: Mapping[str, BatteryFacts]) -> None:
        """Start writing; a file that is there is replaced."""
        threading.Thread(target=self._write, args=(path, batteries), name="site book", daemon=True).start()

    def _read(self, path: Path) -> None:
        with contextlib.suppress(RuntimeError):  # the dialog was closed meanwhile, and this object with it
            try:
                book = read_site_book(path)
            except FlipConsoleError as error:
                self.failed.emit(str(error))
            else:
                self.was_read.emit(path.name, book)

    def _write(self, path: Path, batteries: Mapping[str, BatteryFacts]) -> None:
        with contextlib.suppress(RuntimeError):
            try:
                write_site_book(path, batteries)
            except FlipConsoleError as error:
                self.failed.emit(str(error))
            else:
                self.was_written.emit(path.name)
