"""Whether a battery can do what its commands ask: energy, power, overlaps, and whether the preparation is enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

import msgspec

from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.clocks import show_length
from flipconsole.domain.command import Command, Mode, PowerMode
from flipconsole.domain.language import _
from flipconsole.domain.projection import Projection, project
from flipconsole.domain.reading import clock_text
from flipconsole.domain.schedule import Schedule, effective_schedule
from flipconsole.domain.schedule_words import overlap_line
from flipconsole.domain.times import abbreviation, show_span


class Answer(StrEnum):
    """Whether it can be done."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Check(msgspec.Struct, frozen=True):
    """What is found about one command; `lines` are sentences, the most important first."""

    command_id: str
    answer: Answer
    lines: tuple[str, ...]


def check_all(commands: Sequence[Command], facts: BatteryFacts, zone: tzinfo, now: datetime) -> list[Check]:
    """A check of every command that takes part in the schedule and is not over, by its start."""
    schedule = effective_schedule(commands)
    projection = project(commands, facts)
    known = {command.id: command for command in commands}
    taking_part = dict.fromkeys(span.command_id for span in schedule.spans)
    taking_part |= dict.fromkeys(each for one in schedule.overlaps for each in (one.first_id, one.second_id))
    found = [known[each] for each in taking_part if not _is_over(known[each], now)]
    found.sort(key=lambda command: (command.starts_at or now, command.id))
    return [_check(command, known, schedule, projection, facts, zone, now) for command in found]


def _is_over(command: Command, now: datetime) -> bool:
    return command.ends_at is not None and command.ends_at <= now


def asked_wh(command: Command) -> float | None:
    """Setpoint times length of a charge or discharge; None where either is not given."""
    battery = command.battery_commands
    if battery.mode not in (Mode.CHARGE, Mode.DISCHARGE) or battery.power_mode != PowerMode.SETPOINT:
        return None
    if battery.setpoint_w is None or command.starts_at is None or command.ends_at is None:
        return None
    length = (command.ends_at - command.starts_at).total_seconds()
    return battery.setpoint_w * length / 3600 if length > 0 else None


def _check(
    command: Command,
    known: dict[str, Command],
    schedule: Schedule,
    projection: Projection | None,
    facts: BatteryFacts,
    zone: tzinfo,
    now: datetime,
) -> Check:
    problems: list[str] = []
    rest: list[str] = []
    is_known = _check_energy(command, projection, facts, zone, problems, rest)
    watts = command.battery_commands.setpoint_w
    if asked_power_counts(command) and watts is not None:
        if facts.rated_w is not None and watts > facts.rated_w:
            problems.append(
                _("Asked for {asked} kW, but its rated power is {rated} kW.").format(
                    asked=_kilo(watts), rated=_kilo(facts.rated_w)
                )
            )
        elif facts.least_rated_w is not None and watts > facts.least_rated_w:
            is_known = False
            rest.insert(
                0,
                _(
                    "Asked for {asked} kW. Flip names {least} and {most} kW for this battery, one for charging and one "
                    "for discharging, and its pages leave open which: look at the battery."
                ).format(asked=_kilo(watts), least=_kilo(facts.least_rated_w), most=_kilo(facts.rated_w or 0)),
            )
        elif facts.rated_w is None:
            rest.append(
                _("Its rated power is not known: enter it to compare with {asked} kW.").format(asked=_kilo(watts))
            )
    overlaps = [
        _("Overlap: {text}.").format(text=overlap_line(overlap, command.id, known, zone, now))
        for overlap in schedule.overlaps
        if command.id in (overlap.first_id, overlap.second_id)
    ]
    problems += overlaps
    short = _short_preparation(command, known, projection, facts, zone)
    if short:
        problems.append(short)
    answer = Answer.NO if problems else Answer.YES if is_known else Answer.UNKNOWN
    return Check(command.id, answer, (*problems, *rest))


def asked_power_counts(command: Command) -> bool:
    """Whether the setpoint means anything: with SETPOINT, in charge and discharge."""
    battery = command.battery_commands
    return battery.power_mode == PowerMode.SETPOINT and battery.mode in (Mode.CHARGE, Mode.DISCHARGE)


