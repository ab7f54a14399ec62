"""The sites at which the batteries of a fleet stand, and the rows in which Flip tells of both."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flipconsole.simulator.fleet import Battery

_PLACES = {
    "ca": (("Fresno", "93721"), ("Sacramento", "95814"), ("San Diego", "92101")),
    "ma": (("Worcester", "01608"), ("Springfield", "01103"), ("Lowell", "01852")),
    "ny": (("Rochester", "14604"), ("Utica", "13501"), ("Yonkers", "10701")),
    "tx": (("Austin", "78701"), ("El Paso", "79901"), ("Laredo", "78040")),
    "vt": (("Burlington", "05401"), ("Rutland", "05701"), ("Barre", "05641")),
    "az": (("Tucson", "85701"), ("Flagstaff", "86001"), ("Yuma", "85364")),
    "hi": (("Hilo", "96720"), ("Kahului", "96732"), ("Lihue", "96766")),
}
_ZONES = {
    "ca": "America/Los_Angeles", "ma": "America/New_York", "ny": "America/New_York", "tx": "America/Chicago",
    "vt": "America/New_York", "az": "America/Phoenix", "hi": "Pacific/Honolulu",
}  # fmt: skip
_STREETS = (
    "Oak Street",
    "Elm Street",
    "Maple Avenue",
    "Cedar Lane",
    "Mill Road",
    "Lake Drive",
    "Hill Road",
    "Main Street",
)
_FIRST = ("Alma", "Ben", "Carla", "Dev", "Elena", "Frank", "Grace", "Hiro", "Ines", "Jon")
_LAST = ("Abbott", "Bauer", "Chen", "Diaz", "Evans", "Flores", "Grant", "Hughes", "Ito", "Jensen")
_COMPANIES = ("Harbor Cold Storage", "Northside Bakery", "Lakeview School", "Mill Road Dairy", "Summit Clinic")
_BEGAN = datetime(2024, 3, 1, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Device:
    """Something that stands at a site: a battery of the fleet, or a charger, to which no command goes."""

    id: str
    manufacturer: str
    product: str
    serial: str | None
    type: str
    attributes: dict[str, int | None]
    installed: datetime

    def row(self, site_id: str) -> dict[str, object]:
        """The device as Flip's JSON object."""
        return {
            "id": self.id,
            "site_id": site_id,
            "manufacturer_name": self.manufacturer,
            "product_name": self.product,
            "serial_number": self.serial,
            "type": self.type,
            "attributes": self.attributes,
            "install_date": f"{self.installed:%Y-%m-%d}",
            "created_at": _written(self.installed),
            "updated_at": _written(self.installed),
        }


@dataclass(frozen=True, slots=True)
class Site:
    """One site; all parts of the address may be None, as they may be when a site is commissioned."""

    id: str
    first_name: str
    last_name: str
    company_name: str | None
    state: str
    city: str | None
    zip_code: str | None
    street: str | None
    street2: str | None
    devices: tuple[Device, ...]
    created: datetime

    def row(self, *, tells_zone: bool) -> dict[str, object]:
        """The site as Flip's JSON object; only a draft page of Flip's has a time zone in it."""
        row: dict[str, object] = {
            "id": self.id,
            "created_at": _written(self.created),
            "updated_at": _written(self.created),
            "first_name": self.first_name,
            "last_name": self.last_name,
            "company_name": self.company_name,
            "email": f"{self.first_name}.{self.last_name}@example.com".lower(),
            "state_code": self.state.upper() if self.street else None,
            "city": self.city,
            "zip_code": self.zip_code,
            "street_address": self.street,
            "street_address2": self.street2,
        }
        return row | {"timezone": _ZONES[self.state]} if tells_zone else row


def make_sites(fleet: Sequence[Battery], seed: int, *, awkward: bool = False) -> list[Site]:
    """Sites for all batteries, mostly one at each; a smaller fleet's are the beginning of a larger one's.

    With `awkward` some ids and addresses are such that a careless reader stumbles over them.
    """
    rng = random.Random(f"{seed}:sites")
    sites: list[Site] = []
    place = 0
    while place < len(fleet):
        count = 2 if rng.random() < 0.1 else 1
        sites.append(_site(len(sites), fleet[place : place + count], rng, awkward=awkward and len(sites) < 5))
        place += count
    return sites


def _site(number: int, batteries: Sequence[Battery], rng: random.Random, *, awkward: bool) -> Site:
    state = rng.choice(sorted(_PLACES))
    if batteries[0].device_id.startswith("kestrel-"):
        state = batteries[0].device_id.split("-")[1]  # this maker's ids name the state
    city, zip_code = rng.choice(_PLACES[state])
    created = _BEGAN + timedelta(days=number % 600, minutes=rng.randrange(600))
    devices = [_battery(battery, rng, created) for battery in batteries]
    if rng.random() < 0.08:
        devices.append(_charger(number, rng, created))
    is_known, first, last = rng.random() >= 0.04, rng.choice(_FIRST), rng.choice(_LAST)
    company = rng.choice(_COMPANIES) if rng.random() < 0.08 else None
    street = f"{rng.randrange(1, 400)} {rng.choice(_STREETS)}"
    street2 = f"Apt {rng.randrange(1, 30)}" if rng.random() < 0.06 else None
    site_id = f"S-{10_000 + number}"
    if awkward:
        site_id, street = f"Haus {number}/b & ü?#", f"<b>{number}</b> Elm\u202e Street\n=1+1"
    return Site(
        site_id,
        first,
        last,
        company,
        state,
        city if is_known else None,
        zip_code if is_known else None,
        street if is_known else None,
        street2 if is_known else None,
        tuple(devices),
        created,
    )


def _battery(battery: Battery, rng: random.Random, installed: datetime) -> Device:
    """A battery with what its maker's sheet says; a few were entered without it."""
    is_entered = rng.random() >= 0.05
    attributes: dict[str, int | None] = {
        "battery_capacity_wh": battery.capacity_wh if is_entered else None,
        "battery_power_input_w": (battery.power_w * 4 // 5 if battery.product == "Store 15" else battery.power_w)
        if is_entered
        else None,
        "battery_power_output_w": battery.power_w if is_entered else None,
    }
    serial = f"{battery.manufacturer[:2].upper()}{rng.randrange(10**9):09d}"
    return Device(
        battery.device_id,
        battery.manufacturer,
        battery.product,
        serial if rng.random() >= 0.05 else None,
        "BATTERY",
        attributes,
        installed,
    )


def _charger(number: int, rng: random.Random, installed: datetime) -> Device:
    serial = f"EV{rng.randrange(10**7):07d}"
    return Device(f"ev-{number:05d}", "Halden", "Charge 11", serial, "EV_CHARGER", {}, installed)


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
