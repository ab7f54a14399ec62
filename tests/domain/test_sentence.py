from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flipconsole.domain.command import Command, DeviceStatus, Mode, PowerMode, Status
from flipconsole.domain.reading import power_text
from flipconsole.domain.sentence import mode_letter, mode_name, sentence

NEW_YORK = ZoneInfo("America/New_York")
WHEN = "today 17:00 to 19:00 EDT"
SETPOINT = {"power_mode": "SETPOINT", "setpoint_w": 5000}
FOLLOW = {"power_mode": "FOLLOW_LOAD", "setpoint_w": 5000}

GOLDEN: dict[str, dict[str, Any]] = {
    # the six modes in both power modes and in none
    f"Discharge at 5.0 kW until 20 % is left, {WHEN}.": {
        "mode": "DISCHARGE",
        "backup_reserve_percentage": 20,
        "enable_grid_import": False,
        **SETPOINT,
    },
    f"Discharge at 5.0 kW, {WHEN}.": {"mode": "DISCHARGE", **SETPOINT},
    f"Discharge just enough to cover the home, without export, {WHEN}.": {"mode": "DISCHARGE", **FOLLOW},
    f"Discharge just enough to cover the home, without export until 10 % is left, {WHEN}.": {
        "mode": "DISCHARGE",
        "backup_reserve_percentage": 10,
        **FOLLOW,
    },
    f"Discharge with no power mode given, {WHEN}.": {"mode": "DISCHARGE", "setpoint_w": 5000},
    f"Charge at 5.0 kW, {WHEN}.": {"mode": "CHARGE", "backup_reserve_percentage": 20, **SETPOINT},
    f"Charge at 5.0 kW, grid import allowed, {WHEN}.": {"mode": "CHARGE", "enable_grid_import": True, **SETPOINT},
    f"Charge at 5.0 kW, grid import not allowed, {WHEN}.": {"mode": "CHARGE", "enable_grid_import": False, **SETPOINT},
    f"Charge in power mode FOLLOW_LOAD, {WHEN}.": {"mode": "CHARGE", **FOLLOW},
    f"Charge in power mode FOLLOW_LOAD, grid import not allowed, {WHEN}.": {
        "mode": "CHARGE",
        "enable_grid_import": False,
        **FOLLOW,
    },
    f"Charge with no power mode given, {WHEN}.": {"mode": "CHARGE"},
    f"Go into backup mode, {WHEN}.": {"mode": "BACKUP"},
    f"Go into backup mode and keep 20 % when discharging, {WHEN}.": {
        "mode": "BACKUP",
        "backup_reserve_percentage": 20,
        "enable_grid_import": True,
        **FOLLOW,
    },
    f"Go into savings mode, {WHEN}.": {"mode": "SAVINGS", **SETPOINT},
    f"Go into self-consumption mode, {WHEN}.": {"mode": "SELF_CONSUMPTION", **FOLLOW},
    f"Go into standby mode, {WHEN}.": {"mode": "STANDBY", **SETPOINT},
    # powers and levels
    f"Discharge at 800 W, {WHEN}.": {"mode": "DISCHARGE", "power_mode": "SETPOINT", "setpoint_w": 800},
    f"Discharge at a power that was not given, {WHEN}.": {"mode": "DISCHARGE", "power_mode": "SETPOINT"},
    f"Discharge at a power that could not be read, {WHEN}.": {
        "mode": "DISCHARGE",
        "power_mode": "SETPOINT",
        "bad": ("battery_commands.setpoint_w",),
    },
    f"Charge in a power mode that could not be read, {WHEN}.": {
        "mode": "CHARGE",
        "bad": ("battery_commands.power_mode",),
    },
    f"Charge with no power mode given, grid import could not be read, {WHEN}.": {
        "mode": "CHARGE",
        "bad": ("battery_commands.enable_grid_import",),
    },
    f"Discharge at 5.0 kW down to a reserve that could not be read, {WHEN}.": {
        "mode": "DISCHARGE",
        "bad": ("battery_commands.backup_reserve_percentage",),
        **SETPOINT,
    },
    f"Go into standby mode and keep a reserve that could not be read, {WHEN}.": {
        "bad": ("battery_commands.backup_reserve_percentage",),
    },
    f"Discharge at 5.0 kW until 101 % (not a possible level) is left, {WHEN}.": {
        "mode": "DISCHARGE",
        "backup_reserve_percentage": 101,
        **SETPOINT,
    },
    f"Discharge at 5.0 kW until 0 % is left, {WHEN}.": {
        "mode": "DISCHARGE",
        "backup_reserve_percentage": 0,
        **SETPOINT,
    },
    # unknown words
    f"Go into mode EXPORT (unknown), {WHEN}.": {"mode": "EXPORT", **SETPOINT},
    f"Go into mode {{0}} %s (unknown), {WHEN}.": {"mode": "{0} %s"},
    f"Go into a mode that could not be read, {WHEN}.": {"mode": "", "bad": ("battery_commands.mode",)},
    f"An order that could not be read, {WHEN}.": {"mode": "", "bad": ("battery_commands",)},
    f"Discharge in power mode TURBO (unknown), {WHEN}.": {
        "mode": "DISCHARGE",
        "power_mode": "TURBO",
        "setpoint_w": 5000,
    },
    f"Flip's status is SUSPENDED (unknown). The order: Go into standby mode, {WHEN}.": {"status": "SUSPENDED"},
    f"Flip's status could not be read. The order: Go into standby mode, {WHEN}.": {"status": "", "bad": ("status",)},
    # times
    "Go into standby mode, from today 17:00 EDT until another command replaces it.": {"ends_at": None},
    "Go into standby mode, from today 17:00 EDT to an unknown end.": {"ends_at": None, "bad": ("ends_at",)},
    "Go into standby mode, from an unknown start to today 19:00 EDT.": {"starts_at": None, "bad": ("starts_at",)},
    "Go into standby mode, from an unknown start until another command replaces it.": {
        "starts_at": None,
        "ends_at": None,
        "bad": ("starts_at",),
    },
    "Go into standby mode, at unknown times.": {
        "starts_at": None,
        "ends_at": None,
        "bad": ("starts_at", "ends_at"),
    },
    "Go into standby mode, today 17:00 to 16:00 EDT (the end is not after the start).": {
        "ends_at": datetime(2025, 7, 14, 20, 0, tzinfo=UTC),
    },
    "Go into standby mode, today 17:00 to 17:00 EDT (the end is not after the start).": {
        "ends_at": datetime(2025, 7, 14, 21, 0, tzinfo=UTC),
    },
    # preparation
    f"Charge at 3.25 kW, grid import allowed, {WHEN}, to prepare for the event.": {
        "mode": "CHARGE",
        "power_mode": "SETPOINT",
        "setpoint_w": 3250,
        "enable_grid_import": True,
        "is_preparatory_action": True,
    },
    "Go into standby mode, from today 17:00 EDT until another command replaces it, to prepare for the event.": {
        "ends_at": None,
        "is_preparatory_action": True,
    },
    # cancellation and opt-out
    f"Remove from the battery: the utility cancelled it. It was: Discharge at 5.0 kW, {WHEN}.": {
        "mode": "DISCHARGE",
        "status": "CANCELED",
        **SETPOINT,
    },
    f"Remove from the battery: the homeowner opted out. It was: Go into standby mode, {WHEN}.": {"status": "OPT_OUT"},
    f"Cancelled by the utility; Flip has the removal as confirmed. It was: Go into standby mode, {WHEN}.": {
        "status": "CANCELED",
        "device_status": "OK",
    },
    f"The homeowner opted out; Flip has the removal as confirmed. It was: Go into standby mode, {WHEN}.": {
        "status": "OPT_OUT",
        "device_status": "OK",
    },
    f"Cancelled by the utility; device status: Failed: offline. It was: Go into standby mode, {WHEN}.": {
        "status": "CANCELED",
        "device_status": "FAILED_OFFLINE",
    },
    f"The homeowner opted out; device status: Failed: fault. It was: Go into standby mode, {WHEN}.": {
        "status": "OPT_OUT",
        "device_status": "FAILED_FAULT",
    },
    f"Cancelled by the utility; device status: ok (unknown). It was: Go into standby mode, {WHEN}.": {
        "status": "CANCELED",
        "device_status": "ok",
    },
    f"Cancelled by the utility; the device status could not be read. It was: Go into standby mode, {WHEN}.": {
        "status": "CANCELED",
        "device_status": "",
    },
    f"The homeowner opted out; the device status could not be read. It was: Go into standby mode, {WHEN}.": {
        "status": "OPT_OUT",
        "device_status": "",
    },
}


