"""What the detail pane asks of the console: nothing else of it is used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from flipconsole.domain.journal import JournalLine


class DetailConsole(Protocol):
    """All methods return at once; what came of them is told by changed rows."""

    def now(self) -> datetime:
        """Flip's time."""
        ...

    def life_of(self, command_id: str, then: Callable[[Sequence[JournalLine]], None]) -> None:
        """Read the journal of one command and hand it to `then` on this thread, later."""
        ...

    def close_attention(self, item_id: int) -> None:
        """Close a "Needs you" item."""
        ...

    def keep_theirs(self, seq: int) -> None:
        """Drop our answer for what Flip says now."""
        ...

    def send_mine(self, seq: int) -> str:
        """Send our answer for the terms as they are now; returns why not, or ""."""
        ...

    def retry(self, seq: int) -> None:
        """Try again at once."""
        ...

    def withdraw(self, seq: int) -> None:
        """Take an answer back that has not been delivered."""
        ...

    def undo(self, command_id: str) -> None:
        """Take the newest answer back while it is held."""
        ...
