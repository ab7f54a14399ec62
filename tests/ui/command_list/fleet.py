"""Believable rows in every state, made from a seed."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from flipconsole.domain.ack import Ack, AckState, Attention
from flipconsole.domain.command import Answer, BatteryCommand, Command, DeviceStatus, Mode, PowerMode, Status
from flipconsole.domain.held import Held
from flipconsole.domain.mark import Mark
from flipconsole.domain.row import Row, Stage
from flipconsole.domain.terms import terms_of

NOW = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)


def make_command(number: int = 1, **changes: Any) -> Command:
    """A pending discharge from two hours after NOW; `changes` replace its fields, `battery` its order."""
    battery = {"mode": Mode.DISCHARGE, "power_mode": PowerMode.SETPOINT, "setpoint_w": 5000,
               "backup_reserve_percentage": 20, **changes.pop("battery", {})}  # fmt: skip
    fields: dict[str, Any] = {
        "id": str(uuid.UUID(int=number)),
        "event_id": str(uuid.UUID(int=7)),
        "device_id": f"bat-{number:05d}",
        "starts_at": NOW + timedelta(hours=2),
        "ends_at": NOW + timedelta(hours=4),
        "duration_s": 7200.0,
        "is_preparatory_action": False,
        "battery_commands": BatteryCommand(**battery),
        "status": Status.OK,
        "device_status": DeviceStatus.PENDING,
        "device_status_reason": None,
        "created_at": NOW - timedelta(minutes=3),
        "updated_at": NOW - timedelta(minutes=3),
    }
    return Command(**{**fields, **changes})


def make_row(number: int = 1, *, age_min: float = 3, row: dict[str, Any] | None = None, **changes: Any) -> Row:
    """A row whose command became PENDING `age_min` minutes before NOW; `row` are fields of Row itself."""
    command = make_command(number, **changes)
    pending = NOW - timedelta(minutes=age_min) if command.device_status == DeviceStatus.PENDING else None
    return Row(Held(command, first_seen_at=NOW, pending_since=pending), **(row or {}))


def make_ack(command: Command, answer: Answer = Answer.OK, **changes: Any) -> Ack:
    """An answer to a command as it stands."""
    fields: dict[str, Any] = {
        "command_id": command.id,
        "device_status": answer,
        "reason": None if answer is Answer.OK else "no contact since 13:40",
        "operator": "Ana",
        "terms": terms_of(command),
        "seen_updated_at": command.updated_at,
        "created_at": NOW,
        "not_before": NOW,
        "state": AckState.QUEUED,
        "seq": 1,
    }
    return Ack(**{**fields, **changes})


def with_stage(row: Row, stage: Stage, answer: Answer = Answer.OK) -> Row:
    """The row with one answer that stands at `stage`."""
    return msgspec.structs.replace(row, acks=(make_ack(row.held.command, answer),), stage=stage)


def needing_you(row: Row) -> Row:
    """The row with an open "Needs you" item."""
    item = Attention(row.id, row.held.command.device_id, "removed_race", "Flip cancelled it before your OK arrived.",
                     NOW, ack_seq=1, id=1)  # fmt: skip
    return msgspec.structs.replace(row, attention=(item,))


def put_off(row: Row, minutes: float = 2) -> Row:
    """The row put off for some minutes."""
    until = NOW + timedelta(minutes=minutes)
    mark = Mark(row.id, NOW, shelved_until=until, shelved_at=NOW, shelved_by="Ana", terms=terms_of(row.held.command))
    return msgspec.structs.replace(row, mark=mark)


def gone(row: Row, minutes: float = 25) -> Row:
    """The row after a list no longer named it."""
    return msgspec.structs.replace(
        row, held=msgspec.structs.replace(row.held, gone_at=NOW - timedelta(minutes=minutes))
    )


def fleet(count: int, seed: int = 1) -> dict[str, Row]:
    """`count` rows by id, mostly calm, with some of every state."""
    chance = random.Random(seed)
    rows = (_one(number, chance) for number in range(1, count + 1))
    return {row.id: row for row in rows}


def by_id(rows: Iterable[Row]) -> dict[str, Row]:
    """Rows as the mapping that a console gives."""
    return {row.id: row for row in rows}


_ORDERS: tuple[dict[str, Any], ...] = (
    {},
    {"setpoint_w": 3250, "backup_reserve_percentage": 30},
    {"power_mode": PowerMode.FOLLOW_LOAD, "setpoint_w": None},
    {"mode": Mode.CHARGE, "setpoint_w": 4000, "enable_grid_import": True},
    {"mode": Mode.CHARGE, "power_mode": PowerMode.FOLLOW_LOAD, "setpoint_w": None, "enable_grid_import": False},
    {"mode": Mode.BACKUP, "power_mode": None, "setpoint_w": None, "backup_reserve_percentage": 100},
    {"mode": Mode.SAVINGS, "power_mode": None, "setpoint_w": None},
    {"mode": Mode.SELF_CONSUMPTION, "power_mode": None, "setpoint_w": None},
    {"mode": Mode.STANDBY, "power_mode": None, "setpoint_w": None, "backup_reserve_percentage": None},
)
_MAKERS = ("PW3", "ENC", "SLX", "FRZ", "BYD")


def _one(number: int, chance: random.Random) -> Row:
    start = NOW + timedelta(minutes=chance.choice((-95, -20, 4, 12, 45, 90, 180, 600, 1500)))
    ends: dict[str, Any] = {"ends_at": start + timedelta(hours=chance.choice((1, 2, 4)))}
    if chance.random() < 0.05:
        ends["ends_at"] = None
    facts: dict[str, Any] = {
        "id": str(uuid.UUID(int=chance.getrandbits(128))),
        "device_id": f"{chance.choice(_MAKERS)}-{chance.randrange(100000, 999999)}",
        "starts_at": start,
        "battery": chance.choice(_ORDERS),
        "is_preparatory_action": chance.random() < 0.05,
        **ends,
    }
    age = chance.uniform(0, 17)
    draw = chance.random()
    if draw < 0.18:
        row = make_row(number, age_min=age, **facts)
        return put_off(row) if number % 10 == 0 else row
    if draw < 0.21:
        return make_row(number, age_min=age, status=chance.choice((Status.CANCELED, Status.OPT_OUT)), **facts)
    if draw < 0.24:
        failed = chance.choice((DeviceStatus.FAILED_OFFLINE, DeviceStatus.FAILED_FAULT))
        return make_row(number, device_status=failed, device_status_reason="inverter does not answer", **facts)
    if draw < 0.36:
        row = make_row(number, age_min=age, **facts)
        stage = chance.choice([stage for stage in Stage if stage not in (Stage.NONE, Stage.DELIVERED)])
        return with_stage(row, stage, chance.choice(tuple(Answer)))
    if draw < 0.37:
        return make_row(number, age_min=age, status="SUSPENDED", **facts)
    if draw < 0.38:
        return needing_you(with_stage(make_row(number, device_status=DeviceStatus.OK, **facts), Stage.DELIVERED))
    if draw < 0.41:
        return gone(make_row(number, device_status=DeviceStatus.OK, **facts), age)
    return with_stage(make_row(number, device_status=DeviceStatus.OK, **facts), Stage.DELIVERED)
