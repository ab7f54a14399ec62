"""Groups of the list: which row belongs to which, how many there are, and what is most urgent among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, tzinfo
from enum import StrEnum

from flipconsole.domain.chips import Chip
from flipconsole.ui.command_list.entry import Entry

_ID = "\0fold\0"


class Grouping(StrEnum):
    """By what rows are grouped."""

    NONE = ""
    EVENT = "event"
    SITE = "site"
    MODE = "mode"
    START = "start"


class Fold:
    """One group: its line in the list, and the rows that the filter keeps in it, shown (`is_open`) or not.

    It stands among the entries of the list like one of them: `fold` is itself, `rank` its place among the groups, which
    is that of its `first` member (None: to be found) in the order of the list.
    """

    __slots__ = ("_chips", "_urgent", "first", "fold", "id", "is_listed", "is_open", "key", "members", "rank")

    def __init__(self, key: str, *, is_open: bool) -> None:
        self.key = key
        self.id = _ID + key
        self.fold = self
        self.rank = 0
        self.is_open = is_open
        self.is_listed = False
        self.members: set[Entry] = set()
        self.forget()

    def forget(self) -> None:
        """What was worked out of its members is not true any more."""
        self._urgent: Entry | None = None
        self._chips: Counter[Chip] | None = None
        self.first: Entry | None = None

    @property
    def most_urgent(self) -> Entry | None:
        """The member that stands first in the order of urgency."""
        if self._urgent is None and self.members:
            self._urgent = min(self.members, key=lambda entry: (entry.urgency, entry.tie))
        return self._urgent

    @property
    def chips(self) -> Counter[Chip]:
        """How many members each chip counts."""
        if self._chips is None:
            self._chips = Counter(chip for entry in self.members for chip in entry.chips)
        return self._chips


class Folds:
    """Every group by its key; `touched` are those of which something has changed since somebody looked.

    Groups are closed at first, so that the list begins with an overview; which ones are open is kept by their keys.
    """

    def __init__(self, grouping: Grouping, zone: tzinfo, open_keys: Iterable[str] = ()) -> None:
        self.grouping = grouping
        self.by_key: dict[str, Fold] = {}
        self.touched: set[Fold] = set()
        self.open_keys = set(open_keys)
        self._key_of: Callable[[Entry], str] = _KEYS[grouping](zone)

    def of(self, entry: Entry) -> Fold:
        """The group that an entry belongs to now."""
        key = self._key_of(entry)
        fold = self.by_key.get(key)
        if fold is None:
            fold = self.by_key[key] = Fold(key, is_open=key in self.open_keys)
        return fold

    def enrol(self, entry: Entry, *, passes: bool) -> None:
        """Count an entry that is new or has changed in its group, and no longer in another."""
        fold = self.of(entry) if passes else None
        before = entry.member_of
        if before is not None:
            self.touched.add(before)
            before.forget()
            if before is not fold:
                before.members.discard(entry)
        entry.member_of = fold
        if fold is not None:
            self.touched.add(fold)
            fold.members.add(entry)
            fold.forget()

    def restart(self, entries: Iterable[Entry]) -> None:
        """Group these entries, which are in order, anew."""
        self.by_key.clear()
        self.touched.clear()
        for entry in entries:
            fold = entry.fold = entry.member_of = self.of(entry)
            fold.members.add(entry)
            fold.first = fold.first or entry

    def set_open(self, fold: Fold, is_open: bool) -> None:
        """Note that a group is open or closed."""
        fold.is_open = is_open
        (self.open_keys.add if is_open else self.open_keys.discard)(fold.key)


def _hour_of(zone: tzinfo) -> Callable[[Entry], str]:
    """The hour of the start on the clocks of the zone, so that half-hour zones and clock changes have whole hours."""

    def hour(entry: Entry) -> str:
        if entry.starts_at is None:
            return ""
        local = entry.starts_at.astimezone(zone)
        return local.replace(minute=0, second=0, microsecond=0).astimezone(UTC).isoformat()

    return hour


_KEYS: dict[Grouping, Callable[[tzinfo], Callable[[Entry], str]]] = {
    Grouping.EVENT: lambda _zone: lambda entry: entry.command.event_id or "",
    Grouping.SITE: lambda _zone: lambda entry: entry.site,
    Grouping.MODE: lambda _zone: lambda entry: entry.mode,
    Grouping.START: _hour_of,
}
