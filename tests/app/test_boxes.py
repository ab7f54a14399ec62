"""Each answer is in exactly one of the three boxes, whatever has become of it (O2)."""

from __future__ import annotations

import asyncio
from collections import Counter
from random import Random
from typing import Any

import pytest

from flipconsole.domain.ack import Ack, AckState, Attention
from flipconsole.domain.command import Answer
from flipconsole.store.sent import SentPage

ENDS = [state for state in AckState if state is not AckState.SENDING]


async def read(desk: Any, limit: int = 200, after: Ack | None = None) -> SentPage:
    told: asyncio.Future[SentPage] = asyncio.get_running_loop().create_future()
    desk.boxes.read_sent(limit, told.set_result, after)
    return await asyncio.wait_for(told, 10)


async def everything_sent(desk: Any, limit: int = 7) -> list[Ack]:
    found: list[Ack] = []
    while True:
        page = await read(desk, limit, found[-1] if found else None)
        found += page.acks
        if page.is_last:
            return found


async def in_boxes(desk: Any) -> Counter[int]:
    """How often each answer is in a box; an item stands for the answer that it is about."""
    seqs = [ack.seq for ack in desk.boxes.waiting()]
    seqs += [one.ack_seq if isinstance(one, Attention) else one.seq for one in desk.boxes.needing_you()]
    return Counter([*seqs, *(ack.seq for ack in await everything_sent(desk))])


@pytest.mark.parametrize("seed", range(4))
async def test_each_answer_is_in_exactly_one_box(open_desk: Any, seed: int) -> None:
    """Any mixture of states of several answers to each command; control: without `t.closed_at IS NULL` this fails."""
    chance = Random(seed)
    async with open_desk() as desk:
        ids = [desk.flip.add().id for _number in range(12)]
        await desk.look()
        outbox = desk.courier._outbox
        for _turn in range(4):
            for one in ids:
                if chance.random() < 0.3:
                    continue
                ack = Ack(one, chance.choice(list(Answer)), None, "Ana", None, None, desk.clock(), desk.clock())
                stored = await asyncio.wrap_future(outbox.put([ack]))
                state = chance.choice(ENDS)
                if state is AckState.QUEUED:
                    continue
                at = desk.clock()
                items = []
                if state is AckState.DELIVERED and chance.random() < 0.5:
                    items = [Attention(one, "", "removed_race", "Remove it.", at, 0)]
                changed = await asyncio.wrap_future(
                    outbox.change(
                        stored.acks[0].seq,
                        list(AckState),
                        attention=items,
                        state=state,
                        settled_at=at,
                        attempts=chance.choice([0, 1]),
                    )
                )
                if items and chance.random() < 0.5:
                    closing = outbox.close_attention(
                        changed.attention[0].id, "Ana", at, desk.courier._diary.line("closed")
                    )
                    await asyncio.wrap_future(closing)
                desk.clock.advance(1)
    async with open_desk(desk) as desk:
        known = {ack.seq for one in ids for ack in desk.boxes.history(one)}
        assert await in_boxes(desk) == Counter(dict.fromkeys(known, 1))
        sent = await everything_sent(desk)
        assert sent == sorted(sent, key=lambda ack: (ack.settled_at, ack.seq), reverse=True)


async def test_an_answer_moves_from_box_to_box_and_is_never_in_two(open_desk: Any) -> None:
    async with open_desk(undo_s=5.0) as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.faults.add("status=400,on=patch,count=1")
        ack = await desk.answer(command.id)
        assert [one.seq for one in desk.boxes.waiting()] == [ack.seq]
        desk.pass_seconds(6)
        await desk.round()
        assert [one.seq for one in desk.boxes.needing_you()] == [ack.seq]
        await desk.answer(command.id, Answer.FAILED_FAULT, "relay stuck")  # the question is answered anew
        assert await in_boxes(desk) == {1: 1, 2: 1}
        assert [one.seq for one in (await read(desk)).acks] == [ack.seq]
        desk.console.undo(command.id)  # and with that taken back it is a question again
        await desk.written()
        assert [one.seq for one in desk.boxes.needing_you()] == [ack.seq]
        assert await in_boxes(desk) == {1: 1, 2: 1}


async def test_pages_follow_each_other_without_a_gap(open_desk: Any) -> None:
    async with open_desk() as desk:
        ids = [desk.flip.add().id for _number in range(50)]
        await desk.look()
        desk.console.acknowledge([desk.row(one) for one in ids], Answer.OK, None)
        await desk.written()
        await desk.look()
        await desk.written()
        first = await read(desk, 20)
        assert (len(first.acks), first.is_last) == (20, False)
        assert len({ack.seq for ack in await everything_sent(desk, 20)}) == 50


async def test_a_changed_answer_names_the_one_before_whatever_had_become_of_it(open_desk: Any) -> None:
    """A8: history shows both, with their reasons and the link."""
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        await desk.answer(command.id, Answer.OK, "entered by hand")
        await desk.round()
        await desk.answer(command.id, Answer.FAILED_FAULT, "relay stuck")
        await desk.answer(command.id, Answer.FAILED_OFFLINE, "no line")
        told = [(ack.seq, ack.reason, ack.answers_seq) for ack in desk.boxes.history(command.id)]
        assert told == [(1, "entered by hand", None), (2, "relay stuck", 1), (3, "no line", 1)]
