"""What the timeline says about one command: the label on its bar and the lines of its card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from flipconsole.domain.clocks import clock_lines, length_text, show_length
from flipconsole.domain.command import Command, Mode, PowerMode
from flipconsole.domain.countdown import countdown
from flipconsole.domain.language import _
from flipconsole.domain.row import Row
from flipconsole.domain.sentence import mode_name, power_text
from flipconsole.domain.words import device_status_text, stage_text, status_text


def energy_wh(command: Command) -> float | None:
    """Setpoint times duration in watt-hours; None where one of the two is not given or means nothing."""
    battery = command.battery_commands
    if battery.mode not in (Mode.CHARGE, Mode.DISCHARGE) or battery.power_mode != PowerMode.SETPOINT:
        return None
    if battery.setpoint_w is None or command.starts_at is None or command.ends_at is None:
        return None
    hours = _length_s(command) / 3600
    return battery.setpoint_w * hours if hours > 0 else None


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
        (_("Starts"), _moment(command, "starts_at", command.starts_at, zones, _("not given"))),
        (_("Ends"), _moment(command, "ends_at", command.ends_at, zones, _("when another command replaces it"))),
    ]
    length = length_text(command, zones[0])
    if length is not None:
        lines.append((_("Lasts"), length))
    if battery.mode in (Mode.CHARGE, Mode.DISCHARGE) and battery.setpoint_w is not None:
        power = _("{watts:,} W").format(watts=battery.setpoint_w)
        energy = energy_wh(command)
        if energy is not None:
            power = _("{power} × {duration} = {energy:,.1f} kWh").format(
                power=power, duration=show_length(_length_s(command)), energy=energy / 1000
            )
        lines.append((_("Power"), power))
    if battery.backup_reserve_percentage is not None:
        lines.append((_("Reserve"), _("{percentage} %").format(percentage=battery.backup_reserve_percentage)))
    lines.append((_("Flip's status"), _both(status_text(command.status), command.status)))
    lines.append((_("Device status"), _both(device_status_text(command.device_status), command.device_status)))
    lines.append((_("Your answer"), _answer(row, now)))
    return lines


def _answer(row: Row, now: datetime) -> str:
    text = stage_text(row.stage)
    if row.urgent_at is None or row.ack_by is None:
        return text
    return _("{stage}; Flip waits for it: about {time}").format(stage=text, time=countdown(row.ack_by, now))


def _moment(command: Command, path: str, moment: datetime | None, zones: Sequence[tzinfo], missing: str) -> str:
    if command.is_unreadable(path):
        return _("not readable")
    return missing if moment is None else "  ·  ".join(clock_lines(moment, zones))


def _both(words: str, word: str) -> str:
    return words if not word or word in words else _("{words} ({word})").format(words=words, word=word)
