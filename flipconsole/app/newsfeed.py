"""The news feed: what changed since an operator last looked, kept with the list that brought it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from psygnal import Signal

from flipconsole.app.clock import FlipClock
from flipconsole.app.facts import Facts
from flipconsole.app.safekeeping import Place, Safekeeping
from flipconsole.domain.merge import Change
from flipconsole.domain.news import News, news_of
from flipconsole.store.news import LoadedNews
from flipconsole.store.snapshot import Snapshot

SLICE = 250
"""So many changes are looked at between two turns of the window."""


class NewsFeed:
    """The lines, newest last, and which of them this operator has seen.

    Signals:
        changed: `lines` or `unseen` would now return something else.
    """

    changed = Signal()

    def __init__(
        self,
        facts: Facts,
        snapshot: Snapshot,
        clock: FlipClock,
        safekeeping: Safekeeping,
        loaded: LoadedNews,
    ) -> None:
        self._facts = facts
        self._snapshot = snapshot
        self._clock = clock
        self._safekeeping = safekeeping
        self._operator = loaded.operator
        self._lines = {line.seq: line for line in loaded.lines}
        self._seen = set(loaded.seen)

    # -- facts ---------------------------------------------------------------------------------------------------

    @property
    def lines(self) -> tuple[News, ...]:
        """Everything that is kept, oldest first."""
        return tuple(self._lines.values())

    def is_seen(self, line: News) -> bool:
        """Whether the operator has seen this line."""
        return line.seq in self._seen

    def unseen(self) -> tuple[News, ...]:
        """What the operator has not seen yet, oldest first."""
        return tuple(line for seq, line in self._lines.items() if seq not in self._seen)

    # -- what happens --------------------------------------------------------------------------------------------

    async def lines_of(self, changes: Sequence[Change]) -> list[News]:
        """The lines for what a list has just changed; they count once they are on disk (`take`)."""
        now, rows = self._clock.now(), self._facts.rows
        lines: list[News] = []
        for start in range(0, len(changes), SLICE):
            for change in changes[start : start + SLICE]:
                line = news_of(change, rows[change.after.command.id], now)
                if line is not None:
                    lines.append(line)
            await asyncio.sleep(0)
        return lines

    def take(self, lines: Sequence[News]) -> None:
        """These lines are on disk."""
        fresh = {line.seq: line for line in lines if line.seq not in self._lines}
        if fresh:
            self._lines |= fresh
            self.changed.emit()

    # -- what a person asks --------------------------------------------------------------------------------------

    def mark_seen(self, seqs: Iterable[int]) -> None:
        """The operator has seen these lines."""
        fresh = [seq for seq in seqs if seq in self._lines and seq not in self._seen]
        if fresh:
            self._seen.update(fresh)
            self._safekeeping.follow(self._snapshot.mark_seen(self._operator, fresh), place=Place.LIST)
            self.changed.emit()

    def mark_all_seen(self) -> None:
        """The operator has seen everything that is there."""
        if self.unseen():
            last = max(self._lines)
            self._seen.update(self._lines)
            self._safekeeping.follow(self._snapshot.mark_all_seen(self._operator, last), place=Place.LIST)
            self.changed.emit()
