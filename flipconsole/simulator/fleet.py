"""The batteries that commands go to, believable and the same for the same seed."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Battery:
    """One controllable battery; `device_id` is the manufacturer's own id and follows no rule that Flip knows."""

    device_id: str
    manufacturer: str
    product: str
    capacity_wh: int
    power_w: int


_PRODUCTS = (
    ("Halden", "Hearth 10", 10_000, 5_000),
    ("Halden", "Hearth 13", 13_500, 7_000),
    ("Aurelis", "Store 5", 5_100, 2_500),
    ("Aurelis", "Store 15", 15_300, 7_600),
    ("Kestrel", "Perch", 9_600, 4_800),
    ("Brightwell", "BW-20", 20_000, 10_000),
)

AWKWARD_IDS = (
    "a&b &Save %s %d {0}",
    "Gerät №7 – Größe «XL»",
    "0007",
    "7",
    " leading and trailing ",
    "=cmd|'/c calc'!A1",
    "<b>bold</b><img src=file:///etc/passwd>",
    "right\u202eto left",
    "../../admin/x",
    "x?device_status=OK#f",
    "電池-東京-四号機",
    "battery 🔋 garage",
    "L" * 300,
)


def make_fleet(batteries: int, seed: int, *, awkward: bool = False) -> list[Battery]:
    """`batteries` batteries with distinct ids; a smaller fleet is the beginning of a larger one of the same seed.

    With `awkward` the first ones have the ids that a careless reader stumbles over.
    """
    rng = random.Random(f"{seed}:fleet")
    fleet: list[Battery] = []
    for number in range(batteries):
        manufacturer, product, capacity_wh, power_w = rng.choice(_PRODUCTS)
        device_id = _device_id(manufacturer, number, rng)
        if awkward and number < len(AWKWARD_IDS):
            device_id = AWKWARD_IDS[number]
        fleet.append(Battery(device_id, manufacturer, product, capacity_wh, power_w))
    return fleet


def _device_id(manufacturer: str, number: int, rng: random.Random) -> str:
    """An id in the manufacturer's own style; the running number inside keeps ids distinct."""
    year, week, salt = rng.randrange(22, 27), rng.randrange(1, 53), rng.randrange(0x1000)
    state = rng.choice(("ca", "ma", "ny", "tx", "vt", "az", "hi"))
    if manufacturer == "Halden":
        return f"HLD-{year}{week:02d}-{10_000 + number:05d}"
    if manufacturer == "Aurelis":
        return f"{year}{week:02d}{salt:04d}{number:06d}"
    if manufacturer == "Kestrel":
        return f"kestrel-{state}-{salt:03x}-{number:05x}"
    return f"BW20.{salt:03X}.{number:05X}"
