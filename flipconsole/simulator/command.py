"""A command as this Flip holds it, and the JSON row it is sent as."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

MODES = ("BACKUP", "CHARGE", "DISCHARGE", "SAVINGS", "SELF_CONSUMPTION", "STANDBY")
POWER_MODES = ("FOLLOW_LOAD", "SETPOINT")
STATUSES = ("CANCELED", "OK", "OPT_OUT")
ANSWERS = ("FAILED_OFFLINE", "FAILED_FAULT", "OK")

Form = Literal["G1", "G1b"]
"""How a row is written.

`G1` is the source page: all fields, deprecated ones included, and times with a space. `G1b` is the later example:
times with a T, the deprecated fields gone, optional fields left out where they are null.
"""


@dataclass(slots=True)
class Command:
    """One command with everything Flip knows about it.

    Times are aware UTC datetimes. `pending_since` is when `device_status` last became PENDING, and so the start of the
    fifteen minutes. `sends` counts the commands sent for the same purpose, this one included.
    """

    id: str
    event_id: str | None
    device_id: str
    starts_at: datetime
    ends_at: datetime | None
    duration_s: float | None
    is_preparatory_action: bool
    mode: str
    power_mode: str | None
    setpoint_w: int | None
    enable_grid_import: bool | None
    enable_grid_export: bool | None
    backup_reserve_percentage: int | None
    maximum_charge_percentage: int | None
    status: str
    device_status: str
    device_status_reason: str | None
    created_at: datetime
    updated_at: datetime
    pending_since: datetime
    form: Form = "G1"
    sends: int = 1
    replaces: str | None = None
    replaced_by: str | None = None
    _encoded: bytes | None = None

    def row(self) -> dict[str, object]:
        """The command as Flip's JSON object, its fields in the order of the source page."""
        battery: dict[str, object] = {
            "mode": self.mode,
            "power_mode": self.power_mode,
            "setpoint_w": self.setpoint_w,
            "enable_grid_import": self.enable_grid_import,
            "enable_grid_export": self.enable_grid_export,
            "backup_reserve_percentage": self.backup_reserve_percentage,
            "maximum_charge_percentage": self.maximum_charge_percentage,
        }
        if self.form == "G1b":
            for deprecated in ("enable_grid_export", "maximum_charge_percentage"):
                del battery[deprecated]
            battery = {name: value for name, value in battery.items() if value is not None}
        return {
            "id": self.id,
            "event_id": self.event_id,
            "device_id": self.device_id,
            "starts_at": self._planned(self.starts_at),
            "ends_at": None if self.ends_at is None else self._planned(self.ends_at),
            "duration_s": self.duration_s,
            "is_preparatory_action": self.is_preparatory_action,
            "battery_commands": battery,
            "status": self.status,
            "device_status": self.device_status,
            "device_status_reason": self.device_status_reason,
            "created_at": self._recorded(self.created_at),
            "updated_at": self._recorded(self.updated_at),
        }

    def encoded(self) -> bytes:
        """The row as UTF-8 JSON, kept until `touch` says that the command has changed."""
        if self._encoded is None:
            self._encoded = encode(self.row())
        return self._encoded

    def touch(self) -> None:
        """Forget the encoded row."""
        self._encoded = None

    def _planned(self, time: datetime) -> str:
        text = time.isoformat(" " if self.form == "G1" else "T", "milliseconds")
        return text.removesuffix("+00:00") + "Z"

    def _recorded(self, time: datetime) -> str:
        exact = self.form == "G1b" or time.microsecond
        return time.isoformat("T", "milliseconds" if exact else "seconds").removesuffix("+00:00") + "Z"


def encode(value: object) -> bytes:
    """`value` as compact UTF-8 JSON; what UTF-8 cannot carry (a lone surrogate) is written as an escape."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def read_time(value: object) -> datetime:
    """An aware UTC datetime, in whole milliseconds, from a datetime or from ISO text with a zone.

    Raises ValueError for anything else.
    """
    time = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(time, datetime) or time.tzinfo is None:
        raise ValueError(f"not a time with a zone: {value!r}")
    time = time.astimezone(UTC)
    return time.replace(microsecond=time.microsecond // 1000 * 1000)
