"""How people here read clocks, weeks and powers; like the language, one choice for the whole program."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flipconsole.domain.language import _


class Clock(StrEnum):
    """Hours to 24, or to 12 with AM and PM."""

    H24 = "24"
    H12 = "12"


class WeekStart(StrEnum):
    """The first day of a week."""

    MONDAY = "monday"
    SUNDAY = "sunday"


class PowerUnit(StrEnum):
    """W below 1 kW and kW above, or always one of the two."""

    FITTING = "fitting"
    WATT = "W"
    KILOWATT = "kW"


@dataclass(frozen=True)
class Reading:
    """What holds for list, timeline, dialogs and exports alike. Exact times (ISO) stay as they are."""

    clock: Clock = Clock.H24
    week_start: WeekStart = WeekStart.MONDAY
    power_unit: PowerUnit = PowerUnit.FITTING


_in_use = Reading()


def use_reading(reading: Reading) -> None:
    """Write everything so from now on; what is on the screen is written anew by whoever shows it."""
    global _in_use
    _in_use = reading


def reading() -> Reading:
    """How everything is written now."""
    return _in_use


def clock_text(hour: int, minute: int, second: int | None = None) -> str:
    """A clock like 17:05, 17:05:09, or 5:05 PM."""
    rest = f"{minute:02d}" if second is None else f"{minute:02d}:{second:02d}"
    if _in_use.clock is Clock.H24:
        return f"{hour:02d}:{rest}"
    half = _("AM") if hour < 12 else _("PM")
    return f"{hour % 12 or 12}:{rest} {half}"


def power_text(watts: int) -> str:
    """A power without rounding: "800 W", "5.0 kW", "5.05 kW"; in the unit that a person wants."""
    unit = _in_use.power_unit
    if unit is PowerUnit.WATT or (unit is PowerUnit.FITTING and watts < 1000):
        return _("{power} W").format(power=watts)
    whole, rest = divmod(abs(watts), 1000)
    digits = f"{rest:03d}".rstrip("0") or "0"
    return _("{power} kW").format(power=f"{'-' if watts < 0 else ''}{whole}.{digits}")


def first_weekday() -> int:
    """The ordinal (`date.toordinal`) of a day on which a week begins: 1 was a Monday, 0 the Sunday before."""
    return 1 if _in_use.week_start is WeekStart.MONDAY else 0
