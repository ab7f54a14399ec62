"""What a window may ask for: each call returns at once, and means what it says."""

import asyncio
from threading import current_thread

import pytest

from flipconsole.app import importing
from flipconsole.app.importing import AT_ONCE, PORTION
from flipconsole.app.link import LinkState
from flipconsole.app.waiting import until
from flipconsole.domain.ack import AckState
from flipconsole.domain.command import Answer
from flipconsole.domain.row import Stage


async def test_what_was_chosen_twice_is_answered_once(open_desk):
    """Negative control: the check for rows taken already is always True."""
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        row = desk.row(command.id)
        excluded = desk.console.acknowledge([row, row], Answer.OK, None)
        assert [(one.row.id, one.why) for one in excluded] == [(command.id, "It was chosen twice.")]
        await desk.written()
        assert len(desk.console.unsent()) == 1


async def test_a_row_that_changed_while_it_was_looked_at_is_left_out(open_desk):
    async with open_desk() as desk:
        command, other = desk.flip.add(), desk.flip.add()
        await desk.look()
        shown = [desk.row(command.id), desk.row(other.id)]
        desk.flip.cancel(command.id)
        await desk.look()
        excluded = desk.console.acknowledge(shown, Answer.OK, None)
        assert [one.row.id for one in excluded] == [command.id]
        assert "changed while you were looking" in excluded[0].why
        await desk.written()
        assert [ack.command_id for ack in desk.console.unsent()] == [other.id]


async def test_a_row_that_left_the_list_while_it_was_looked_at_is_left_out(open_desk):
    async with open_desk(list_kind="drops") as desk:
        command = desk.flip.add()
        await desk.look()
        shown = desk.row(command.id)
        desk.flip.answer(command.id, "OK", None)
        await desk.look()
        (excluded,) = desk.console.acknowledge([shown], Answer.OK, None)
        assert "left Flip's list" in excluded.why
        gone = desk.row(command.id)
        assert desk.console.acknowledge([gone], Answer.FAILED_FAULT, "relay") == ()
        await desk.written()
        await desk.round()
        assert "no longer listed it when you answered" in desk.ack(command.id).outcome


async def test_an_answer_that_is_being_saved_can_be_undone(open_desk):
    """The click comes before the disk has answered (negative control: `undo` looks at saved answers alone)."""
    async with open_desk(undo_s=5.0) as desk:
        command = desk.flip.add()
        await desk.look()
        assert desk.console.acknowledge([desk.row(command.id)], Answer.OK, None) == ()
        desk.console.undo(command.id)
        assert await until(
            lambda: desk.row(command.id).stage is Stage.WITHDRAWN, desk.console.rows_changed, timeout_s=10
        )
        desk.pass_seconds(10)
        await desk.round()
        assert desk.patches() == []


