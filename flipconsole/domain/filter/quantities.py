"""Durations, powers and energies as a person types them: "90s", "1h30m", "-10m", "3kW", "13.5kWh" without the space."""

from __future__ import annotations

import re
from datetime import timedelta

from flipconsole.domain.language import _

_SECONDS = {
    "s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "hr": 3600, "d": 86400, "day": 86400, "days": 86400,
}  # fmt: skip
_WATTS = {"w": 1, "kw": 1000, "mw": 1_000_000}
_WATT_HOURS = {"wh": 1, "kwh": 1000, "mwh": 1_000_000}
_PART = re.compile(r"(\d+(?:[.,]\d+)?)([a-z]*)")


class UnreadableValue(ValueError):
    """The text is no such quantity; the message says in plain words what to write instead."""


def read_duration(text: str) -> timedelta:
    """A span of time, negative with a leading "-".

    Raises:
        UnreadableValue: it is none, or a number stands without its unit.
    """
    bare = text.lower()
    sign, bare = (-1, bare[1:]) if bare.startswith("-") else (1, bare)
    parts = [(float(number.replace(",", ".")), unit) for number, unit in _PART.findall(bare)]
    if not parts or "".join(match[0] for match in _PART.finditer(bare)) != bare:
        raise UnreadableValue(_("A time is written like 30m, 2h, 1h30m or 1d."))
    if unitless := [number for number, unit in _PART.findall(bare) if not unit]:
        raise UnreadableValue(_("{text} of what? {text}m is minutes, {text}h is hours.").format(text=unitless[0]))
    if any(unit not in _SECONDS for _number, unit in parts):
        raise UnreadableValue(_("The units of time are s, m, h and d: 90s, 30m, 2h, 1d."))
    try:
        return sign * timedelta(seconds=sum(number * _SECONDS[unit] for number, unit in parts))
    except OverflowError:
        raise UnreadableValue(_("That is longer than any calendar.")) from None


def read_power(text: str) -> float:
    """A power in watts.

    Raises:
        UnreadableValue: it is none, or stands without its unit.
    """
    match = _PART.fullmatch(text.lower())
    if match is None:
        raise UnreadableValue(_("A power is written like 3kW or 800W."))
    number, unit = float(match[1].replace(",", ".")), match[2]
    if not unit:
        raise UnreadableValue(_("{text} of what? Write {text}kW or {text}W.").format(text=text))
    if unit not in _WATTS:
        raise UnreadableValue(_("The units of power are W, kW and MW: 800W, 3kW."))
    return number * _WATTS[unit]


def read_energy(text: str) -> float:
    """An energy in watt-hours.

    Raises:
        UnreadableValue: it is none, or stands without its unit.
    """
    match = _PART.fullmatch(text.lower())
    if match is None or match[2] not in ("", *_WATT_HOURS):
        raise UnreadableValue(_("An energy is written like 13.5kWh or 800Wh."))
    if not match[2]:
        raise UnreadableValue(_("{text} of what? Write {text}kWh or {text}Wh.").format(text=text))
    return float(match[1].replace(",", ".")) * _WATT_HOURS[match[2]]
