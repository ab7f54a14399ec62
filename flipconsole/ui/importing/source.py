"""Text to import from a file, read on a thread of its own so that a slow disk cannot stop the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from flipconsole.domain.language import _
from flipconsole.ui.errands import Errands

LARGEST = 64 * 1024 * 1024
"""The most bytes that are read of a file; as much as of an answer of Flip."""


class FileReader(QObject):
    """Reads files, each on a thread, and tells what came of it on the thread of this object.

    Signals:
        was_read: the file's name and its text.
        failed: the file's name and why it could not be read, in a plain sentence.
    """

    was_read = Signal(str, str)
    failed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errands = Errands(self)

    def read(self, path: Path) -> None:
        """Start reading."""
        self._errands.send(lambda: text_of(path), lambda found: self._tell(path.name, *found), name="import")

    def _tell(self, name: str, text: str, why_not: str) -> None:
        if why_not:
            self.failed.emit(name, why_not)
        else:
            self.was_read.emit(name, text)


def text_of(path: Path, largest: int = LARGEST) -> tuple[str, str]:
    """The file's text without a byte order mark, and "" or why there is none in a plain sentence."""
    try:
        if not path.is_file():
            return "", _("This is not a file.")
        with path.open("rb") as file:
            body = file.read(largest + 1)
    except OSError as error:
        return "", _("The file could not be read: {why}.").format(why=error.strerror or type(error).__name__)
    if len(body) > largest:
        return "", _("The file is larger than {size} MB.").format(size=largest // 1024 // 1024)
    try:
        return body.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return "", _("The file is not UTF-8 text, as JSON must be.")
