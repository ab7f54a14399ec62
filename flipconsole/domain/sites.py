"""What Flip tells of sites and the devices at them, and what follows from it for each battery."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from flipconsole.domain.battery import NOTHING, BatteryFacts


class Device(msgspec.Struct, frozen=True):
    """One device as Flip describes it, cleaned for people to read; `kind` is BATTERY, EV_CHARGER or another word.

    `input_w` and `output_w` are Flip's names: its pages describe them the other way round than they sound.
    """

    id: str
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    kind: str | None = None
    capacity_wh: float | None = None
    input_w: float | None = None
    output_w: float | None = None


class Site(msgspec.Struct, frozen=True):
    """One site: a home or a company with an address. Of the people who live there nothing is kept.

    `zone` is None unless the server names one: no page of Flip's says that it does. `devices` were read at `read_at`
    (None: not yet); `trouble` says in words why they could not be.
    """

    id: str
    label: str
    address: str | None = None
    zone: str | None = None
    devices: tuple[Device, ...] = ()
    read_at: datetime | None = None
    trouble: str = ""

    def but(self, **changes: object) -> Site:
        """The same with other values."""
        return msgspec.structs.replace(self, **changes)


class Catalogue(msgspec.Struct, frozen=True):
    """Every site that was read, by id. `asked` is whether a person has ever asked for them: from then on they are read
    again when they are a day old.

    `listed_at` is when the list of sites was last read as a whole; `unreadable` is how many entries were no site.
    """

    sites: dict[str, Site] = {}
    asked: bool = False
    listed_at: datetime | None = None
    unreadable: int = 0

    def but(self, **changes: object) -> Catalogue:
        """The same with other values."""
        return msgspec.structs.replace(self, **changes)


class FlipsFacts(NamedTuple):
    """What Flip tells of each battery, by device id, and the ids that two sites claim."""

    facts: dict[str, BatteryFacts]
    doubled: frozenset[str]


def facts_of_sites(sites: Iterable[Site]) -> FlipsFacts:
    """What is known of each battery.

    Sites that are called the same are told apart by their ids. A battery that two sites claim has no site and no
    address: a wrong one sends somebody to the wrong door.
    """
    sites = list(sites)
    labels = Counter(site.label for site in sites)
    found: dict[str, BatteryFacts] = {}
    doubled: set[str] = set()
    for site in sites:
        label = site.label if labels[site.label] == 1 else f"{site.label} · {site.id}"
        for device in site.devices:
            facts = _facts(device, site, label)
            other = found.get(device.id)
            if other is not None and other != facts:
                doubled.add(device.id)
                facts = _agreed(other, facts)
            found[device.id] = facts
    return FlipsFacts(found, frozenset(doubled))


def oldest_read(sites: Mapping[str, Site]) -> datetime | None:
    """Since when nothing in it is newer than it says; None when nothing was read."""
    return min((site.read_at for site in sites.values() if site.read_at is not None), default=None)


def _facts(device: Device, site: Site, label: str) -> BatteryFacts:
    powers = sorted({power for power in (device.input_w, device.output_w) if power is not None})
    return BatteryFacts(
        capacity_wh=device.capacity_wh,
        rated_w=powers[-1] if powers else None,
        zone=site.zone,
        site=label,
        address=site.address,
        maker=device.maker,
        model=device.model,
        serial=device.serial,
        least_rated_w=powers[0] if len(powers) > 1 else None,
    )


def _agreed(one: BatteryFacts, other: BatteryFacts) -> BatteryFacts:
    same = {name: getattr(one, name) for name in one.__struct_fields__ if getattr(one, name) == getattr(other, name)}
    return NOTHING.but(**same)
