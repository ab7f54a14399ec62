"""What the timeline needs of one row, as plain numbers: there are 100,000 bars to build."""

from __future__ import annotations

import math
from typing import NamedTuple

from flipconsole.domain.command import Command, DeviceStatus, Mode, PowerMode, Status
from flipconsole.domain.layout.bars import MODES, UNKNOWN_MODE, BarFlag, BarState
from flipconsole.domain.row import ASKING, UNDER_WAY, Row, Stage
from flipconsole.domain.work import Work


class Fact(NamedTuple):
    """One row; facts of a lane sort as the schedule ranks commands: by start, then the newer one, then the id.

    Times are epoch seconds, infinite where there is none. `power` is in watts, negative for discharge, NaN where none
    is asked for; `reserve` in parts of the capacity, NaN where none. `drives` says whether it takes part in the
    battery's schedule (see `domain/schedule.py`).
    """

    start: float
    updated: float
    id: str
    end: float
    late_at: float
    urgent_at: float
    mode: int
    state: int
    flags: int
    power: float
    reserve: float
    drives: bool
    event_id: str | None


_MODE_CODES = {str(mode): code for code, mode in enumerate(MODES)}
_OPEN_END, _PREPARATORY, _REMOVAL, _UNDER_WAY, _ASKING, _FOLLOWS_LOAD = (
    int(flag)
    for flag in (
        BarFlag.OPEN_END,
        BarFlag.PREPARATORY,
        BarFlag.REMOVAL,
        BarFlag.UNDER_WAY,
        BarFlag.ASKING,
        BarFlag.FOLLOWS_LOAD,
    )
)
_DEVICE_STATES = {
    str(DeviceStatus.PENDING): BarState.PENDING,
    str(DeviceStatus.OK): BarState.ANSWERED,
    str(DeviceStatus.FAILED_OFFLINE): BarState.FAILED,
    str(DeviceStatus.FAILED_FAULT): BarState.FAILED,
}
_INF, _NAN = math.inf, math.nan


def bar_state(row: Row) -> BarState:
    """How the bar of a row is drawn."""
    command = row.held.command
    if command.status in (Status.CANCELED, Status.OPT_OUT):
        return BarState.DROPPED
    state = _DEVICE_STATES.get(command.device_status, BarState.UNCLEAR)
    if command.status != Status.OK:
        return BarState.UNCLEAR
    return BarState.DROPPED if state is BarState.PENDING and row.held.gone_at is not None else state


def bar_flags(row: Row) -> int:
    """What is drawn in addition to the state: `BarFlag` values, summed."""
    command = row.held.command
    flags = 0
    if command.ends_at is None:
        flags |= _OPEN_END
    if command.is_preparatory_action:
        flags |= _PREPARATORY
    if command.battery_commands.power_mode == PowerMode.FOLLOW_LOAD:
        flags |= _FOLLOWS_LOAD
    if row.stage is not Stage.NONE or row.attention:
        if row.stage in UNDER_WAY:
            flags |= _UNDER_WAY
        if row.stage in ASKING or row.attention:
            flags |= _ASKING
    if command.status != Status.OK and row.open_work is Work.REMOVE:
        flags |= _REMOVAL
    return flags


def asked_power_w(command: Command) -> float:
    """The power that is asked for, negative for discharge; NaN where no fixed power is."""
    battery = command.battery_commands
    if battery.power_mode != PowerMode.SETPOINT or battery.setpoint_w is None:
        return _NAN
    if battery.mode == Mode.DISCHARGE:
        return -float(battery.setpoint_w)
    return float(battery.setpoint_w) if battery.mode == Mode.CHARGE else _NAN


def fact_of(row: Row, start: float) -> Fact:
    """The row, which starts at this epoch second."""
    command = row.held.command
    state = bar_state(row)
    urgent_at = late_at = None
    if command.device_status == DeviceStatus.PENDING or state is BarState.UNCLEAR:  # else Flip waits for nothing
        urgent_at = row.urgent_at
        late_at = row.ack_by if urgent_at is not None else None
    ends_at, reserve = command.ends_at, command.battery_commands.backup_reserve_percentage
    end = _INF if ends_at is None else max(start, ends_at.timestamp())
    drives = state not in (BarState.DROPPED, BarState.FAILED) and command.status == Status.OK and end > start
    if ends_at is None and drives and command.unreadable and command.is_unreadable("ends_at"):
        drives = False
    return Fact(
        start,
        -_INF if command.updated_at is None else command.updated_at.timestamp(),
        command.id,
        end,
        _INF if late_at is None else late_at.timestamp(),
        _INF if urgent_at is None else urgent_at.timestamp(),
        _MODE_CODES.get(command.battery_commands.mode, UNKNOWN_MODE),
        int(state),
        bar_flags(row),
        asked_power_w(command),
        _NAN if reserve is None else reserve / 100,
        drives,
        command.event_id,
    )
