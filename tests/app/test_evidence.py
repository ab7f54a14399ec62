from __future__ import annotations

from flipconsole.domain.ack import AckState
from flipconsole.domain.checklist import evidence_of
from flipconsole.domain.command import Answer
from flipconsole.domain.evidence import EvidenceMode, Point
from tests.app.conftest import START, OpenDesk

ALL = dict.fromkeys(Point, True)


async def test_the_evidence_is_on_disk_with_the_ack_and_its_reason_reaches_flip(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        desk.console.aids.rules.set_evidence(EvidenceMode.REQUIRE)
        one, other = (desk.flip.add().id for _number in range(2))
        await desk.look()
        rows = [desk.row(one), desk.row(other)]
        evidence = {
            row.id: evidence_of(row.held.command, ALL | {Point.CLOCK: False}, START.tzinfo, START) for row in rows
        }
        assert desk.console.acknowledge(rows, Answer.OK, None, evidence=evidence) == ()
        for command_id in (one, other):
            ack = await desk.saved(command_id)
            assert ack.evidence == evidence[command_id]
            assert ack.reason == evidence[command_id].reason
        await desk.round()
        assert all("not verified: device clock" in body for body in desk.patches())
    async with open_desk(again=desk) as later:
        assert later.ack(one).evidence == evidence[one]
        assert later.ack(one).state is AckState.DELIVERED


async def test_where_evidence_is_required_no_door_takes_an_ok_without_it(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        desk.console.aids.rules.set_evidence(EvidenceMode.REQUIRE)
        command_id = desk.flip.add().id
        await desk.look()
        row = desk.row(command_id)
        [left_out] = desk.console.acknowledge([row], Answer.OK, "Scheduled")
        assert "needs evidence" in left_out.why
        assert "needs evidence" in desk.console.answer_by_id(command_id, Answer.OK, None)
        assert "needs evidence" in desk.console.answer_by_id(
            "497f6eca-6276-4993-bfeb-53cbbbba6f08", Answer.OK, "unseen"
        )
        assert desk.console.unsent() == ()
        assert desk.console.acknowledge([row], Answer.FAILED_FAULT, "E12") == ()
        await desk.saved(command_id)


async def test_a_conflict_is_not_settled_with_evidence_of_what_was_asked_before(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        command_id = desk.flip.add().id
        await desk.look()
        row = desk.row(command_id)
        evidence = {command_id: evidence_of(row.held.command, ALL, START.tzinfo, START)}
        desk.console.acknowledge([row], Answer.OK, None, evidence=evidence)
        ack = await desk.saved(command_id)
        desk.flip.change(command_id, setpoint_w=1234)
        await desk.look()
        assert desk.ack(command_id).state is AckState.NEEDS_REVIEW
        desk.console.aids.rules.set_evidence(EvidenceMode.REQUIRE)
        assert "needs evidence" in desk.console.send_mine(ack.seq)
        desk.console.aids.rules.set_evidence(EvidenceMode.OFF)
        assert desk.console.send_mine(ack.seq) == ""
        assert (await desk.saved(command_id)).evidence is None


async def test_an_old_ok_without_evidence_is_not_sent_once_more_where_it_is_required(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        ack = await desk.answer(command.id)
        desk.flip.change(command.id, setpoint_w=1234)
        await desk.look()
        assert desk.ack(command.id).state is AckState.NEEDS_REVIEW
        desk.console.aids.rules.set_evidence(EvidenceMode.REQUIRE)
        desk.console.retry(ack.seq)
        await desk.written()
        assert desk.row(command.id).acks[-1].seq == ack.seq
        assert "needs evidence" in desk.notices[-1].text


async def test_the_journal_keeps_the_evidence_beside_other_words(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        row = desk.row(command.id)
        evidence = evidence_of(row.held.command, {Point.MODE: True}, START.tzinfo, START)
        desk.console.acknowledge([row], Answer.OK, "as agreed", evidence={row.id: evidence})
        await desk.saved(command.id)
        told: list[str] = []
        desk.console.life_of(command.id, lambda lines: told.extend(line.text for line in lines))
        await desk.written()
        assert told[-1] == f"as agreed (looked at: {evidence.reason})"
        assert "not verified: window" in told[-1]
