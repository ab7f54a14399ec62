"""The journal over whole sessions: one line for each attempt, who and when on it, and no edit goes unseen (H1, A8)."""

import sqlite3

import pytest

from flipconsole.domain.command import Answer
from flipconsole.domain.row import Stage
from flipconsole.store.outbox import Outbox

OUTCOMES = {"delivered", "not_accepted", "not_confirmed", "kept", "needs_review"}


async def a_session(desk):
    """Answers that arrive, are lost, refused, throttled and changed; the commands in that order."""
    plain, lost, refused, waits, changed = (desk.flip.add() for _number in range(5))
    await desk.look()
    await desk.answer(plain.id)
    await desk.round()
    for command, fault in ((lost, "lost=1"), (refused, "status=422"), (waits, "throttle=30")):
        desk.flip.faults.add(f"{fault},on=patch,count=1")
        await desk.answer(command.id)
        await desk.round()
        desk.pass_seconds(70)
        await desk.look()
    await desk.answer(changed.id)
    await desk.round()
    await desk.answer(changed.id, Answer.FAILED_FAULT, "relay stuck at 15:04")
    await desk.round()
    await desk.written()
    return plain, lost, refused, waits, changed


def journal(desk):
    outbox = Outbox.open(desk.folder)
    try:
        return outbox.read_journal(None).result(10), outbox.verify()
    finally:
        outbox.close()


async def test_each_attempt_has_one_line_and_each_line_its_outcome(open_desk, list_kind):
    """Negative control: a line too few is found, by counting the requests that Flip has seen."""
    async with open_desk(list_kind=list_kind) as desk:
        await a_session(desk)
    lines, broken = journal(desk)
    assert broken is None
    sent = [line for line in lines if line.what == "sent"]
    assert len(sent) == len(desk.patches()) >= 7
    assert [line.body.partition(",")[0] for line in sent] == [
        "FAILED_FAULT" if "FAULT" in body else "OK" for body in desk.patches()
    ]
    for place, line in enumerate(lines):
        if line.what != "sent":
            continue
        later = [one for one in lines[place + 1 :] if one.ack_seq == line.ack_seq]
        assert later[0].what in OUTCOMES, later[0]
        assert line.ack_seq is not None
    for line in lines:
        assert line.operator == "Ana"
        assert line.os_user
        assert line.at.utcoffset().total_seconds() == 0
        assert line.monotonic_s > 0
    delivered = [line for line in lines if line.what == "delivered" and line.http_status == 200]
    assert delivered
    assert all(line.latency_s is not None for line in delivered)
    (refused,) = [line for line in lines if line.what == "not_accepted"]
    assert refused.http_status == 422
    assert refused.text


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE journal SET operator = 'Bob' WHERE seq = 4",
        "UPDATE journal SET body = 'OK' WHERE body LIKE 'FAILED_FAULT%'",
        "UPDATE journal SET at = '2020-01-01T00:00:00.000000+00:00' WHERE seq = 2",
        "DELETE FROM journal WHERE seq = 5",
    ],
)
async def test_an_edit_of_the_file_is_detected(open_desk, edit):
    async with open_desk() as desk:
        await a_session(desk)
    file = sqlite3.connect(desk.folder / "outbox.sqlite3")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        file.execute(edit)
    triggers = dict(file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall())
    for name in triggers:
        file.execute(f"DROP TRIGGER {name}")
    assert file.execute(edit).rowcount >= 1
    for statement in triggers.values():  # a careful hand: without them the file would count as damaged
        file.execute(statement)
    file.commit()
    file.close()
    outbox = Outbox.open(desk.folder)
    try:
        assert outbox.verify() is not None
    finally:
        outbox.close()


async def test_a_changed_answer_leaves_both_in_the_history_with_their_reasons(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        first = await desk.answer(command.id, Answer.FAILED_OFFLINE, "no contact since 14:40")
        await desk.round()
        second = await desk.answer(command.id, Answer.OK, "back again")
        await desk.round()
        assert second.answers_seq == first.seq
        told = []
        desk.console.life_of(command.id, told.extend)
        await desk.written()
        answered = [(line.ack_seq, line.body, line.text) for line in told if line.what == "answered"]
        assert answered == [
            (first.seq, "FAILED_OFFLINE", "no contact since 14:40"),
            (second.seq, "OK", "back again"),
        ]
        assert [line.what for line in told] == ["received", *["answered", "sent", "delivered"] * 2]
        assert desk.row(command.id).stage is Stage.DELIVERED
        assert [ack.seq for ack in desk.row(command.id).acks] == [first.seq, second.seq]
