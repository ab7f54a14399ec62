"""Text files read and written on a thread of their own, so that a slow disk cannot stop the window."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from flipconsole.domain.language import _
from flipconsole.domain.reason_file import LARGEST_BYTES
from flipconsole.ui.importing.source import text_of


class FileHandler(QObject):
    """Tells what came of it on the thread of this object.

    Signals:
        was_read: the text of a file.
        was_written: the name of a file.
        failed: why not, in a plain sentence.
    """

    was_read = Signal(str)
    was_written = Signal(str)
    failed = Signal(str)

    def read(self, path: Path) -> None:
        """Start reading."""
        threading.Thread(target=self._read, args=(path,), name="reasons", daemon=True).start()

    def write(self, path: Path, text: str) -> None:
        """Start writing; a file that is there is replaced."""
        threading.Thread(target=self._write, args=(path, text), name="reasons", daemon=True).start()

    def _read(self, path: Path) -> None:
        text, why_not = text_of(path, LARGEST_BYTES)
        with contextlib.suppress(RuntimeError):  # the dialog was closed meanwhile, and this object with it
            if why_not:
                self.failed.emit(why_not)
            else:
                self.was_read.emit(text)

    def _write(self, path: Path, text: str) -> None:
        why_not = ""
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            why_not = _("It was NOT written: {why}.").format(why=error.strerror or type(error).__name__)
        with contextlib.suppress(RuntimeError):
            if why_not:
                self.failed.emit(why_not)
            else:
                self.was_written.emit(path.name)
