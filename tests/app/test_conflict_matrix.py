"""The conflict matrix: what becomes of an answer that waited while the world went on, on both kinds of list.

Each row runs through the real courier, store and client. Negative control: `judge` that always says SEND fails 28 of
these tests, and one that does not look at the time fails five.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import httpx
import pytest

from flipconsole.domain.ack import AckState
from flipconsole.domain.command import Answer

KEEPS, DROPS = "keeps", "drops"
MINUTES = 60.0


def nothing(_desk: Any, _id: str) -> None:
    pass


def same_answer(desk: Any, one: str) -> None:
    desk.flip.answer(one, "OK", "Bea was there")


def other_answer(desk: Any, one: str) -> None:
    desk.flip.answer(one, "FAILED_FAULT", "Bea was there")


def cancelled(desk: Any, one: str) -> None:
    desk.flip.cancel(one)


def opted_out(desk: Any, one: str) -> None:
    desk.flip.opt_out(one)


def changed(desk: Any, one: str) -> None:
    desk.flip.change(one, setpoint_w=3000)


def expired(desk: Any, one: str) -> None:
    desk.flip.expire(one)


def asked_again(desk: Any, one: str) -> None:
    """Flip goes on waiting past the fuse, as a Flip whose clock runs later would."""
    desk.flip.change(one, device_status="PENDING")


class Case(NamedTuple):
    """`waits_s` pass without a network, then `happens`, then Flip is reached; `sent` are the PATCHes it has seen."""

    name: str
    happens: Callable[[Any, str], None]
    waits_s: float
    state: AckState
    sent: int
    says: str = ""
    lists: tuple[str, ...] = (KEEPS, DROPS)
    unheard: bool = False


SENT, OTHERS = AckState.DELIVERED, AckState.NEEDS_REVIEW
MATRIX = [
    Case("nothing changed", nothing, 5 * MINUTES, SENT, 1),
    Case("somebody gave the same answer", same_answer, 5 * MINUTES, SENT, 0, "the same answer", (KEEPS,)),
    Case("somebody gave another answer", other_answer, 5 * MINUTES, OTHERS, 0, "Somebody set FAILED_FAULT", (KEEPS,)),
    Case("answered by somebody, and dropped", other_answer, 5 * MINUTES, OTHERS, 0, "no longer lists", (DROPS,)),
    Case("cancelled", cancelled, 5 * MINUTES, OTHERS, 0, "cancelled while your answer waited"),
    Case("opted out", opted_out, 5 * MINUTES, OTHERS, 0, "opted out while your answer waited"),
    Case("other terms", changed, 5 * MINUTES, OTHERS, 0, "changed this command"),
    Case("expired and replaced", expired, 14 * MINUTES, OTHERS, 0, "new command in its place", (KEEPS,)),
    Case("expired, replaced and dropped", expired, 14 * MINUTES, OTHERS, 0, "no longer lists", (DROPS,)),
    Case("the fuse burnt down by itself", nothing, 16 * MINUTES, OTHERS, 0, "new command in its place", (KEEPS,)),
    Case("ended", nothing, 4 * 3600.0, OTHERS, 0, "", (KEEPS, DROPS)),
    Case("unheard, nothing changed", nothing, 2 * MINUTES, SENT, 1, "shows your answer", (KEEPS,), True),
    Case("unheard, and dropped", nothing, 2 * MINUTES, SENT, 2, "once more", (DROPS,), True),
    Case("unheard, then cancelled", cancelled, 2 * MINUTES, OTHERS, 1, "is not known", (KEEPS, DROPS), True),
    Case("unheard, then another answer", other_answer, 2 * MINUTES, OTHERS, 1, "is not known", (KEEPS,), True),
]


@pytest.mark.parametrize(
    ("case", "kind"), [pytest.param(case, kind, id=f"{case.name}, {kind}") for case in MATRIX for kind in case.lists]
)
async def test_the_matrix(open_desk: Any, case: Case, kind: str) -> None:
    async with open_desk(list_kind=kind) as desk:
        command = desk.flip.add()
        await desk.look()
        if case.unheard:
            desk.flip.faults.add("lost=1,on=patch,count=1")
            await desk.answer(command.id)
            await desk.round()
        unplug(desk)
        if not case.unheard:
            await desk.answer(command.id)
        await desk.round()
        desk.pass_seconds(case.waits_s)
        case.happens(desk, command.id)
        plug(desk)
        await settle(desk, command.id)
        ack = desk.ack(command.id)
        assert (ack.state, len(desk.patches())) == (case.state, case.sent), ack.outcome
        assert case.says in ack.outcome
        if case.state is AckState.NEEDS_REVIEW:
            assert [one.seq for one in desk.console.needing_you()] == [ack.seq]


async def test_past_the_fuse_it_leaves_only_for_a_command_that_is_still_listed_as_pending(open_desk: Any) -> None:
    """Flip's clock decides when it gives up; as long as it lists the command unanswered, the answer is welcome."""
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        unplug(desk)
        await desk.answer(command.id)
        desk.pass_seconds(14 * MINUTES)
        asked_again(desk, command.id)
        desk.pass_seconds(14 * MINUTES)
        plug(desk)
        await settle(desk, command.id)
        assert desk.ack(command.id).state is AckState.DELIVERED
        assert len(desk.patches()) == 1


