"""Flip's command exactly as the Update Command Status page describes it, every field of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class Mode(StrEnum):
    """The mode a battery should go into (open set: unknown words are kept as they came)."""

    BACKUP = "BACKUP"
    CHARGE = "CHARGE"
    DISCHARGE = "DISCHARGE"
    SAVINGS = "SAVINGS"
    SELF_CONSUMPTION = "SELF_CONSUMPTION"
    STANDBY = "STANDBY"


class PowerMode(StrEnum):
    """How a charge or discharge is driven; present for those two modes only."""

    FOLLOW_LOAD = "FOLLOW_LOAD"
    SETPOINT = "SETPOINT"


class Status(StrEnum):
    """Flip's side of a command; only OK means that it is happening."""

    OK = "OK"
    CANCELED = "CANCELED"
    OPT_OUT = "OPT_OUT"


class DeviceStatus(StrEnum):
    """The device's side of a command, as read; only OK means that the device is ready to perform it."""

    PENDING = "PENDING"
    OK = "OK"
    FAILED_OFFLINE = "FAILED_OFFLINE"
    FAILED_FAULT = "FAILED_FAULT"


class Answer(StrEnum):
    """The device_status values that may be sent; PENDING may only be read."""

    OK = "OK"
    FAILED_OFFLINE = "FAILED_OFFLINE"
    FAILED_FAULT = "FAILED_FAULT"


class UnreadableField(msgspec.Struct, frozen=True, gc=False):
    """One field of a command that could not be understood.

    `path` is its place (`battery_commands.setpoint_w`), `raw` its JSON text as it came (cut at 200 characters; empty:
    the field was missing), `why` a plain sentence.
    """

    path: str
    raw: str
    why: str


class BatteryCommand(msgspec.Struct, frozen=True, gc=False):
    """What the battery is to do while the command lasts.

    `setpoint_w` is in watts and always positive: the direction comes from the mode. `enable_grid_export` and
    `maximum_charge_percentage` are deprecated by Flip since 2025-04-29: shown, never used in maths.
    """

    mode: str
    power_mode: str | None = None
    setpoint_w: int | None = None
    enable_grid_import: bool | None = None
    enable_grid_export: bool | None = None
    backup_reserve_percentage: int | None = None
    maximum_charge_percentage: int | None = None


DEPRECATED_FIELDS = ("enable_grid_export", "maximum_charge_percentage")


class Command(msgspec.Struct, frozen=True, gc=False):
    """One order to one device, all times aware UTC.

    A field named in `unreadable` holds None (or "" for words): what came is in its `raw`, and is shown, never used.
    A None `ends_at` that is not named there means "until another command replaces it". `duration_s` is in seconds
    and may disagree with the times: `ends_at` wins. `raw` is the JSON text as received.
    """

    id: str
    event_id: str | None
    device_id: str
    starts_at: datetime | None
    ends_at: datetime | None
    duration_s: float | None
    is_preparatory_action: bool
    battery_commands: BatteryCommand
    status: str
    device_status: str
    device_status_reason: str | None
    created_at: datetime | None
    updated_at: datetime | None
    unreadable: tuple[UnreadableField, ...] = ()
    raw: str = ""

    def is_unreadable(self, path: str) -> bool:
        """Whether the field at `path` came in a form that could not be understood."""
        return any(field.path == path for field in self.unreadable)


class UnreadableRow(msgspec.Struct, frozen=True, gc=False):
    """One element of a list that is not a command one could answer: no usable id, or broken JSON.

    `position` counts from 1 in the list as received; `line` is its line in pasted text or a file (0: unknown);
    `excerpt` is its text, cut at 500 characters; `why` a plain sentence.
    """

    position: int
    why: str
    excerpt: str
    line: int = 0
