"""Which profile a word of the command line works with, and that none is ever taken for another."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flipconsole.domain.profile import MAIN, Profile, placed, profile_at
from flipconsole.store.settings import Settings, save
from tests.conftest import RunningSimulator

Start = Callable[..., RunningSimulator]
Call = Callable[..., Any]


@pytest.fixture
def both(simulator_server: Start, tmp_path: Path) -> tuple[RunningSimulator, RunningSimulator]:
    """Two Flips, each with a profile; the first is in use."""
    first, second = simulator_server(), simulator_server()
    east, west = profile_at(first.url, name="Grid East"), profile_at(second.url, id="west", name="Grid West")
    (tmp_path / "data").mkdir(mode=0o700)
    save(tmp_path / "data", Settings().using(west).using(east))
    return first, second


def asked(*flips: RunningSimulator) -> list[int]:
    return [len(flip.simulator.received.requests("list")) for flip in flips]


def test_the_option_goes_before_the_environment_and_that_before_what_is_in_use(
    both: tuple[RunningSimulator, RunningSimulator], call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = both
    assert call("list", token=first.token).code == 0
    assert asked(*both) == [1, 0]
    assert call("list", "--profile", "GRID west", token=second.token).code == 0
    assert asked(*both) == [1, 1]
    monkeypatch.setenv("FLIPCONSOLE_PROFILE", "west")
    assert call("list", token=second.token).code == 0
    assert asked(*both) == [1, 2]
    assert call("list", "--profile", "Grid East", token=first.token).code == 0
    assert call("list", "--base-url", first.url, token=first.token).code == 0
    assert asked(*both) == [3, 2]


def test_a_name_that_no_profile_has_goes_nowhere(
    both: tuple[RunningSimulator, RunningSimulator], call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = call("list", "--profile", "Grid North")
    assert (ran.code, ran.out) == (2, "")
    assert "no profile “Grid North”. There are: Grid West, Grid East" in ran.err
    monkeypatch.setenv("FLIPCONSOLE_PROFILE", "north")
    assert call("list").code == 2
    ran = call("list", "--profile", "west", "--base-url", both[0].url)
    assert (ran.code, ran.out) == (2, "")
    assert "not both" in ran.err
    assert asked(*both) == [0, 0]


def test_an_answer_kept_for_one_profile_is_sent_by_no_other(
    both: tuple[RunningSimulator, RunningSimulator], call: Call
) -> None:
    first, second = both
    command = first.simulator.add()
    second.simulator.add(id=command.id)
    first.simulator.faults.add("status=503")
    assert call("ack", command.id, "OK", token=first.token).code == 3
    ran = call("outbox", "--send", "--profile", "west", token=second.token)
    assert ran.lines[-1] == "0 waiting, 0 need you"
    assert second.simulator.received.requests("patch") == []
    first.simulator.faults.clear()
    assert call("outbox", "--send", token=first.token).code == 0
    assert first.simulator.get(command.id).device_status == "OK"


def test_two_profiles_of_one_address_keep_their_answers_apart(
    simulator_server: Start, tmp_path: Path, call: Call
) -> None:
    flip = simulator_server()
    command = flip.simulator.add()
    mine = profile_at(flip.url, id=MAIN, name="Mine")
    theirs = placed(Profile("theirs", "Theirs", flip.url), [mine])
    (tmp_path / "data").mkdir(mode=0o700)
    save(tmp_path / "data", Settings(profile=MAIN, profiles=(mine, theirs)))
    flip.simulator.faults.add("status=503")
    assert call("ack", command.id, "OK", token=flip.token).code == 3
    assert call("outbox", "--profile", "theirs", token=flip.token).lines[-1] == "0 waiting, 0 need you"
    assert call("outbox", "--profile", "mine", token=flip.token).lines[-1] == "1 waiting, 0 need you"


def test_a_read_only_profile_answers_nothing_and_the_others_do(
    both: tuple[RunningSimulator, RunningSimulator], call: Call, tmp_path: Path
) -> None:
    first, second = both
    ids = [first.simulator.add().id, second.simulator.add().id]
    east, west = profile_at(first.url, name="Grid East"), profile_at(second.url, id="west", name="Grid West")
    save(tmp_path / "data", Settings().using(west).using(replace(east, read_only=True)))
    ran = call("ack", ids[0], "OK", token=first.token)
    assert (ran.code, ran.out) == (2, "")
    assert call("ack", ids[1], "OK", "--profile", "west", token=second.token).code == 0
    assert first.simulator.received.requests("patch") == []
