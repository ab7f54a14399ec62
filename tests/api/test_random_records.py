"""Ten thousand whole records with every field at random, good, odd, null or missing (I5)."""

import json
import random
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec

from flipconsole.api.payload import read_listing
from flipconsole.domain.command import Command
from flipconsole.domain.errors import BadPayload

COUNT = 10_000
MISSING = object()
ODD = (None, MISSING, 0, -1, 2**63, 1e300, 0.5, True, "", "x", "ok", "FOO", [], {}, [None], {"a": 1}, "٣", "\u202e")
TIMES = ("starts_at", "ends_at", "created_at", "updated_at")


def a_time(rng: random.Random) -> str:
    """A moment in one of the spellings that Flip's pages show, or with any offset."""
    moment = datetime(1970, 1, 2, tzinfo=UTC) + timedelta(seconds=rng.randrange(7_000_000_000))
    zone = timezone(timedelta(minutes=rng.randrange(-14 * 60, 14 * 60 + 1)))
    match rng.randrange(5):
        case 0:
            return moment.strftime("%Y-%m-%d %H:%M:%S.000Z")
        case 1:
            return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        case 2:
            return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case 3:
            return moment.astimezone(zone).isoformat()
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000000999+00:00")


def a_record(rng: random.Random, number: int) -> dict[str, Any]:
    battery: dict[str, Any] = {
        "mode": rng.choice(("BACKUP", "CHARGE", "DISCHARGE", "SAVINGS", "SELF_CONSUMPTION", "STANDBY", "FOO")),
        "power_mode": rng.choice(("FOLLOW_LOAD", "SETPOINT", None)),
        "setpoint_w": rng.choice((None, rng.randrange(1, 20_000))),
        "enable_grid_import": rng.choice((None, True, False)),
        "enable_grid_export": rng.choice((None, True, False)),
        "backup_reserve_percentage": rng.choice((None, rng.randrange(101))),
        "maximum_charge_percentage": rng.choice((None, rng.randrange(101))),
    }
    record: dict[str, Any] = {
        "id": f"00000000-0000-4000-8000-{number:012x}",
        "event_id": rng.choice((None, "a1e8c1b7-9f0c-4c8a-8f5b-2f8a3f7f0f10")),
        "device_id": rng.choice(("xyz-123", "Grüße & Co", "<b>", "漢字")),
        "starts_at": a_time(rng),
        "ends_at": rng.choice((None, a_time(rng))),
        "duration_s": rng.choice((None, rng.randrange(100_000), rng.random() * 1e4)),
        "is_preparatory_action": rng.random() < 0.5,
        "battery_commands": battery,
        "status": rng.choice(("OK", "CANCELED", "OPT_OUT", "SUSPENDED")),
        "device_status": rng.choice(("PENDING", "OK", "FAILED_OFFLINE", "FAILED_FAULT", "SLEEPING")),
        "device_status_reason": rng.choice((None, "", "inverter E12")),
        "created_at": a_time(rng),
        "updated_at": a_time(rng),
    }
    while rng.random() < 0.4:
        inside = rng.random() < 0.4
        target = battery if inside else record
        name = rng.choice([one for one in target if one != "id"])
        target[name] = rng.choice(ODD)
    for part in (battery, record):
        for name in [name for name, value in part.items() if value is MISSING]:
            del part[name]
    if rng.random() < 0.1:
        record[f"new_{number}"] = {"deep": [1, {"er": None}]}
    return record


def naive_times(command: Command) -> list[str]:
    """Names of times that are not aware UTC."""
    moments = {name: getattr(command, name) for name in TIMES}
    return [
        name
        for name, moment in moments.items()
        if moment is not None and (moment.tzinfo is not UTC or moment.utcoffset() != timedelta())
    ]


def test_ten_thousand_random_records_are_read_without_an_exception_and_all_times_are_utc() -> None:
    rng = random.Random(5)
    records = [a_record(rng, number) for number in range(COUNT)]
    reading = read_listing(json.dumps(records).encode())
    assert len(reading.commands) == COUNT
    assert reading.unreadable == []
    assert [command.id for command in reading.commands if naive_times(command)] == []
    for record, command in zip(records, reading.commands, strict=True):
        for name in TIMES:
            moment, came = getattr(command, name), record.get(name, MISSING)
            if name == "ends_at" and came is None:
                assert moment is None
                assert not command.is_unreadable(name)
            elif moment is None:
                assert command.is_unreadable(name), (name, came)
            else:
                assert moment == datetime.fromisoformat(came.replace("000000999", "000000"))
    whole = sum(not command.unreadable for command in reading.commands)
    assert 0.3 * COUNT < whole < 0.9 * COUNT
    assert sum(command.ends_at is None and not command.is_unreadable("ends_at") for command in reading.commands) > 1_000
    assert sum(command.duration_s is None for command in reading.commands) > 1_000
    assert sum(command.event_id is None for command in reading.commands) > 1_000


def test_the_check_finds_a_naive_time() -> None:
    """Negative control."""
    command = read_listing(json.dumps([a_record(random.Random(1), 1)]).encode()).commands[0]
    naive = msgspec.structs.replace(command, created_at=datetime(2025, 4, 30, 12, 0))
    elsewhere = msgspec.structs.replace(command, created_at=datetime(2025, 4, 30, tzinfo=timezone(timedelta(hours=2))))
    assert naive_times(naive) == naive_times(elsewhere) == ["created_at"]


def test_records_with_anything_in_the_place_of_a_row_raise_nothing_else() -> None:
    rng = random.Random(6)
    for _number in range(300):
        rows = [rng.choice((a_record(rng, 1), *ODD[2:], None)) for _row in range(rng.randrange(1, 6))]
        rows = [None if row is MISSING else row for row in rows]
        try:
            reading = read_listing(json.dumps(rows).encode())
        except BadPayload:
            continue
        assert len(reading.commands) + len(reading.unreadable) == len(rows)
