"""What the timeline says about one command: the label on its bar and the lines of its card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from flipconsole.domain.clocks import clock_lines, length_text, show_length
from flipconsole.domain.command import Command, Mode, PowerMode
from flipconsole.domain.countdown import countdown
from flipconsole.domain.language import _
from flipconsole.domain.reading import power_text
from flipconsole.domain.row import Row, Stage
from flipconsole.domain.sentence import mode_name
from flipconsole.domain.words import answer_text, device_status_text, stage_text, status_text


def energy_wh(command: Command) -> float | None:
    """Setpoint times duration in watt-hours; None where one of the two is not given or means nothing."""
    battery = command.battery_commands
    if battery.mode not in (Mode.CHARGE, Mode.DISCHARGE) or battery.power_mode != PowerMode.SETPOINT:
        return None
    if battery.setpoint_w is None or command.starts_at is None or command.ends_at is None:
        return None
    hours = _length_s(command) / 3600
    return battery.setpoint_w * hours if hours > 0 else None


def power_line(command: Command) -> str:
    """The watts that are asked for, and the energy that they come to; empty where none are."""
    battery = command.battery_commands
    if battery.mode not in (Mode.CHARGE, Mode.DISCHARGE) or battery.setpoint_w is None:
        return ""
    power, energy = _("{watts:,} W").format(watts=battery.setpoint_w), energy_wh(command)
    if energy is None:
        return power
    return _("{power} × {duration} = {energy:,.1f} kWh").format(
        power=power, duration=show_length(_length_s(command)), energy=energy / 1000
    )


def _length_s(command: Command) -> float:
    assert command.starts_at is not None
    assert command.ends_at is not None
    return (command.ends_at - command.starts_at).total_seconds()


def label(row: Row, now: datetime) -> tuple[str, ...]:
    """The words on a bar, from long to short."""
    words = order_words(row.held.command)
    if row.urgent_at is None or row.ack_by is None or row.ack_by <= now:
        return words
    minutes = int((row.ack_by - now).total_seconds()) // 60
    left = _("answer in {minutes} min").format(minutes=minutes) if minutes else _("answer within a minute")
    return (_("{order} · {left}").format(order=words[0], left=left), *words)


def order_words(command: Command) -> tuple[str, ...]:
    """Mode and power, from long to short."""
    battery = command.battery_commands
    name = mode_name(battery.mode)
    if battery.mode not in (Mode.CHARGE, Mode.DISCHARGE):
        return (name,)
    if battery.power_mode == PowerMode.FOLLOW_LOAD:
        return (_("{mode}, following the load").format(mode=name), name)
    if battery.power_mode != PowerMode.SETPOINT or battery.setpoint_w is None:
        return (name,)
    power = power_text(battery.setpoint_w)
    words = _("{mode} {power}").format(mode=name, power=power)
    if command.is_preparatory_action:
        return (_("{order}, to prepare").format(order=words), words, power)
    return (words, power)


def card_lines(row: Row, zones: Sequence[tzinfo], now: datetime) -> list[tuple[str, str]]:
    """Name and value of every line below the sentence; times on the clocks of `zones`, the first first, and in UTC."""
    command = row.held.command
    battery = command.battery_commands
    lines = [
        (_("Battery"), command.device_id),
        (_("Starts"), start_line(command, zones)),
        (_("Ends"), end_line(command, zones)),
    ]
    length = length_text(command, zones[0])
    if length is not None:
        lines.append((_("Lasts"), length))
    power = power_line(command)
    if power:
        lines.append((_("Power"), power))
    if battery.backup_reserve_percentage is not None:
        lines.append((_("Reserve"), _("{percentage} %").format(percentage=battery.backup_reserve_percentage)))
    lines.append((_("Flip's status"), _both(status_text(command.status), command.status)))
    lines.append((_("Device status"), _both(device_status_text(command.device_status), command.device_status)))
    lines.append((_("Your answer"), answer_line(row, now)))
    return lines


def answer_line(row: Row, now: datetime) -> str:
    """What was answered here and where that stands; that Flip tells something else by now, or how long it waits."""
    text, ack = stage_text(row.stage), row.newest_ack
    if ack is not None and row.stage is not Stage.NONE:
        text = _("{answer} ({stage})").format(answer=answer_text(ack.device_status), stage=text)
        if row.stage is Stage.DELIVERED and row.held.command.device_status != ack.device_status:
            text = _("{answer}; Flip tells another device status by now").format(answer=text)
    if row.urgent_at is None or row.ack_by is None:
        return text
    return _("{stage}; Flip waits for it: about {time}").format(stage=text, time=countdown(row.ack_by, now))


def start_line(command: Command, zones: Sequence[tzinfo]) -> str:
    """The start on all of these clocks and in UTC."""
    return _moment(command, "starts_at", command.starts_at, zones, _("not given"))


def end_line(command: Command, zones: Sequence[tzinfo]) -> str:
    """The end on all of these clocks and in UTC."""
    return _moment(command, "ends_at", command.ends_at, zones, _("when another command replaces it"))


def _moment(command: Command, path: str, moment: datetime | None, zones: Sequence[tzinfo], missing: str) -> str:
    if command.is_unreadable(path):
        return _("not readable")
    return missing if moment is None else "  ·  ".join(clock_lines(moment, zones))


def _both(words: str, word: str) -> str:
    return words if not word or word in words else _("{words} ({word})").format(words=words, word=word)
