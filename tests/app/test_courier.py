"""The courier's rounds, on a list that keeps answered commands and on one that drops them."""

import pytest

from flipconsole.app.link import LinkState
from flipconsole.app.waiting import until
from flipconsole.domain.ack import AckState
from flipconsole.domain.command import Answer
from flipconsole.domain.row import Stage


async def test_an_answer_is_delivered_with_exactly_its_body(open_desk, list_kind):
    async with open_desk(list_kind=list_kind) as desk:
        command = desk.flip.add()
        await desk.look()
        await desk.answer(command.id, Answer.FAILED_FAULT, "inverter code E12")
        await desk.round()
        assert desk.patches() == ['{"device_status":"FAILED_FAULT","device_status_reason":"inverter code E12"}']
        assert desk.row(command.id).stage is Stage.DELIVERED
        assert desk.flip.get(command.id).device_status == "FAILED_FAULT"
        await desk.look()
        assert desk.row(command.id).stage is Stage.DELIVERED


async def test_the_same_list_again_changes_nothing(open_desk):
    async with open_desk() as desk:
        desk.flip.add_random(20)
        await desk.look()
        diffs = []
        desk.console.rows_changed.connect(diffs.append)
        await desk.look()
        assert diffs == []


async def test_an_answer_looks_before_it_leaves(open_desk):
    """A cancellation that came while the answer waited sends nothing (negative control: `judge` always SEND)."""
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.pass_seconds(20)
        desk.flip.cancel(command.id)
        await desk.answer(command.id)
        await desk.round()
        assert desk.patches() == []
        assert desk.row(command.id).stage is Stage.NEEDS_REVIEW
        assert "not sent" in desk.ack(command.id).outcome


@pytest.mark.parametrize("change", [{"setpoint_w": 3000}, {"ends_at": None}, {"backup_reserve_percentage": 35}])
async def test_changed_terms_are_asked_about(open_desk, change):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.pass_seconds(20)
        desk.flip.change(command.id, **change)
        await desk.answer(command.id)
        await desk.round()
        assert desk.patches() == []
        assert desk.ack(command.id).state is AckState.NEEDS_REVIEW


