"""Answers and journal lines as a desk would make them, and an outbox in a folder of its own."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flipconsole.domain.ack import Ack
from flipconsole.domain.command import Answer
from flipconsole.domain.journal import JournalLine
from flipconsole.domain.terms import Terms
from flipconsole.store.outbox import Outbox

NOW = datetime(2025, 11, 2, 5, 30, 0, 123456, tzinfo=UTC)


def command_id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def terms(**changes: Any) -> Terms:
    values: dict[str, Any] = {
        "device_id": "battery-1",
        "status": "OK",
        "device_status": "PENDING",
        "starts_at": "2025-11-02T06:00:00.000000+00:00",
        "ends_at": None,
        "mode": "DISCHARGE",
        "power_mode": "SETPOINT",
        "setpoint_w": 5000,
        "enable_grid_import": False,
        "backup_reserve_percentage": 20,
        "unreadable": (("battery_commands.setpoint_w", '"5000"'),),
    }
    return Terms(**{**values, **changes})


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def make_terms() -> Callable[..., Terms]:
    return terms


@pytest.fixture
def make_ack() -> Callable[..., Ack]:
    def make(number: int = 1, **changes: Any) -> Ack:
        values: dict[str, Any] = {
            "command_id": command_id(number),
            "device_status": Answer.OK,
            "reason": None,
            "operator": "Ana",
            "terms": terms(),
            "seen_updated_at": NOW - timedelta(minutes=2),
            "created_at": NOW,
            "not_before": NOW + timedelta(seconds=5),
        }
        return Ack(**{**values, **changes})

    return make


@pytest.fixture
def make_line() -> Callable[..., JournalLine]:
    def make(number: int = 1, **changes: Any) -> JournalLine:
        values: dict[str, Any] = {
            "what": "answered",
            "at": NOW,
            "monotonic_s": 12.5,
            "command_id": command_id(number),
            "device_id": "battery-1",
            "os_user": "ana",
            "operator": "Ana",
            "text": "Ana answered OK.",
        }
        return JournalLine(**{**values, **changes})

    return make


@pytest.fixture
def open_outbox(tmp_path: Path) -> Iterator[Callable[..., Outbox]]:
    opened: list[Outbox] = []

    def open_one(directory: Path = tmp_path, **options: Any) -> Outbox:
        opened.append(Outbox.open(directory, **options))
        return opened[-1]

    yield open_one
    for outbox in opened:
        outbox.close()


@pytest.fixture
def outbox(open_outbox: Callable[..., Outbox]) -> Outbox:
    return open_outbox()
