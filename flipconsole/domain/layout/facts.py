"""What the timeline needs of one row, as plain numbers: there are 100,000 bars to build."""

from __future__ import annotations

import math
from typing import TypeAlias

from flipconsole.domain.command import DeviceStatus, Status
from flipconsole.domain.layout.bars import MODES, UNKNOWN_MODE, BarFlag, BarState
from flipconsole.domain.row import ASKING, UNDER_WAY, Row, Stage
from flipconsole.domain.work import Work

Fact: TypeAlias = tuple[float, str, float, float, int, int, int, float]
"""start, id, end, late_at, mode, state, flags, urgent_at"""

_MODE_CODES = {str(mode): code for code, mode in enumerate(MODES)}
_OPEN_END, _PREPARATORY, _REMOVAL, _UNDER_WAY, _ASKING = (int(flag) for flag in BarFlag)
_DEVICE_STATES = {
    str(DeviceStatus.PENDING): BarState.PENDING,
    str(DeviceStatus.OK): BarState.ANSWERED,
    str(DeviceStatus.FAILED_OFFLINE): BarState.FAILED,
    str(DeviceStatus.FAILED_FAULT): BarState.FAILED,
}


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
    if row.stage is not Stage.NONE or row.attention:
        if row.stage in UNDER_WAY:
            flags |= _UNDER_WAY
        if row.stage in ASKING or row.attention:
            flags |= _ASKING
    if command.status != Status.OK and row.open_work is Work.REMOVE:
        flags |= _REMOVAL
    return flags


def fact_of(row: Row, start: float) -> Fact:
    """The row, which starts at this epoch second."""
    command = row.held.command
    state = bar_state(row)
    urgent_at = late_at = None
    if command.device_status == DeviceStatus.PENDING or state is BarState.UNCLEAR:  # else Flip waits for nothing
        urgent_at = row.urgent_at
        late_at = row.ack_by if urgent_at is not None else None
    return (
        start,
        command.id,
        math.inf if command.ends_at is None else max(start, command.ends_at.timestamp()),
        math.inf if late_at is None else late_at.timestamp(),
        _MODE_CODES.get(command.battery_commands.mode, UNKNOWN_MODE),
        state,
        bar_flags(row),
        math.inf if urgent_at is None else urgent_at.timestamp(),
    )
