"""The records of the program's own log, read back from its rotating files on a thread."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from flipconsole.domain.language import _
from flipconsole.ui.errands import Errands

LARGEST_BYTES = 512 * 1024
"""The newest so much is read; an older warning than that is of no use at a desk."""

LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40, "CRITICAL": 50}

_HEAD = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ([A-Z]+) ")
_NUMBER = re.compile(r"\.log(?:\.(\d+))?$")


class LogRecord(NamedTuple):
    """One record with all its lines; `level` is one of `LEVELS`' values, 0 where none could be read."""

    level: int
    text: str


class LogReading(NamedTuple):
    """What was read, oldest first; `trouble` says in a plain sentence why nothing was."""

    records: tuple[LogRecord, ...] = ()
    path: str = ""
    trouble: str = ""


def read_log(folder: Path) -> LogReading:
    """The newest records of the rotating files in a folder; blocks."""
    files = sorted(folder.glob("*.log*"), key=_age)
    if not files:
        return LogReading(trouble=_("There is no log: the data directory takes no file."))
    text, room = "", LARGEST_BYTES
    try:
        for path in files:
            with path.open("rb") as file:
                size = file.seek(0, 2)
                file.seek(max(0, size - room))
                part = file.read(room).decode("utf-8", "replace")
            text = (part if size <= room else part.partition("\n")[2]) + text
            room -= min(size, room)
            if room <= 0:
                break
    except OSError as error:
        why = _("The log cannot be read: {why}.").format(why=error.strerror or error)
        return LogReading(path=str(files[0]), trouble=why)
    return LogReading(tuple(_records(text.splitlines())), str(files[0]))


class LogReader(QObject):
    """Reads on a thread, so that a slow disk holds up no window.

    Signals:
        read: a `LogReading`; on this object's thread.
    """

    read = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errands = Errands(self)

    def start(self, folder: Path) -> None:
        """Read once; `read` tells."""
        self._errands.send(lambda: read_log(folder), self.read.emit, name="log reader")


def _records(lines: Iterable[str]) -> Iterable[LogRecord]:
    """One record for each line with a time and a level; lines without belong to the one before."""
    level = 0
    held: list[str] = []
    for line in lines:
        head = _HEAD.match(line)
        if head is not None and held:
            yield LogRecord(level, "\n".join(held))
            held = []
        if head is not None:
            level = LEVELS.get(head[1], 0)
        held.append(line)
    if held:
        yield LogRecord(level, "\n".join(held))


def _age(path: Path) -> int:
    """The newest file has no number, the older ones count up."""
    found = _NUMBER.search(path.name)
    return int(found[1]) if found is not None and found[1] else 0
