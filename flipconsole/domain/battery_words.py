"""What is known of a battery, in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.language import _, ngettext


def field_title(field: str) -> str:
    """The name of a field of the facts."""
    return {
        "name": _("Name"),
        "site": _("Site"),
        "address": _("Address"),
        "zone": _("Time zone"),
        "capacity_wh": _("Capacity"),
        "rated_w": _("Rated power"),
        "maker": _("Maker"),
        "model": _("Model"),
        "serial": _("Serial number"),
    }[field]


def field_text(facts: BatteryFacts, field: str) -> str:
    """The value of a field with its unit; "" where it is not known."""
    match field:
        case "capacity_wh":
            return "" if facts.capacity_wh is None else _("{value} kWh").format(value=_kilo(facts.capacity_wh))
        case "rated_w":
            return rated_text(facts)
    return getattr(facts, field) or ""


def rated_text(facts: BatteryFacts) -> str:
    """The rated power; both, where Flip names two and leaves open which of them is for charging."""
    if facts.rated_w is None:
        return ""
    if facts.least_rated_w is None:
        return _("{value} kW").format(value=_kilo(facts.rated_w))
    return _("{least} or {most} kW").format(least=_kilo(facts.least_rated_w), most=_kilo(facts.rated_w))


def two_powers_note() -> str:
    """Why there are two powers."""
    return _("Flip names one for its input and one for its output, and its pages leave open which is for charging")


def zone_missing() -> str:
    """What stands where the zone of a battery would."""
    return _("time zone not known")


def age_text(at: datetime, now: datetime) -> str:
    """How long ago something was read: "just now", "5 min ago", "3 h ago", "2 days ago"."""
    age = now - at
    if age < timedelta(minutes=1):
        return _("just now")
    minutes = int(age.total_seconds() // 60)
    if minutes < 60:
        return _("{minutes} min ago").format(minutes=minutes)
    if minutes < 48 * 60:
        return _("{hours} h ago").format(hours=minutes // 60)
    days = minutes // (24 * 60)
    return ngettext("{days} day ago", "{days} days ago", days).format(days=days)


def _kilo(value: float) -> str:
    return f"{value / 1000:,.2f}".rstrip("0").rstrip(".")
