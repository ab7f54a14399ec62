"""What stands in the list and where: entries in order, under the lines of their groups if there are any."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from flipconsole.ui.command_list.entry import Entry
from flipconsole.ui.command_list.folds import Fold, Folds
from flipconsole.ui.command_list.placing import Placing

Item = Entry | Fold


class Listing:
    """`listed` is sorted by the places that its items have taken, so that each is found by bisection.

    With `folds`, the entries of a group follow its line while it is open, and groups stand in the order of their first
    members.
    """

    def __init__(self) -> None:
        self.listed: list[Item] = []
        self.entries: dict[str, Entry] = {}
        self.placing = Placing()
        self.folds: Folds | None = None

    # where

    def place_of(self, item_id: str) -> int | None:
        """The row number of a command, or of the line of a group, in the list."""
        item: Item | None = self.entries.get(item_id) or self.fold_of_id(item_id)
        return self.place_of_item(item) if item is not None and item.is_listed else None

    def place_of_item(self, item: Item) -> int:
        """The row number of something that is listed."""
        return self._place_in(self.listed, item)

    def fold_of_id(self, item_id: str) -> Fold | None:
        """The group with that id."""
        if self.folds is None:
            return None
        return next((fold for fold in self.folds.by_key.values() if fold.id == item_id), None)

    def runs_to_remove(self, items: Iterable[Item]) -> list[tuple[int, int]]:
        """(first, last) of every unbroken run of rows to remove, from the bottom up."""
        places = sorted((self.place_of_item(item) for item in items if item.is_listed), reverse=True)
        runs: list[tuple[int, int]] = []
        for place in places:
            if runs and runs[-1][0] == place + 1:
                runs[-1] = (place, runs[-1][1])
            else:
                runs.append((place, place))
        return runs

    def runs_to_insert(self, entries: Iterable[Entry]) -> list[tuple[int, list[Item]]]:
        """(row number, entries) of every run to insert, from the bottom up; the entries count as placed.

        Entries of a closed group stay out; the line of every group must be there.
        """
        arrivals = []
        for entry in entries:
            entry.place()
            if entry.fold is None or entry.fold.is_open:
                arrivals.append(entry)
        ordered = self.placing.sorted(arrivals)
        if self.folds is not None:
            ordered.sort(key=lambda entry: -1 if entry.fold is None else entry.fold.rank)
        return self._runs([*ordered])

    def lines_to_insert(self, folds: Iterable[Fold]) -> list[tuple[int, list[Item]]]:
        """(row number, lines) of every run of new groups to insert, each where its first member would stand."""
        arrivals = list(folds)
        for fold in arrivals:
            self._seat(fold)
        return self._runs([*sorted(arrivals, key=_rank)])

    def _runs(self, items: Sequence[Item]) -> list[tuple[int, list[Item]]]:
        runs: list[tuple[int, list[Item]]] = []
        for item in reversed(items):
            item.is_listed = True
            place = self._place_in(self.listed, item)
            if runs and runs[-1][0] == place:
                runs[-1][1].append(item)
            else:
                runs.append((place, [item]))
        for _place, run in runs:
            run.reverse()
        return runs

    # in which order

    def laid_out(self, kept: Sequence[Entry]) -> list[Item]:
        """Entries that are in order, as a list; with groups, under their lines."""
        if self.folds is None:
            for entry in kept:
                entry.is_listed = True
            return list(kept)
        for entry in self.entries.values():
            entry.fold = entry.member_of = None
        self.folds.restart(kept)
        shown = [entry for entry in kept if entry.fold is not None and entry.fold.is_open]
        return self._under_lines(shown)

    def sorted_anew(self) -> list[Item]:
        """Everything that is listed, placed where it belongs now."""
        entries = [item for item in self.listed if isinstance(item, Entry)]
        for entry in entries:
            entry.place()
        ordered = self.placing.sorted(entries)
        if self.folds is None:
            return list(ordered)
        for fold in self.folds.by_key.values():
            fold.first = None
        return self._under_lines(ordered)

    def settled(self, entries: Collection[Entry]) -> list[Item]:
        """What is listed with these entries moved to where they belong, and the groups to where theirs stand."""
        moving = set(entries)
        staying = [item for item in self.listed if isinstance(item, Entry) and item not in moving]
        for entry in moving:
            entry.place()
        if self.folds is not None:
            by_fold = {entry.fold for entry in moving}
            rest = self.placing.sorted([*moving, *(entry for entry in staying if entry.fold in by_fold)])
            return self._under_lines([*(entry for entry in staying if entry.fold not in by_fold), *rest])
        if len(moving) > len(staying) // 8:
            return list(self.placing.sorted([*staying, *moving]))
        for entry in moving:
            staying.insert(self.placing.place_in(staying, entry), entry)
        return list(staying)

    def are_folds_in_order(self) -> bool:
        """Whether every group stands where its first member would."""
        return self._seated() == self._ranked()

    def empty_folds(self) -> list[Fold]:
        """The listed groups that have lost all their members, and under which nothing stands any more."""
        empty = []
        for fold in self._seated():
            below = self.place_of_item(fold) + 1
            if not fold.members and (below == len(self.listed) or self.listed[below].fold is not fold):
                empty.append(fold)
        return empty

    def members_of(self, fold: Fold) -> list[Entry]:
        """The members of a group in order; each counts as placed under it."""
        for entry in fold.members:
            if not entry.is_listed:
                entry.place()
        return self.placing.sorted(fold.members)

    def _under_lines(self, entries: Sequence[Entry]) -> list[Item]:
        """Entries that are in order within each group, under the lines of the groups in their order."""
        under: dict[Fold, list[Item]] = {}
        for rank, fold in enumerate(self._ranked()):
            fold.rank, fold.is_listed = rank, True
            under[fold] = [fold]
        for entry in entries:
            entry.is_listed = True
            if entry.fold is not None:
                under[entry.fold].append(entry)
        return [item for items in under.values() for item in items]

    def _ranked(self) -> list[Fold]:
        """The groups in the order of their first members; those that have lost all stay where they stood."""
        if self.folds is None:
            return []
        first = {self._first(fold): fold for fold in self.folds.by_key.values() if fold.members}
        ranked = [first[entry] for entry in self.placing.sorted_now(first)]
        for fold in self._seated():
            if not fold.members:
                ranked.insert(min(fold.rank, len(ranked)), fold)
        return ranked

    def _seated(self) -> list[Fold]:
        """The groups that are listed, in their places."""
        folds = () if self.folds is None else self.folds.by_key.values()
        return sorted((fold for fold in folds if fold.is_listed), key=_rank)

    def _seat(self, fold: Fold) -> None:
        """Give a new group its place among those that are listed; they stay in the order in which they are."""
        seated, first = self._seated(), self._first(fold)
        place = next(
            (
                place
                for place, each in enumerate(seated)
                if each.members and self.placing.comes_first_now(first, self._first(each))
            ),
            len(seated),
        )
        seated.insert(place, fold)
        for rank, each in enumerate(seated):
            each.rank = rank
        fold.is_listed = True

    def _first(self, fold: Fold) -> Entry:
        if fold.first is None:
            fold.first = self.placing.first(fold.members)
        return fold.first

    def _place_in(self, ordered: Sequence[Item], item: Item) -> int:
        low, high = 0, len(ordered)
        while low < high:
            middle = (low + high) // 2
            if self._stands_before(ordered[middle], item):
                low = middle + 1
            else:
                high = middle
        return low

    def _stands_before(self, one: Item, other: Item) -> bool:
        here, there = one.fold, other.fold
        if here is not there and here is not None and there is not None:
            return here.rank < there.rank
        if isinstance(one, Fold):
            return other is not one
        return not isinstance(other, Fold) and self.placing.stands_before(one, other)


def _rank(fold: Fold) -> int:
    return fold.rank
