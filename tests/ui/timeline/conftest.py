"""Rows to draw, and a shown timeline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pytestqt.qtbot import QtBot

from flipconsole.domain.command import BatteryCommand, Command, Mode, PowerMode
from flipconsole.domain.held import Held
from flipconsole.domain.row import Row, Stage
from flipconsole.ui.theme import Theme
from flipconsole.ui.timeline.view import TimelineView

NOW = datetime(2025, 6, 17, 16, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """When the tests take place."""
    return NOW


@pytest.fixture
def make_row() -> Callable[..., Row]:
    """Makes a row: number, hours from now, length in hours (None: open), and what is to be different."""

    def make(
        number: int,
        start_h: float | None = 1.0,
        length_h: float | None = 2.0,
        *,
        device_id: str = "battery-1",
        mode: str = Mode.DISCHARGE,
        status: str = "OK",
        device_status: str = "PENDING",
        is_preparatory: bool = False,
        stage: Stage = Stage.NONE,
        pending_min: float = 5.0,
        setpoint_w: int | None = 5000,
        reserve: int | None = 20,
        power_mode: str = PowerMode.SETPOINT,
        **command: Any,
    ) -> Row:
        start = None if start_h is None else NOW + timedelta(hours=start_h)
        end = None if start is None or length_h is None else start + timedelta(hours=length_h)
        fields: dict[str, Any] = {
            "id": f"{number:08x}-0000-4000-8000-000000000000",
            "event_id": None,
            "device_id": device_id,
            "starts_at": start,
            "ends_at": end,
            "duration_s": None,
            "is_preparatory_action": is_preparatory,
            "battery_commands": BatteryCommand(
                mode=mode, power_mode=power_mode, setpoint_w=setpoint_w, backup_reserve_percentage=reserve
            ),
            "status": status,
            "device_status": device_status,
            "device_status_reason": None,
            "created_at": NOW,
            "updated_at": NOW,
        }
        held = Held(Command(**(fields | command)), NOW, pending_since=NOW - timedelta(minutes=pending_min))
        return Row(held, stage=stage)

    return make


@pytest.fixture
def timeline(qtbot: QtBot, themed: Theme) -> TimelineView:
    """A shown timeline of 1000 x 400 pixels in New York, without rows."""
    view = TimelineView(themed, ZoneInfo("America/New_York"))
    qtbot.addWidget(view)
    view.resize(1000, 400)
    view.set_now(NOW)
    view.show()
    qtbot.waitExposed(view)
    return view
