from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product

import msgspec
import pytest

from flipconsole.domain.ack import Attention
from flipconsole.domain.command import DeviceStatus, Status
from flipconsole.domain.guidance import attention_guidance, guidance
from flipconsole.domain.held import Held
from flipconsole.domain.row import Row, Stage
from flipconsole.domain.work import Work

SAFE = re.compile(r"saved|kept|Nothing of yours is unsent")
NEXT = re.compile(
    r"nothing to do|Wait|Undo|Make room|Make sure|Compare|[Tt]ake it|Take the|Read|[Ll]ook|Put it|Answer|Find out|"
    r"See that|Go on|Stop"
)
SENTENCE = re.compile(r"[.!?](?: |$)")
STATUSES = (*Status, "SUSPENDED", "")
DEVICE_STATUSES = (*DeviceStatus, "FOO", "")
KINDS = ("removed_race", "changed_race", "review", "not_accepted")


def check(text: str) -> None:
    """Each text says what happened, whether the work is safe, and what to do next."""
    assert len(SENTENCE.findall(text)) >= 3, text
    assert SAFE.search(text), text
    assert NEXT.search(text), text
    assert not re.search(r"[{}]|None|  |\.\.", text), text


@pytest.mark.parametrize("stage", Stage)
def test_every_state_of_a_row_has_a_whole_text(stage: Stage, a_held: Callable[..., Held], now: datetime) -> None:
    cases = product(STATUSES, DEVICE_STATUSES, (None, now), (None, "other"), (now, now + timedelta(minutes=20)))
    for status, device_status, gone_at, replaced_by, moment in cases:
        held = a_held(status=status, device_status=device_status, gone_at=gone_at)
        check(guidance(Row(held=held, stage=stage, replaced_by=replaced_by), moment))


@pytest.mark.parametrize(
    "text", ["", "Saved.", "It is saved. It is saved. It is.", "Wait. Wait. Wait.", "It is saved. Wait. {then}."]
)
def test_the_same_check_finds_a_text_that_says_too_little(text: str) -> None:
    with pytest.raises(AssertionError):
        check(text)


def test_work_and_stage_are_told_apart(a_held: Callable[..., Held], now: datetime) -> None:
    one_for_each_work = {
        Work.SCHEDULE: a_held(),
        Work.REMOVE: a_held(status="CANCELED"),
        Work.NONE: a_held(device_status="OK"),
        Work.UNCLEAR: a_held(status="SUSPENDED"),
    }
    assert {Row(held=held).work for held in one_for_each_work.values()} == set(Work)
    for held in one_for_each_work.values():
        assert len({guidance(Row(held=held, stage=stage), now) for stage in Stage}) == len(Stage)
    for stage in (
        Stage.NONE,
        Stage.NOT_SAVED,
        Stage.NEEDS_REVIEW,
        Stage.NOT_ACCEPTED,
        Stage.WITHDRAWN,
        Stage.DELIVERED,
    ):
        texts = {guidance(Row(held=held, stage=stage), now) for held in one_for_each_work.values()}
        assert len(texts) == len(Work)


def test_settled_commands_are_told_apart(a_held: Callable[..., Held], now: datetime) -> None:
    settled = [
        guidance(Row(held=a_held(status=status, device_status=device_status)), now)
        for status, device_status in product(("OK", "CANCELED"), ("OK", "FAILED_OFFLINE", "FAILED_FAULT"))
    ]
    assert len(set(settled)) == len(settled)


@pytest.mark.parametrize(("status", "who"), [("CANCELED", "utility cancelled"), ("OPT_OUT", "homeowner opted out")])
def test_a_removal_says_who_ended_it_and_never_asks_to_schedule(
    status: str, who: str, a_held: Callable[..., Held], now: datetime
) -> None:
    for minutes in (0, 20):
        text = guidance(Row(held=a_held(status=status)), now + timedelta(minutes=minutes))
        assert who in text
        assert "confirm that it is removed" in text
        assert "cknowledge" not in text
        assert "Put it into" not in text


def test_a_late_command_says_that_flip_has_probably_replaced_it(a_held: Callable[..., Held], now: datetime) -> None:
    late = now + timedelta(minutes=15)
    row = Row(held=a_held())
    assert "probably" not in guidance(row, late - timedelta(seconds=1))
    assert "probably counted this command as failed and replaced it" in guidance(row, late)
    assert "look for the replacement" in guidance(row, late)
    assert "Answer the replacement" in guidance(msgspec.structs.replace(row, replaced_by="other"), late)


def test_an_unsaved_answer_is_never_called_saved(a_held: Callable[..., Held], now: datetime) -> None:
    for status in STATUSES:
        text = guidance(Row(held=a_held(status=status), stage=Stage.NOT_SAVED), now)
        assert "NOT saved" in text
        assert "is saved" not in text
    assert "not saved before" in guidance(Row(held=a_held(), stage=Stage.SAVING), now)


def test_a_failed_command_names_its_replacement(a_held: Callable[..., Held], now: datetime) -> None:
    row = Row(held=a_held(device_status="FAILED_OFFLINE"))
    assert "may send a replacement" in guidance(row, now)
    assert "answer that one" in guidance(msgspec.structs.replace(row, replaced_by="other"), now)


def item(kind: str, now: datetime) -> Attention:
    return Attention(command_id="", device_id="", kind=kind, text="", created_at=now, ack_seq=1)


@pytest.mark.parametrize("kind", [*KINDS, "something newer"])
def test_every_needs_you_item_comes_first_with_a_whole_text(
    kind: str, a_held: Callable[..., Held], now: datetime
) -> None:
    check(attention_guidance(kind))
    row = Row(held=a_held(), attention=(item(kind, now), item(kind, now)))
    assert guidance(row, now).split("\n") == [attention_guidance(kind), guidance(Row(held=a_held()), now)]


def test_the_kinds_have_their_own_texts() -> None:
    assert len({attention_guidance(kind) for kind in (*KINDS, "something newer")}) == len(KINDS) + 1


@pytest.mark.parametrize(("stage", "kind"), [(Stage.NEEDS_REVIEW, "review"), (Stage.NOT_ACCEPTED, "not_accepted")])
def test_what_the_stage_tells_is_not_told_twice(
    stage: Stage, kind: str, a_held: Callable[..., Held], now: datetime
) -> None:
    row = Row(held=a_held(), stage=stage, attention=(item(kind, now),))
    assert guidance(row, now) == guidance(Row(held=a_held(), stage=stage), now)
