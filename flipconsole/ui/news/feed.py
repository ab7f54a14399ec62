"""What the views of the news ask of the feed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from flipconsole.domain.news import News
from flipconsole.ui.answering.asks import Told


class Feed(Protocol):
    """All methods return at once."""

    @property
    def changed(self) -> Told:
        """Lines came, or were seen."""
        ...

    @property
    def lines(self) -> tuple[News, ...]:
        """Everything that is kept, oldest first."""
        ...

    def is_seen(self, line: News) -> bool:
        """Whether the operator has seen this line."""
        ...

    def unseen(self) -> tuple[News, ...]:
        """What the operator has not seen yet, oldest first."""
        ...

    def mark_seen(self, seqs: Iterable[int]) -> None:
        """The operator has seen these lines."""
        ...

    def mark_all_seen(self) -> None:
        """The operator has seen everything."""
        ...
