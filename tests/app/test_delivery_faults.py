"""The disk fails at any write, the program is closed at any moment, another process interferes: nothing is lost."""

import asyncio
import contextlib
import subprocess
import sys
import threading

import httpx
import pytest

from flipconsole.app.link import LinkState
from flipconsole.app.waiting import until
from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.command import Answer
from flipconsole.domain.errors import StoreError
from flipconsole.domain.row import Stage
from flipconsole.domain.terms import terms_of
from flipconsole.store.lock import SenderLock
from flipconsole.store.outbox import Outbox


def writes_state(state: AckState):
    """Whether a statement sets an ack to this state."""
    return lambda sql, values: sql.startswith("UPDATE acks") and state in values


async def test_an_answer_that_cannot_be_saved_says_so_and_sends_nothing(open_desk, disk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        disk.refuses = lambda sql, _values: sql.startswith("INSERT INTO acks")
        desk.console.acknowledge([desk.row(command.id)], Answer.OK, None)
        await desk.written()
        assert desk.row(command.id).stage is Stage.NOT_SAVED
        assert "NOT saved" in desk.ack(command.id).outcome
        assert "NOT saved" in desk.console.link.store_trouble
        await desk.round()
        assert desk.patches() == []
        disk.refuses = lambda _sql, _values: False
        await desk.answer(command.id)
        await desk.round()
        assert desk.row(command.id).stage is Stage.DELIVERED
        assert desk.console.link.store_trouble == ""


async def test_what_cannot_be_written_as_being_sent_is_not_sent(open_desk, disk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        await desk.answer(command.id)
        disk.refuses = writes_state(AckState.SENDING)
        with pytest.raises(StoreError, match="NOT saved"):
            await desk.round()
        assert desk.patches() == []
        assert desk.row(command.id).stage is Stage.WAITING
        disk.refuses = lambda _sql, _values: False
        desk.pass_seconds(67)
        await desk.round()
        assert desk.row(command.id).stage is Stage.DELIVERED


@pytest.mark.parametrize("restarted", [False, True])
async def test_an_outcome_that_cannot_be_written_is_unknown_and_found_out(open_desk, disk, list_kind, restarted):
    async with open_desk(list_kind=list_kind) as desk:
        command = desk.flip.add()
        await desk.look()
        await desk.answer(command.id)
        disk.refuses = writes_state(AckState.DELIVERED)
        with pytest.raises(StoreError):
            await desk.round()
        assert desk.row(command.id).stage is Stage.NOT_CONFIRMED
        disk.refuses = lambda _sql, _values: False
        if not restarted:
            desk.pass_seconds(67)
            await desk.round()
            assert desk.row(command.id).stage is Stage.DELIVERED
    if restarted:
        async with open_desk(desk) as desk:
            await desk.look()
            assert desk.row(command.id).stage is Stage.DELIVERED
    assert desk.flip.get(command.id).device_status == "OK"


async def test_that_nobody_heard_the_first_try_outlasts_a_second_that_never_left(open_desk, disk):
    """The disk takes no outcome, then there is no network: Flip may still have taken the answer, and has.

    Negative control: without it the answer counts as never sent, and a person is asked about a command that is done.
    """
    async with open_desk(list_kind="drops") as desk:
        command = desk.flip.add()
        await desk.look()
        await desk.answer(command.id)
        disk.refuses = writes_state(AckState.DELIVERED)
        with pytest.raises(StoreError):
            await desk.round()
        disk.refuses = lambda _sql, _values: False

        def no_network(request):
            if request.method == "PATCH":
                raise httpx.ConnectError("no network")

        desk.wire.leaving = no_network
        desk.pass_seconds(67)
        await desk.round()
        assert desk.ack(command.id).unheard
        desk.wire.leaving = lambda _request: None
        desk.pass_seconds(67)
        await desk.round()
        assert desk.row(command.id).stage is Stage.DELIVERED


async def test_a_lost_race_is_not_forgotten_when_it_could_not_be_written(open_desk, disk, list_kind):
    """Negative control: without `race_lost` where the list shows the answer, the "Needs you" item is missing."""
    async with open_desk(list_kind=list_kind) as desk:
        command = desk.flip.add()
        await desk.look()
        await desk.answer(command.id)
        desk.flip.cancel(command.id)
        disk.refuses = writes_state(AckState.DELIVERED)
        with pytest.raises(StoreError):
            await desk.round()
        disk.refuses = lambda _sql, _values: False
        desk.pass_seconds(67)
        await desk.round()
        assert [item.kind for item in desk.console.attention()] == ["removed_race"]


async def test_one_ack_that_cannot_be_written_holds_up_no_other(open_desk, disk):
    async with open_desk() as desk:
        commands = [desk.flip.add() for _number in range(20)]
        await desk.look()
        for command in commands:
            await desk.answer(command.id)
        poisoned = desk.ack(commands[0].id).seq
        disk.refuses = lambda sql, values: sql.startswith("UPDATE acks") and values[-3] == poisoned
        for _round in range(3):
            with contextlib.suppress(StoreError):
                await desk.round()
            desk.pass_seconds(12)
        assert {desk.row(command.id).stage for command in commands[1:]} == {Stage.DELIVERED}


async def test_one_ack_that_the_console_stumbles_over_holds_up_no_other(open_desk):
    """Negative control: no `except Exception` in the dispatch."""
    async with open_desk() as desk:
        commands = [desk.flip.add() for _number in range(20)]
        await desk.look()
        for command in commands:
            await desk.answer(command.id)

        def stumble(request: httpx.Request, _response: httpx.Response) -> None:
            if commands[0].id in str(request.url):
                raise RuntimeError("not foreseen")

        desk.wire.answered = stumble
        await desk.round()
        assert {desk.row(command.id).stage for command in commands[1:]} == {Stage.DELIVERED}
        assert desk.row(commands[0].id).stage is Stage.NOT_CONFIRMED
        desk.wire.answered = lambda _request, _response: None
        desk.pass_seconds(67)
        await desk.round()
        assert desk.row(commands[0].id).stage is Stage.DELIVERED


@pytest.mark.parametrize("moment", ["SENDING", "request", "DELIVERED"])
async def test_closed_in_the_middle_of_sending_nothing_is_lost(open_desk, disk, list_kind, moment):
    async with open_desk(list_kind=list_kind) as desk:
        command = desk.flip.add()
        await desk.look()
        await desk.answer(command.id)
        reached = asyncio.Event()
        loop = asyncio.get_running_loop()
        go_on = threading.Event()

        def wait_at_statement(sql: str, values: tuple[object, ...]) -> None:
            if moment != "request" and writes_state(AckState[moment])(sql, values):
                loop.call_soon_threadsafe(reached.set)
                go_on.wait(10)

        def wait_at_request(request: httpx.Request, _response: httpx.Response) -> None:
            if request.method == "PATCH":
                reached.set()
                raise asyncio.CancelledError

        disk.before = wait_at_statement
        if moment == "request":
            desk.wire.answered = wait_at_request
        task = asyncio.create_task(desk.round())
        await asyncio.wait_for(reached.wait(), 10)
        task.cancel()
        go_on.set()
        await asyncio.wait([task], timeout=10)
    async with open_desk(desk) as desk:
        await desk.look()
        assert desk.row(command.id).stage is Stage.DELIVERED
        assert desk.flip.get(command.id).device_status == "OK"
        assert len(set(desk.patches())) == 1


async def test_what_a_dead_sender_left_is_shown_as_unknown_though_offline(open_desk):
    """reliability fault 71: it must be possible to see and to change it, with no network and no token."""
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        ack = await desk.answer(command.id)
    mark_as_sending(desk, ack.seq)
    async with open_desk(desk, token="") as desk:
        assert desk.row(command.id).stage is Stage.SENDING
        task = asyncio.create_task(desk.courier.run())

        def is_unknown() -> bool:
            return desk.row(command.id).stage is Stage.NOT_CONFIRMED

        assert await until(is_unknown, desk.console.rows_changed, timeout_s=10)
        task.cancel()
        await asyncio.wait([task])


async def test_a_sender_that_cannot_read_what_was_left_is_none(open_desk, disk):
    """Negative control: the lock is kept when reading fails, and the ack of the dead sender is never sent."""
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        ack = await desk.answer(command.id)
    mark_as_sending(desk, ack.seq)
    async with open_desk(desk) as desk:
        disk.refuses = lambda sql, _values: "state = ?, unheard = 1" in sql
        await desk.look()
        assert desk.console.link.list_at is not None
        assert desk.patches() == []
        assert desk.console.link.store_trouble
        disk.refuses = lambda _sql, _values: False
        await desk.look()
        assert desk.row(command.id).stage is Stage.DELIVERED


async def test_another_process_does_not_freeze_an_outcome_that_could_not_be_written(open_desk, disk):
    """The ack stands as being sent on disk, and is known as unheard here; then the whole outbox is read anew."""
    async with open_desk() as desk:
        command, other = desk.flip.add(), desk.flip.add()
        await desk.look()
        await desk.answer(command.id)
        disk.refuses = writes_state(AckState.DELIVERED)
        with pytest.raises(StoreError):
            await desk.round()
        disk.refuses = lambda _sql, _values: False
        foreign_answer(desk, other.id)

        def is_noticed() -> bool:
            return bool(desk.row(other.id).acks)

        assert await until(is_noticed, desk.console.rows_changed, timeout_s=10)
        desk.pass_seconds(67)
        await desk.round()
        assert desk.row(command.id).stage is Stage.DELIVERED
        assert desk.row(other.id).stage is Stage.DELIVERED


async def test_an_ack_that_another_process_replaced_is_not_sent_and_not_shown_as_waiting(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        first = await desk.answer(command.id, Answer.FAILED_FAULT, "relay")
        foreign_answer(desk, command.id)
        await desk.round()
        await desk.round()
        assert desk.patches() == ['{"device_status":"OK"}']
        assert desk.console.ack(first.seq).state is AckState.WITHDRAWN
        assert desk.console.unsent() == ()


async def test_a_process_that_does_not_send_polls_no_oftener_for_what_waits(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
    holder = SenderLock(desk.folder / "sender.lock")
    assert holder.try_acquire()
    try:
        async with open_desk(desk) as desk:
            await desk.look()
            await desk.answer(command.id)
            asked = desk.flip.received.totals["list"]
            for _second in range(50):
                desk.pass_seconds(1)
                await desk.round()
            assert not desk.console.link.sends
            assert desk.flip.received.totals["list"] == asked
            assert desk.patches() == []
            holder.release()
            desk.pass_seconds(67)
            await desk.round()
            assert desk.row(command.id).stage is Stage.DELIVERED
    finally:
        holder.release()


async def test_a_process_with_a_refused_token_lets_another_send(open_desk):
    async with open_desk() as desk:
        desk.flip.add()
        await desk.look()
        desk.flip.faults.add("status=401")
        await desk.look()
        await desk.round()
        assert desk.console.link.state is LinkState.TOKEN_REFUSED
        other = SenderLock(desk.folder / "sender.lock")
        assert other.try_acquire()
        other.release()


async def test_writing_the_attempt_may_take_so_long_that_it_looks_again(open_desk, disk):
    """A scanner holds the file for half a minute; meanwhile the command is cancelled (fault 80)."""
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        await desk.answer(command.id)

        def slow(sql: str, values: tuple[object, ...]) -> None:
            if writes_state(AckState.SENDING)(sql, values):
                disk.before = lambda _sql, _values: None
                desk.pass_seconds(30)
                desk.flip.cancel(command.id)

        disk.before = slow
        await desk.round()
        await desk.round()
        assert desk.patches() == []
        assert desk.ack(command.id).state is AckState.NEEDS_REVIEW
        assert "not sent" in desk.ack(command.id).outcome


async def test_trouble_with_the_cache_is_not_hidden_nor_hides_that_of_the_outbox(open_desk, disk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        disk.refuses = lambda sql, _values: sql.startswith("INSERT INTO acks")
        desk.console.acknowledge([desk.row(command.id)], Answer.OK, None)
        await desk.written()
        trouble = desk.console.link.store_trouble
        assert trouble
        await desk.look()
        await desk.written()
        assert desk.console.link.store_trouble == trouble


async def test_what_was_found_at_the_start_is_still_told_after_the_first_write(open_desk):
    async with open_desk() as desk:
        desk.flip.add()
        await desk.look()
    (desk.folder / "outbox.sqlite3").unlink()
    async with open_desk(desk) as desk:
        command = desk.flip.add()
        await desk.look()
        await desk.answer(command.id)
        assert "lost" in desk.console.link.store_trouble


MARK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("UPDATE acks SET state = 'sending', attempts = 1 WHERE seq = ?", (int(sys.argv[2]),))
connection.commit()
"""


def mark_as_sending(desk, seq: int) -> None:
    """What a process leaves that is killed while it sends."""
    subprocess.run([sys.executable, "-c", MARK, str(desk.folder / "outbox.sqlite3"), str(seq)], check=True)


def foreign_answer(desk, command_id: str) -> None:
    """Another process answers OK, as its own window showed the command."""
    now = desk.clock()
    command = desk.row(command_id).held.command
    mine = Ack(command_id, Answer.OK, None, "Bob", terms_of(command), command.updated_at, now, now)
    outbox = Outbox(desk.folder)
    try:
        outbox.put([mine]).result(10)
    finally:
        outbox.close()
