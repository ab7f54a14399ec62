"""The fifteen minutes, replacements, cancellations and opt-outs, under a clock that the test moves."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from flipconsole.simulator.command import Command
from flipconsole.simulator.flip import MOST_SENDS, UnknownCommand
from flipconsole.simulator.simulator import HandClock, Simulator

TERMS = (
    "event_id", "device_id", "starts_at", "ends_at", "duration_s", "is_preparatory_action", "mode", "power_mode",
    "setpoint_w", "enable_grid_import", "backup_reserve_percentage", "status",
)  # fmt: skip


def test_a_command_waits_fifteen_minutes_and_not_a_millisecond_longer(sim: Simulator) -> None:
    command = sim.add()
    sim.advance(15 * 60 - 0.001)
    assert (command.device_status, len(sim.commands())) == ("PENDING", 1)
    sim.advance(0.001)
    assert (command.device_status, len(sim.commands())) == ("FAILED_OFFLINE", 2)


def test_an_expired_command_is_replaced_by_one_with_a_new_id_and_the_same_terms(sim: Simulator) -> None:
    command = sim.add()
    sim.advance(1000)
    old, new = sim.commands()
    assert old is command
    assert (old.replaced_by, new.replaces) == (new.id, old.id)
    assert new.id != old.id
    assert {name: getattr(new, name) for name in TERMS} == {name: getattr(old, name) for name in TERMS}
    assert (old.device_status, new.device_status) == ("FAILED_OFFLINE", "PENDING")
    expired_at = old.created_at + timedelta(minutes=15)
    assert (old.updated_at, new.created_at, new.updated_at) == (expired_at, expired_at, expired_at)
    assert old.device_status_reason
    assert new.device_status_reason


def test_an_answered_command_never_expires(sim: Simulator) -> None:
    for device_status in ("OK", "FAILED_OFFLINE", "FAILED_FAULT"):
        sim.answer(sim.add().id, device_status)
    sim.advance(3600)
    assert len(sim.commands()) == 3


def test_a_late_answer_is_taken_and_leaves_the_replacement_waiting(sim: Simulator) -> None:
    command = sim.add()
    sim.advance(1000)
    sim.answer(command.id, "OK", "better late")
    assert [one.device_status for one in sim.commands()] == ["OK", "PENDING"]


def test_flip_gives_up_after_a_few_replacements_and_after_the_end(sim: Simulator) -> None:
    sim.add(ends_at=None)
    sim.advance(10 * 3600)
    assert len(sim.commands()) == MOST_SENDS
    assert all(command.device_status == "FAILED_OFFLINE" for command in sim.commands())
    now = sim.flip.now()
    short = sim.add(starts_at=now, ends_at=now + timedelta(minutes=10))
    sim.advance(1000)
    assert short.replaced_by is None


@pytest.mark.parametrize("status", ["CANCELED", "OPT_OUT"])
def test_a_withdrawn_command_asks_again_and_has_no_deadline(sim: Simulator, clock: HandClock, status: str) -> None:
    withdraw: Callable[[str], Command] = sim.cancel if status == "CANCELED" else sim.opt_out
    command = sim.add()
    sim.answer(command.id, "OK", "scheduled")
    clock.advance(60)
    withdraw(command.id)
    assert (command.status, command.device_status) == (status, "PENDING")
    assert command.device_status_reason not in (None, "scheduled")
    assert command.updated_at == command.pending_since == clock()
    before = command.row()
    clock.advance(60)
    withdraw(command.id)
    assert command.row() == before
    sim.advance(3600)
    assert (command.row(), len(sim.commands())) == (before, 1)


def test_an_old_deadline_does_not_strike_a_command_that_waits_anew(sim: Simulator) -> None:
    command = sim.add()
    sim.advance(600)
    sim.change(command.id, device_status="PENDING", device_status_reason="the schedule has changed")
    sim.advance(600)
    assert command.device_status == "PENDING"
    sim.advance(300)
    assert command.device_status == "FAILED_OFFLINE"


def test_a_change_touches_what_it_names_and_the_duration_of_the_window(sim: Simulator) -> None:
    command = sim.add()
    sim.answer(command.id)
    sim.change(command.id, setpoint_w=1200, ends_at=command.starts_at + timedelta(seconds=90.5))
    assert (command.setpoint_w, command.duration_s, command.device_status) == (1200, 90.5, "OK")
    sim.change(command.id, battery_commands={"mode": "ISLAND"}, duration_s=None, ends_at=None)
    assert (command.mode, command.ends_at, command.row()["duration_s"]) == ("ISLAND", None, None)


@pytest.mark.parametrize(
    "fields",
    [{"id": "x"}, {"colour": "red"}, {"setpoint_w": "5000"}, {"setpoint_w": True}, {"starts_at": "2025-04-30 12:00"},
     {"starts_at": None}, {"battery_commands": None}, {"battery_commands": {"power": 1}}],
)  # fmt: skip
def test_a_change_that_makes_no_sense_is_refused_whole(sim: Simulator, fields: dict[str, object]) -> None:
    command = sim.add()
    before = command.row()
    with pytest.raises(ValueError, match=r".+"):
        sim.change(command.id, device_status_reason="must not stay", **fields)
    assert command.row() == before


def test_commands_can_be_as_old_as_a_test_needs(sim: Simulator, clock: HandClock) -> None:
    command = sim.add(age_s=890)
    assert command.created_at == clock() - timedelta(seconds=890)
    assert command.device_status == "PENDING"
    sim.advance(10)
    assert command.device_status == "FAILED_OFFLINE"
    assert sim.add(age_s=901).replaced_by is not None


def test_every_change_moves_updated_at_even_when_the_clock_stands_or_goes_back(sim: Simulator) -> None:
    command = sim.add()
    moments = [command.updated_at]
    for advance, deed in ((0.0, sim.answer), (0, sim.cancel), (-3600, sim.answer), (0, sim.opt_out)):
        sim.advance(advance)
        deed(command.id)
        moments.append(command.updated_at)
    assert moments == sorted(set(moments))


def test_two_changes_within_a_second_are_told_apart_in_the_row(sim: Simulator) -> None:
    for form in ("G1", "G1b"):
        command = sim.add(form=form)
        told = [command.row()["updated_at"]]
        for deed in (sim.answer, sim.cancel):
            deed(command.id)
            told.append(command.row()["updated_at"])
        assert len(set(told)) == 3


def test_what_ended_a_day_ago_leaves_the_list(sim: Simulator) -> None:
    ended, endless, unanswered = sim.add(), sim.add(ends_at=None), sim.add(ends_at=None)
    sim.answer(ended.id)
    sim.answer(endless.id)
    sim.cancel(unanswered.id)
    sim.advance(26 * 3600)
    assert {ended.id, endless.id, unanswered.id} & {command.id for command in sim.commands()} == {
        ended.id,
        unanswered.id,
    }
    sim.advance(2 * 3600)
    assert [command.id for command in sim.commands()] == [unanswered.id]
    with pytest.raises(UnknownCommand):
        sim.get(ended.id)


def test_expiry_on_demand_needs_a_waiting_command(sim: Simulator) -> None:
    command = sim.add()
    sim.expire(command.id)
    assert sim.get(str(command.replaced_by)).device_status == "PENDING"
    with pytest.raises(ValueError, match="can expire"):
        sim.expire(command.id)


def test_a_clock_of_real_time_cannot_be_moved() -> None:
    with pytest.raises(ValueError, match="real time"):
        Simulator().advance(1)


async def test_time_passes_for_the_wire_as_for_the_methods(
    sim: Simulator, client: httpx.AsyncClient, clock: HandClock
) -> None:
    sim.add()
    clock.advance(1000)
    rows = (await client.get("/v1/commands")).json()
    assert [row["device_status"] for row in rows] == ["FAILED_OFFLINE", "PENDING"]


def test_the_same_seed_and_clock_give_the_same_commands() -> None:
    def rows(seed: int) -> list[dict[str, object]]:
        sim = Simulator(now=HandClock(datetime(2026, 1, 2, tzinfo=UTC)), seed=seed)
        sim.add_random(50)
        sim.advance(1000)
        return [command.row() for command in sim.commands()]

    assert rows(3) == rows(3)
    assert rows(3) != rows(4)
