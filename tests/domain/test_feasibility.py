"""Can it be done? The verdict in words (wow 8), and the projection against a model that goes minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipconsole.domain.battery import BatteryFacts, StateOfCharge
from flipconsole.domain.command import BatteryCommand, Command, Mode, PowerMode
from flipconsole.domain.feasibility import Answer, check_all
from flipconsole.domain.projection import LOSS, energy_at, project
from flipconsole.domain.schedule import effective_schedule

NEW_YORK = ZoneInfo("America/New_York")
FIVE = datetime(2025, 7, 14, 21, 0, tzinfo=UTC)  # 17:00 EDT
NOW = FIVE - timedelta(hours=1)


def command(number: int = 1, start_min: int = 0, length_min: int | None = 120, **changes: Any) -> Command:
    battery: dict[str, Any] = {
        "mode": Mode.DISCHARGE,
        "power_mode": PowerMode.SETPOINT,
        "setpoint_w": 5000,
        "backup_reserve_percentage": 20,
    }
    battery |= {name: changes.pop(name) for name in list(changes) if name in BatteryCommand.__struct_fields__}
    start = FIVE + timedelta(minutes=start_min)
    fields: dict[str, Any] = {
        "id": f"{number:08x}-0000-4000-8000-000000000000",
        "event_id": None,
        "device_id": "PW-1",
        "starts_at": start,
        "ends_at": None if length_min is None else start + timedelta(minutes=length_min),
        "duration_s": None,
        "is_preparatory_action": False,
        "status": "OK",
        "device_status": "OK",
        "device_status_reason": None,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Command(battery_commands=BatteryCommand(**battery), **(fields | changes))


def facts(percentage: float = 60, capacity_wh: float = 13500, rated_w: float | None = 5000) -> BatteryFacts:
    return BatteryFacts(capacity_wh, rated_w, None, StateOfCharge(percentage, NOW))


def lines_of(*commands: Command, known: BatteryFacts) -> list[str]:
    return [line for check in check_all(commands, known, NEW_YORK, NOW) for line in check.lines]


def test_a_battery_too_empty_is_said_with_energy_and_time() -> None:
    (check,) = check_all([command()], facts(), NEW_YORK, NOW)
    assert check.answer is Answer.NO
    assert check.lines[0].startswith("5.4 of 10.0 kWh available, ends about 18:05")


def test_a_battery_full_enough_can_do_it() -> None:
    (check,) = check_all([command()], facts(percentage=100), NEW_YORK, NOW)
    assert check.answer is Answer.YES
    assert check.lines == ("10.0 kWh asked, 10.8 kWh available above what is to be kept.",)


def test_more_power_than_it_is_rated_for_is_said() -> None:
    lines = lines_of(command(setpoint_w=7600, length_min=30), known=facts(100))
    assert "Asked for 7.6 kW, but its rated power is 5.0 kW." in lines


def test_between_the_two_powers_that_flip_names_nothing_is_claimed() -> None:
    known = facts(100).but(rated_w=7500, least_rated_w=6000)
    found = {
        watts: check_all([command(setpoint_w=watts, length_min=30)], known, NEW_YORK, NOW)[0]
        for watts in (6000, 7000, 7600)
    }
    assert [check.answer for check in found.values()] == [Answer.YES, Answer.UNKNOWN, Answer.NO]
    assert found[7000].lines[0].startswith("Asked for 7.0 kW. Flip names 6.0 and 7.5 kW for this battery")
    assert "its rated power is 7.5 kW" in found[7600].lines[0]


def test_without_capacity_or_charge_nothing_is_claimed() -> None:
    for known in (BatteryFacts(), BatteryFacts(capacity_wh=13500), msgspec.structs.replace(facts(), capacity_wh=None)):
        (check,) = check_all([command()], known, NEW_YORK, NOW)
        assert check.answer is Answer.UNKNOWN
        assert "Enter capacity and state of charge" in " ".join(check.lines)


def test_an_overlap_is_a_reason_to_look() -> None:
    found = check_all([command(1), command(2, 60, 120, mode=Mode.STANDBY, power_mode=None)], facts(100), NEW_YORK, NOW)
    assert [check.answer for check in found] == [Answer.NO, Answer.NO]
    assert "Overlap: today 18:00 to 19:00 EDT (1 h) with Standby, which takes over then." in found[0].lines


def test_a_preparation_that_is_too_short_says_what_is_missing() -> None:
    prepare = command(1, -60, 30, mode=Mode.CHARGE, event_id="e", is_preparatory_action=True, setpoint_w=3000)
    lines = lines_of(prepare, command(2, event_id="e"), known=facts(60))
    # 8.1 kWh and 1.5 more make 9.6; 2.7 are kept and 10.0 asked for: 12.7
    assert any(
        line.startswith("Too short to prepare: 3.1 kWh are missing at its end, 1 h 02 min more") for line in lines
    )
    enough = command(1, -300, 240, mode=Mode.CHARGE, event_id="e", is_preparatory_action=True, setpoint_w=3000)
    early = msgspec.structs.replace(facts(60), charge=StateOfCharge(60, FIVE - timedelta(hours=6)))
    assert not any("Too short" in line for line in lines_of(enough, command(2, event_id="e"), known=early))


def test_a_charge_into_a_full_battery_is_said() -> None:
    (check,) = check_all([command(mode=Mode.CHARGE)], facts(90), NEW_YORK, NOW)
    assert check.lines[0] == "room for 1.4 of 10.0 kWh, full about 17:16 EDT."


@pytest.mark.parametrize(
    "deprecated", [{"maximum_charge_percentage": 5}, {"enable_grid_export": False}, {"maximum_charge_percentage": 0}]
)
@pytest.mark.parametrize("mode", [Mode.CHARGE, Mode.DISCHARGE])
def test_deprecated_fields_are_never_used_in_maths(deprecated: dict[str, Any], mode: Mode) -> None:
    plain, other = command(mode=mode), command(mode=mode, **deprecated)
    assert project([plain], facts()) == project([other], facts())
    assert check_all([plain], facts(), NEW_YORK, NOW) == check_all([other], facts(), NEW_YORK, NOW)


plans = st.lists(
    st.builds(
        command,
        st.integers(1, 40),
        st.integers(-6, 20).map(lambda quarter: quarter * 15),
        st.sampled_from([15, 45, 120]),
        mode=st.sampled_from([Mode.CHARGE, Mode.DISCHARGE, Mode.STANDBY]),
        setpoint_w=st.sampled_from([600, 3000, 6000]),
        backup_reserve_percentage=st.sampled_from([None, 0, 20, 80]),
        status=st.sampled_from(["OK", "OK", "CANCELED"]),
    ),
    max_size=8,
).map(lambda found: list({one.id: one for one in found}.values()))


@given(plans, st.integers(0, 100), st.sampled_from([None, 4000.0]))
def test_the_projection_is_that_of_a_minute_by_minute_model(
    found: list[Command], percentage: int, rated_w: float | None
) -> None:
    known = facts(percentage, rated_w=rated_w)
    projection = project(found, known)
    assert projection is not None
    energy = 13500 * percentage / 100
    spans = effective_schedule(found).spans
    by_id = {one.id: one for one in found}
    for minute in range(0, 60 * 9):
        moment = NOW + timedelta(minutes=minute)
        told = projection.at(moment)
        if told is not None:
            assert abs(told - energy) < 1
        driving = next(
            (s for s in spans if s.starts_at <= moment and s.ends_at is not None and moment < s.ends_at), None
        )
        if driving is None:
            continue
        battery = by_id[driving.command_id].battery_commands
        watts = min(battery.setpoint_w or 0, rated_w or 1e9)
        if battery.mode == Mode.CHARGE:
            energy = min(13500.0, energy + watts / 60)
        elif battery.mode == Mode.DISCHARGE:
            floor = 13500 * (battery.backup_reserve_percentage or 0) / 100
            energy = max(min(energy, floor), energy - watts / 60)


@given(plans, st.integers(0, 100))
def test_what_is_likely_lies_within_the_band(found: list[Command], percentage: int) -> None:
    projection = project(found, facts(percentage))
    assert projection is not None
    for track in (projection.likely, projection.low, projection.high):
        assert [point.at for point in track] == sorted(point.at for point in track)
        assert all(-1e-6 <= point.wh <= 13500 + 1e-6 for point in track)
    for minute in range(0, 8 * 60, 7):
        low, likely, high = (
            energy_at(track, NOW + timedelta(minutes=minute))
            for track in (projection.low, projection.likely, projection.high)
        )
        if low is not None and likely is not None and high is not None:
            assert low - 1e-6 <= likely <= high + 1e-6
    assert 0 < LOSS < 1


def test_a_wrong_rate_is_noticed() -> None:
    """Negative control: a model at a tenth more power ends elsewhere than the projection."""
    projection = project([command()], facts())
    assert projection is not None
    told = projection.at(FIVE + timedelta(minutes=30))
    assert told is not None
    assert abs(told - (8100 - 5500 / 2)) > 1
