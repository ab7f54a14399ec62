"""What is known of the batteries beside their commands, for every view alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from psygnal import Signal

from flipconsole.domain.battery import BatteryFacts, zone_of

_NOTHING = BatteryFacts()


class Batteries:
    """Facts by device id; a site book may fill it as well as a person. `keep` returns at once.

    Signals:
        changed: the device id whose facts are others now.
        not_kept: why they will not be known after the next start; a plain sentence.
    """

    changed = Signal(str)
    not_kept = Signal(str)

    def __init__(
        self,
        known: Mapping[str, BatteryFacts] | None = None,
        keep: Callable[[Mapping[str, BatteryFacts]], None] = lambda _facts: None,
    ) -> None:
        self._facts = dict(known or {})
        self._keep = keep

    def facts_of(self, device_id: str) -> BatteryFacts:
        """What is known of a battery; all None for one that nobody told anything about."""
        return self._facts.get(device_id, _NOTHING)

    def zone_of(self, device_id: str) -> ZoneInfo | None:
        """The zone that a battery stands in, where it is known."""
        name = self.facts_of(device_id).zone
        return None if name is None else zone_of(name)

    def tell(self, device_id: str, facts: BatteryFacts) -> None:
        """Know something else of a battery; it is kept for the next start.

        Raises:
            ProfileError: a value cannot be used, and what was known before stands.
        """
        checked = facts.checked()
        if checked == self.facts_of(device_id):
            return
        if checked == _NOTHING:
            self._facts.pop(device_id, None)
        else:
            self._facts[device_id] = checked
        self._keep(dict(self._facts))
        self.changed.emit(device_id)
