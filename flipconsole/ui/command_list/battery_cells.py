"""The cells that tell of a row's battery: where it stands, what it is, what it can do."""

from __future__ import annotations

from flipconsole.domain.battery import NOTHING, BatteryFacts
from flipconsole.domain.battery_words import field_text, two_powers_note, zone_missing
from flipconsole.domain.language import _
from flipconsole.ui.command_list.order import Column
from flipconsole.ui.plain import plain

_FIELDS = {
    Column.SITE: "site",
    Column.ADDRESS: "address",
    Column.SERIAL: "serial",
    Column.CAPACITY: "capacity_wh",
    Column.RATED: "rated_w",
    Column.ZONE: "zone",
}


def battery_text(facts: BatteryFacts, column: Column) -> str:
    """The words of one of the columns `OF_BATTERY`; "" where nothing is known."""
    return plain(facts.product if column is Column.MODEL else field_text(facts, _FIELDS[column]))


def misses_zone(facts: BatteryFacts, *, others_have: bool) -> bool:
    """Whether to mark it: it is known, its zone is not, and those of other batteries are."""
    return others_have and facts is not NOTHING and facts.zone is None


def battery_tip(device_id: str, facts: BatteryFacts) -> list[str]:
    """Everything that is known of the battery, line by line."""
    lines = [_("Battery {id}").format(id=plain(device_id))]
    if facts is NOTHING:
        return lines
    lines += [plain(text) for text in (facts.site, facts.address, facts.product) if text]
    if facts.serial:
        lines.append(_("Serial number {number}").format(number=plain(facts.serial)))
    lines += [text for field in ("capacity_wh", "rated_w") if (text := field_text(facts, field))]
    if facts.least_rated_w is not None:
        lines.append(two_powers_note())
    lines.append(_("Time zone {zone}").format(zone=facts.zone) if facts.zone else zone_missing())
    return lines
