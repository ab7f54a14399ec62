"""In which order entries stand: by one column or several, ties by battery and id."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from operator import attrgetter

from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.row import Row
from flipconsole.ui.command_list.entry import Entry
from flipconsole.ui.command_list.order import Column, Key, KeyOfRow, SortKey, column_key

_placed_key = attrgetter("placed_key")
_placed_tie = attrgetter("placed_tie")
_key = attrgetter("key")
_tie = attrgetter("tie")

KeyOf = Callable[[Entry], Key | None]

MOST_KEYS = 3
"""By more columns than this nobody can say why a row stands where it stands."""


class Placing:
    """`order` names the columns, the one that counts most first; at least one, each at most once.

    The key of an entry is that column's own, or with several columns a tuple of theirs. Rows without a key come last,
    whichever way one sorts.
    """

    def __init__(self, order: Sequence[SortKey] = (SortKey(Column.ACK_IN),)) -> None:
        self.order = tuple(order)
        self._keys = [column_key(each.column) for each in self.order]
        self.key_of: KeyOfRow = self._keys[0] if len(self._keys) == 1 else self._key_of_several

    def sorted(self, entries: Collection[Entry]) -> list[Entry]:
        """The entries in order of the places that they have taken."""
        return self._sorted(entries, _placed_key, _placed_tie)

    def sorted_now(self, entries: Collection[Entry]) -> list[Entry]:
        """The entries in order of the places where they belong."""
        return self._sorted(entries, _key, _tie)

    def first(self, entries: Collection[Entry]) -> Entry:
        """Which of them belongs before all others; `entries` is not empty."""
        rest: Collection[Entry] = entries
        for place, each in enumerate(self.order):
            key = _key if len(self.order) == 1 else _part(_key, place)
            keys = [value for value in map(key, rest) if value is not None]
            if keys:
                best = max(keys) if each.descending else min(keys)
                rest = [entry for entry in rest if key(entry) == best]
        return min(rest, key=_tie)

    def comes_first_now(self, one: Entry, other: Entry) -> bool:
        """Whether one belongs before the other."""
        return self.first((one, other)) is one

    def _sorted(self, entries: Collection[Entry], key: KeyOf, tie: Callable[[Entry], str]) -> list[Entry]:
        ordered = sorted(entries, key=tie)
        if len(self.order) == 1:
            return _sorted(ordered, key, self.order[0].descending)
        for place in reversed(range(len(self.order))):
            ordered = _sorted(ordered, _part(key, place), self.order[place].descending)
        return ordered

    def place_in(self, ordered: Sequence[Entry], entry: Entry) -> int:
        """Where the entry stands, or would be put, in a list in order."""
        low, high = 0, len(ordered)
        while low < high:
            middle = (low + high) // 2
            if self.stands_before(ordered[middle], entry):
                low = middle + 1
            else:
                high = middle
        return low

    def stands_before(self, one: Entry, other: Entry) -> bool:
        """Whether the place of one is above the place of the other."""
        first, second = one.placed_key, other.placed_key
        if first == second:
            return one.placed_tie < other.placed_tie
        if len(self.order) == 1:
            return _comes_first(first, second, self.order[0].descending)
        for mine, theirs, each in zip(first, second, self.order, strict=True):  # type: ignore[arg-type]
            if mine != theirs:
                return _comes_first(mine, theirs, each.descending)
        raise AssertionError("tuples that differ differ somewhere")

    def _key_of_several(self, row: Row, facts: BatteryFacts) -> Key:
        return tuple(key(row, facts) for key in self._keys)


def _sorted(entries: list[Entry], key: KeyOf, descending: bool) -> list[Entry]:
    """Stable, those without a key last."""
    keyless = [entry for entry in entries if key(entry) is None]
    keyed = [entry for entry in entries if key(entry) is not None] if keyless else entries
    return sorted(keyed, key=key, reverse=descending) + keyless  # type: ignore[arg-type]


def _part(key: KeyOf, place: int) -> KeyOf:
    def part(entry: Entry) -> Key | None:
        found: Key | None = key(entry)[place]  # type: ignore[index]
        return found

    return part


def _comes_first(first: Key | None, second: Key | None, descending: bool) -> bool:
    if first is None or second is None:
        return second is None
    return (first > second) if descending else (first < second)  # type: ignore[operator]
