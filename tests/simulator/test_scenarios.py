"""The scenario files tell what they promise, for every size of fleet, and the same each time."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flipconsole.simulator.command import MODES, Command
from flipconsole.simulator.fleet import make_fleet
from flipconsole.simulator.flip import ACKNOWLEDGE_WITHIN
from flipconsole.simulator.play import next_clock_change
from flipconsole.simulator.scenario import ScenarioError, read_scenario
from flipconsole.simulator.simulator import HandClock, Simulator

FILES = sorted((Path(__file__).resolve().parents[2] / "resources" / "scenarios").glob("*.toml"))

Play = Callable[..., Simulator]


@pytest.fixture
def play(scenarios: Path, clock: HandClock) -> Play:
    def play(name: str, **options: Any) -> Simulator:
        return Simulator(scenario=scenarios / f"{name}.toml", now=clock, **options)

    return play


def statuses(sim: Simulator) -> dict[str, tuple[str, str]]:
    return {command.id: (command.status, command.device_status) for command in sim.commands()}


def live(sim: Simulator, seconds: int) -> list[dict[str, tuple[str, str]]]:
    """The statuses at the start and after each second."""
    moments = [statuses(sim)]
    for _ in range(seconds):
        sim.advance(1)
        moments.append(statuses(sim))
    return moments


@pytest.mark.parametrize("batteries", [1, 7, 200])
def test_in_the_first_two_minutes_of_the_event_everything_happens(play: Play, batteries: int) -> None:
    sim = play("event", batteries=batteries)
    moments = live(sim, 120)
    before = moments[0]
    expired, cancelled, opted_out = 0, 0, 0
    for earlier, later in itertools.pairwise(moments):
        for command_id, now in later.items():
            was = earlier.get(command_id)
            expired += was == ("OK", "PENDING") and now == ("OK", "FAILED_OFFLINE")
            cancelled += was is not None and was[0] == "OK" and now == ("CANCELED", "PENDING")
            opted_out += was is not None and was[0] == "OK" and now == ("OPT_OUT", "PENDING")
    assert expired >= 1
    assert cancelled >= 1
    assert opted_out >= 1
    new = set(moments[-1]) - set(before)
    replacements = {command.id for command in sim.commands() if command.replaces in before}
    assert new & replacements
    assert new - replacements


def test_the_event_starts_with_commands_of_every_kind_and_age(play: Play, clock: HandClock) -> None:
    commands = play("event").commands()
    assert {command.mode for command in commands} == set(MODES)
    assert {command.power_mode for command in commands} == {"FOLLOW_LOAD", "SETPOINT", None}
    assert {(command.status, command.device_status) for command in commands} == {
        ("OK", "PENDING"), ("OK", "OK"), ("OK", "FAILED_OFFLINE"), ("OK", "FAILED_FAULT"),
        ("CANCELED", "PENDING"), ("OPT_OUT", "PENDING"),
    }  # fmt: skip
    assert any(command.ends_at is None for command in commands)
    assert any(command.event_id is None for command in commands)
    ages = [clock() - command.pending_since for command in commands if command.device_status == "PENDING"]
    assert {int(age.total_seconds() // 180) for age in ages} == {0, 1, 2, 3, 4}
    assert any(command.starts_at < clock() for command in commands)
    assert any(command.starts_at - clock() > timedelta(hours=12) for command in commands)


def test_a_battery_is_charged_right_before_it_is_discharged(play: Play) -> None:
    by_battery: dict[tuple[str, str | None], list[Command]] = {}
    for command in play("event").commands():
        by_battery.setdefault((command.device_id, command.event_id), []).append(command)
    prepared = 0
    for commands in by_battery.values():
        charge = next((command for command in commands if command.is_preparatory_action), None)
        if charge is not None:
            discharge = next(command for command in commands if command.mode == "DISCHARGE")
            assert (charge.mode, charge.ends_at) == ("CHARGE", discharge.starts_at)
            prepared += 1
    assert prepared > 50


def test_no_setpoint_is_beyond_the_battery(play: Play) -> None:
    sim = play("event")
    power_w = {battery.device_id: battery.power_w for battery in sim.fleet}
    setpoints = [(one.setpoint_w, power_w[one.device_id]) for one in sim.commands() if one.setpoint_w is not None]
    assert all(0 < setpoint_w <= most for setpoint_w, most in setpoints)
    assert all((one.setpoint_w is not None) == (one.power_mode == "SETPOINT") for one in sim.commands())


def test_new_commands_keep_coming_and_a_long_sleep_does_not_flood(play: Play, clock: HandClock) -> None:
    sim = play("event")
    sim.advance(600)
    recent = [command for command in sim.commands() if clock() - command.created_at < timedelta(minutes=5)]
    assert len([command for command in recent if command.replaces is None]) >= 3
    sim.advance(30 * 24 * 3600)
    after_sleep = sim.commands()
    assert 10 < len(after_sleep) < 500
    assert any(clock() - command.created_at < timedelta(minutes=5) for command in after_sleep)


def test_the_flood_calls_the_whole_fleet_ten_minutes_ahead(play: Play, clock: HandClock) -> None:
    sim = play("flood", batteries=500)
    assert sim.commands() == []
    sim.advance(25)
    assert len(sim.commands()) == 1000
    lead = min(command.starts_at for command in sim.commands()) - clock()
    assert timedelta(minutes=9) < lead < timedelta(minutes=16)
    assert len({command.event_id for command in sim.commands()}) == 1


def test_the_dst_night_lies_around_a_change_of_the_clocks(play: Play) -> None:
    zone = ZoneInfo("America/New_York")
    commands = play("dst-night").commands()
    change = next_clock_change(datetime(2025, 4, 30, tzinfo=UTC), zone)
    assert change == datetime(2025, 11, 2, 6, tzinfo=UTC)
    across = [one for one in commands if one.ends_at is not None and one.starts_at < change < one.ends_at]
    assert len(across) >= 6
    assert any(command.starts_at == change for command in commands)


def test_the_change_of_the_clocks_is_found_in_spring_too_and_only_where_there_is_one() -> None:
    new_year = datetime(2026, 1, 1, tzinfo=UTC)
    assert next_clock_change(new_year, ZoneInfo("Europe/Vienna")) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert next_clock_change(new_year, ZoneInfo("Asia/Tokyo")) == new_year


def test_quiet_and_empty_are_what_they_say(play: Play) -> None:
    assert [status for status in statuses(play("quiet")).values() if status != ("OK", "OK")] == [("OK", "PENDING")]
    empty = play("empty")
    empty.advance(3600)
    assert (empty.commands(), len(empty.fleet)) == ([], 20)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_scenario_is_the_same_for_the_same_seed_and_not_for_another(file: Path) -> None:
    def story(seed: int, steps: int) -> list[dict[str, object]]:
        sim = Simulator(scenario=file, batteries=60, seed=seed, now=HandClock(datetime(2026, 3, 1, tzinfo=UTC)))
        for _ in range(steps):
            sim.advance(120 / steps)
        return [command.row() for command in sim.commands()]

    assert story(1, 4) == story(1, 60)
    assert story(1, 4) != story(2, 4) or file.stem == "empty"
    assert read_scenario(file).title


def test_device_ids_are_distinct_and_a_small_fleet_begins_a_large_one() -> None:
    fleet = make_fleet(5_000, 1)
    assert len({battery.device_id for battery in fleet}) == 5_000
    assert make_fleet(40, 1) == fleet[:40]
    assert make_fleet(40, 2) != fleet[:40]
    assert len({battery.manufacturer for battery in fleet}) == 4
    awkward = make_fleet(40, 1, awkward=True)
    assert len({battery.device_id for battery in awkward}) == 40


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = 7", "title: not a text"),
        ("batteries = -1", "batteries: not a whole number"),
        ("colour = 'red'", "unknown key 'colour'"),
        ("[server]\nlist = 'maybe'", "server: list is one of"),
        ("[server]\npaging = 1", "server: paging is one of"),
        ("[[batch]]\nat_s = 0", "batch: no action"),
        ("[[batch]]\nat_s = 0\naction = []", "at least one action"),
        ("[[batch]]\nat_s = [2, 1]\n[[batch.action]]\nmode = 'BACKUP'", "the least and the greatest"),
        ("[[batch]]\nat_s = 0\n[[batch.action]]\nmode = 'ISLAND'", "batch: action: mode: one of"),
        ("[[batch]]\nat_s = 0\n[[batch.action]]\nlasts_min = 5", "batch: action: no mode"),
        ("[[batch]]\nat_s = 0\n[[batch.action]]\nmode = 'CHARGE'\npower_mode = 'SETPOINT'", "needs a setpoint_w"),
        (
            "[[batch]]\nat_s = 0\n[[batch.action]]\nmode = 'BACKUP'\n[[batch.action]]\nmode = 'BACKUP'",
            "only the last action",
        ),
        ("[[happening]]", "happening: no at_s and no do"),
        ("[[happening]]\nat_s = 0\ndo = 'explode'", "happening: do: one of"),
        ("[[happening]]\ndo = 'cancel'\nat_s = 0\nevery_s = 0", "one second at least"),
        ("batch = 1", "array of tables"),
        ("not toml", "scenario"),
    ],
)
def test_a_mistake_in_a_scenario_is_named(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(ScenarioError, match=words) as caught:
        read_scenario(file)
    assert str(file) in str(caught.value)


def test_a_scenario_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"absent\.toml cannot be opened"):
        read_scenario(tmp_path / "absent.toml")


def test_the_fifteen_minutes_are_what_flip_says() -> None:
    assert timedelta(minutes=15) == ACKNOWLEDGE_WITHIN
