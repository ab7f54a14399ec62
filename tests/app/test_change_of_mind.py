"""What an operator means last is what counts, and is not taken for somebody else's answer."""

import httpx
import pytest

from flipconsole.domain.ack import AckState
from flipconsole.domain.command import Answer
from flipconsole.domain.row import Stage


async def test_a_second_answer_after_an_unheard_first_is_no_conflict(open_desk, list_kind):
    """Negative control: no `rebase` where the list shows the first answer."""
    async with open_desk(list_kind=list_kind) as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.faults.add("lost=1,on=patch,count=1")
        await desk.answer(command.id)
        await desk.round()
        assert desk.row(command.id).stage is Stage.NOT_CONFIRMED
        await desk.answer(command.id, Answer.FAILED_FAULT, "relay stuck")
        desk.pass_seconds(67)
        await desk.round()
        assert desk.flip.get(command.id).device_status == "FAILED_FAULT"
        assert desk.row(command.id).stage is Stage.DELIVERED
        assert desk.console.needing_you() == ()


async def test_an_unheard_first_that_was_given_up_is_still_ones_own(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.faults.add("lost=1,on=patch,count=1")
        first = await desk.answer(command.id)
        await desk.round()
        await desk.answer(command.id, Answer.FAILED_FAULT, "relay stuck")
        desk.console.withdraw(first.seq)
        desk.pass_seconds(67)
        await desk.round()
        assert desk.flip.get(command.id).device_status == "FAILED_FAULT"
        assert desk.row(command.id).stage is Stage.DELIVERED


async def test_a_change_of_mind_needs_no_question_because_the_list_drops_what_is_answered(open_desk, list_kind):
    async with open_desk(list_kind=list_kind) as desk:
        command = desk.flip.add()
        await desk.look()
        await desk.answer(command.id)
        await desk.round()
        await desk.answer(command.id, Answer.FAILED_FAULT, "relay stuck")
        desk.pass_seconds(20)
        await desk.round()
        assert desk.flip.get(command.id).device_status == "FAILED_FAULT"
        assert desk.row(command.id).stage is Stage.DELIVERED


async def test_an_answer_by_id_is_saved_once_however_often_it_is_pressed(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        assert desk.console.answer_by_id(command.id, Answer.OK, None) == ""
        assert desk.console.answer_by_id(command.id, Answer.OK, None) == "Its answer is just being saved."
        await desk.written()
        assert len(desk.console.unsent()) == 1


async def test_what_never_left_is_not_sent_for_a_command_that_vanished(open_desk):
    """Tries that reached nobody are no reason to ask Flip with a PATCH (negative control: `attempts` for `unheard`)."""
    async with open_desk(list_kind="drops") as desk:
        command = desk.flip.add()
        await desk.look()

        def unplugged(request: httpx.Request) -> None:
            raise httpx.ConnectError("no route")

        desk.wire.leaving = unplugged
        await desk.answer(command.id)
        await desk.round()
        assert desk.ack(command.id).attempts == 1
        assert not desk.ack(command.id).unheard
        desk.flip.answer(command.id, "FAILED_FAULT", "Bob was there")
        desk.wire.leaving = lambda _request: None
        desk.pass_seconds(67)
        await desk.round()
        assert desk.patches() == []
        assert desk.ack(command.id).state is AckState.NEEDS_REVIEW
        assert desk.flip.get(command.id).device_status == "FAILED_FAULT"


async def test_a_race_lost_with_an_unheard_answer_is_told_too(open_desk, list_kind):
    """The cancellation comes between our look and our PATCH, and the answer to that is lost."""
    async with open_desk(list_kind=list_kind) as desk:
        command = desk.flip.add()
        await desk.look()
        await desk.answer(command.id)
        desk.flip.cancel(command.id)
        desk.flip.faults.add("lost=1,on=patch,count=1")
        await desk.round()
        assert desk.row(command.id).stage is Stage.NOT_CONFIRMED
        desk.pass_seconds(67)
        await desk.round()
        assert desk.ack(command.id).state is AckState.DELIVERED
        assert [item.kind for item in desk.console.attention()] == ["removed_race"]


async def test_a_cancellation_after_an_unheard_answer_is_no_claim_about_that_answer(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.faults.add("lost=1,on=patch,count=1")
        await desk.answer(command.id)
        await desk.round()
        desk.flip.cancel(command.id)
        desk.pass_seconds(67)
        await desk.round()
        ack = desk.ack(command.id)
        assert ack.state is AckState.NEEDS_REVIEW
        assert "not known" in ack.outcome
        assert "not sent" not in ack.outcome


async def test_undoing_a_newer_answer_brings_the_open_question_back(open_desk):
    async with open_desk(undo_s=5.0) as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.faults.add("status=400,on=patch,count=1")
        await desk.answer(command.id)
        desk.pass_seconds(6)
        await desk.round()
        assert desk.row(command.id).stage is Stage.NOT_ACCEPTED
        await desk.answer(command.id, Answer.FAILED_FAULT, "relay stuck")
        desk.console.undo(command.id)
        await desk.written()
        assert desk.row(command.id).stage is Stage.NOT_ACCEPTED
        assert len(desk.console.needing_you()) == 1


@pytest.mark.parametrize("answer", [Answer.OK, Answer.FAILED_OFFLINE])
async def test_a_pasted_cancellation_stops_what_waits(open_desk, answer):
    """On a server with no list, what is pasted is the only look there is."""
    async with open_desk(list_kind="none", undo_s=5.0) as desk:
        command = desk.flip.add()
        await desk.look()
        taken = []
        desk.console.import_text(desk.row_text(command.id), "mail", taken.append)
        assert taken[0].ids == (command.id,)
        await desk.answer(command.id, answer, "because")
        desk.pass_seconds(6)
        desk.flip.cancel(command.id)
        desk.console.import_text(desk.row_text(command.id), "mail", taken.append)
        await desk.round()
        assert desk.patches() == []
        assert desk.ack(command.id).state is AckState.NEEDS_REVIEW


async def test_the_order_of_ones_answers_is_no_question_of_clocks(open_desk):
    """The second answer is dated hours after the moment at which the first is found (control: no `rebase`)."""
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.faults.add("lost=1,on=patch,count=1")
        await desk.answer(command.id)
        await desk.round()
    async with open_desk(desk, laptop_off_s=8 * 3600.0) as desk:
        await desk.answer(command.id, Answer.FAILED_FAULT, "relay stuck")
        await desk.look()
        await desk.round()
        assert desk.flip.get(command.id).device_status == "FAILED_FAULT"
        assert desk.row(command.id).stage is Stage.DELIVERED


async def test_a_colleagues_answer_is_not_ones_own_for_saying_the_same(open_desk):
    """Mine never left, hers is the same; my change of mind would overwrite hers (control: `rebase` in any case)."""
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()

        def unplugged(request: httpx.Request) -> None:
            raise httpx.ConnectError("no route")

        desk.wire.leaving = unplugged
        await desk.answer(command.id, Answer.FAILED_FAULT, "relay stuck")
        await desk.round()
        desk.flip.answer(command.id, "FAILED_FAULT", "Bea was there")
        await desk.answer(command.id)
        desk.wire.leaving = lambda _request: None
        desk.pass_seconds(67)
        await desk.round()
        assert desk.patches() == []
        assert desk.row(command.id).stage is Stage.NEEDS_REVIEW


async def test_of_two_answers_in_two_seconds_without_a_network_only_the_last_is_sent(open_desk, list_kind):
    """Fault 66."""
    async with open_desk(list_kind=list_kind) as desk:
        command = desk.flip.add()
        await desk.look()

        def unplugged(_request: httpx.Request) -> None:
            raise httpx.ConnectError("no route")

        desk.wire.leaving = unplugged
        await desk.answer(command.id)
        await desk.round()
        desk.pass_seconds(2)
        await desk.answer(command.id, Answer.FAILED_FAULT, "relay stuck")
        desk.wire.leaving = lambda _request: None
        desk.pass_seconds(67)
        await desk.round()
        assert desk.patches() == ['{"device_status":"FAILED_FAULT","device_status_reason":"relay stuck"}']
        assert desk.row(command.id).stage is Stage.DELIVERED
