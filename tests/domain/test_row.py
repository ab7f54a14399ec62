from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest

from flipconsole.domain.ack import Ack, AckState, Attention
from flipconsole.domain.chips import Chip, chips_of
from flipconsole.domain.command import Answer, DeviceStatus, Status
from flipconsole.domain.held import Held
from flipconsole.domain.row import FUSE, Row, Stage, stage_of
from flipconsole.domain.work import Work

OPEN_STAGES = {Stage.NONE, Stage.NOT_SAVED, Stage.WITHDRAWN, Stage.NEEDS_REVIEW, Stage.NOT_ACCEPTED}
UNDER_WAY = {Stage.SAVING, Stage.HOLDING, Stage.WAITING, Stage.SENDING, Stage.NOT_CONFIRMED}


@pytest.mark.parametrize(
    ("changes", "stage"),
    [
        ({"state": AckState.QUEUED}, Stage.WAITING),
        ({"state": AckState.QUEUED, "not_before": timedelta(seconds=5)}, Stage.HOLDING),
        ({"state": AckState.QUEUED, "unheard": True}, Stage.NOT_CONFIRMED),
        ({"state": AckState.QUEUED, "unheard": True, "not_before": timedelta(seconds=5)}, Stage.NOT_CONFIRMED),
        ({"state": AckState.SENDING}, Stage.SENDING),
        ({"state": AckState.NEEDS_REVIEW}, Stage.NEEDS_REVIEW),
        ({"state": AckState.FAILED}, Stage.NOT_ACCEPTED),
        ({"state": AckState.WITHDRAWN}, Stage.WITHDRAWN),
        ({"state": AckState.DELIVERED}, Stage.NONE),
    ],
    ids=str,
)
def test_the_newest_ack_gives_the_stage(
    changes: dict[str, Any],
    stage: Stage,
    an_ack: Callable[..., Ack],
    a_held: Callable[..., Held],
    now: datetime,
) -> None:
    if "not_before" in changes:
        changes = changes | {"not_before": now + changes["not_before"]}
    older = an_ack(state=AckState.DELIVERED)
    assert stage_of([older, an_ack(seq=2, **changes)], a_held(), now) is stage


def test_no_ack_is_no_stage(a_held: Callable[..., Held], now: datetime) -> None:
    assert stage_of([], a_held(), now) is Stage.NONE


def test_the_undo_time_ends_at_its_moment(
    an_ack: Callable[..., Ack], a_held: Callable[..., Held], now: datetime
) -> None:
    ack = an_ack(created_at=now - timedelta(seconds=5), not_before=now)
    assert stage_of([ack], a_held(), now - timedelta(microseconds=1)) is Stage.HOLDING
    assert stage_of([ack], a_held(), now) is Stage.WAITING


def test_a_delivered_answer_counts_only_while_flip_shows_it(
    an_ack: Callable[..., Ack], a_held: Callable[..., Held], now: datetime
) -> None:
    ack = an_ack(state=AckState.DELIVERED, device_status=Answer.OK)
    assert stage_of([ack], a_held(device_status="OK"), now) is Stage.DELIVERED
    assert stage_of([ack], a_held(device_status="FAILED_FAULT"), now) is Stage.NONE
    assert stage_of([ack], a_held(status="CANCELED", device_status="PENDING"), now) is Stage.NONE


def test_a_cancelled_command_asks_for_removal_though_it_was_answered(
    an_ack: Callable[..., Ack], a_held: Callable[..., Held], now: datetime
) -> None:
    acks = (an_ack(state=AckState.DELIVERED),)
    for status in (Status.CANCELED, Status.OPT_OUT):
        held = a_held(status=status, device_status="PENDING")
        row = Row(held=held, acks=acks, stage=stage_of(acks, held, now))
        assert row.open_work is Work.REMOVE
        assert chips_of(row, now) == {Chip.CONFIRM_REMOVAL}


@pytest.mark.parametrize("stage", Stage)
def test_the_work_is_open_until_an_answer_is_under_way_or_delivered(stage: Stage, a_held: Callable[..., Held]) -> None:
    row = Row(held=a_held(), stage=stage)
    assert row.work is Work.SCHEDULE
    assert row.open_work is (Work.SCHEDULE if stage in OPEN_STAGES else Work.NONE)


def test_a_command_that_is_gone_asks_nothing(a_held: Callable[..., Held], now: datetime) -> None:
    row = Row(held=a_held(gone_at=now))
    assert row.work is row.open_work is Work.NONE
    assert row.ack_by is None
    assert row.urgent_at is None
    assert not row.is_late(now + timedelta(days=1))


def test_the_fuse_is_fifteen_minutes_from_the_last_pending(a_held: Callable[..., Held], now: datetime) -> None:
    assert timedelta(minutes=15) == FUSE
    row = Row(held=a_held())
    assert row.ack_by == now + FUSE
    assert not row.is_late(now + FUSE - timedelta(microseconds=1))
    assert row.is_late(now + FUSE)
    assert Row(held=a_held(pending_since=None)).ack_by is None
    assert Row(held=a_held(device_status="OK", pending_since=now)).ack_by is None


