"""How a person has set the timeline up, kept from one start to the next."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

SORTS = ("urgency", "name", "event", "site")
GROUPINGS = ("none", "event", "mode", "start", "site")
_SWITCHES = ("shows_all", "draws_power", "shows_overview", "shows_fleet")
_MOST_PINS = 500
_LONGEST_NAME = 500


@dataclass(frozen=True)
class Look:
    """`sort` and `grouping` are values of `Sort` and `Grouping` in the layout; `pinned` are device ids.

    `shows_all`: lanes that the list's filter leaves out too.
    """

    sort: str = "urgency"
    grouping: str = "none"
    pinned: tuple[str, ...] = ()
    shows_all: bool = False
    draws_power: bool = False
    shows_overview: bool = True
    shows_fleet: bool = False

    def with_pin(self, device_id: str) -> Look:
        """With this battery pinned, or no longer; a few hundred pins are as many as can be looked at."""
        if device_id in self.pinned:
            return replace(self, pinned=tuple(name for name in self.pinned if name != device_id))
        if len(device_id) > _LONGEST_NAME:
            return self
        return replace(self, pinned=(*self.pinned, device_id)[-_MOST_PINS:])

    def kept(self) -> dict[str, Any]:
        """As a JSON object."""
        return asdict(self)


def read_look(kept: object) -> Look:
    """What `kept` wrote; a value that is not of its kind counts as never set."""
    if not isinstance(kept, dict):
        return Look()
    look = Look()
    if kept.get("sort") in SORTS:
        look = replace(look, sort=kept["sort"])
    if kept.get("grouping") in GROUPINGS:
        look = replace(look, grouping=kept["grouping"])
    pinned = kept.get("pinned")
    if isinstance(pinned, list) and all(isinstance(name, str) for name in pinned):
        look = replace(look, pinned=tuple(dict.fromkeys(pinned))[:_MOST_PINS])
    switches: dict[str, Any] = {name: kept[name] for name in _SWITCHES if isinstance(kept.get(name), bool)}
    return replace(look, **switches)
