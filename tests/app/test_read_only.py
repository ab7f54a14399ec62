"""From a console that only looks nothing can be sent, whichever door is tried; the same doors send from any other."""

from __future__ import annotations

import httpx
import pytest

from flipconsole.app.notices import NoticeKind
from flipconsole.domain.ack import AckState
from flipconsole.domain.command import Answer
from flipconsole.store.settings import Settings
from tests.app.conftest import Desk, OpenDesk

UNSEEN = "497f6eca-6276-4993-bfeb-53cbbbba6f08"


async def try_every_door(desk: Desk) -> list[str]:
    """Answer, answer by id, settle a conflict, retry, and make rounds; returns what was said against it."""
    console = desk.console
    one, other = desk.flip.add(), desk.flip.add()
    await desk.look()
    said = [left.why for left in console.acknowledge([desk.row(one.id)], Answer.OK, None)]
    said.append(console.answer_by_id(other.id, Answer.FAILED_FAULT, "E12"))
    said.append(console.answer_by_id(UNSEEN, Answer.OK, None))
    for ack in (*console.needing_you(), *console.unsent()):
        said.append(console.send_mine(ack.seq))
        console.retry(ack.seq)
    await desk.written()
    for _round in range(3):
        desk.pass_seconds(61)
        await desk.look()
    return [why for why in said if why]


async def with_work_left(desk: Desk) -> tuple[str, str]:
    """A desk that leaves one answer waiting and one conflict behind."""
    waiting, conflict = desk.flip.add(), desk.flip.add()
    await desk.look()
    await desk.answer(conflict.id)
    desk.flip.change(conflict.id, setpoint_w=1234)
    await desk.look()
    assert desk.ack(conflict.id).state is AckState.NEEDS_REVIEW

    def unplug(request: httpx.Request) -> None:
        raise httpx.ConnectError("no network", request=request)

    await desk.answer(waiting.id)
    desk.wire.leaving = unplug
    await desk.round()
    return waiting.id, conflict.id


async def test_no_door_of_a_read_only_console_sends_anything(open_desk: OpenDesk) -> None:
    async with open_desk() as before:
        waiting, _conflict = await with_work_left(before)
    async with open_desk(again=before, read_only=True) as desk:
        said = await try_every_door(desk)
        assert desk.patches() == []
        assert len(said) == 5
        assert all(why.startswith("Read only: this console was started with --read-only.") for why in said)
        assert desk.ack(waiting).state is AckState.QUEUED
        assert NoticeKind.HELD_BACK in {notice.kind for notice in desk.notices}
        desk.console.aids.rules.set_read_only(False)  # what the start has fixed, nothing undoes
        await desk.look()
        assert desk.patches() == []


async def test_the_same_doors_send_from_any_other_console(open_desk: OpenDesk) -> None:
    """The negative control."""
    async with open_desk() as before:
        await with_work_left(before)
    async with open_desk(again=before) as desk:
        await try_every_door(desk)
        assert len(desk.patches()) >= 4


async def test_the_setting_holds_at_once_and_what_waited_leaves_when_it_is_taken_back(open_desk: OpenDesk) -> None:
    async with open_desk(read_only_profile=True) as desk:
        command = desk.flip.add()
        rules = desk.console.aids.rules
        assert rules.read_only
        rules.set_read_only(False)
        await desk.look()
        await desk.answer(command.id)
        rules.set_read_only(True)
        await desk.look()
        assert desk.patches() == []
        assert "only looks" in desk.boxes.keeps_back(desk.boxes.waiting()[0])
        rules.set_read_only(False)
        assert desk.boxes.keeps_back(desk.boxes.waiting()[0]) == ""
        await desk.round()
        assert len(desk.patches()) == 1


@pytest.mark.parametrize("moment", ["fetched", "first answer"])
async def test_switched_on_in_the_middle_of_a_round_it_stops_what_has_not_left(
    open_desk: OpenDesk, moment: str
) -> None:
    async with open_desk() as desk:
        commands = [desk.flip.add() for _number in range(20)]
        await desk.look()
        desk.console.acknowledge([desk.row(command.id) for command in commands], Answer.OK, None)
        await desk.saved(commands[-1].id)
        desk.pass_seconds(11)  # the list is not fresh: the round looks first

        def answered(request: httpx.Request, _response: httpx.Response) -> None:
            if (request.method == "PATCH") is (moment == "first answer"):
                desk.console.aids.rules.set_read_only(True)

        desk.wire.answered = answered
        await desk.round()
        assert len(desk.patches()) <= (0 if moment == "fetched" else 6)  # six are in flight at the most
        await desk.written()
        assert all(desk.ack(command.id).state in (AckState.QUEUED, AckState.DELIVERED) for command in commands)


async def test_it_leaves_the_sending_to_another_process(open_desk: OpenDesk) -> None:
    async with open_desk(settings=Settings(operator="Ana")) as looking:
        assert await looking.courier.take_sendership()
        looking.console.aids.rules.set_read_only(True)
        await looking.look()
        assert looking.console.link.sends  # nobody is said to hold what this one does not want
        async with open_desk(again=looking) as sending:
            command = sending.flip.add()
            await sending.look()
            await sending.answer(command.id)
            await sending.round()
            assert len(sending.patches()) == 1
