"""The checklist before an OK: the lines that a command has, and the reason that their ticks write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import NamedTuple

from flipconsole.domain.command import BatteryCommand, Command, Mode, PowerMode
from flipconsole.domain.evidence import Evidence, Point
from flipconsole.domain.language import _
from flipconsole.domain.reading import power_text
from flipconsole.domain.reasons import subject_of
from flipconsole.domain.times import abbreviation
from flipconsole.domain.words import mode_name, unknown_word
from flipconsole.domain.work import Work


class EvidenceLine(NamedTuple):
    """One line of the checklist."""

    point: Point
    text: str


def lines_of(command: Command | None, zone: tzinfo, now: datetime) -> tuple[EvidenceLine, ...]:
    """What there is to look at for this command, and nothing that it does not have.

    None is a command that nobody here has seen: then only the person knows what it asked.
    """
    if command is None:
        return (
            EvidenceLine(Point.WRITTEN, _("What it asks is as it should be in the battery")),
            EvidenceLine(Point.CLOCK, _("The battery's clock is right")),
        )
    if subject_of(command.status) is Work.REMOVE:
        return tuple(_lines_of_removal(command, zone, now))
    return tuple(_lines_of_schedule(command, zone, now))


def evidence_of(command: Command | None, ticks: Mapping[Point, bool], zone: tzinfo, now: datetime) -> Evidence:
    """The evidence for one command: True in `ticks` is verified, anything else is not."""
    points = [line.point for line in lines_of(command, zone, now)]
    verified = [point for point in points if ticks.get(point)]
    others = [point for point in points if not ticks.get(point)]
    parts = [_done(command, verified, zone, now), *_details(command, verified)]
    if set(verified) - {Point.CLOCK}:
        parts.append(_("read back"))
    if Point.CLOCK in verified:
        parts.append(_("device clock checked"))
    reason = ", ".join(parts)
    if others:
        names = ", ".join(point_name(point) for point in others)
        reason = _("{what}; not verified: {names}").format(what=reason, names=names)
    return Evidence(tuple(verified), tuple(others), reason)


def point_name(point: Point) -> str:
    """A point in one or two words, as it stands after "not verified"."""
    match point:
        case Point.WRITTEN:
            return _("schedule")
        case Point.WINDOW:
            return _("window")
        case Point.MODE:
            return _("mode")
        case Point.SETPOINT:
            return _("setpoint")
        case Point.RESERVE:
            return _("reserve")
        case Point.CLOCK:
            return _("device clock")
        case Point.STOPPED:
            return _("stopped")
        case Point.USUAL_MODE:
            return _("usual mode")


def _lines_of_schedule(command: Command, zone: tzinfo, now: datetime) -> Iterable[EvidenceLine]:
    battery = command.battery_commands
    yield EvidenceLine(Point.WINDOW, _("Window written: {window}").format(window=_window(command, zone, now)))
    yield EvidenceLine(Point.MODE, _("Mode: {mode}").format(mode=mode_name(battery.mode)))
    if (power := _power(battery)) is not None:
        yield EvidenceLine(Point.SETPOINT, _("Setpoint: {power}").format(power=power))
    if battery.backup_reserve_percentage is not None:
        yield EvidenceLine(Point.RESERVE, _("Reserve: keep {value} %").format(value=battery.backup_reserve_percentage))
    yield EvidenceLine(Point.CLOCK, _("The battery's clock is right"))


def _lines_of_removal(command: Command, zone: tzinfo, now: datetime) -> Iterable[EvidenceLine]:
    window = _window(command, zone, now)
    yield EvidenceLine(Point.WINDOW, _("No longer in the schedule: {window}").format(window=window))
    if command.starts_at is None or command.starts_at <= now:
        yield EvidenceLine(Point.STOPPED, _("The battery does not do it any more"))
    yield EvidenceLine(Point.USUAL_MODE, _("The battery is in its usual mode"))


def _done(command: Command | None, verified: list[Point], zone: tzinfo, now: datetime) -> str:
    if command is None:
        return _("Done as asked")
    removes = subject_of(command.status) is Work.REMOVE
    what = _("Removed") if removes else _("Scheduled")
    if Point.WINDOW not in verified:
        return what
    return _("{what} {window}").format(what=what, window=_window(command, zone, now))


def _details(command: Command | None, verified: list[Point]) -> Iterable[str]:
    if command is None:
        return
    battery = command.battery_commands
    order = [_mode_word(battery.mode)] if Point.MODE in verified else []
    if Point.SETPOINT in verified:
        order.append(_power(battery) or "")
    if order:
        yield " ".join(order)
    if Point.RESERVE in verified:
        yield _("keep {value} %").format(value=battery.backup_reserve_percentage)
    if Point.STOPPED in verified:
        yield _("stopped")
    if Point.USUAL_MODE in verified:
        yield _("usual mode")


def _power(battery: BatteryCommand) -> str | None:
    """How strong, where the command says it: watts count with SETPOINT alone."""
    match battery.power_mode:
        case None:
            return None
        case PowerMode.SETPOINT:
            return None if battery.setpoint_w is None else power_text(battery.setpoint_w)
        case PowerMode.FOLLOW_LOAD:
            return _("following the load")
        case unknown:
            return unknown_word(unknown)


def _window(command: Command, zone: tzinfo, now: datetime) -> str:
    """From when to when, for a text that is read later too: dates in digits where it is not all on today."""
    if command.starts_at is None:
        return _("from a start that could not be read")
    today = now.astimezone(zone).date()
    start = _moment(command.starts_at, zone, today)
    if command.ends_at is None:
        return _("from {start} {zone}, open end").format(start=start, zone=_zone(command.starts_at, zone))
    end = _moment(command.ends_at, zone, command.starts_at.astimezone(zone).date())
    first, last = _zone(command.starts_at, zone), _zone(command.ends_at, zone)
    if first == last:
        return _("{start}-{end} {zone}").format(start=start, end=end, zone=last)
    return _("{start} {first}-{end} {last}").format(start=start, first=first, end=end, last=last)


def _moment(moment: datetime, zone: tzinfo, usual: object) -> str:
    local = moment.astimezone(zone)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return clock if local.date() == usual else f"{local:%Y-%m-%d} {clock}"


def _zone(moment: datetime, zone: tzinfo) -> str:
    return abbreviation(moment.astimezone(zone))


def _mode_word(mode: str) -> str:
    """A mode in the middle of a sentence."""
    match mode:
        case Mode.BACKUP:
            return _("backup")
        case Mode.CHARGE:
            return _("charge")
        case Mode.DISCHARGE:
            return _("discharge")
        case Mode.SAVINGS:
            return _("savings")
        case Mode.SELF_CONSUMPTION:
            return _("self-consumption")
        case Mode.STANDBY:
            return _("standby")
    return unknown_word(mode)
