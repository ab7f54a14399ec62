"""Builders of commands, acks and rows for the tests of the domain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from flipconsole.domain.ack import Ack
from flipconsole.domain.command import Answer, BatteryCommand, Command, UnreadableField
from flipconsole.domain.held import Held

NOW = datetime(2025, 7, 14, 20, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def now() -> datetime:
    """Monday 14 July 2025, 16:00 in New York."""
    return NOW


@pytest.fixture(scope="session")
def a_command() -> Callable[..., Command]:
    """A command of today 17:00 to 19:00 in New York; battery fields and `bad` (paths that are unreadable) by name."""
    battery_fields = {field.name for field in msgspec.structs.fields(BatteryCommand)}

    def build(bad: tuple[str, ...] = (), **changes: Any) -> Command:
        battery = {name: changes.pop(name) for name in list(changes) if name in battery_fields}
        fields: dict[str, Any] = {
            "id": "497f6eca-6276-4993-bfeb-53cbbbba6f08",
            "event_id": None,
            "device_id": "xyz-123",
            "starts_at": NOW + timedelta(hours=1),
            "ends_at": NOW + timedelta(hours=3),
            "duration_s": 7200.0,
            "is_preparatory_action": False,
            "status": "OK",
            "device_status": "PENDING",
            "device_status_reason": None,
            "created_at": NOW,
            "updated_at": NOW,
            "unreadable": tuple(UnreadableField(path, "?", "?") for path in bad),
        }
        return Command(battery_commands=BatteryCommand(**{"mode": "STANDBY"} | battery), **(fields | changes))

    return build


@pytest.fixture(scope="session")
def a_held(a_command: Callable[..., Command]) -> Callable[..., Held]:
    """A held command; names of Held's own fields go there, the rest to the command."""
    own = {field.name for field in msgspec.structs.fields(Held)}

    def build(**changes: Any) -> Held:
        mine = {name: changes.pop(name) for name in list(changes) if name in own}
        command = a_command(**changes)
        pending = NOW if command.device_status == "PENDING" else None
        return Held(command=command, **({"first_seen_at": NOW, "pending_since": pending} | mine))

    return build


@pytest.fixture(scope="session")
def an_ack() -> Callable[..., Ack]:
    """An OK to that command, queued, its undo time over."""

    def build(**changes: Any) -> Ack:
        fields: dict[str, Any] = {
            "command_id": "497f6eca-6276-4993-bfeb-53cbbbba6f08",
            "device_status": Answer.OK,
            "reason": None,
            "operator": "Ana",
            "terms": None,
            "seen_updated_at": NOW,
            "created_at": NOW,
            "not_before": NOW,
            "seq": 1,
        }
        return Ack(**(fields | changes))

    return build