async def test_a_late_answer_given_knowingly_leaves(open_desk: Any) -> None:
    """Send late: the operator saw that the time was over, or the replacement, and answered all the same."""
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        unplug(desk)
        first = await desk.answer(command.id)
        desk.pass_seconds(16 * MINUTES)
        plug(desk)
        await settle(desk, command.id)
        assert desk.ack(command.id).state is AckState.NEEDS_REVIEW
        assert desk.row(command.id).replaced_by is not None
        assert desk.console.send_mine(first.seq) == ""
        await desk.saved(command.id)
        await settle(desk, command.id)
        assert desk.ack(command.id).state is AckState.DELIVERED
        assert desk.ack(command.id).answers_seq == first.seq
        assert desk.flip.get(command.id).device_status == "OK"


@pytest.mark.parametrize("answer", list(Answer))
async def test_nothing_is_sent_by_itself_after_the_window_ended(open_desk: Any, list_kind: str, answer: Answer) -> None:
    """Not even the repeat of an answer that was not heard, which is how a dropped command is asked about otherwise."""
    async with open_desk(list_kind=list_kind) as desk:
        heard, unheard = desk.flip.add(), desk.flip.add()
        await desk.look()
        desk.wire.leaving = lose_on(desk, unheard.id)
        await desk.answer(heard.id, answer, "because")
        await desk.answer(unheard.id, answer, "because")
        await desk.round()
        before = len(desk.patches())
        unplug(desk)
        desk.pass_seconds(3 * 3600.0 + 60)
        plug(desk)
        await settle(desk, unheard.id)
        assert len(desk.patches()) == before
        assert desk.console.unsent() == ()


async def test_what_waited_for_a_day_is_asked(open_desk: Any) -> None:
    """Whatever the command: no end, no fuse, nothing changed (reliability 5)."""
    async with open_desk() as desk:
        command = desk.flip.add(ends_at=None, status="OPT_OUT")
        await desk.look()
        unplug(desk)
        await desk.answer(command.id)
        desk.pass_seconds(24 * 3600.0)
        plug(desk)
        await settle(desk, command.id)
        assert desk.patches() == []
        assert "24 hours" in desk.ack(command.id).outcome


@pytest.mark.parametrize("waits_s", [14 * MINUTES, 16 * MINUTES])
async def test_without_a_list_it_leaves_by_itself_until_the_fuse_has_burnt_down(open_desk: Any, waits_s: float) -> None:
    """Pasted or by id; given now it leaves at once, and again once a person has said: send late."""
    async with open_desk(list_kind="none") as desk:
        pasted, by_id = desk.flip.add(), desk.flip.add()
        await desk.look()
        desk.console.import_text(desk.row_text(pasted.id), "mail", lambda _report: None)
        unplug(desk)
        await desk.answer(pasted.id)
        assert desk.console.answer_by_id(by_id.id, Answer.OK, None) == ""
        await desk.written()
        desk.pass_seconds(waits_s)
        plug(desk)
        await settle(desk, pasted.id)
        if waits_s < 15 * MINUTES:
            assert len(desk.patches()) == 2
            return
        assert desk.patches() == []
        asking = desk.console.needing_you()
        assert len(asking) == 2
        assert all("15 minutes ran out" in ack.outcome for ack in asking)
        for ack in asking:
            assert desk.console.send_mine(ack.seq) == ""
        await desk.written()
        await settle(desk, pasted.id)
        assert len(desk.patches()) == 2
        assert desk.console.needing_you() == ()


def unplug(desk: Any) -> None:
    def leaving(_request: httpx.Request) -> None:
        raise httpx.ConnectError("no network")

    desk.wire.leaving = leaving


def plug(desk: Any) -> None:
    desk.wire.leaving = lambda _request: None


def lose_on(desk: Any, command_id: str) -> Callable[[httpx.Request], None]:
    """Answers to this command get lost after Flip has acted; to the others there is no way."""

    def leaving(request: httpx.Request) -> None:
        if request.method == "PATCH" and not request.url.path.endswith(command_id):
            raise httpx.ConnectError("no network")
        if request.method == "PATCH":
            raise httpx.ReadError("lost")

    return leaving


async def settle(desk: Any, command_id: str) -> None:
    """Rounds until nothing moves any more."""
    for _minute in range(4):
        desk.courier.refresh()
        await desk.round()
        desk.pass_seconds(2)
    await desk.written()
