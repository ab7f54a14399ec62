"""Killed at any moment, again and again: what was called saved arrives, once in effect, and the files are whole."""

import contextlib
import queue
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from flipconsole.store.outbox import Outbox
from tests.faults.engine import body_of, intent_of
from tests.faults.nursery import Nursery
from tests.gates import Gate

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kill -9, fork and /proc")

AT_ONCE = 12
"""So many commands ask when an engine starts."""


class Judged(NamedTuple):
    """What the server and the files say after the last engine."""

    saved: int
    lost: int
    conflicting: int
    unsent: int
    repeats: int


def whole(directory: Path) -> None:
    """The outbox is intact by SQLite's own judgement and by the journal's chain."""
    (path,) = directory.glob("*/outbox.sqlite3")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    outbox = Outbox.open(path.parent)
    try:
        assert outbox.load(is_sender=False).trouble == ""
        assert outbox.verify() is None
    finally:
        outbox.close()


def drained(nursery: Nursery, directory: Path, running: Any, timeout_s: float = 120.0) -> int:
    """A last engine delivers what is left; how many answers still wait or ask for a person after it.

    It must come before Flip's own 15 minutes are over, or these would be what is judged.
    """
    pid = nursery.spawn(directory, running, until_drained=timeout_s)
    unsent, needing, attention, _steps = nursery.hear(pid, "drained", timeout_s + 60)
    nursery.hear(pid, "ended")
    return int(unsent) + int(needing) + int(attention)


def judge(nursery: Nursery, running: Any, unsent: int) -> Judged:
    """Compare what was called saved with what the server holds."""
    saved = set(nursery.saved)
    stands = {command.id: command for command in running.simulator.commands()}
    lost = sum(stands[one].device_status != intent_of(one)[0] for one in saved)
    took = Counter(
        request.path.rpartition("/")[2]
        for request in running.simulator.received.requests("patch")
        if request.answered != "cut"  # a kill between a request's head and its body: nothing was done
    )
    bodies = {
        (request.path.rpartition("/")[2], request.body)
        for request in running.simulator.received.requests("patch")
        if request.answered != "cut"
    }
    conflicting = sum(body != body_of(command_id) for command_id, body in bodies)
    return Judged(len(saved), lost, conflicting, unsent, sum(count - 1 for count in took.values()))


def killed(kills: int, nursery: Nursery, directory: Path, running: Any, **order: Any) -> Judged:
    """Kill engines over one and the same data directory, each 0 to 130 ms after its first answer was saved.

    Now and then one may finish what the others left, or a loaded machine would only ever save.
    """
    chance = Random(3)
    repeats = conflicting = 0
    for number in range(kills):
        for _command in range(AT_ONCE):
            running.simulator.add()
        pid = nursery.spawn(directory, running, **order)
        if number % 10 == 9:  # also while it starts
            time.sleep(chance.uniform(0.0, 0.2))
        else:
            with contextlib.suppress(queue.Empty):
                nursery.hear(pid, "saved")
            time.sleep(0.0 if order else chance.uniform(0.0, 0.13))
        nursery.kill(pid)
        if number % 25 == 24:
            assert drained(nursery, directory, running) == 0
        if number % 100 == 99:  # the server remembers its newest 10,000 requests only
            judged = judge(nursery, running, 0)
            repeats, conflicting = repeats + judged.repeats, conflicting + judged.conflicting
            running.simulator.received.clear()
    unsent = drained(nursery, directory, running)
    judged = judge(nursery, running, unsent)
    return judged._replace(repeats=repeats + judged.repeats, conflicting=conflicting + judged.conflicting)