@pytest.mark.parametrize("text", GOLDEN)
def test_a_command_reads_as_its_golden_text(text: str, a_command: Callable[..., Command], now: datetime) -> None:
    assert sentence(a_command(**GOLDEN[text]), NEW_YORK, now) == text


def test_the_example_of_the_source_page_reads_well(a_command: Callable[..., Command]) -> None:
    command = a_command(
        starts_at=datetime(2025, 4, 30, 12, tzinfo=UTC),
        ends_at=datetime(2025, 4, 30, 14, tzinfo=UTC),
        is_preparatory_action=True,
        mode="BACKUP",
        power_mode="FOLLOW_LOAD",
        setpoint_w=5000,
        enable_grid_import=True,
        enable_grid_export=True,
        backup_reserve_percentage=20,
        maximum_charge_percentage=90,
        status="CANCELED",
        device_status="FAILED_OFFLINE",
    )
    assert sentence(command, UTC, datetime(2025, 4, 30, 11, tzinfo=UTC)) == (
        "Cancelled by the utility; device status: Failed: offline. It was: Go into backup mode and keep 20 % when "
        "discharging, today 12:00 to 14:00 UTC, to prepare for the event."
    )


def test_no_case_of_the_whole_product_fails_or_leaks_a_placeholder(
    a_command: Callable[..., Command], now: datetime
) -> None:
    start = now + timedelta(hours=1)
    texts = set()
    cases = product(
        (*Mode, "FOO", ""),
        (*PowerMode, None, "FOO"),
        (None, 1, 999, 5000),
        (None, True, False),
        (None, 0, 20),
        (start + timedelta(hours=2), None),
        (False, True),
        (*Status, "FOO"),
        (*DeviceStatus, "FOO"),
    )
    for mode, power_mode, watts, grid, reserve, end, prepares, status, device_status in cases:
        command = a_command(
            mode=mode,
            power_mode=power_mode,
            setpoint_w=watts,
            enable_grid_import=grid,
            backup_reserve_percentage=reserve,
            ends_at=end,
            is_preparatory_action=prepares,
            status=status,
            device_status=device_status,
        )
        text = sentence(command, NEW_YORK, now)
        texts.add(text)
        assert text.endswith(".")
        assert "{" not in text
        assert "None" not in text
        assert ("prepare" in text) == prepares
        assert ("Remove" in text) == (status in ("CANCELED", "OPT_OUT") and device_status == "PENDING")
        assert ("W" in text.replace("FOLLOW", "")) == (
            mode in ("CHARGE", "DISCHARGE") and power_mode == "SETPOINT" and watts is not None
        )
        assert ("grid import" in text) == (mode == "CHARGE" and grid is not None)
        assert ("export" in text) == (mode == "DISCHARGE" and power_mode == "FOLLOW_LOAD")
    assert len(texts) > 1000


