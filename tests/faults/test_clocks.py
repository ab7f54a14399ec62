"""Wrong and jumping clocks: nothing is lost or reordered, ages are right by Flip's clock, and it is said."""

import re
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

import pytest

from flipconsole.app.clock import FlipClock
from flipconsole.app.facts import Facts
from flipconsole.domain.ack import Ack
from flipconsole.domain.command import Answer
from flipconsole.domain.row import Stage
from flipconsole.simulator.simulator import HandClock, Simulator
from flipconsole.ui.status_strip.facts import strip_facts
from tests.faults.conftest import START, Bench, OpenBench
from tests.gates import Gate

DAY_S = 86400.0
OFFS = {"-3 d": -3 * DAY_S, "-3 h": -3 * 3600.0, "+8 h": 8 * 3600.0, "+10 y": 3652 * DAY_S, "1970": -55.8 * 365 * DAY_S}


def seen(bench: Bench, clock: HandClock, ids: list[str]) -> None:
    """What stands on the screen is right by Flip's clock, to two seconds, and no age is negative."""
    assert abs((bench.console.now() - clock()).total_seconds()) <= 2
    said = " ".join(fact.text for fact in strip_facts(bench.console.link, bench.console.now(), UTC))
    assert "-" not in said, said
    for row in bench.console.rows.values():
        since = row.held.pending_since
        assert since is None or since <= bench.console.now() + timedelta(seconds=2)
    assert bench.console.rows.keys() >= set(ids)


async def live(open_bench: OpenBench, directory: Any, off_s: float, jump_s: float) -> None:
    """Answer before and after the clock jumps or Flip's is heard; change one's mind across both."""
    clock = HandClock(START)
    flip = Simulator(now=clock)
    ids = [flip.add(age_s=60).id for _number in range(4)]
    async with open_bench(simulator=flip, clock=clock, laptop_off_s=off_s, directory=directory) as bench:
        await bench.look()
        seen(bench, clock, ids)
        if abs(off_s) > 120:
            assert re.search(r"clock is .* (ahead of|behind) Flip", bench.banner())
        flip.faults.add("status=503,on=patch,count=1")
        await bench.answer_all(ids[:3])
        bench.laptop.off_s += jump_s
        if jump_s <= -DAY_S:  # noticed within a second; what is answered in that second would count as days old
            bench.courier._tick()
        await bench.answer(ids[0], Answer.FAILED_FAULT, "relay stuck")  # before anybody has noticed the jump
        await bench.answer(ids[3])
        await bench.pass_seconds(200)
        seen(bench, clock, ids)
        assert {bench.row(one).stage for one in ids} == {Stage.DELIVERED}
        assert bench.console.needing_you() == ()
        assert [flip.get(one).device_status for one in ids] == ["FAILED_FAULT", "OK", "OK", "OK"]
        sent = [request.path.rpartition("/")[2] for request in flip.received.requests("patch")]
        order = list(dict.fromkeys(sent))
        assert set(order) == set(ids)
        if abs(off_s + jump_s) > 120:
            assert re.search(r"clock is .* (ahead of|behind) Flip", bench.banner())
    async with open_bench(bench, simulator=flip, laptop_off_s=off_s + jump_s, directory=directory) as again:
        assert {again.row(one).stage for one in ids} == {Stage.DELIVERED}
        await again.answer(
            ids[1], Answer.FAILED_FAULT, "relay stuck"
        )  # by this machine's clock: Flip was not heard yet
        await again.look()
        await again.answer(ids[1])  # by Flip's
        await again.pass_seconds(200)
        assert again.row(ids[1]).newest_ack.device_status is Answer.OK
        assert again.row(ids[1]).stage is Stage.DELIVERED
        assert flip.get(ids[1]).device_status == "OK"


@pytest.mark.gate("R9")
async def test_a_wrong_clock_costs_nothing_and_is_told(open_bench: OpenBench, tmp_path: Any, gate: Gate) -> None:
    cases = [(off_s, 0.0) for off_s in OFFS.values()] + [(0.0, jump_s) for jump_s in OFFS.values()]
    cases += [(off_s, -off_s) for off_s in OFFS.values()]
    for number, (off_s, jump_s) in enumerate(cases):
        await live(open_bench, tmp_path / str(number), off_s, jump_s)
    gate.reached(
        "-3 d, +8 h, +10 y, jumps: 0 lost, 0 reordered, ages right to 2 s, banner above 120 s, no negative age",
        f"{len(cases)} clocks ({', '.join(OFFS)}; wrong, jumping there, jumping back): all so, through the clock door",
    )


def by_wall_clock(self: Facts, command_id: str) -> tuple[Ack, ...]:
    return tuple(sorted(self._acks.get(command_id, {}).values(), key=lambda ack: ack.created_at))


PLANTED: dict[str, tuple[type, str, Callable[..., Any]]] = {
    "answers are ordered by the wall clock": (Facts, "acks_of", by_wall_clock),
    "Flip's Date is not read": (FlipClock, "learn", lambda *_args: None),
}


@pytest.mark.gate("R9")
@pytest.mark.parametrize("planted", PLANTED)
async def test_a_console_that_trusts_the_laptop_is_found_out(
    open_bench: OpenBench, tmp_path: Any, gate: Gate, monkeypatch: pytest.MonkeyPatch, planted: str
) -> None:
    """The negative controls."""
    monkeypatch.setattr(*PLANTED[planted])
    with pytest.raises(AssertionError):
        await live(open_bench, tmp_path / "data", 8 * 3600.0, -3 * 3600.0)
    gate.caught(planted)
