"""One command in one plain sentence that never says more than Flip said."""

from __future__ import annotations

from datetime import datetime, tzinfo

from flipconsole.domain.command import BatteryCommand, Command, DeviceStatus, Mode, PowerMode, Status
from flipconsole.domain.language import _
from flipconsole.domain.reading import power_text
from flipconsole.domain.times import show_span, show_zoned_time
from flipconsole.domain.words import device_status_text, mode_letter, mode_name, unknown_word

__all__ = ["mode_letter", "mode_name", "power_text", "sentence"]


def sentence(command: Command, zone: tzinfo, now: datetime) -> str:
    """What the command asks, when, and whether it still stands.

    "Discharge at 5.0 kW until 20 % is left, today 17:00 to 19:00 EDT, to prepare for the event." After a cancellation
    or opt-out that comes first, and the order follows in full. What could not be read is said to be so, and unknown
    words stand as they came. Power is told for charge and discharge only, grid import for charge only, and watts only
    with SETPOINT (Update Command Status page); deprecated fields are never told.
    """
    order = _order(command, zone, now)
    match command.status:
        case Status.OK:
            return order
        case Status.CANCELED:
            return _("{what} It was: {order}").format(what=_cancelled(command.device_status), order=order)
        case Status.OPT_OUT:
            return _("{what} It was: {order}").format(what=_opted_out(command.device_status), order=order)
        case "":
            return _("Flip's status could not be read. The order: {order}").format(order=order)
        case unknown:
            return _("Flip's status is {word}. The order: {order}").format(word=unknown_word(unknown), order=order)


def _order(command: Command, zone: tzinfo, now: datetime) -> str:
    action, when = _action(command), _when(command, zone, now)
    if command.is_preparatory_action and not command.is_unreadable("is_preparatory_action"):
        return _("{action}, {when}, to prepare for the event.").format(action=action, when=when)
    return _("{action}, {when}.").format(action=action, when=when)


def _cancelled(device_status: str) -> str:
    match device_status:
        case DeviceStatus.PENDING:
            return _("Remove from the battery: the utility cancelled it.")
        case DeviceStatus.OK:
            return _("Cancelled by the utility; Flip has the removal as confirmed.")
        case "":
            return _("Cancelled by the utility; the device status could not be read.")
    return _("Cancelled by the utility; device status: {word}.").format(word=device_status_text(device_status))


def _opted_out(device_status: str) -> str:
    match device_status:
        case DeviceStatus.PENDING:
            return _("Remove from the battery: the homeowner opted out.")
        case DeviceStatus.OK:
            return _("The homeowner opted out; Flip has the removal as confirmed.")
        case "":
            return _("The homeowner opted out; the device status could not be read.")
    return _("The homeowner opted out; device status: {word}.").format(word=device_status_text(device_status))


def _action(command: Command) -> str:
    if command.is_unreadable("battery_commands"):
        return _("An order that could not be read")
    battery = command.battery_commands
    match battery.mode:
        case Mode.DISCHARGE:
            return _discharge(command, battery)
        case Mode.CHARGE:
            return _charge(command, battery)
        case Mode.BACKUP:
            action = _("Go into backup mode")
        case Mode.SAVINGS:
            action = _("Go into savings mode")
        case Mode.SELF_CONSUMPTION:
            action = _("Go into self-consumption mode")
        case Mode.STANDBY:
            action = _("Go into standby mode")
        case "":
            action = _("Go into a mode that could not be read")
        case unknown:
            action = _("Go into mode {word}").format(word=unknown_word(unknown))
    if command.is_unreadable("battery_commands.backup_reserve_percentage"):
        return _("{action} and keep a reserve that could not be read").format(action=action)
    if battery.backup_reserve_percentage is None:
        return action
    return _("{action} and keep {reserve} when discharging").format(
        action=action, reserve=_percentage(battery.backup_reserve_percentage)
    )


def _discharge(command: Command, battery: BatteryCommand) -> str:
    if battery.power_mode == PowerMode.FOLLOW_LOAD:
        action = _("Discharge just enough to cover the home, without export")
    else:
        action = _("Discharge {power}").format(power=_power(command, battery))
    if command.is_unreadable("battery_commands.backup_reserve_percentage"):
        return _("{action} down to a reserve that could not be read").format(action=action)
    if battery.backup_reserve_percentage is None:
        return action
    return _("{action} until {reserve} is left").format(
        action=action, reserve=_percentage(battery.backup_reserve_percentage)
    )


def _charge(command: Command, battery: BatteryCommand) -> str:
    if battery.power_mode == PowerMode.FOLLOW_LOAD:
        action = _("Charge in power mode FOLLOW_LOAD")
    else:
        action = _("Charge {power}").format(power=_power(command, battery))
    if command.is_unreadable("battery_commands.enable_grid_import"):
        return _("{action}, grid import could not be read").format(action=action)
    match battery.enable_grid_import:
        case None:
            return action
        case True:
            return _("{action}, grid import allowed").format(action=action)
        case False:
            return _("{action}, grid import not allowed").format(action=action)


def _power(command: Command, battery: BatteryCommand) -> str:
    if command.is_unreadable("battery_commands.power_mode"):
        return _("in a power mode that could not be read")
    match battery.power_mode:
        case None:
            return _("with no power mode given")
        case PowerMode.SETPOINT:
            pass
        case unknown:
            return _("in power mode {word}").format(word=unknown_word(unknown))
    if command.is_unreadable("battery_commands.setpoint_w"):
        return _("at a power that could not be read")
    if battery.setpoint_w is None:
        return _("at a power that was not given")
    return _("at {power}").format(power=power_text(battery.setpoint_w))


def _percentage(value: int) -> str:
    if 0 <= value <= 100:
        return _("{value} %").format(value=value)
    return _("{value} % (not a possible level)").format(value=value)


def _when(command: Command, zone: tzinfo, now: datetime) -> str:
    start, end = command.starts_at, command.ends_at
    if start is not None and end is not None:
        span = show_span(start, end, zone, now)
        return span if start < end else _("{span} (the end is not after the start)").format(span=span)
    end_is_known = end is not None or not command.is_unreadable("ends_at")
    if start is not None:
        if end_is_known:
            return show_span(start, None, zone, now)
        return _("from {start} to an unknown end").format(start=show_zoned_time(start, zone, now))
    if end is not None:
        return _("from an unknown start to {end}").format(end=show_zoned_time(end, zone, now))
    if end_is_known:
        return _("from an unknown start until another command replaces it")
    return _("at unknown times")