def test_deprecated_fields_are_never_told(a_command: Callable[..., Command], now: datetime) -> None:
    plain = sentence(a_command(mode="CHARGE"), NEW_YORK, now)
    assert sentence(a_command(mode="CHARGE", enable_grid_export=True, maximum_charge_percentage=90), NEW_YORK, now) == (
        plain
    )


def test_an_unreadable_preparation_flag_is_not_told(a_command: Callable[..., Command], now: datetime) -> None:
    command = a_command(is_preparatory_action=True, bad=("is_preparatory_action",))
    assert "prepare" not in sentence(command, NEW_YORK, now)


def test_a_night_with_the_clock_change_names_both_zones(a_command: Callable[..., Command]) -> None:
    start = datetime(2025, 11, 2, 4, 30, tzinfo=UTC)
    command = a_command(starts_at=start, ends_at=start + timedelta(hours=3))
    assert sentence(command, NEW_YORK, start - timedelta(hours=8)) == (
        "Go into standby mode, tomorrow 00:30 EDT to 02:30 EST."
    )


@pytest.mark.parametrize(
    ("watts", "text"),
    [(1, "1 W"), (999, "999 W"), (1000, "1.0 kW"), (5000, "5.0 kW"), (5050, "5.05 kW"), (12345, "12.345 kW")],
)
def test_a_power_is_never_rounded(watts: int, text: str) -> None:
    assert power_text(watts) == text


def test_every_mode_has_its_own_letter_and_name() -> None:
    assert [mode_letter(mode) for mode in ("CHARGE", "DISCHARGE", "STANDBY", "BACKUP", "SAVINGS")] == list("CDSB$")
    assert mode_letter("SELF_CONSUMPTION") == "~"
    assert mode_letter("FOO") == "?"
    assert len({mode_name(mode) for mode in Mode}) == len(Mode)
