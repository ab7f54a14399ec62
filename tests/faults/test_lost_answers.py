"""Answers that the network loses: none is called failed, none is sent twice unseen, and all arrive."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import pytest

from flipconsole.app.delivery import Delivery, Next
from flipconsole.domain.ack import Ack
from flipconsole.domain.row import Stage
from flipconsole.simulator.simulator import HandClock
from tests.faults.conftest import START, Bench, OpenBench
from tests.faults.engine import intent_of
from tests.faults.proxy import Fate, FaultProxy, fault_proxy
from tests.gates import Gate

BATCH = 100
NEVER = {Stage.NOT_ACCEPTED, Stage.NEEDS_REVIEW, Stage.NOT_SAVED}


async def answer_batch(bench: Bench, running: Any) -> list[str]:
    """A batch of new commands, each answered as it is shown."""
    ids = [running.simulator.add().id for _number in range(BATCH)]
    await bench.look()
    for one in ids:
        assert bench.console.acknowledge([bench.row(one)], *intent_of(one)) == ()
    return ids


async def delivered(bench: Bench, ids: list[str]) -> None:
    for _step in range(400):
        await bench.courier.one_round()
        if not bench.console.unsent() and not any(map(bench.console.is_saving, ids)):
            return
        bench.clock.advance(2.0)
        bench.courier._tick()
    raise AssertionError(f"{len(bench.console.unsent())} answers still wait")


def unseen_repeats(running: Any) -> tuple[int, int, int]:
    """Repeats in all; those that left without a fresh list between; those with another body than the first."""
    looked = 0
    first: dict[str, tuple[int, str]] = {}
    count: Counter[str] = Counter()
    unseen = changed = 0
    for request in running.simulator.received.requests():
        if request.kind == "list":
            looked = request.number
        elif request.answered != "cut":
            assert "idempotency-key" not in request.headers
            command_id = request.path.rpartition("/")[2]
            count[command_id] += 1
            if command_id in first:
                unseen += looked < first[command_id][0]
                changed += request.body != first[command_id][1]
            first[command_id] = (request.number, request.body)
    return sum(count.values()) - len(count), unseen, changed


def striking(chance: Random, fates: dict[Fate, float]) -> Callable[[str], Fate]:
    def fate(method: str) -> Fate:
        if method != "PATCH":
            return "pass"
        return chance.choices([*fates, "pass"], [*fates.values(), 1 - sum(fates.values())])[0]

    return fate


@asynccontextmanager
async def lossy(
    simulator_server: Callable[..., Any], clock: HandClock, kind: str
) -> AsyncIterator[tuple[Any, FaultProxy]]:
    """A server behind a proxy that strikes four of ten PATCH exchanges: three after the server acted."""
    running = simulator_server(now=clock, list=kind)
    async with fault_proxy(running.url) as proxy:
        proxy.fate = striking(Random(11), {"lose": 0.3, "cut": 0.05, "refuse": 0.05})
        yield running, proxy


async def test_a_proxy_that_passes_everything_is_not_noticed(
    open_bench: OpenBench, simulator_server: Callable[..., Any]
) -> None:
    clock = HandClock(START)
    running = simulator_server(now=clock)
    async with (
        fault_proxy(running.url) as proxy,
        open_bench(url=proxy.url, clock=clock, token=running.token) as bench,
    ):
        await delivered(bench, await answer_batch(bench, running))
        assert unseen_repeats(running) == (0, 0, 0)
        assert proxy.struck == 0


@pytest.mark.gate("R3")
@pytest.mark.parametrize("kind", ["drops", "keeps"])
async def test_three_of_ten_answers_lost_and_all_arrive(
    open_bench: OpenBench, simulator_server: Callable[..., Any], gate: Gate, kind: str
) -> None:
    """Lost after the server acted, cut in the middle, reset before it: real sockets, and the time is the test's."""
    clock = HandClock(START)
    batches = gate.size(1, 50)
    repeats = 0
    async with lossy(simulator_server, clock, kind) as (running, proxy):
        async with open_bench(url=proxy.url, clock=clock, token=running.token) as bench:
            stages: set[Stage] = set()
            bench.console.rows_changed.connect(
                lambda diff: stages.update(bench.row(one).stage for one in (*diff.added, *diff.changed))
            )
            for _batch in range(batches):
                ids = await answer_batch(bench, running)
                await delivered(bench, ids)
                wrong = [one for one in ids if running.simulator.get(one).device_status != intent_of(one)[0]]
                assert wrong == []
                again, unseen, changed = unseen_repeats(running)
                assert (unseen, changed) == (0, 0)
                repeats += again
                running.simulator.received.clear()
            assert bench.console.needing_you() == ()
            assert not stages & NEVER
            assert Stage.NOT_CONFIRMED in stages
        lost = proxy.struck
    gate.reached(
        "10,000 acks, 30 % of answers lost: all delivered, last intent holds, 0 shown failed, each repeat after a read "
        "with the same body, no Idempotency-Key",
        f"list {kind}: {batches * BATCH:,} acks, {lost:,} exchanges struck, {repeats:,} repeats: all delivered, 0 "
        "failed, 0 unseen, 0 changed",
    )


@pytest.mark.gate("R3")
async def test_a_lost_answer_that_is_marked_failed_is_found_out(
    open_bench: OpenBench, simulator_server: Callable[..., Any], gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""

    async def lost_is_failed(self: Delivery, ack: Ack, error: Exception) -> Next:
        await self._settling.not_accepted(ack, str(error), None)
        return Next.GO_ON

    monkeypatch.setattr(Delivery, "_failed", lost_is_failed)
    clock = HandClock(START)
    async with (
        lossy(simulator_server, clock, "keeps") as (running, proxy),
        open_bench(url=proxy.url, clock=clock, token=running.token) as bench,
    ):
        ids = await answer_batch(bench, running)
        await delivered(bench, ids)
        failed = sum(bench.row(one).stage in NEVER for one in ids)
    assert failed > 0
    gate.caught(f"a lost answer is marked failed: {failed} of {BATCH} shown failed")