async def test_a_colleagues_other_answer_is_asked_about_and_mine_can_be_sent(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.pass_seconds(20)
        desk.flip.answer(command.id, "FAILED_FAULT", "Bob was there")
        first = await desk.answer(command.id)
        await desk.round()
        assert desk.patches() == []
        assert desk.ack(command.id).state is AckState.NEEDS_REVIEW
        assert desk.console.send_mine(first.seq) == ""
        await desk.saved(command.id)
        await desk.round()
        assert desk.flip.get(command.id).device_status == "OK"
        assert desk.row(command.id).stage is Stage.DELIVERED


async def test_a_colleagues_same_answer_settles_mine(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.pass_seconds(20)
        desk.flip.answer(command.id, "OK", None)
        await desk.answer(command.id)
        await desk.round()
        assert desk.patches() == []
        assert desk.ack(command.id).state is AckState.DELIVERED


async def test_a_race_lost_to_a_cancellation_becomes_a_needs_you_item_that_stays(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.faults.add("disagree=canceled,on=patch,count=1")
        await desk.answer(command.id)
        await desk.round()
        assert desk.ack(command.id).state is AckState.DELIVERED
        assert [item.kind for item in desk.console.attention()] == ["removed_race"]
        assert "remove it from the battery" in desk.console.attention()[0].text
        assert "took your OK as the removal" in desk.ack(command.id).outcome
        assert "remove it" not in desk.ack(command.id).outcome  # it stands there long after somebody has done it
    async with open_desk(desk) as desk:
        items = desk.console.attention()
        assert [item.kind for item in items] == ["removed_race"]
        desk.console.close_attention(items[0].id)
        assert await until(lambda: not desk.console.attention(), desk.console.rows_changed, timeout_s=10)
    async with open_desk(desk) as desk:
        assert desk.console.attention() == ()


async def test_an_unheard_answer_is_unknown_and_the_next_round_resolves_it(open_desk, list_kind):
    """Negative control: mark a lost answer as failed, and this fails on both kinds of list."""
    async with open_desk(list_kind=list_kind) as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.faults.add("lost=1,on=patch,count=1")
        await desk.answer(command.id)
        await desk.round()
        assert desk.row(command.id).stage is Stage.NOT_CONFIRMED
        assert desk.flip.get(command.id).device_status == "OK"
        desk.pass_seconds(67)
        await desk.round()
        assert desk.row(command.id).stage is Stage.DELIVERED
        assert len(set(desk.patches())) == 1
        assert len(desk.patches()) == (1 if list_kind == "keeps" else 2)


async def test_changing_ones_mind_sends_a_second_answer_linked_to_the_first(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        first = await desk.answer(command.id)
        await desk.round()
        second = await desk.answer(command.id, Answer.FAILED_FAULT, "relay stuck")
        assert second.answers_seq == first.seq
        await desk.round()
        assert desk.flip.get(command.id).device_status == "FAILED_FAULT"
        assert desk.row(command.id).stage is Stage.DELIVERED


async def test_a_newer_answer_replaces_one_that_has_not_left(open_desk):
    async with open_desk(undo_s=5.0) as desk:
        command = desk.flip.add()
        await desk.look()
        await desk.answer(command.id)
        await desk.answer(command.id, Answer.FAILED_OFFLINE, "no answer from the gateway")
        desk.pass_seconds(6)
        await desk.round()
        assert len(desk.patches()) == 1
        assert desk.flip.get(command.id).device_status == "FAILED_OFFLINE"


async def test_an_undone_answer_sends_nothing_and_undo_survives_a_restart(open_desk):
    async with open_desk(undo_s=5.0) as desk:
        command = desk.flip.add()
        await desk.look()
        await desk.answer(command.id)
        assert desk.row(command.id).stage is Stage.HOLDING
        await desk.round()
        assert desk.patches() == []
    async with open_desk(desk, undo_s=5.0) as desk:
        assert desk.row(command.id).stage is Stage.HOLDING
        desk.console.undo(command.id)
        assert await until(
            lambda: desk.row(command.id).stage is Stage.WITHDRAWN, desk.console.rows_changed, timeout_s=10
        )
        desk.pass_seconds(10)
        await desk.look()
        assert desk.patches() == []


async def test_the_same_answer_twice_is_one_intent(open_desk):
    async with open_desk(undo_s=5.0) as desk:
        command = desk.flip.add()
        await desk.look()
        await desk.answer(command.id)
        excluded = desk.console.acknowledge([desk.row(command.id)], Answer.OK, None)
        assert [one.why for one in excluded] == ["The same answer is already under way."]


async def test_a_refused_token_stops_everything_and_keeps_it(open_desk):
    async with open_desk() as desk:
        commands = [desk.flip.add() for _number in range(10)]
        await desk.look()
        for command in commands:
            await desk.answer(command.id)
        desk.flip.faults.add("status=401")
        desk.pass_seconds(20)
        before = desk.flip.received.totals.total()
        await desk.round()
        assert desk.console.link.state is LinkState.TOKEN_REFUSED
        desk.console.refresh()
        await desk.round()
        assert desk.flip.received.totals.total() == before + 1
        assert len(desk.console.unsent()) == 10
        desk.flip.faults.clear()
        desk.console.use_token(desk.flip.token)
        await desk.round()
        assert desk.console.unsent() == ()
        assert {desk.flip.get(command.id).device_status for command in commands} == {"OK"}


async def test_being_told_to_wait_is_obeyed_even_by_a_manual_refresh(open_desk):
    async with open_desk() as desk:
        desk.flip.add()
        desk.flip.faults.add("throttle=90,on=list,count=1")
        await desk.look()
        assert desk.console.link.state is LinkState.WAITING
        asked = desk.flip.received.totals.total()
        for _second in range(89):
            desk.pass_seconds(1)
            desk.console.refresh()
            await desk.round()
        assert desk.flip.received.totals.total() == asked
        desk.pass_seconds(2)
        await desk.round()
        assert desk.flip.received.totals.total() == asked + 1
        assert desk.console.link.state is LinkState.LIVE


async def test_one_poisoned_answer_never_holds_up_the_others(open_desk):
    async with open_desk() as desk:
        commands = [desk.flip.add() for _number in range(8)]
        await desk.look()
        for command in commands:
            await desk.answer(command.id)
        desk.flip.faults.add("status=400,on=patch,count=1")
        await desk.round()
        states = sorted(desk.ack(command.id).state for command in commands)
        assert states == [AckState.DELIVERED] * 7 + [AckState.FAILED]
        asked = len(desk.patches())
        desk.pass_seconds(120)
        await desk.look()
        assert len(desk.patches()) == asked


@pytest.mark.parametrize("status", [400, 404, 422])
async def test_a_permanent_refusal_is_never_tried_again(open_desk, status):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.faults.add(f"status={status},on=patch")
        await desk.answer(command.id)
        for _minute in range(5):
            await desk.round()
            desk.pass_seconds(67)
        assert len(desk.patches()) == 1
        assert desk.row(command.id).stage is Stage.NOT_ACCEPTED
        assert desk.ack(command.id).outcome


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_passing_fault_is_tried_again_until_it_works(open_desk, status):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.faults.add(f"status={status},on=patch,count=3")
        await desk.answer(command.id)
        for _minute in range(8):
            await desk.round()
            desk.pass_seconds(67)
        assert len(desk.patches()) == 4
        assert desk.row(command.id).stage is Stage.DELIVERED


@pytest.mark.parametrize("kind", ["id", "device_status"])
async def test_an_answer_that_does_not_confirm_is_not_called_delivered(open_desk, kind):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.faults.add(f"disagree={kind},on=patch,count=1")
        await desk.answer(command.id)
        await desk.round()
        assert desk.row(command.id).stage is Stage.NOT_CONFIRMED
        desk.pass_seconds(67)
        await desk.round()
        assert desk.row(command.id).stage is Stage.DELIVERED


async def test_a_sign_in_page_is_named_and_the_last_list_stays(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.faults.add("html=200")
        desk.pass_seconds(67)
        await desk.round()
        assert desk.console.link.state is LinkState.SIGNIN_PAGE
        assert command.id in desk.console.rows


async def test_what_leaves_the_list_stays_and_says_so(open_desk):
    async with open_desk(list_kind="drops") as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.answer(command.id, "OK", None)
        await desk.look()
        assert desk.row(command.id).held.gone_at == desk.clock()


async def test_an_answer_to_a_command_that_vanished_is_asked_about(open_desk):
    async with open_desk(list_kind="drops") as desk:
        command = desk.flip.add()
        await desk.look()
        await desk.answer(command.id)
        desk.flip.answer(command.id, "FAILED_FAULT", None)
        desk.pass_seconds(20)
        await desk.round()
        assert desk.patches() == []
        assert desk.ack(command.id).state is AckState.NEEDS_REVIEW


async def test_a_server_with_the_patch_alone_is_answered_and_said_to_be_unchecked(open_desk):
    async with open_desk(list_kind="none") as desk:
        command = desk.flip.add()
        assert desk.console.answer_by_id(command.id, Answer.OK, None) == ""
        assert await until(lambda: bool(desk.console.unsent()), desk.console.acks_saved, timeout_s=10)
        await desk.look()
        assert desk.console.link.state is LinkState.NO_LIST
        assert desk.flip.get(command.id).device_status == "OK"
        assert "without a check" in desk.ack(command.id).outcome


async def test_the_fuse_counts_on_flips_clock(open_desk):
    """A laptop ten minutes slow sees the deadline where Flip has it (negative control: `learn` does nothing)."""
    async with open_desk(laptop_off_s=-600.0) as desk:
        command = desk.flip.add()
        await desk.look()
        desk.pass_seconds(14 * 60)
        await desk.look()
        row = desk.row(command.id)
        assert not row.is_late(desk.console.now())
        assert row.ack_by is not None
        assert abs((row.ack_by - desk.console.now()).total_seconds() - 60) <= 2


async def test_offline_start_shows_the_last_list_and_its_age(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        seen_at = desk.clock()
    desk.pass_seconds(3600)
    desk.flip.faults.add("reset=1")
    async with open_desk(desk) as desk:
        await desk.look()
        assert command.id in desk.console.rows
        assert desk.console.link.state is LinkState.OFFLINE
        assert desk.console.link.list_at is not None
        assert abs((desk.console.link.list_at - seen_at).total_seconds()) <= 2


async def test_ten_refreshes_are_one_request(open_desk):
    async with open_desk() as desk:
        for _press in range(10):
            desk.console.refresh()
        await desk.round()
        await desk.round()
        assert desk.flip.received.totals["list"] == 1


async def test_a_burst_is_one_notice(open_desk):
    async with open_desk() as desk:
        desk.flip.add_random(500)
        await desk.look()
        new = [notice for notice in desk.notices if notice.kind == "new"]
        assert len(new) == 1
        assert new[0].text.startswith("500 new commands") or "new command" in new[0].text


async def test_answers_to_many_commands_leave_in_the_order_given(open_desk):
    async with open_desk() as desk:
        commands = [desk.flip.add() for _number in range(30)]
        await desk.look()
        assert desk.console.acknowledge([desk.row(command.id) for command in commands], Answer.OK, None) == ()
        await desk.saved(commands[-1].id)
        await desk.round()
        assert all(desk.row(command.id).stage is Stage.DELIVERED for command in commands)
        asked = [request.path.rsplit("/", 1)[1] for request in desk.flip.received.requests("patch")]
        places = [asked.index(command.id) for command in commands]
        assert all(abs(place - number) <= 6 for number, place in enumerate(places))


async def test_a_passed_end_is_asked_about(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.faults.add("reset=1")
        desk.pass_seconds(20)
        await desk.answer(command.id)
        await desk.round()
        ends_at = desk.row(command.id).held.command.ends_at
        assert ends_at is not None
        desk.flip.faults.clear()
        desk.pass_seconds((ends_at - desk.clock()).total_seconds() + 1)
        await desk.round()
        assert desk.patches() == []
        assert desk.ack(command.id).state is AckState.NEEDS_REVIEW


async def test_an_answer_to_a_cancelled_command_is_never_sent_for_the_removal(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.pass_seconds(20)
        desk.flip.cancel(command.id)
        ack = await desk.answer(command.id)
        await desk.round()
        assert "Answer the removal" in desk.console.send_mine(ack.seq)
        await desk.round()
        assert desk.patches() == []
        await desk.answer(command.id)
        await desk.round()
        assert desk.flip.get(command.id).device_status == "OK"
