"""The sorted and filtered list of rows, kept by bisection: no widget, no signal, no clock of its own."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, tzinfo

from flipconsole.domain.battery import NOTHING, BatteryFacts
from flipconsole.domain.chips import Chip, chips_of
from flipconsole.domain.filter.completion import MOST
from flipconsole.domain.filter.filter import Filter, read_filter
from flipconsole.domain.row import Row
from flipconsole.ui.command_list.entry import Entry
from flipconsole.ui.command_list.folds import Folds, Grouping
from flipconsole.ui.command_list.listing import Item, Listing
from flipconsole.ui.command_list.order import SortKey
from flipconsole.ui.command_list.placing import Placing
from flipconsole.ui.command_list.turning import Turning

_NAMES: dict[str, Callable[[Entry], str | None]] = {
    "battery": lambda entry: entry.facts.name or entry.row.held.command.device_id,
    "event": lambda entry: entry.row.held.command.event_id,
    "site": lambda entry: entry.site,
    "address": lambda entry: entry.facts.address,
    "maker": lambda entry: entry.facts.maker,
    "model": lambda entry: entry.facts.model,
    "serial": lambda entry: entry.facts.serial,
    "zone": lambda entry: entry.facts.zone,
}
MOST_LISTED = 100_000
"""So many rows are listed at most, the most urgent ones: up to here the list is as quick as with a hundred."""
_FEW = 1000
"""So many entries are put into their places one by one; with more, sorting all is quicker."""
_AWAY = frozenset({frozenset({Chip.DONE}), frozenset({Chip.SHELVED})})
"""What the default leaves out: what asks for nothing, and what somebody has put off."""


class CommandIndex(Listing):
    """Facts go in by `take`, `drop` and `pass_time`; who shows the list then places and removes what those name.

    `listed` is always sorted by the keys with which its entries were placed, so a row that changes keeps its place
    until somebody settles it: that is how a poll leaves the row under the pointer alone. `chip` narrows to one chip;
    with none, everything but what is done or put off is listed (so nothing else can be hidden by the default), and with
    `shows_all` everything; `filter` narrows either. `held` rows stay listed whatever those say. Of more than
    `limit` rows the least urgent are left out, and are `beyond`. `known` is what somebody knows of the batteries
    by their ids; it may be a live view.
    """

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.entries: dict[str, Entry] = {}
        self.counts: Counter[Chip] = Counter()
        self.chip: Chip | None = None
        self.shows_all = False
        self.filter = Filter()
        self.known: Mapping[str, BatteryFacts] = {}
        self.held: frozenset[str] = frozenset()
        self._fuses: list[tuple[datetime, str]] = []
        self._turning: list[Turning] = []
        self.limit = MOST_LISTED
        self.beyond: set[Entry] = set()
        self._cut_at: tuple[float, str] | None = None
        self._order: list[Entry] | None = None
        self._moved: set[Entry] = set()
        self._now = now

    # facts

    def take(self, rows: Iterable[Row]) -> list[Entry]:
        """Learn of new or changed rows; the list itself stays as it is."""
        taken = []
        for row in rows:
            chips = chips_of(row, self._now)
            entry, facts = self.entries.get(row.id), self.known.get(row.held.command.device_id, NOTHING)
            if entry is None:
                entry = self.entries[row.id] = Entry(row, chips, self.placing.key_of(row, facts), facts)
            else:
                self.counts.subtract(entry.chips)
                entry.take(row, chips, self.placing.key_of(row, facts), facts)
            self.counts.update(chips)
            self._watch(entry)
            for turning in self._turning:
                turning.note(entry, self._now)
            taken.append(entry)
        self._moved.update(taken)
        self.enrol(taken)
        return taken

    def drop(self, ids: Iterable[str]) -> list[Entry]:
        """Forget rows; those that are listed must then be removed from the list."""
        dropped = [entry for entry in (self.entries.pop(command_id, None) for command_id in ids) if entry is not None]
        for entry in dropped:
            self.counts.subtract(entry.chips)
            self.beyond.discard(entry)
            if self.folds is not None:
                self.folds.enrol(entry, passes=False)
        self._moved.update(dropped)
        return dropped

    def pass_time(self, now: datetime) -> list[Entry]:
        """The entries of which something else is true because time passed (or was set back by a corrected clock)."""
        changed = self._go_back(now) if now < self._now else self._go_on(now)
        self.enrol(changed)
        return changed

    def _go_back(self, now: datetime) -> list[Entry]:
        self._now, self._fuses = now, []
        changed = [entry for entry in self.entries.values() if self._recount(entry)]
        if not self._turning:
            return changed
        self._watch_times()
        return list(self.entries.values())

    def _go_on(self, now: datetime) -> list[Entry]:
        self._now = now
        changed = []
        while self._fuses and self._fuses[0][0] <= now:
            entry = self.entries.get(heapq.heappop(self._fuses)[1])
            if entry is not None and self._recount(entry):
                changed.append(entry)
        for turning in self._turning:
            changed += [self.entries[each] for each in turning.turned(now) if each in self.entries]
        return list(dict.fromkeys(changed)) if self._turning else changed

    def is_due(self, now: datetime) -> bool:
        """Whether `pass_time` would have anything to look at."""
        if now < self._now or (self._fuses and self._fuses[0][0] <= now):
            return True
        return any(turning.is_due(now) for turning in self._turning)

    @property
    def knows_sites(self) -> bool:
        """Whether the site of any battery is known."""
        return any(facts.site for facts in self.known.values())

    @property
    def knows_zones(self) -> bool:
        """Whether the time zone of any battery is known."""
        return any(facts.zone for facts in self.known.values())

    @property
    def total(self) -> int:
        """How many rows there are, listed or not."""
        return len(self.entries)

    @property
    def open_count(self) -> int:
        """How many rows the default filter keeps."""
        return self.total - self.counts[Chip.DONE] - self.counts[Chip.SHELVED]

    # the filter

    def matches(self, entry: Entry) -> bool:
        """Whether the filter keeps it and it is not beyond the limit, or it is held."""
        return (self.passes(entry) and not self._is_beyond(entry)) or entry.id in self.held

    def search(self, text: str) -> None:
        """Keep only rows that fit the text, in the language of filters; takes effect with `relist`."""
        self.filter = read_filter(text)

    def relist(self) -> list[Item]:
        """The list as filter, order and groups want it now, everything placed anew; the caller shows it."""
        for item in self.listed:
            item.is_listed = False
        self._watch_times()
        kept = self._cut(self.filter.narrow(self._in_chip(), self._now))
        if self.held:
            passing = set(kept)
            kept = [entry for entry in self._order or () if entry in passing or entry.id in self.held]
        return self.laid_out(kept)

    def group_by(self, grouping: Grouping, zone: tzinfo, open_keys: Collection[str] = ()) -> None:
        """Group the list; takes effect with `relist`."""
        for entry in self.entries.values():
            entry.fold = entry.member_of = None
        self.folds = None if grouping is Grouping.NONE else Folds(grouping, zone, open_keys)

    @property
    def shown_count(self) -> int:
        """How many commands the list shows, those in closed groups too."""
        return len(self.listed) if self.folds is None else sum(len(fold.members) for fold in self.folds.by_key.values())

    def shown_ids(self) -> frozenset[str]:
        """The commands that the list shows, those in closed groups too."""
        if self.folds is None:
            return frozenset(item.id for item in self.listed)
        return frozenset(entry.id for fold in self.folds.by_key.values() for entry in fold.members)

    def count_in_all(self) -> int:
        """How many rows the filter would keep if no chip narrowed it."""
        return len(self.filter.narrow(self.entries.values(), self._now))

    def names_of(self, key: str, part: str) -> list[str]:
        """Some names of batteries, events or sites that contain the part, in the order of the list's facts."""
        name_of = _NAMES.get(key)
        if name_of is None:
            return []
        found: dict[str, None] = {}
        wanted = part.lower()
        for entry in self.entries.values():
            name = name_of(entry)
            if name and name not in found and wanted in name.lower():
                found[name] = None
                if len(found) == MOST:
                    break
        return list(found)

    def _in_chip(self) -> Collection[Entry]:
        """What the chip keeps, in order."""
        entries = self._in_order()
        if self.chip is not None:
            chip = self.chip
            return [entry for entry in entries if chip in entry.chips]
        if not self.shows_all:
            return [entry for entry in entries if entry.chips not in _AWAY]
        return entries

    def _in_order(self) -> list[Entry]:
        """Every entry, placed where it belongs now: kept, so that a keystroke has nothing to sort."""
        moved, self._moved = self._moved, set()
        if self._order is None or len(moved) > _FEW:
            for entry in self.entries.values():
                entry.place()
            self._order = self.placing.sorted(self.entries.values())
        else:
            self._order = [entry for entry in self._order if entry not in moved]
            for entry in moved:
                if self.entries.get(entry.id) is entry:
                    entry.place()
                    self._order.insert(self.placing.place_in(self._order, entry), entry)
        return self._order

    def enrol(self, entries: Iterable[Entry]) -> None:
        """Count what is new or has changed in its group, and among what the limit leaves out."""
        for entry in entries if self._cut_at is not None else ():
            (self.beyond.add if self._is_beyond(entry) and self.passes(entry) else self.beyond.discard)(entry)
        for entry in entries if self.folds is not None else ():
            self.folds.enrol(entry, passes=self.matches(entry))  # type: ignore[union-attr]

    def let_in(self) -> list[Entry]:
        """The most urgent of what the limit left out, as far as there is room for it now; they count as inside."""
        room = self.limit - self.shown_count
        if room <= 0 or not self.beyond:
            return []
        ordered = sorted(self.beyond, key=_by_urgency)
        self.beyond = set(ordered[room:])
        self._cut_at = _by_urgency(ordered[room]) if self.beyond else None
        self.enrol(ordered[:room])
        return ordered[:room]

    def _cut(self, kept: list[Entry]) -> list[Entry]:
        """The most urgent that the limit allows, in the order that they have."""
        self.beyond, self._cut_at = set(), None
        if len(kept) <= self.limit:
            return kept
        ordered = sorted(kept, key=_by_urgency)
        self._cut_at = _by_urgency(ordered[self.limit])
        self.beyond = set(ordered[self.limit :])
        return [entry for entry in kept if entry not in self.beyond]

    def _is_beyond(self, entry: Entry) -> bool:
        return self._cut_at is not None and _by_urgency(entry) >= self._cut_at

    def _watch_times(self) -> None:
        self._turning = [Turning(term, self.entries.values(), self._now) for term in self.filter.times]

    # the order

    def sort_by(self, order: Sequence[SortKey]) -> list[Item]:
        """What is listed in another order, placed anew."""
        before, self.placing = self.placing, Placing(order)
        if [each.column for each in order] != [each.column for each in before.order]:
            key_of = self.placing.key_of
            for entry in self.entries.values():
                entry.key = key_of(entry.row, entry.facts)
        self._order = None
        return self.sorted_anew()

    def passes(self, entry: Entry) -> bool:
        """Whether chip and filter keep it."""
        if self.chip is not None:
            if self.chip not in entry.chips:
                return False
        elif entry.chips in _AWAY and not self.shows_all:
            return False
        return self.filter.keeps(entry, self._now)

    def _recount(self, entry: Entry) -> bool:
        before, entry.chips = entry.chips, chips_of(entry.row, self._now)
        self._watch(entry)
        if entry.chips == before:
            return False
        self.counts.subtract(before)
        self.counts.update(entry.chips)
        entry.cells = None
        return True

    def _watch(self, entry: Entry) -> None:
        ack_by = entry.ack_by
        if ack_by is not None and ack_by > self._now and Chip.LATE not in entry.chips:
            heapq.heappush(self._fuses, (ack_by, entry.id))
        mark = entry.row.mark
        if mark is not None and mark.shelved_until is not None and Chip.SHELVED in entry.chips:
            heapq.heappush(self._fuses, (mark.shelved_until, entry.id))


def _by_urgency(entry: Entry) -> tuple[float, str]:
    return entry.urgency, entry.tie
