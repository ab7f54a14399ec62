"""Text files read and written on a thread of their own, so that a slow disk cannot stop the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from flipconsole.domain.language import _
from flipconsole.domain.reason_file import LARGEST_BYTES
from flipconsole.ui.errands import Errands
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

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errands = Errands(self)

    def read(self, path: Path) -> None:
        """Start reading."""
        self._errands.send(lambda: text_of(path, LARGEST_BYTES), lambda found: self._tell_read(*found), name="reasons")

    def write(self, path: Path, text: str) -> None:
        """Start writing; a file that is there is replaced."""
        self._errands.send(lambda: _write(path, text), lambda why: self._tell_written(path.name, why), name="reasons")

    def _tell_read(self, text: str, why_not: str) -> None:
        if why_not:
            self.failed.emit(why_not)
        else:
            self.was_read.emit(text)

    def _tell_written(self, name: str, why_not: str) -> None:
        if why_not:
            self.failed.emit(why_not)
        else:
            self.was_written.emit(name)


def _write(path: Path, text: str) -> str:
    """Why it could not be written, in a plain sentence; "" when it was."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        return _("It was NOT written: {why}.").format(why=error.strerror or type(error).__name__)
    return ""
