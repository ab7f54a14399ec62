"""The outbox through its own door, on a real file."""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flipconsole.domain.ack import Ack, AckState, Attention
from flipconsole.domain.command import Answer
from flipconsole.domain.errors import StoreError
from flipconsole.domain.journal import JournalLine
from flipconsole.domain.record import to_column
from flipconsole.domain.terms import Terms
from flipconsole.store import outbox as outbox_module
from flipconsole.store import outbox_rows
from flipconsole.store.database import open_durable
from flipconsole.store.outbox import Outbox

MakeAck = Callable[..., Ack]
MakeLine = Callable[..., JournalLine]
OpenOutbox = Callable[..., Outbox]


def race(number: int = 1, **changes: Any) -> Attention:
    values: dict[str, Any] = {
        "command_id": f"00000000-0000-4000-8000-{number:012d}",
        "device_id": "battery-1",
        "kind": "removed_race",
        "text": "Remove it from the battery now.",
        "created_at": datetime(2025, 11, 2, 5, 31, tzinfo=UTC),
        "ack_seq": 0,
    }
    return Attention(**{**values, **changes})


def test_what_was_put_is_there_after_a_restart(open_outbox: OpenOutbox, make_ack: MakeAck, make_line: MakeLine) -> None:
    outbox = open_outbox()
    put = outbox.put(
        [make_ack(1, reason="no\x00 ‮trick 🔋 null"), make_ack(2, terms=None)], [make_line(1), make_line(2)]
    )
    saved = put.result(5)
    outbox.close()
    again = open_outbox()
    loaded = again.load(is_sender=True)
    assert loaded.acks == list(saved.acks)
    assert [ack.seq for ack in loaded.acks] == [1, 2]
    assert loaded.trouble == ""
    assert [(line.seq, line.ack_seq) for line in again.journal()] == [(1, 1), (2, 2)]
    assert again.verify() is None


def test_a_reason_that_no_file_can_hold_is_kept_visibly(outbox: Outbox, make_ack: MakeAck) -> None:
    assert outbox.put([make_ack(reason="bad \udc80 half")]).result(5).acks[0].reason == "bad \\udc80 half"


def test_a_reason_that_reads_like_a_value_stays_text(outbox: Outbox, make_ack: MakeAck) -> None:
    reasons = ["null", "true", "1", ""]
    saved = outbox.put([make_ack(number, reason=reason) for number, reason in enumerate(reasons)]).result(5)
    assert [ack.reason for ack in saved.acks] == reasons


def test_a_newer_answer_replaces_one_that_never_left(outbox: Outbox, make_ack: MakeAck, now: datetime) -> None:
    first = outbox.put([make_ack()]).result(5).acks[0]
    put = outbox.put([make_ack(device_status=Answer.FAILED_FAULT, created_at=now + timedelta(seconds=2))]).result(5)
    assert put.acks[0].answers_seq == first.seq
    assert [(ack.seq, ack.state, ack.outcome) for ack in put.withdrawn] == [
        (first.seq, AckState.WITHDRAWN, "Replaced by a newer answer.")
    ]
    assert put.withdrawn[0].settled_at == now + timedelta(seconds=2)


def test_a_newer_answer_replaces_one_that_was_tried_and_did_not_arrive(outbox: Outbox, make_ack: MakeAck) -> None:
    """Fault 66: without a network, only the last of two answers is sent."""
    first = outbox.put([make_ack()]).result(5).acks[0]
    outbox.change(first.seq, {AckState.QUEUED}, attempts=3, outcome="Flip could not be reached.").result(5)
    put = outbox.put([make_ack(device_status=Answer.FAILED_FAULT)]).result(5)
    assert [(ack.seq, ack.state) for ack in put.withdrawn] == [(first.seq, AckState.WITHDRAWN)]
    assert put.acks[0].answers_seq == first.seq


def test_the_last_of_two_answers_in_one_put_stands(outbox: Outbox, make_ack: MakeAck) -> None:
    put = outbox.put([make_ack(), make_ack(device_status=Answer.FAILED_OFFLINE)]).result(5)
    assert [ack.state for ack in put.acks] == [AckState.WITHDRAWN, AckState.QUEUED]


@pytest.mark.parametrize(
    "columns",
    [
        {"unheard": True},
        {"state": AckState.SENDING, "attempts": 1},
        {"state": AckState.DELIVERED, "attempts": 1},
    ],
)
def test_a_newer_answer_names_the_one_that_may_have_arrived(
    outbox: Outbox, make_ack: MakeAck, columns: dict[str, Any]
) -> None:
    first = outbox.put([make_ack()]).result(5).acks[0]
    changed = outbox.change(first.seq, {AckState.QUEUED}, **columns).result(5)
    assert changed is not None
    put = outbox.put([make_ack(device_status=Answer.FAILED_FAULT)]).result(5)
    assert put.withdrawn == ()
    assert put.acks[0].answers_seq == first.seq
    assert outbox.load(is_sender=False).acks[0] == changed.ack