def _check_energy(
    command: Command,
    projection: Projection | None,
    facts: BatteryFacts,
    zone: tzinfo,
    problems: list[str],
    rest: list[str],
) -> bool:
    """Adds to one of the lists; whether there is an answer."""
    asked, battery = asked_wh(command), command.battery_commands
    if battery.mode not in (Mode.CHARGE, Mode.DISCHARGE):
        return True
    if asked is None or command.starts_at is None:
        rest.append(_("Nobody can say how much energy it takes: it has no fixed power or no end."))
        return False
    if facts.capacity_wh is None or projection is None:
        rest.append(
            _("It asks for {asked} kWh. Enter capacity and state of charge to see whether they are there.").format(
                asked=_kilo(asked)
            )
        )
        return False
    begins = max(command.starts_at, projection.likely[0].at)
    energy = projection.at(begins)
    if energy is None or command.ends_at is None or begins >= command.ends_at:
        return False
    part = (command.ends_at - begins) / (command.ends_at - command.starts_at)
    asked *= part
    if battery.mode == Mode.DISCHARGE:
        floor = facts.capacity_wh * (battery.backup_reserve_percentage or 0) / 100
        available, stop = max(0.0, energy - floor), projection.emptied.get(command.id)
        text = _("{available} of {asked} kWh available, ends about {time}")
    else:
        available, stop = max(0.0, facts.capacity_wh - energy), projection.filled.get(command.id)
        text = _("room for {available} of {asked} kWh, full about {time}")
    if stop is not None and available < asked:
        local = (stop + timedelta(seconds=30)).astimezone(zone)  # to the nearest minute
        clock = clock_text(local.hour, local.minute)
        told = text.format(available=_kilo(available), asked=_kilo(asked), time=clock)
        problems.append(_("{told} {zone}.").format(told=told, zone=abbreviation(local)))
    elif battery.mode == Mode.DISCHARGE:
        rest.append(_("{asked} kWh asked, {available} kWh available above what is to be kept.").format(
            asked=_kilo(asked), available=_kilo(available)))  # fmt: skip
    else:
        rest.append(_("{asked} kWh asked, room for {available} kWh.").format(
            asked=_kilo(asked), available=_kilo(available)))  # fmt: skip
    return True


def _short_preparation(
    command: Command,
    known: dict[str, Command],
    projection: Projection | None,
    facts: BatteryFacts,
    zone: tzinfo,
) -> str:
    """For a preparing charge: what is missing for the discharges of its event, and how much longer it would take."""
    battery = command.battery_commands
    is_charge = command.is_preparatory_action and battery.mode == Mode.CHARGE
    if not is_charge or command.event_id is None or projection is None or command.ends_at is None:
        return ""
    if facts.capacity_wh is None or asked_wh(command) is None or not battery.setpoint_w:
        return ""
    following = [
        other
        for other in known.values()
        if other.event_id == command.event_id
        and other.battery_commands.mode == Mode.DISCHARGE
        and other.starts_at is not None
        and other.starts_at >= command.ends_at
    ]
    needed = sum(asked_wh(other) or 0.0 for other in following)
    energy = projection.at(command.ends_at)
    if not following or energy is None or not needed:
        return ""
    floor = max(
        facts.capacity_wh * (other.battery_commands.backup_reserve_percentage or 0) / 100 for other in following
    )
    goal = min(facts.capacity_wh, floor + needed)
    missing = goal - energy
    if missing <= facts.capacity_wh * 0.005:
        return ""
    return _(
        "Too short to prepare: {missing} kWh are missing at its end, {length} more at {power} kW ({span})."
    ).format(
        missing=_kilo(missing),
        length=show_length(round(missing / battery.setpoint_w * 60) * 60),
        power=_kilo(battery.setpoint_w),
        span=show_span(command.starts_at or command.ends_at, command.ends_at, zone, command.ends_at),
    )


def _kilo(value: float) -> str:
    return f"{value / 1000:,.1f}"
