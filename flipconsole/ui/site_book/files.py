"""The CSV files of the site book, read and written on a thread so that a slow disk cannot stop the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from flipconsole.app.site_book import read_site_book, write_site_book
from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.errors import FlipConsoleError
from flipconsole.ui.errands import Errands

T = TypeVar("T")


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

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errands = Errands(self)

    def read(self, path: Path) -> None:
        """Start reading."""
        self._send(lambda: read_site_book(path), lambda book: self.was_read.emit(path.name, book))

    def write(self, path: Path, batteries: Mapping[str, BatteryFacts]) -> None:
        """Start writing; a file that is there is replaced."""
        self._send(lambda: write_site_book(path, batteries), lambda _none: self.was_written.emit(path.name))

    def _send(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        def attempt() -> T | FlipConsoleError:
            try:
                return work()
            except FlipConsoleError as error:
                return error

        def tell(outcome: T | FlipConsoleError) -> None:
            if isinstance(outcome, FlipConsoleError):
                self.failed.emit(str(outcome))
            else:
                then(outcome)

        self._errands.send(attempt, tell, name="site book")