@pytest.mark.gate("R1")
@pytest.mark.parametrize("kind", ["drops", "keeps"])
def test_what_was_called_saved_survives_every_kill(
    simulator_server: Callable[..., Any], tmp_path: Path, gate: Gate, kind: str
) -> None:
    kills = gate.size(5, 1000 if kind == "drops" else 100)
    running = simulator_server(list=kind)
    began = time.monotonic()
    with Nursery() as nursery:
        judged = killed(kills, nursery, tmp_path, running)
    took_s = time.monotonic() - began
    whole(tmp_path)
    assert (judged.lost, judged.conflicting, judged.unsent) == (0, 0, 0), judged
    assert judged.saved >= kills * 10
    gate.reached(
        "1,000 kills, at least 10,000 acks: 0 lost, 0 conflicting, 0 left unsent, integrity ok; 5 min",
        f"{kills:,} kills, {judged.saved:,} acks (list {kind}): 0 lost, 0 conflicting, 0 unsent, integrity and chain "
        f"ok, {judged.repeats} repeats, {took_s:.0f} s",
    )


def lost_by_one_kill(simulator_server: Callable[..., Any], directory: Path, how: str) -> tuple[int, int]:
    """Of the answers that an engine called saved before one kill: how many are not on disk, and how many there were."""
    running = simulator_server(list="drops")
    with Nursery() as nursery:
        for _command in range(AT_ONCE):
            running.simulator.add()
        pid = nursery.spawn(directory, running, how=how)
        nursery.hear(pid, "saved")
        nursery.kill(pid)
        saved = len(set(nursery.saved))
    (path,) = directory.glob("*/outbox.sqlite3")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return saved - connection.execute("SELECT count(*) FROM acks").fetchone()[0], saved


@pytest.mark.gate("R1")
def test_an_engine_that_says_saved_too_early_is_found_out(
    simulator_server: Callable[..., Any], tmp_path: Path, gate: Gate
) -> None:
    """The negative control."""
    lost, saved = lost_by_one_kill(simulator_server, tmp_path, "too-early")
    assert lost > 0
    gate.caught(f'"saved" said before COMMIT: {lost} of {saved} lost by one kill')


@pytest.mark.gate("R1b")
def test_a_commit_that_is_left_out_is_found_out(
    simulator_server: Callable[..., Any], tmp_path: Path, gate: Gate
) -> None:
    """The negative control."""
    lost, saved = lost_by_one_kill(simulator_server, tmp_path, "no-commit")
    assert lost > 0
    gate.caught(f"one COMMIT left out: {lost} of {saved} lost")


@pytest.mark.gate("R1b")
def test_a_kill_at_each_step_loses_nothing(simulator_server: Callable[..., Any], tmp_path: Path, gate: Gate) -> None:
    """Before and after each statement of the outbox (its migration, BEGIN, COMMIT ...) and each step of the wire."""
    repeats, died = gate.size(1, 20), 0
    with Nursery() as nursery:
        running = simulator_server(list="drops")
        running.simulator.add()
        running.simulator.add()
        pid = nursery.spawn(tmp_path / "count", running, until_drained=60, die_at=0)
        steps = int(nursery.hear(pid, "drained")[3])
        assert steps > 100
        points = range(1, steps + 1) if gate.is_full else range(1, steps + 1, 29)
        for repeat in range(repeats):
            for point in points:
                running.simulator.received.clear()
                running.simulator.add()
                running.simulator.add()
                directory = tmp_path / f"{repeat}-{point}"
                pid = nursery.spawn(directory, running, until_drained=60, die_at=point)
                died += _is_killed(nursery, pid)
                assert drained(nursery, directory, running) == 0
                judged = judge(nursery, running, 0)
                assert (judged.lost, judged.conflicting) == (0, 0), (point, judged)
                whole(directory)
    assert died >= 0.9 * len(points) * repeats
    gate.reached(
        "every point x 20 repeats: 0 lost",
        f"{len(points)} of {steps} points x {repeats}, died at {died}: 0 lost, 0 conflicting",
    )


def _is_killed(nursery: Nursery, pid: int) -> bool:
    """Whether the engine died by its own hand; a run may have fewer steps than another."""
    while True:
        with contextlib.suppress(queue.Empty):
            if nursery.hear(pid, "drained", 0.05):
                return False
        with contextlib.suppress(FileNotFoundError):
            if "(python" in Path(f"/proc/{pid}/stat").read_text() and " Z " in Path(f"/proc/{pid}/stat").read_text():
                nursery.kill(pid)
                return True
