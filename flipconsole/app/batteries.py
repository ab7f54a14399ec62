"""What is known of the batteries beside their commands, for every view alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from psygnal import Signal

from flipconsole.domain.battery import MEASURES, NOTHING, BatteryFacts, merged, zone_of


class Teller(StrEnum):
    """Who says a thing about a battery."""

    NOBODY = "nobody"
    PERSON = "person"
    FLIP = "flip"


class Taken(NamedTuple):
    """What came of a file: so many batteries new in the book, changed, and as they were."""

    new: int
    changed: int
    same: int


class Batteries:
    """Facts by device id: what a person tells or has in their book wins, field by field, over what Flip says.

    What is told is kept for the next start by `keep`, which returns at once. `known` is a live view of all that is
    known.

    Signals:
        changed: the device id whose facts are others now.
        renewed: the device ids, a frozenset, of the many batteries whose facts are others now.
        not_kept: why they will not be known after the next start; a plain sentence.
    """

    changed = Signal(str)
    renewed = Signal(object)
    not_kept = Signal(str)

    def __init__(
        self,
        told: Mapping[str, BatteryFacts] | None = None,
        keep: Callable[[Mapping[str, BatteryFacts]], None] = lambda _facts: None,
    ) -> None:
        self._told = dict(told or {})
        self._flips: dict[str, BatteryFacts] = {}
        self._known = dict(self._told)
        self.known: Mapping[str, BatteryFacts] = MappingProxyType(self._known)
        self.flips_read_at: datetime | None = None
        self._keep = keep

    # what is known

    def facts_of(self, device_id: str) -> BatteryFacts:
        """What is known of a battery; all None for one that nobody told anything about."""
        return self._known.get(device_id, NOTHING)

    def zone_of(self, device_id: str) -> ZoneInfo | None:
        """The zone that a battery stands in, where it is known."""
        name = self.facts_of(device_id).zone
        return None if name is None else zone_of(name)

    def title_of(self, device_id: str) -> str:
        """What a battery is called here: the name that a person gave it, else its id."""
        return self.facts_of(device_id).name or device_id

    def titles_of(self, device_ids: Sequence[str]) -> list[str]:
        """What these are called, each otherwise: two of one name have their ids behind it."""
        titles = [self.title_of(device_id) for device_id in device_ids]
        count = Counter(titles)
        return [
            title if count[title] == 1 or title == device_id else f"{title} · {device_id}"
            for title, device_id in zip(titles, device_ids, strict=True)
        ]

    def site_of(self, device_id: str) -> str:
        """Where it stands; "" where nobody knows."""
        return self.facts_of(device_id).site or ""

    def teller_of(self, device_id: str, field: str) -> Teller:
        """Who says what is known in this field of the facts."""
        if getattr(self._told.get(device_id, NOTHING), field) is not None:
            return Teller.PERSON
        if getattr(self._flips.get(device_id, NOTHING), field) is not None:
            return Teller.FLIP
        return Teller.NOBODY

    @property
    def told(self) -> Mapping[str, BatteryFacts]:
        """The book: what a person has told, without what Flip says."""
        return MappingProxyType(self._told)

    # what a person tells

    def tell(self, device_id: str, facts: BatteryFacts) -> None:
        """Know other measures of a battery: capacity, rated power, zone and charge; what it is called stays.

        Raises:
            ProfileError: a value cannot be used, and what was known before stands.
        """
        checked = facts.checked()
        given = {field: getattr(checked, field) for field in MEASURES}
        if self._put(device_id, self._own_with(device_id, given).but(charge=checked.charge)):
            self._keep_told()
            self.changed.emit(device_id)
        elif any(getattr(self.facts_of(device_id), field) != value for field, value in given.items()):
            self.changed.emit(device_id)  # what was cleared is Flip's own word, which stands

    def enter(self, device_id: str, field: str, value: str | float | None) -> None:
        """Know one thing otherwise; None takes back what a person has told.

        Raises:
            ProfileError: the value cannot be used, and what was known before stands.
        """
        if self._put(device_id, self._own_with(device_id, {field: value}).checked()):
            self._keep_told()
            self.changed.emit(device_id)

    def take_book(self, rows: Mapping[str, Mapping[str, object]]) -> Taken:
        """Learn the rows of a file, which are checked; what a row does not give stays as it is."""
        before = set(self._told)
        touched = frozenset(each for each, given in rows.items() if self._put(each, self._own_with(each, given)))
        if touched:
            self._keep_told()
            self.renewed.emit(touched)
        new = len(touched - before)
        return Taken(new, len(touched) - new, len(rows) - len(touched))

    # what Flip tells

    def take_flips(self, facts: Mapping[str, BatteryFacts], read_at: datetime | None) -> None:
        """Flip's own word on every battery, as of `read_at`; it replaces all that it said before."""
        self.flips_read_at = read_at
        before, self._flips = self._flips, dict(facts)
        differing = frozenset(each for each in {*before, *self._flips} if before.get(each) != self._flips.get(each))
        self._merge(differing)
        if differing:
            self.renewed.emit(differing)

    # how

    def _own_with(self, device_id: str, given: Mapping[str, object]) -> BatteryFacts:
        """The person's facts with some changed; what only repeats Flip's word is not made the person's own."""
        own, flips = self._told.get(device_id, NOTHING), self._flips.get(device_id, NOTHING)
        changes = {
            field: None if getattr(own, field) is None and value == getattr(flips, field) else value
            for field, value in given.items()
        }
        return own.but(**changes)

    def _put(self, device_id: str, own: BatteryFacts) -> bool:
        """Whether anything is other than before."""
        if own == self._told.get(device_id, NOTHING):
            return False
        if own == NOTHING:
            self._told.pop(device_id, None)
        else:
            self._told[device_id] = own
        self._merge([device_id])
        return True

    def _merge(self, device_ids: Iterable[str]) -> None:
        for device_id in device_ids:
            facts = merged(self._told.get(device_id, NOTHING), self._flips.get(device_id, NOTHING))
            if facts == NOTHING:
                self._known.pop(device_id, None)
            else:
                self._known[device_id] = facts

    def _keep_told(self) -> None:
        self._keep(dict(self._told))