def test_a_change_happens_only_from_the_expected_state(
    outbox: Outbox, make_ack: MakeAck, make_line: MakeLine, now: datetime
) -> None:
    seq = outbox.put([make_ack()]).result(5).acks[0].seq
    sending = outbox.change(seq, {AckState.QUEUED}, state=AckState.SENDING, attempts=1).result(5)
    assert sending is not None
    assert sending.ack.state is AckState.SENDING
    again = outbox.change(
        seq, {AckState.QUEUED}, state=AckState.WITHDRAWN, settled_at=now, lines=[make_line()], attention=[race()]
    )
    assert again.result(5) is None
    assert outbox.journal() == []
    assert outbox.load(is_sender=False).attention == []


def test_delivering_is_one_transaction(
    outbox: Outbox, make_ack: MakeAck, make_line: MakeLine, make_terms: Callable[..., Terms], now: datetime
) -> None:
    first = outbox.put([make_ack()]).result(5).acks[0]
    outbox.change(first.seq, {AckState.QUEUED}, state=AckState.SENDING, attempts=1)
    outbox.put([make_ack(device_status=Answer.FAILED_FAULT), make_ack(2)])
    other = outbox.put([make_ack(terms=make_terms(device_status="FAILED_OFFLINE"), attempts=1)]).result(5)
    changed = outbox.change(
        first.seq,
        {AckState.SENDING},
        state=AckState.DELIVERED,
        settled_at=now,
        http_status=200,
        lines=[make_line(what="delivered")],
        attention=[race()],
        rebase=("PENDING", "OK"),
    ).result(5)
    assert changed is not None
    assert changed.ack.state is AckState.DELIVERED
    assert changed.attention == (race(id=1, ack_seq=first.seq),)
    # The second answer was replaced by the fourth, the third is another command's, the fourth answered other terms.
    assert changed.rebased == ()
    assert other.acks[0].answers_seq == first.seq
    assert outbox.journal()[-1].ack_seq == first.seq


def test_our_own_delivery_is_no_change_of_terms_for_a_later_answer(
    outbox: Outbox, make_ack: MakeAck, make_terms: Callable[..., Terms]
) -> None:
    first = outbox.put([make_ack()]).result(5).acks[0]
    outbox.change(first.seq, {AckState.QUEUED}, state=AckState.SENDING, attempts=1)
    second = outbox.put([make_ack(device_status=Answer.FAILED_FAULT), make_ack(2)]).result(5).acks[0]
    changed = outbox.change(first.seq, {AckState.SENDING}, state=AckState.DELIVERED, rebase=("PENDING", "OK")).result(5)
    assert changed is not None
    assert [(ack.seq, ack.terms) for ack in changed.rebased] == [(second.seq, make_terms(device_status="OK"))]
    assert outbox.load(is_sender=False).acks[1:] == [*changed.rebased, outbox.load(is_sender=False).acks[2]]
    assert outbox.load(is_sender=False).acks[2].terms == make_terms()


def test_a_delivery_leaves_the_terms_of_earlier_answers_alone(outbox: Outbox, make_ack: MakeAck) -> None:
    earlier = outbox.put([make_ack(attempts=1, unheard=True)]).result(5).acks[0]
    later = outbox.put([make_ack(attempts=1)]).result(5).acks[0]
    changed = outbox.change(later.seq, {AckState.QUEUED}, state=AckState.DELIVERED, rebase=("PENDING", "OK")).result(5)
    assert changed is not None
    assert changed.rebased == ()
    assert outbox.load(is_sender=False).acks[0] == earlier


def test_a_needs_you_item_is_closed_once_and_by_name(outbox: Outbox, make_ack: MakeAck, make_line: MakeLine) -> None:
    seq = outbox.put([make_ack()]).result(5).acks[0].seq
    outbox.change(seq, {AckState.QUEUED}, state=AckState.NEEDS_REVIEW, attention=[race(kind="review")]).result(5)
    at = datetime(2025, 11, 2, 6, tzinfo=UTC)
    closed = outbox.close_attention(1, "Ben", at, make_line(what="closed")).result(5)
    assert closed == race(kind="review", id=1, ack_seq=seq, closed_at=at, closed_by="Ben")
    assert outbox.close_attention(1, "Ana", at, make_line(what="closed")).result(5) is None
    assert [line.what for line in outbox.journal()] == ["closed"]


def test_what_a_dead_sender_left_is_queued_as_unheard(open_outbox: OpenOutbox, make_ack: MakeAck) -> None:
    outbox = open_outbox()
    seq = outbox.put([make_ack()]).result(5).acks[0].seq
    outbox.change(seq, {AckState.QUEUED}, state=AckState.SENDING, attempts=1).result(5)
    assert open_outbox().load(is_sender=False).acks[0].state is AckState.SENDING
    loaded = open_outbox().load(is_sender=True).acks[0]
    assert (loaded.state, loaded.unheard, loaded.attempts) == (AckState.QUEUED, True, 1)
    assert outbox.change(seq, {AckState.QUEUED}, state=AckState.SENDING, attempts=2).result(5) is not None