def test_an_answer_under_way_is_not_late(a_held: Callable[..., Held], now: datetime) -> None:
    for stage in Stage:
        assert Row(held=a_held(), stage=stage).is_late(now + FUSE) == (stage in OPEN_STAGES)


def test_urgency_is_the_earlier_of_the_fuse_and_the_start(a_held: Callable[..., Held], now: datetime) -> None:
    soon, later = now + timedelta(minutes=10), now + timedelta(minutes=20)
    assert Row(held=a_held(starts_at=soon)).urgent_at == soon
    assert Row(held=a_held(starts_at=later)).urgent_at == now + FUSE
    assert Row(held=a_held(starts_at=None)).urgent_at == now + FUSE
    assert Row(held=a_held(starts_at=soon, pending_since=None)).urgent_at == soon
    assert Row(held=a_held(starts_at=None, pending_since=None)).urgent_at is None
    assert Row(held=a_held(starts_at=soon), stage=Stage.WAITING).urgent_at is None


def test_a_removal_counts_its_fuse_only(a_held: Callable[..., Held], now: datetime) -> None:
    held = a_held(status="CANCELED", starts_at=now + timedelta(minutes=1))
    assert Row(held=held).urgent_at == now + FUSE


def test_a_row_knows_its_id_its_failure_and_its_newest_ack(
    an_ack: Callable[..., Ack], a_held: Callable[..., Held]
) -> None:
    acks = (an_ack(), an_ack(seq=2))
    row = Row(held=a_held(), acks=acks)
    assert row.id == row.held.command.id
    assert row.newest_ack is acks[1]
    assert Row(held=a_held()).newest_ack is None
    failed = [status for status in (*DeviceStatus, "FOO") if Row(held=a_held(device_status=status)).has_failed]
    assert failed == ["FAILED_OFFLINE", "FAILED_FAULT"]


def attention(now: datetime) -> tuple[Attention, ...]:
    return (Attention(command_id="", device_id="", kind="review", text="", created_at=now, ack_seq=1),)


@pytest.mark.parametrize(
    ("held", "row", "chips"),
    [
        ({}, {}, {Chip.TO_ACKNOWLEDGE}),
        ({"status": "CANCELED"}, {}, {Chip.CONFIRM_REMOVAL}),
        ({"status": "OPT_OUT"}, {}, {Chip.CONFIRM_REMOVAL}),
        ({"status": "SUSPENDED"}, {}, {Chip.TO_ACKNOWLEDGE}),
        ({"device_status": "ok"}, {}, {Chip.TO_ACKNOWLEDGE}),
        ({"device_status": "OK"}, {}, {Chip.DONE}),
        ({"device_status": "OK"}, {"stage": Stage.DELIVERED}, {Chip.DONE}),
        ({"device_status": "FAILED_FAULT"}, {}, {Chip.FAILED}),
        ({}, {"stage": Stage.WAITING}, {Chip.WAITING_TO_SEND}),
        ({"status": "CANCELED"}, {"stage": Stage.NOT_CONFIRMED}, {Chip.WAITING_TO_SEND}),
        ({}, {"stage": Stage.NEEDS_REVIEW}, {Chip.TO_ACKNOWLEDGE, Chip.NEEDS_YOU}),
        ({"status": "CANCELED"}, {"stage": Stage.NOT_ACCEPTED}, {Chip.CONFIRM_REMOVAL, Chip.NEEDS_YOU}),
    ],
)
def test_the_chips_count_what_they_say(
    held: dict[str, Any], row: dict[str, Any], chips: set[Chip], a_held: Callable[..., Held], now: datetime
) -> None:
    assert chips_of(Row(held=a_held(**held), **row), now) == chips


def test_no_row_is_hidden_by_every_chip(a_held: Callable[..., Held], now: datetime) -> None:
    cases = product(
        (*Status, "SUSPENDED"),
        (*DeviceStatus, "FOO"),
        Stage,
        (None, now),
        ((), attention(now)),
        (now, now + timedelta(hours=1)),
    )
    for status, device_status, stage, gone_at, items, moment in cases:
        held = a_held(status=status, device_status=device_status, gone_at=gone_at)
        row = Row(held=held, stage=stage, attention=items)
        chips = chips_of(row, moment)
        assert chips
        assert (Chip.DONE in chips) == (chips == {Chip.DONE})
        assert (Chip.LATE in chips) == row.is_late(moment)
        assert (Chip.CONFIRM_REMOVAL in chips) == (row.open_work is Work.REMOVE)
        assert (Chip.TO_ACKNOWLEDGE in chips) == (row.open_work in (Work.SCHEDULE, Work.UNCLEAR))
        assert (Chip.WAITING_TO_SEND in chips) == (stage in UNDER_WAY)
        if items:
            assert Chip.NEEDS_YOU in chips
