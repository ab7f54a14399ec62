"""How full one battery will be, as far as its commands and its state of charge tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

import msgspec

from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.command import Command, Mode, PowerMode
from flipconsole.domain.schedule import Span, effective_schedule

LOSS = 0.1
"""What charging and discharging may cost at most, as a part; the upper edge of the band has no losses at all."""

OPEN_END = timedelta(hours=4)
"""How much of a command without an end is looked at."""


class Point(NamedTuple):
    """The energy in the battery at a moment."""

    at: datetime
    wh: float


class Projection(msgspec.Struct, frozen=True):
    """Three tracks of straight pieces: what is likely, and the least and the most that it can be.

    `emptied` names by command when the likely track comes down to what is to be kept, `filled` when it is full.
    """

    likely: tuple[Point, ...] = ()
    low: tuple[Point, ...] = ()
    high: tuple[Point, ...] = ()
    emptied: dict[str, datetime] = {}
    filled: dict[str, datetime] = {}

    def at(self, moment: datetime) -> float | None:
        """The likely energy at a moment, in Wh; None outside of what is known."""
        return energy_at(self.likely, moment)


def energy_at(points: Sequence[Point], moment: datetime) -> float | None:
    """The energy of a track at a moment; None outside of it."""
    if not points or not points[0].at <= moment <= points[-1].at:
        return None
    for one, other in pairwise(points):
        if one.at <= moment <= other.at:
            length = (other.at - one.at).total_seconds()
            share = (moment - one.at).total_seconds() / length if length else 1.0
            return one.wh + (other.wh - one.wh) * share
    return points[-1].wh


class _Rates(NamedTuple):
    """Watts into the battery; `floor` and `ceiling` in Wh."""

    likely: float
    low: float
    high: float
    floor: float


def project(commands: Iterable[Command], facts: BatteryFacts, until: datetime | None = None) -> Projection | None:
    """The energy from the moment on at which the state of charge was read; None without capacity or charge.

    Between commands it is taken as unchanged, since nobody knows what the home does then; a command that names no
    power widens the band by all that the rated power allows. Deprecated fields play no part.
    """
    if facts.capacity_wh is None or facts.charge is None:
        return None
    capacity, charge = facts.capacity_wh, facts.charge
    known = {command.id: command for command in commands}
    spans = [span for span in effective_schedule(known.values()).spans if _end(span) > charge.at]
    energy = capacity * charge.percentage / 100
    tracks = [[Point(charge.at, energy)] for _track in range(3)]
    emptied: dict[str, datetime] = {}
    filled: dict[str, datetime] = {}
    for span in spans:
        start, end = max(span.starts_at, charge.at), _end(span)
        rates = _rates(known[span.command_id], capacity, facts.rated_w)
        for number, (track, rate) in enumerate(zip(tracks, rates[:3], strict=True)):
            if track[-1].at < start:
                track.append(Point(start, track[-1].wh))
            stop = _run(track, end, rate, rates.floor, capacity)
            if number == 0 and stop is not None:
                (emptied if rate < 0 else filled).setdefault(span.command_id, stop)
    last = max(track[-1].at for track in tracks)
    if until is not None and until > last:
        last = until
    for track in tracks:
        if track[-1].at < last:
            track.append(Point(last, track[-1].wh))
    return Projection(tuple(tracks[0]), tuple(tracks[1]), tuple(tracks[2]), emptied, filled)


def _run(track: list[Point], end: datetime, rate_w: float, floor: float, ceiling: float) -> datetime | None:
    """Go on at this power until the end; the moment at which nothing more can flow, if there is one before."""
    begin = track[-1]
    limit = floor if rate_w < 0 else ceiling
    room = max(0.0, begin.wh - limit if rate_w < 0 else limit - begin.wh)
    length = (end - begin.at).total_seconds()
    if rate_w == 0 or length <= 0:
        track.append(Point(end, begin.wh))
        return None
    needed = room / abs(rate_w) * 3600
    if needed >= length:
        track.append(Point(end, begin.wh + rate_w * length / 3600))
        return None
    stop = begin.at + timedelta(seconds=needed)
    reached = begin.wh if room == 0 else limit
    track += [Point(stop, reached), Point(end, reached)]
    return stop


def _rates(command: Command, capacity: float, rated_w: float | None) -> _Rates:
    battery = command.battery_commands
    floor = capacity * (battery.backup_reserve_percentage or 0) / 100
    most = rated_w if rated_w is not None else capacity * 60  # unknown: all of it within a minute
    asked = battery.setpoint_w if battery.power_mode == PowerMode.SETPOINT else None
    if asked is not None and rated_w is not None:
        asked = round(min(asked, rated_w))
    match battery.mode:
        case Mode.DISCHARGE if asked is not None:
            return _Rates(-asked, -asked / (1 - LOSS), -asked, floor)
        case Mode.CHARGE if asked is not None:
            return _Rates(asked, asked * (1 - LOSS), asked, 0.0)
        case Mode.DISCHARGE:
            return _Rates(-most / 2 if rated_w is not None else 0.0, -most, 0.0, floor)
        case Mode.CHARGE:
            return _Rates(most / 2 if rated_w is not None else 0.0, 0.0, most, 0.0)
        case Mode.STANDBY:
            return _Rates(0.0, 0.0, 0.0, 0.0)
        case Mode.BACKUP:
            return _Rates(0.0, 0.0, most, floor)
    return _Rates(0.0, -most, most, floor)


def _end(span: Span) -> datetime:
    return span.ends_at or span.starts_at + OPEN_END
