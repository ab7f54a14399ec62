"""When a time in the filter will say something else of a row: a heap per term, so that a second costs nothing."""

from __future__ import annotations

import heapq
from collections.abc import Collection
from datetime import datetime

from flipconsole.domain.filter.terms import Time
from flipconsole.ui.command_list.entry import Entry


class Turning:
    """The rows of which one term turns as time goes on; each turns once, and then never again."""

    def __init__(self, term: Time, entries: Collection[Entry], now: datetime) -> None:
        self._term = term
        self._entries = entries
        self._since = now
        self._heap: list[tuple[datetime, str]] | None = None

    def note(self, entry: Entry, now: datetime) -> None:
        """Watch a new or changed row too."""
        moment = self._term.moment_of(entry)
        if self._heap is not None and moment is not None and not self._term.is_inside(moment, self._term.limit(now)):
            heapq.heappush(self._heap, (moment, entry.id))

    def is_due(self, now: datetime) -> bool:
        """Whether some row has turned."""
        heap = self._watched()
        return bool(heap) and self._term.is_inside(heap[0][0], self._term.limit(now))

    def turned(self, now: datetime) -> list[str]:
        """The rows that have turned since they were noted; a row may be named though it has changed meanwhile."""
        limit, heap, ids = self._term.limit(now), self._watched(), []
        while heap and self._term.is_inside(heap[0][0], limit):
            ids.append(heapq.heappop(heap)[1])
        return ids

    def _watched(self) -> list[tuple[datetime, str]]:
        """The rows that had not turned when the term was set: gathered when first asked, not while somebody types."""
        if self._heap is None:
            limit, is_inside = self._term.limit(self._since), self._term.is_inside
            self._heap = [
                (moment, entry.id)
                for entry, moment in zip(self._entries, map(self._term.moment_of, self._entries), strict=True)
                if moment is not None and not is_inside(moment, limit)
            ]
            heapq.heapify(self._heap)
        return self._heap
