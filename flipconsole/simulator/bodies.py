"""Rows and whole bodies that no client should trust: one maker for each way to be wrong."""

import random
import uuid
import zlib
from collections.abc import Callable

from flipconsole.simulator.command import encode

Row = dict[str, object]

EXAMPLE: Row = {
    "id": "497f6eca-6276-4993-bfeb-53cbbbba6f08",
    "event_id": "a7a26ff2-e851-45b6-9634-d595f45458b7",
    "device_id": "xyz-123",
    "starts_at": "2025-04-30 12:00:00.000Z",
    "ends_at": "2025-04-30 14:00:00.000Z",
    "duration_s": 7200,
    "is_preparatory_action": True,
    "battery_commands": {
        "mode": "BACKUP",
        "power_mode": "FOLLOW_LOAD",
        "setpoint_w": 5000,
        "enable_grid_import": True,
        "enable_grid_export": True,
        "backup_reserve_percentage": 20,
        "maximum_charge_percentage": 90,
    },
    "status": "CANCELED",
    "device_status": "FAILED_OFFLINE",
    "device_status_reason": "Command scheduled",
    "created_at": "2019-08-24T14:15:22Z",
    "updated_at": "2019-08-24T14:15:22Z",
}
"""The example object of the source page."""

_RAW = "(raw)"


def _with(**fields: object) -> Callable[[Row], bytes]:
    return lambda row: encode(row | fields)


def _without(name: str) -> Callable[[Row], bytes]:
    return lambda row: encode({key: value for key, value in row.items() if key != name})


def _battery(**fields: object) -> Callable[[Row], bytes]:
    def spoil(row: Row) -> bytes:
        battery = row["battery_commands"]
        assert isinstance(battery, dict)
        return encode(row | {"battery_commands": battery | fields})

    return spoil


def _raw(name: str, text: str) -> Callable[[Row], bytes]:
    """Put text that a JSON writer would not write in the place of a value."""
    return lambda row: encode(row | {name: _RAW}).replace(f'"{_RAW}"'.encode(), text.encode())


def _raw_setpoint(text: str) -> Callable[[Row], bytes]:
    spoil = _battery(setpoint_w=_RAW)
    return lambda row: spoil(row).replace(f'"{_RAW}"'.encode(), text.encode())


SPOILT_ROWS: dict[str, Callable[[Row], bytes]] = {
    "duplicate_keys": lambda row: b'{"status":"CANCELED",' + encode(row)[1:],
    "nan": _raw("duration_s", "NaN"),
    "infinity": _raw("duration_s", "-Infinity"),
    "overflow": _raw("duration_s", "1e999"),
    "long_number": _raw("duration_s", "7" * 5_000),
    "deep": _raw("extra", "[" * 100_000 + "]" * 100_000),
    "lone_surrogate": _raw("device_status_reason", '"half a \\ud83d pair"'),
    "missing_id": _without("id"),
    "null_id": _with(id=None),
    "number_id": _with(id=4_971),
    "empty_id": _with(id=""),
    "hostile_id": _with(id="../../admin/x"),
    "query_id": _with(id="x?device_status=OK"),
    "braced_id": lambda row: encode(row | {"id": f"{{{row['id']}}}"}),
    "unknown_status": _with(status="SUSPENDED"),
    "lower_case": _with(device_status="ok"),
    "missing_device_status": _without("device_status"),
    "missing_device_id": _without("device_id"),
    "unknown_mode": _battery(mode="ISLAND"),
    "bad_time": _with(starts_at="2025-W18-3"),
    "naive_time": _with(starts_at="2025-04-30 12:00:00.000"),
    "number_time": _with(starts_at=1_714_478_400),
    "empty_time": _with(starts_at=""),
    "year_one": _with(starts_at="0001-01-01T00:00:00Z"),
    "year_9999": _with(ends_at="9999-12-31T23:59:59Z"),
    "hour_24": _with(ends_at="2025-04-30T24:00:00Z"),
    "end_first": lambda row: encode(row | {"starts_at": "2025-04-30T14:00:00Z", "ends_at": "2025-04-30T12:00:00Z"}),
    "null_updated_at": _with(updated_at=None),
    "negative_duration": _with(duration_s=-1),
    "huge_duration": _raw("duration_s", "1e300"),
    "negative_setpoint": _battery(setpoint_w=-5),
    "zero_setpoint": _battery(setpoint_w=0),
    "fraction_setpoint": _battery(setpoint_w=5000.5),
    "text_setpoint": _battery(setpoint_w="5000"),
    "true_setpoint": _battery(setpoint_w=True),
    "huge_setpoint": _raw_setpoint("1" + "0" * 30),
    "high_reserve": _battery(backup_reserve_percentage=101),
    "low_reserve": _battery(backup_reserve_percentage=-1),
    "null_battery_commands": _with(battery_commands=None),
    "list_battery_commands": _with(battery_commands=[]),
    "text_battery_commands": _with(battery_commands="CHARGE"),
    "extra_fields": _with(extra={"nested": [{"deeper": [1, 2, {"deepest": None}]}]}, object_type="command"),
    "markup_reason": _with(
        device_status_reason="<img src=file:///etc/passwd><a href=http://evil.example>&lt;b&gt;</a>"
    ),
    "control_reason": _with(device_status_reason="right\u202eto left, \x00 NUL, \x1b[31m ESC, \u200b nothing"),
    "long_reason": _with(device_status_reason="a long story " * 80_000),
    "formula_reason": _with(device_status_reason="=cmd|'/c calc'!A1"),
    "long_device_id": _with(device_id="&Save %s %d {0} " + "x" * 5_000),
    "not_an_object": lambda row: b'"not a command"',
    "null": lambda row: b"null",
    "twin": encode,
    "different_twin": _with(device_status_reason="the other version", updated_at="2031-01-01T00:00:00Z"),
}
"""Every way to spoil a row. `twin` and `different_twin` repeat the id of a good row; the others bring their own."""


def spoilt_rows(kind: str, rows: list[Row], rng: random.Random) -> list[bytes]:
    """One spoilt row of the kind, or one of each for `all`, made after the given rows (the page's example if none)."""
    made = []
    for name in SPOILT_ROWS if kind == "all" else (kind,):
        row = rng.choice(rows) if rows else EXAMPLE
        if not name.endswith("twin"):
            row = row | {"id": str(uuid.UUID(int=rng.getrandbits(128), version=4))}
        made.append(SPOILT_ROWS[name](row))
    return made


def gzip_bomb(megabytes: float) -> bytes:
    """A gzip body that unpacks to a JSON list of so many megabytes of blanks."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    blanks = b" " * 1_000_000
    parts = [packer.compress(b"[")]
    parts += [packer.compress(blanks) for _ in range(int(megabytes))]
    return b"".join([*parts, packer.compress(b"]"), packer.flush()])


SIGN_IN_PAGE = b"""<!DOCTYPE html>
<html><head><title>Guest Wi-Fi</title></head>
<body><h1>Welcome</h1><p>Please sign in to use this network.</p>
<form action="/login" method="post"><input name="room"><button>Connect</button></form></body></html>
"""