def test_an_answer_that_is_not_settled_cannot_be_deleted(outbox: Outbox, make_ack: MakeAck, tmp_path: Path) -> None:
    outbox.put([make_ack()]).result(5)
    connection = sqlite3.connect(tmp_path / "outbox.sqlite3")
    with pytest.raises(sqlite3.IntegrityError, match="never deleted"):
        connection.execute("DELETE FROM acks")
    connection.close()


def test_old_settled_answers_are_forgotten_and_others_never(
    open_outbox: OpenOutbox, make_ack: MakeAck, make_line: MakeLine, now: datetime
) -> None:
    outbox = open_outbox()
    old = now - timedelta(days=31)
    outbox.put([make_ack(number, created_at=old) for number in range(1, 5)]).result(5)
    outbox.change(1, {AckState.QUEUED}, state=AckState.DELIVERED, settled_at=old)
    outbox.change(2, {AckState.QUEUED}, state=AckState.DELIVERED, settled_at=now - timedelta(days=29))
    outbox.change(3, {AckState.QUEUED}, state=AckState.FAILED, settled_at=old, attention=[race(3)])
    outbox.note([make_line(at=now)]).result(5)
    outbox.close()
    loaded = open_outbox().load(is_sender=True)
    assert [ack.seq for ack in loaded.acks] == [2, 3, 4]
    assert [item.ack_seq for item in loaded.attention] == [3]


def test_a_clock_years_ahead_forgets_nothing(open_outbox: OpenOutbox, make_ack: MakeAck, make_line: MakeLine) -> None:
    """The journal's own time is what counts: the machine's clock here is years later than these answers."""
    outbox = open_outbox()
    at = datetime(2020, 1, 1, tzinfo=UTC)
    outbox.put([make_ack(created_at=at)], [make_line(at=at)]).result(5)
    outbox.change(1, {AckState.QUEUED}, state=AckState.DELIVERED, settled_at=at).result(5)
    outbox.close()
    again = open_outbox()
    assert len(again.load(is_sender=True).acks) == 1
    assert len(again.journal()) == 1


def test_one_unreadable_answer_does_not_hide_the_others(
    open_outbox: OpenOutbox, make_ack: MakeAck, tmp_path: Path
) -> None:
    outbox = open_outbox()
    outbox.put([make_ack(1), make_ack(2)]).result(5)
    outbox.close()
    connection = sqlite3.connect(tmp_path / "outbox.sqlite3")
    connection.execute("UPDATE acks SET state = 'snoozed' WHERE seq = 1")
    connection.commit()
    connection.close()
    loaded = open_outbox().load(is_sender=True)
    assert [ack.seq for ack in loaded.acks] == [2]
    assert "1 saved answer" in loaded.trouble


def test_no_answer_is_taken_without_room_for_what_follows(
    outbox: Outbox, make_ack: MakeAck, make_line: MakeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox.put([make_ack()]).result(5)
    monkeypatch.setattr(outbox_module, "NEEDED_BYTES", 2**62)
    with pytest.raises(StoreError, match="NOT saved"):
        outbox.put([make_ack(2)]).result(5)
    assert outbox.change(1, {AckState.QUEUED}, state=AckState.SENDING, attempts=1).result(5) is not None
    monkeypatch.undo()
    assert outbox.put([make_ack(2)]).result(5).acks


async def test_a_task_that_gives_up_waiting_does_not_take_the_answer_back(outbox: Outbox, make_ack: MakeAck) -> None:
    held = threading.Event()
    outbox._writer.submit(lambda _: held.wait(5))
    waiting = asyncio.ensure_future(asyncio.wrap_future(outbox.put([make_ack()])))
    await asyncio.sleep(0)
    waiting.cancel()
    held.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert len((await asyncio.to_thread(outbox.load, is_sender=True)).acks) == 1


def test_a_stop_from_before_the_order_was_kept_is_about_what_its_clock_said(tmp_path: Path, make_ack: MakeAck) -> None:
    """An older outbox knew of a stop by its moment alone."""
    older = outbox_rows.SCHEMA._replace(migrations=outbox_rows.SCHEMA.migrations[:3])
    given = make_ack(1, bulk=1)
    stopped_at = given.created_at + timedelta(seconds=1)
    with contextlib.closing(open_durable(tmp_path / "outbox.sqlite3", older).connection) as connection:
        for ack in (given, make_ack(2, bulk=1, created_at=stopped_at + timedelta(seconds=1))):
            outbox_rows.insert_ack(connection, ack)
        for at in (to_column(stopped_at), None):
            connection.execute(
                "INSERT INTO bulks (device_status, operator, held_why, created_at, stopped_at) "
                "VALUES ('OK', '', '', ?, ?)",
                (to_column(given.created_at), at),
            )
    outbox = Outbox.open(tmp_path)
    stopped, going = outbox.load(is_sender=False).bulks
    outbox.close()
    assert (stopped.stopped_at, stopped.stopped_seq) == (stopped_at, 1)
    assert (going.stopped_at, going.stopped_seq) == (None, None)