async def test_an_answer_that_may_have_left_cannot_be_undone(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.faults.add("lost=1,on=patch,count=1")
        await desk.answer(command.id)
        await desk.round()
        desk.console.undo(command.id)
        await desk.written()
        assert desk.row(command.id).stage is Stage.NOT_CONFIRMED


async def test_undo_of_an_answer_by_id_needs_no_row(open_desk):
    async with open_desk(undo_s=5.0) as desk:
        command = desk.flip.add()
        assert desk.console.answer_by_id(command.id, Answer.OK, None) == ""
        await desk.written()
        desk.console.undo(command.id)
        await desk.written()
        assert desk.console.unsent() == ()


async def test_what_is_no_id_is_refused_in_a_sentence(open_desk):
    async with open_desk() as desk:
        assert "not a command id" in desk.console.answer_by_id("../../admin", Answer.OK, None)
        assert desk.console.unsent() == ()


@pytest.mark.parametrize("reason", ["", "  \n", None])
async def test_a_blank_reason_is_none(open_desk, reason):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        await desk.answer(command.id, Answer.OK, reason)
        await desk.round()
        assert desk.patches() == ['{"device_status":"OK"}']


async def test_no_door_takes_a_failure_without_a_reason_unless_a_person_has_allowed_it(open_desk):
    async with open_desk() as desk:
        command, unseen = desk.flip.add(), "497f6eca-6276-4993-bfeb-53cbbbba6f08"
        await desk.look()
        (left_out,) = desk.console.acknowledge([desk.row(command.id)], Answer.FAILED_FAULT, " ")
        assert left_out.why == "A failure needs a reason."
        assert desk.console.answer_by_id(unseen, Answer.FAILED_OFFLINE, None) == "A failure needs a reason."
        assert desk.console.unsent() == ()
        desk.console.aids.rules.set_needs_reason(False)
        await desk.answer(command.id, Answer.FAILED_FAULT, " ")
        await desk.round()
        assert desk.patches() == ['{"device_status":"FAILED_FAULT"}']


async def test_ones_own_answer_in_a_conflict_is_kept_until_the_new_one_is_on_disk(open_desk, disk):
    """Negative control: the old answer is withdrawn at once; after a restart neither of them is known."""
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.pass_seconds(20)
        desk.flip.answer(command.id, "FAILED_FAULT", "Bob was there")
        ack = await desk.answer(command.id)
        await desk.round()
        disk.refuses = lambda sql, _values: sql.startswith("INSERT INTO acks")
        assert desk.console.send_mine(ack.seq) == ""
        await desk.written()
        assert desk.row(command.id).stage is Stage.NOT_SAVED
    disk.refuses = lambda _sql, _values: False
    async with open_desk(desk) as desk:
        assert desk.row(command.id).stage is Stage.NEEDS_REVIEW
        assert desk.console.send_mine(ack.seq) == ""
        await desk.written()
        await desk.round()
        assert desk.flip.get(command.id).device_status == "OK"
        assert desk.console.ack(ack.seq).state is AckState.WITHDRAWN


async def test_keeping_theirs_settles_the_question(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.pass_seconds(20)
        desk.flip.answer(command.id, "FAILED_FAULT", "Bob was there")
        ack = await desk.answer(command.id)
        await desk.round()
        assert desk.console.link.needs_you == 1
        desk.console.keep_theirs(ack.seq)
        await desk.written()
        assert desk.console.link.needs_you == 0
        assert desk.row(command.id).stage is Stage.WITHDRAWN
        assert desk.flip.get(command.id).device_status == "FAILED_FAULT"


async def test_an_answer_that_was_not_accepted_can_be_tried_again(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.faults.add("status=400,on=patch,count=1")
        ack = await desk.answer(command.id)
        await desk.round()
        desk.console.retry(ack.seq)
        await desk.written()
        await desk.round()
        assert desk.row(command.id).stage is Stage.DELIVERED
        assert desk.console.needing_you() == ()


async def test_a_waiting_answer_can_be_hurried(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.faults.add("status=503,on=patch,count=1")
        ack = await desk.answer(command.id)
        await desk.round()
        assert desk.console.ack(ack.seq).next_at is not None
        desk.console.retry(ack.seq)
        await desk.written()
        await desk.round()
        assert desk.row(command.id).stage is Stage.DELIVERED


async def test_settled_answers_are_not_withdrawn(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        ack = await desk.answer(command.id)
        await desk.round()
        desk.console.withdraw(ack.seq)
        desk.console.withdraw(999)
        await desk.written()
        assert desk.console.ack(ack.seq).state is AckState.DELIVERED


def imported(desk, text):
    reports = []
    desk.console.import_text(text, "mail", reports.append)
    return reports


async def test_a_long_import_is_read_on_a_thread_and_taken_in_portions(open_desk, monkeypatch):
    async with open_desk() as desk:
        ids = [desk.flip.add().id for _number in range(3 * PORTION + 1)]
        text = "[" + ",".join(map(desk.row_text, ids)) + "]"
        assert len(text) > AT_ONCE
        threads, diffs = [], []
        read = importing.read_import
        monkeypatch.setattr(importing, "read_import", lambda text: threads.append(current_thread()) or read(text))
        desk.console.rows_changed.connect(diffs.append)
        arrived = asyncio.get_running_loop().create_future()
        desk.console.import_text(text, "mail", arrived.set_result)
        assert not arrived.done()
        report = await asyncio.wait_for(arrived, 10)
        assert threads[0] is not current_thread()
        assert max(len(diff.added) for diff in diffs) == PORTION
        assert set(report.ids) == set(desk.console.rows) == set(ids)
        await desk.written()
        lives = []
        desk.console.life_of(ids[-1], lives.append)
        await desk.written()
        assert [line.what for line in lives[0]] == ["imported"]


async def test_an_import_tells_what_it_took_and_survives_a_restart(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        (report,) = imported(desk, f"[{desk.row_text(command.id)}, {{}}]")
        assert report.ids == (command.id,)
        assert len(report.unreadable) == 1
        await desk.written()
    async with open_desk(desk) as desk:
        assert command.id in desk.console.rows


async def test_the_life_of_a_command_is_told_in_order(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        await desk.answer(command.id)
        await desk.round()
        told = []
        desk.console.life_of(command.id, told.extend)
        await desk.written()
        assert [line.what for line in told] == ["received", "answered", "sent", "delivered"]
        assert {line.operator for line in told} == {"Ana"}


async def test_without_a_token_answers_are_kept(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
    async with open_desk(desk, token="") as desk:
        await desk.answer(command.id)
        await desk.round()
        assert desk.console.link.state is LinkState.NO_TOKEN
        assert desk.patches() == []
        assert desk.console.link.waiting == 1
        desk.console.use_token(desk.flip.token)
        await desk.round()
        assert desk.row(command.id).stage is Stage.DELIVERED


async def test_many_answers_that_need_a_person_are_one_notice(open_desk):
    """Negative control: one notice for each."""
    async with open_desk() as desk:
        commands = [desk.flip.add() for _number in range(50)]
        await desk.look()
        desk.pass_seconds(20)
        for command in commands:
            desk.flip.cancel(command.id)
        desk.console.acknowledge([desk.row(one.id) for one in commands], Answer.OK, None)
        await desk.written()
        await desk.round()
        (notice,) = [one for one in desk.notices if one.kind == "needs_you"]
        assert notice.text.startswith("50 answers need you")
        assert set(notice.command_ids) == {one.id for one in commands}


async def test_a_second_try_is_for_what_was_answered_and_not_for_what_came_since(open_desk):
    """Negative control: `retry` with the terms that stand now sends an answer nobody gave."""
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.faults.add("status=400,on=patch,count=1")
        ack = await desk.answer(command.id)
        await desk.round()
        desk.flip.change(command.id, setpoint_w=1234)
        desk.pass_seconds(20)
        await desk.look()
        sent = len(desk.patches())
        desk.console.retry(ack.seq)
        await desk.saved(command.id)
        await desk.round()
        assert len(desk.patches()) == sent
        assert desk.row(command.id).stage is Stage.NEEDS_REVIEW
