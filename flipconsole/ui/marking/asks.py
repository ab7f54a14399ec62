"""What the marking views ask of the console: nothing else of it is used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from flipconsole.app.aids import Aids
from flipconsole.domain.row import Row


class MarkingConsole(Protocol):
    """All methods return at once."""

    @property
    def aids(self) -> Aids:
        """What helps with answers; the marks are among it."""
        ...

    @property
    def rows(self) -> Mapping[str, Row]:
        """Every row by id, live."""
        ...

    def now(self) -> datetime:
        """Flip's time."""
        ...
