"""The switch that lets answers leave by themselves: visible, kept, and obeyed at once (O7)."""

from __future__ import annotations

from typing import Any

import httpx

from flipconsole.domain.ack import AckState
from flipconsole.domain.command import Answer
from flipconsole.domain.row import Stage


async def test_switched_off_while_answers_are_queued_nothing_leaves(open_desk: Any, list_kind: str) -> None:
    """Negative control: a gate that is asked only when the round begins lets the second test's batch through."""
    async with open_desk(list_kind=list_kind) as desk:
        ids = [desk.flip.add().id for _number in range(5)]
        await desk.look()
        desk.boxes.gate.switch(False)
        assert not desk.console.link.sends_by_itself
        for one in ids:
            await desk.answer(one)
        for _round in range(3):
            desk.pass_seconds(67)
            await desk.round()
        assert desk.patches() == []
        assert len(desk.console.unsent()) == 5
        assert all("switched off" in desk.boxes.keeps_back(ack) for ack in desk.boxes.waiting())
        desk.boxes.gate.switch(True)
        await desk.look()
        assert len(desk.patches()) == 5
        assert desk.console.unsent() == ()


async def test_switched_off_in_the_middle_of_a_batch_not_one_more_leaves(open_desk: Any) -> None:
    async with open_desk() as desk:
        ids = [desk.flip.add().id for _number in range(30)]
        await desk.look()

        def leaving(request: httpx.Request) -> None:
            if request.method == "PATCH" and len(desk.patches()) == 9:
                desk.boxes.gate.switch(False)

        desk.wire.leaving = leaving
        for one in ids:
            await desk.answer(one)
        await desk.round()
        # The one that throws the switch has left, and so may have those that were in flight with it.
        assert 10 <= len(desk.patches()) <= 15
        left = len(desk.patches())
        for _round in range(3):
            desk.pass_seconds(67)
            await desk.round()
        assert len(desk.patches()) == left
        assert len(desk.console.unsent()) == 30 - left
        assert {ack.state for ack in desk.console.unsent()} == {AckState.QUEUED}


async def test_one_answer_can_be_sent_now_and_the_others_stay(open_desk: Any) -> None:
    async with open_desk() as desk:
        one, other = desk.flip.add().id, desk.flip.add().id
        await desk.look()
        desk.boxes.gate.switch(False)
        ack = await desk.answer(one)
        await desk.answer(other, Answer.FAILED_FAULT, "relay")
        desk.boxes.send_now(ack.seq)
        await desk.written()
        await desk.look()
        assert desk.row(one).stage is Stage.DELIVERED
        assert desk.row(other).stage is Stage.WAITING
        assert len(desk.patches()) == 1


async def test_switching_off_again_takes_the_word_back_that_one_may_leave(open_desk: Any) -> None:
    async with open_desk() as desk:
        one = desk.flip.add().id
        await desk.look()
        gate = desk.boxes.gate
        gate.switch(False)
        ack = await desk.answer(one)
        gate.release(ack.seq)
        gate.switch(True)
        gate.switch(False)
        await desk.look()
        assert desk.patches() == []


async def test_the_switch_stands_as_it_was_left(open_desk: Any) -> None:
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.boxes.gate.switch(False)
        await desk.answer(command.id)
    async with open_desk(desk, auto_send=False) as desk:
        assert not desk.console.link.sends_by_itself
        await desk.look()
        assert desk.patches() == []
    async with open_desk(desk, auto_send=True) as desk:
        await desk.look()
        assert len(desk.patches()) == 1


async def test_what_waits_for_15_minutes_is_counted_and_told_once(open_desk: Any) -> None:
    async with open_desk() as desk:
        ids = [desk.flip.add().id for _number in range(3)]
        await desk.look()
        desk.boxes.gate.switch(False)
        for one in ids:
            await desk.answer(one)
        for _minute in range(20):
            desk.pass_seconds(61)
            desk.courier._tick()
        assert desk.console.link.overdue == 3
        told = [notice for notice in desk.notices if notice.kind == "overdue"]
        assert [sorted(notice.command_ids) for notice in told] == [sorted(ids)]
        assert "safe" in told[0].text
