"""After a sleep, a set clock or a standstill nothing is answered before a look; without a network it is, knowingly."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import httpx
import pytest

from flipconsole.app.link import LinkState
from flipconsole.app.vigil import BEAT_S, STANDSTILL_S, Vigil
from flipconsole.app.waiting import until
from flipconsole.domain.ack import AckState
from flipconsole.domain.command import Answer
from flipconsole.domain.reliance import OLD_AFTER_S, PATIENCE_S, Cause, Reliance
from tests.app.conftest import Desk, OpenDesk

HOURS = 3600.0


def no_network(request: httpx.Request) -> None:
    raise httpx.ConnectError("no network", request=request)


def lists(desk: Desk) -> int:
    return len(desk.flip.received.requests("list"))


async def watched(desk: Desk) -> str:
    """A desk at which somebody sits, in front of a fresh list; the id of a command that waits for an answer."""
    command = desk.flip.add()
    await desk.look()
    desk.console.vigil.start()
    assert desk.console.vigil.footing.reliance is Reliance.FRESH
    return str(command.id)


async def test_until_somebody_looks_nothing_is_locked(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.sleep(8 * HOURS)
        desk.console.vigil.tick()
        assert desk.console.acknowledge([desk.row(command.id)], Answer.OK, None) == ()


INTERRUPTIONS: dict[Cause, Callable[[Desk], None]] = {
    Cause.SLEEP: lambda desk: desk.sleep(8 * HOURS),
    Cause.STANDSTILL: lambda desk: desk.pass_seconds(STANDSTILL_S + 10),
}


@pytest.mark.parametrize("cause", list(INTERRUPTIONS))
async def test_after_an_interruption_no_door_takes_an_answer_before_a_look(open_desk: OpenDesk, cause: Cause) -> None:
    async with open_desk() as desk:
        command_id = await watched(desk)
        first = await desk.answer(command_id)
        await desk.written()
        before = lists(desk)
        INTERRUPTIONS[cause](desk)
        console = desk.console
        excluded = console.acknowledge([desk.row(command_id)], Answer.FAILED_FAULT, "E12")
        assert [one.why for one in excluded] == [console.vigil.why_locked()]
        assert console.answer_by_id("497f6eca-6276-4993-bfeb-53cbbbba6f08", Answer.OK, None) != ""
        assert console.send_mine(first.seq) != ""
        console.retry(first.seq)
        assert [ack.seq for ack in console.unsent()] == [first.seq]
        footing = console.vigil.footing
        assert footing.reliance is Reliance.LOCKED
        assert footing.since is not None
        assert footing.since.cause is cause
        await desk.round()
        assert lists(desk) == before + 1
        assert console.vigil.footing.reliance is Reliance.FRESH
        assert console.vigil.last_wake is not None


async def test_a_vigil_that_looks_at_no_clock_is_found_out(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: with the planted fault the answer that is refused above is taken."""
    monkeypatch.setattr(Vigil, "tick", lambda _self: None)
    async with open_desk() as desk:
        command_id = await watched(desk)
        desk.sleep(8 * HOURS)
        assert desk.console.acknowledge([desk.row(command_id)], Answer.OK, None) == ()


