"""Sets fields of a command that a test, a drill or a scenario gives."""

from datetime import datetime

from flipconsole.simulator.command import Command, Form, read_time

_TIMES = ("starts_at", "ends_at", "created_at", "updated_at")
_CHANGEABLE: dict[str, tuple[type, ...]] = {
    "event_id": (str, type(None)),
    "device_id": (str,),
    "duration_s": (int, float, type(None)),
    "is_preparatory_action": (bool,),
    "mode": (str,),
    "power_mode": (str, type(None)),
    "setpoint_w": (int, type(None)),
    "enable_grid_import": (bool, type(None)),
    "enable_grid_export": (bool, type(None)),
    "backup_reserve_percentage": (int, type(None)),
    "maximum_charge_percentage": (int, type(None)),
    "status": (str,),
    "device_status": (str,),
    "device_status_reason": (str, type(None)),
    "form": (str,),
}


def set_fields(command: Command, fields: dict[str, object]) -> None:
    """Set the named fields; raises ValueError for an unknown field or a value of the wrong type, changing nothing."""
    wanted: dict[str, object] = {}
    for name, value in fields.items():
        if name in _TIMES:
            wanted[name] = None if value is None and name == "ends_at" else read_time(value)
        elif name not in _CHANGEABLE:
            raise ValueError(f"unknown field {name!r}")
        elif not _fits(value, _CHANGEABLE[name]):
            raise ValueError(f"{name} cannot be {value!r}")
        else:
            wanted[name] = value
    for name, value in wanted.items():
        setattr(command, name, value)
    if ("starts_at" in wanted or "ends_at" in wanted) and "duration_s" not in wanted:
        command.duration_s = duration_s(command.starts_at, command.ends_at)


def duration_s(starts_at: datetime, ends_at: datetime | None) -> float | None:
    """The length of a window in seconds, None without an end; whole numbers are ints, as Flip's example has them."""
    if ends_at is None:
        return None
    seconds = (ends_at - starts_at).total_seconds()
    return int(seconds) if seconds.is_integer() else seconds


def form_of(command_id: str, generation: str) -> Form:
    """The form of a command's row: the one asked for, or, for `mixed`, one or the other by id."""
    if generation == "mixed":
        return "G1" if int(command_id[0], 16) % 2 else "G1b"
    return "G1b" if generation == "G1b" else "G1"


def _fits(value: object, types: tuple[type, ...]) -> bool:
    return isinstance(value, types) and not (isinstance(value, bool) and bool not in types)
