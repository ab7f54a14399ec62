"""The short words of a list cell: what a command asks and when, in a few words."""

from __future__ import annotations

from datetime import datetime, tzinfo

from flipconsole.domain.command import Command, Mode, PowerMode
from flipconsole.domain.language import _
from flipconsole.domain.reading import power_text
from flipconsole.domain.row import Row
from flipconsole.domain.times import abbreviation, show_clock, show_span, show_time
from flipconsole.domain.words import mode_name, unknown_word
from flipconsole.domain.work import Work
from flipconsole.ui.plain import plain


def instruction(command: Command) -> str:
    """The order in a few words: "Discharge 5.0 kW, keep 20 %". The sentence of the detail pane says it in full."""
    if command.is_unreadable("battery_commands"):
        return _("The order is not readable")
    battery = command.battery_commands
    parts = [mode_name(battery.mode) if battery.mode else _("Mode not readable")]
    if battery.mode in (Mode.CHARGE, Mode.DISCHARGE):
        parts = _with_power(parts[0], command)
    if battery.mode == Mode.CHARGE and battery.enable_grid_import is not None:
        parts.append(_("grid import") if battery.enable_grid_import else _("no grid import"))
    if command.is_unreadable("battery_commands.backup_reserve_percentage"):
        parts.append(_("reserve not readable"))
    elif battery.backup_reserve_percentage is not None and battery.mode != Mode.CHARGE:
        parts.append(_("keep {level} %").format(level=battery.backup_reserve_percentage))
    if command.is_preparatory_action:
        parts.append(_("to prepare"))
    return ", ".join(parts)


def order(row: Row, *, is_test: bool) -> str:
    """What the cell of a row says first: the instruction, that it is to be removed, and that nothing of it is real."""
    what = plain(instruction(row.held.command))
    if row.work is Work.REMOVE:
        what = _("Remove: {what}").format(what=what)
    return as_test(what) if is_test else what


def as_test(what: str) -> str:
    """An order of which nothing is real, in words that no colour has to carry."""
    return _("TEST {what}").format(what=what)


def when(command: Command, zone: tzinfo, now: datetime) -> str:
    """From when to when in the zone: "today 17:00 to 19:00 EDT", "from tomorrow 09:15 EDT, no end"."""
    start, end = command.starts_at, command.ends_at
    if start is None:
        return _("start not readable")
    if end is not None:
        return show_span(start, end, zone, now)
    shown = _("{time} {zone}").format(time=show_time(start, zone, now), zone=abbreviation(start.astimezone(zone)))
    if command.is_unreadable("ends_at"):
        return _("from {start}, end not readable").format(start=shown)
    return _("from {start}, no end").format(start=shown)


def clock(moment: datetime, zone: tzinfo, now: datetime) -> str:
    """The exact time beside a countdown: "14:05" today, else with its day; to the minute."""
    local = moment.astimezone(zone)
    return show_clock(moment, zone) if local.date() == now.astimezone(zone).date() else show_time(moment, zone, now)


def _with_power(name: str, command: Command) -> list[str]:
    battery = command.battery_commands
    if command.is_unreadable("battery_commands.power_mode"):
        return [name, _("power mode not readable")]
    match battery.power_mode:
        case None:
            return [name, _("no power mode")]
        case PowerMode.FOLLOW_LOAD:
            return [name, _("follow the load")]
        case PowerMode.SETPOINT:
            pass
        case unknown:
            return [name, _("power mode {word}").format(word=unknown_word(unknown))]
    if command.is_unreadable("battery_commands.setpoint_w"):
        return [name, _("power not readable")]
    if battery.setpoint_w is None:
        return [name, _("no power given")]
    return [_("{mode} {power}").format(mode=name, power=power_text(battery.setpoint_w))]