async def test_a_clock_set_back_locks_too_and_flips_time_goes_on(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        command_id = await watched(desk)
        before = desk.console.now()
        clock = desk.console._clock
        set_back = clock._wall
        clock._wall = lambda: set_back() - timedelta(days=3)
        assert desk.console.acknowledge([desk.row(command_id)], Answer.OK, None) != ()
        assert desk.console.now() == before
        await desk.round()
        assert desk.console.vigil.footing.reliance is Reliance.FRESH
        assert abs(desk.console.now() - before) < timedelta(seconds=2)


async def test_without_a_network_the_lock_ends_once_a_look_was_tried_and_it_is_asked_once(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        command_id = await watched(desk)
        vigil = desk.console.vigil
        desk.wire.leaving = no_network
        desk.sleep(8 * HOURS)
        assert vigil.why_locked()
        assert not vigil.must_ask
        await desk.round()
        assert desk.console.link.state is LinkState.OFFLINE
        assert vigil.footing.reliance is Reliance.OLD
        assert vigil.must_ask
        vigil.rely()
        assert not vigil.must_ask
        ack = await desk.answer(command_id)
        assert ack.state is AckState.QUEUED
        desk.wire.leaving = lambda _request: None
        await desk.look()  # the network is back: what stands is looked at before anything is sent
        assert lists(desk) == 2
        assert vigil.footing.reliance is Reliance.FRESH
        desk.wire.leaving = no_network
        desk.pass_seconds(OLD_AFTER_S + 1)
        assert vigil.must_ask  # old anew: asked anew


async def test_an_answer_from_old_data_is_compared_before_it_is_sent(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        command_id = await watched(desk)
        desk.wire.leaving = no_network
        desk.sleep(8 * HOURS)
        desk.console.vigil.tick()
        await desk.round()
        desk.console.vigil.rely()
        await desk.answer(command_id)
        desk.flip.change(command_id, setpoint_w=3000)
        desk.wire.leaving = lambda _request: None
        await desk.look()
        assert desk.ack(command_id).state is AckState.NEEDS_REVIEW
        assert desk.patches() == []


async def test_a_look_that_hangs_is_no_dead_end(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await watched(desk)
        desk.sleep(8 * HOURS)
        vigil = desk.console.vigil
        assert vigil.why_locked()
        vigil.look_began()
        for _second in range(int(PATIENCE_S) + 1):
            desk.pass_seconds(1)
            vigil._beat_at = vigil._clock.steady()
        vigil.tick()
        assert vigil.footing.reliance is Reliance.OLD


async def test_without_a_token_there_is_nothing_to_wait_for(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
    async with open_desk(desk, token="") as again:
        again.console.vigil.start()
        await again.round()
        assert again.console.vigil.must_ask
        again.console.vigil.rely()
        await again.answer(command.id)


async def test_a_list_from_the_last_time_is_looked_at_first(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
    async with open_desk(desk) as again:
        again.console.vigil.start()
        assert again.console.acknowledge([again.row(command.id)], Answer.OK, None) != ()
        footing = again.console.vigil.footing
        assert footing.since is not None
        assert footing.since.cause is Cause.START
        await again.round()
        await again.answer(command.id)


async def test_a_list_asked_for_before_the_sleep_does_not_unlock(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await watched(desk)

        def slept_over(request: httpx.Request, _response: httpx.Response) -> None:
            desk.wire.answered = lambda _request, _response: None
            desk.pass_seconds(600)

        desk.wire.answered = slept_over
        await desk.look()
        assert desk.console.vigil.why_locked()
        await desk.round()
        assert desk.console.vigil.footing.reliance is Reliance.FRESH


@contextlib.asynccontextmanager
async def at_work(desk: Desk) -> AsyncIterator[None]:
    """The courier, as under the window."""
    async with asyncio.TaskGroup() as group:
        working = group.create_task(desk.courier.run())
        yield
        working.cancel()


async def test_eight_hours_of_sleep_bring_a_poll_by_themselves(open_desk: OpenDesk) -> None:
    assert BEAT_S <= 1.0  # what is noticed within a second is asked at once: two seconds at the most
    async with open_desk() as desk:
        await watched(desk)
        async with at_work(desk):
            assert await until(lambda: lists(desk) == 1, timeout_s=10)
            changes: list[Reliance] = []
            desk.console.vigil.changed.connect(lambda: changes.append(desk.console.vigil.footing.reliance))
            desk.sleep(8 * HOURS)
            assert await until(
                lambda: lists(desk) == 2 and not desk.console.link.busy, desk.console.link_changed, timeout_s=10
            )
        assert changes[0] is Reliance.LOCKED
        assert lists(desk) == 2


async def test_a_request_over_a_connection_from_before_the_sleep_is_given_up(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await watched(desk)
        never = asyncio.Event()
        asked = asyncio.Event()
        commands = desk.courier._client.commands

        async def hangs() -> object:
            asked.set()
            await never.wait()
            return None

        desk.courier._client.commands = hangs  # type: ignore[method-assign, assignment]
        desk.courier.refresh()
        async with at_work(desk):
            await asyncio.wait_for(asked.wait(), 10)
            desk.courier._client.commands = commands  # type: ignore[method-assign]
            desk.sleep(8 * HOURS)
            assert await until(lambda: lists(desk) == 2, desk.console.link_changed, timeout_s=10)
            assert await until(
                lambda: desk.console.vigil.footing.reliance is Reliance.FRESH, desk.console.vigil.changed, timeout_s=10
            )
        assert desk.console.link.state is LinkState.LIVE


async def test_ending_the_courier_while_it_asks_ends_it(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        asked = asyncio.Event()

        async def hangs() -> object:
            asked.set()
            await asyncio.Event().wait()
            return None

        desk.courier._client.commands = hangs  # type: ignore[method-assign, assignment]
        async with at_work(desk):
            await asyncio.wait_for(asked.wait(), 10)
