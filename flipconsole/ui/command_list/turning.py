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
        limit, is_inside = term.limit(now), term.is_inside
        self._heap = [
            (moment, entry.id)
            for entry, moment in zip(entries, map(term.moment_of, entries), strict=True)
            if moment is not None and not is_inside(moment, limit)
        ]
        heapq.heapify(self._heap)

    def note(self, entry: Entry, now: datetime) -> None:
        """Watch a new or changed row too."""
        moment = self._term.moment_of(entry)
        if moment is not None and not self._term.is_inside(moment, self._term.limit(now)):
            heapq.heappush(self._heap, (moment, entry.id))

    def is_due(self, now: datetime) -> bool:
        """Whether some row has turned."""
        return bool(self._heap) and self._term.is_inside(self._heap[0][0], self._term.limit(now))

    def turned(self, now: datetime) -> list[str]:
        """The rows that have turned since they were noted; a row may be named though it has changed meanwhile."""
        limit, ids = self._term.limit(now), []
        while self._heap and self._term.is_inside(self._heap[0][0], limit):
            ids.append(heapq.heappop(self._heap)[1])
        return ids
