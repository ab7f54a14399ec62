"""The sorted and filtered list of rows, kept by bisection: no widget, no signal, no clock of its own."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from operator import attrgetter

from flipconsole.domain.chips import Chip, chips_of
from flipconsole.domain.row import Row
from flipconsole.ui.command_list.entry import Entry
from flipconsole.ui.command_list.order import Column, Key, column_key

_DONE = frozenset({Chip.DONE})
_placed_key = attrgetter("placed_key")
_placed_tie = attrgetter("placed_tie")


class CommandIndex:
    """Facts go in by `take`, `drop` and `pass_time`; who shows the list then places and removes what those name.

    `listed` is always sorted by the keys with which its entries were placed, so a row that changes keeps its place
    until somebody settles it: that is how a poll leaves the row under the pointer alone. `chip` narrows to one chip;
    with none, everything but what is done is listed (so no work and no unknown word can be hidden by the default), and
    with `shows_all` everything. `held` rows stay listed whatever the filter says.
    """

    def __init__(self, now: datetime) -> None:
        self.listed: list[Entry] = []
        self.entries: dict[str, Entry] = {}
        self.counts: Counter[Chip] = Counter()
        self.chip: Chip | None = None
        self.shows_all = False
        self.words: tuple[str, ...] = ()
        self.held: frozenset[str] = frozenset()
        self.column = Column.ACK_IN
        self.descending = False
        self._key: Callable[[Row], Key | None] = column_key(Column.ACK_IN)
        self._fuses: list[tuple[datetime, str]] = []
        self._now = now

    # facts

    def take(self, rows: Iterable[Row]) -> list[Entry]:
        """Learn of new or changed rows; the list itself stays as it is."""
        taken = []
        for row in rows:
            chips = chips_of(row, self._now)
            entry = self.entries.get(row.id)
            if entry is None:
                entry = self.entries[row.id] = Entry(row, chips, self._key(row))
            else:
                self.counts.subtract(entry.chips)
                entry.take(row, chips, self._key(row))
            self.counts.update(chips)
            self._watch(row, chips)
            taken.append(entry)
        return taken

    def drop(self, ids: Iterable[str]) -> list[Entry]:
        """Forget rows; those that are listed must then be removed from the list."""
        dropped = [entry for entry in (self.entries.pop(command_id, None) for command_id in ids) if entry is not None]
        for entry in dropped:
            self.counts.subtract(entry.chips)
        return dropped

    def pass_time(self, now: datetime) -> list[Entry]:
        """The entries whose chips changed because time passed (or was set back by a corrected clock)."""
        if now < self._now:
            self._now, self._fuses = now, []
            return [entry for entry in self.entries.values() if self._recount(entry)]
        self._now = now
        changed = []
        while self._fuses and self._fuses[0][0] <= now:
            entry = self.entries.get(heapq.heappop(self._fuses)[1])
            if entry is not None and self._recount(entry):
                changed.append(entry)
        return changed

    def is_due(self, now: datetime) -> bool:
        """Whether `pass_time` would have anything to look at."""
        return now < self._now or bool(self._fuses and self._fuses[0][0] <= now)

    @property
    def total(self) -> int:
        """How many rows there are, listed or not."""
        return len(self.entries)

    @property
    def open_count(self) -> int:
        """How many rows the default filter keeps."""
        return self.total - self.counts[Chip.DONE]

    # the filter

    def matches(self, entry: Entry) -> bool:
        """Whether the filter keeps it, or it is held."""
        return self._passes(entry) or entry.id in self.held

    def search(self, text: str) -> None:
        """Keep only rows that contain every word of the text; takes effect with `relist`."""
        self.words = tuple(text.lower().split())

    def relist(self) -> list[Entry]:
        """The list as the filter and the order want it now, everything placed anew; the caller shows it."""
        for entry in self.listed:
            entry.is_listed = False
        kept: Collection[Entry] = self.entries.values()
        if self.chip is not None:
            chip = self.chip
            kept = [entry for entry in kept if chip in entry.chips or entry.id in self.held]
        elif not self.shows_all:
            kept = [entry for entry in kept if entry.chips != _DONE or entry.id in self.held]
        for word in self.words:
            kept = [entry for entry in kept if word in entry.text or entry.id in self.held]
        for entry in kept:
            entry.place()
        return self._sorted(kept)

    # the order

    def sort_by(self, column: Column, descending: bool) -> list[Entry]:
        """The listed rows in another order, placed anew."""
        if column is not self.column:
            self._key = column_key(column)
            for entry in self.entries.values():
                entry.key = self._key(entry.row)
        self.column, self.descending = column, descending
        for entry in self.listed:
            entry.place()
        return self._sorted(self.listed)

    def settled(self, entries: Collection[Entry]) -> list[Entry]:
        """The listed rows with these moved to where they belong."""
        moving = set(entries)
        result = [entry for entry in self.listed if entry not in moving]
        if len(moving) > len(result) // 8:
            for entry in moving:
                entry.place()
            return self._sorted(self.listed)
        for entry in moving:
            entry.place()
            result.insert(self._bisect(result, entry), entry)
        return result

    def place_of(self, command_id: str) -> int | None:
        """The row number of a command in the list."""
        entry = self.entries.get(command_id)
        return self.place_of_entry(entry) if entry is not None and entry.is_listed else None

    def place_of_entry(self, entry: Entry) -> int:
        """The row number of a listed entry."""
        return self._bisect(self.listed, entry)

    def runs_to_remove(self, entries: Iterable[Entry]) -> list[tuple[int, int]]:
        """(first, last) of every unbroken run of rows to remove, from the bottom up."""
        places = sorted((self.place_of_entry(entry) for entry in entries if entry.is_listed), reverse=True)
        runs: list[tuple[int, int]] = []
        for place in places:
            if runs and runs[-1][0] == place + 1:
                runs[-1] = (place, runs[-1][1])
            else:
                runs.append((place, place))
        return runs

    def runs_to_insert(self, entries: Iterable[Entry]) -> list[tuple[int, list[Entry]]]:
        """(row number, entries) of every run to insert, from the bottom up; the entries count as placed."""
        arrivals = list(entries)
        for entry in arrivals:
            entry.place()
        runs: list[tuple[int, list[Entry]]] = []
        for entry in reversed(self._sorted(arrivals)):
            place = self._bisect(self.listed, entry)
            if runs and runs[-1][0] == place:
                runs[-1][1].append(entry)
            else:
                runs.append((place, [entry]))
        for _place, run in runs:
            run.reverse()
        return runs

    def _passes(self, entry: Entry) -> bool:
        if self.chip is not None:
            if self.chip not in entry.chips:
                return False
        elif entry.chips == _DONE and not self.shows_all:
            return False
        return all(word in entry.text for word in self.words)

    def _recount(self, entry: Entry) -> bool:
        chips = chips_of(entry.row, self._now)
        self._watch(entry.row, chips)
        if chips == entry.chips:
            return False
        self.counts.subtract(entry.chips)
        self.counts.update(chips)
        entry.chips, entry.cells = chips, None
        return True

    def _watch(self, row: Row, chips: frozenset[Chip]) -> None:
        ack_by = row.ack_by
        if ack_by is not None and ack_by > self._now and Chip.LATE not in chips:
            heapq.heappush(self._fuses, (ack_by, row.id))

    def _sorted(self, entries: Collection[Entry]) -> list[Entry]:
        """By placed key, ties always by device and id; rows without a key last whichever the direction."""
        ordered = sorted(entries, key=_placed_tie)
        keyless = [entry for entry in ordered if entry.placed_key is None]
        if keyless:
            ordered = [entry for entry in ordered if entry.placed_key is not None]
        ordered.sort(key=_placed_key, reverse=self.descending)
        return ordered + keyless

    def _bisect(self, ordered: Sequence[Entry], entry: Entry) -> int:
        low, high = 0, len(ordered)
        while low < high:
            middle = (low + high) // 2
            if self._stands_before(ordered[middle], entry):
                low = middle + 1
            else:
                high = middle
        return low

    def _stands_before(self, one: Entry, other: Entry) -> bool:
        first, second = one.placed_key, other.placed_key
        if first == second:
            return one.placed_tie < other.placed_tie
        if first is None or second is None:
            return second is None
        return (first > second) if self.descending else (first < second)  # type: ignore[operator]
