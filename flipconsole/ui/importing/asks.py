"""What importing asks of the console: nothing else of it is used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from flipconsole.domain.command import UnreadableRow


class Report(Protocol):
    """What came of a text."""

    @property
    def ids(self) -> Sequence[str]:
        """The commands that were taken."""
        ...

    @property
    def unreadable(self) -> Sequence[UnreadableRow]:
        """Every item that is no command."""
        ...


class ImportingConsole(Protocol):
    """The one method that takes text in."""

    def import_text(self, text: str, name: str, then: Callable[[Report], None]) -> None:
        """Take the commands in `text`, which came from `name`; `then` is told what came of it, at once or soon."""
        ...
