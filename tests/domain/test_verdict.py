"""What is done with an ack whose turn has come, and what its answer means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.command import Answer
from flipconsole.domain.held import Held, Source
from flipconsole.domain.lateness import is_overdue
from flipconsole.domain.terms import terms_of
from flipconsole.domain.verdict import Decision, confirms, judge, race_lost

Make = Callable[..., Any]
OTHER = "597f6eca-6276-4993-bfeb-53cbbbba6f08"
SEEN = {"device_status": "PENDING", "status": "OK"}
UNLISTED = {"gone_at": datetime.fromisoformat("2025-07-14T20:00:30+00:00")}


@pytest.fixture(scope="session")
def seen_ack(an_ack: Make, a_command: Make) -> Make:
    """An OK to the command as `saw` describes it."""

    def build(saw: dict[str, Any] | None = None, *, listed: bool = True, **changes: Any) -> Ack:
        ack: Ack = an_ack(terms=terms_of(a_command(**(SEEN | (saw or {}))), listed=listed), **changes)
        return ack

    return build


@pytest.mark.parametrize(
    ("held", "ack", "decision"),
    [
        ({}, {}, Decision.SEND),
        ({}, {"unheard": True}, Decision.SEND),
        ({"device_status": "OK"}, {}, Decision.ALREADY_SO),
        ({"device_status": "OK"}, {"unheard": True}, Decision.ALREADY_SO),
        ({"device_status": "FAILED_FAULT"}, {}, Decision.REVIEW),
        ({"device_status": "FAILED_FAULT"}, {"unheard": True}, Decision.REVIEW),
        ({"status": "CANCELED"}, {}, Decision.REVIEW),
        ({"status": "CANCELED"}, {"unheard": True}, Decision.REVIEW),
        ({"status": "OPT_OUT"}, {}, Decision.REVIEW),
        ({"status": "CANCELED", "device_status": "OK"}, {}, Decision.REVIEW),
        ({"status": "CANCELED", "device_status": "OK"}, {"unheard": True}, Decision.ALREADY_SO),
        ({"setpoint_w": 1}, {}, Decision.REVIEW),
        ({"setpoint_w": 1, "device_status": "OK"}, {}, Decision.REVIEW),
        (UNLISTED, {}, Decision.REVIEW),
        (UNLISTED, {"attempts": 3}, Decision.REVIEW),
        (UNLISTED, {"unheard": True, "attempts": 1}, Decision.SEND_UNCHECKED),
        (UNLISTED, {"listed": False}, Decision.SEND_UNCHECKED),
        (UNLISTED | {"status": "CANCELED"}, {"unheard": True}, Decision.REVIEW),
        (UNLISTED | {"device_status": "OK"}, {"unheard": True}, Decision.SEND_UNCHECKED),
        (UNLISTED | {"status": "CANCELED", "device_status": "OK"}, {"unheard": True}, Decision.ALREADY_SO),
        (UNLISTED | {"status": "CANCELED", "device_status": "OK"}, {}, Decision.REVIEW),
        (UNLISTED | {"device_status": "OK"}, {"saw": {"device_status": "OK"}}, Decision.SEND_UNCHECKED),
        ({"source": Source.IMPORT}, {}, Decision.SEND_UNCHECKED),
        ({"source": Source.IMPORT, "status": "CANCELED"}, {}, Decision.REVIEW),
        ({"source": Source.IMPORT, "status": "CANCELED"}, {"unheard": True}, Decision.REVIEW),
        ({"source": Source.IMPORT, "device_status": "OK"}, {}, Decision.SEND_UNCHECKED),
    ],
    ids=str,
)
def test_what_changed_decides(held: Any, ack: Any, decision: Decision, seen_ack: Make, a_held: Make, now: Any) -> None:
    verdict = judge(seen_ack(**ack), a_held(**held), now + timedelta(minutes=1), has_list=True)
    assert verdict.decision is decision


@pytest.mark.parametrize(
    ("held", "decision"),
    [
        ({}, Decision.SEND),
        ({"device_status": "OK"}, Decision.ALREADY_SO),
        ({"device_status": "FAILED_FAULT"}, Decision.REVIEW),
        ({"status": "CANCELED"}, Decision.REVIEW),
        ({"status": "SUSPENDED"}, Decision.REVIEW),
        (UNLISTED, Decision.REVIEW),
        ({"source": Source.IMPORT}, Decision.SEND_UNCHECKED),
        ({"source": Source.IMPORT, "status": "OPT_OUT"}, Decision.REVIEW),
    ],
    ids=str,
)
def test_an_answer_by_id_fits_an_ordinary_open_command_only(
    held: Any, decision: Decision, an_ack: Make, a_held: Make, now: Any
) -> None:
    assert judge(an_ack(), a_held(**held), now, has_list=True).decision is decision


def test_an_id_that_nobody_knows_is_sent_and_said_to_be_unchecked(an_ack: Make, seen_ack: Make, now: Any) -> None:
    verdict = judge(an_ack(), None, now, has_list=True)
    assert verdict.decision is Decision.SEND_UNCHECKED
    assert "without a check" in verdict.text
    assert judge(seen_ack(), None, now, has_list=True).decision is Decision.REVIEW


@pytest.mark.parametrize(
    ("held", "ack", "decision"),
    [
        (None, {}, Decision.SEND_UNCHECKED),
        ({}, {}, Decision.SEND_UNCHECKED),
        ({"device_status": "OK"}, {}, Decision.SEND_UNCHECKED),
        ({"device_status": "FAILED_OFFLINE"}, {}, Decision.REVIEW),
        ({"status": "CANCELED"}, {}, Decision.REVIEW),
        ({"ends_at": None}, {}, Decision.REVIEW),
    ],
    ids=str,
)
def test_without_a_list_what_was_pasted_is_still_compared(
    held: Any, ack: Any, decision: Decision, seen_ack: Make, a_held: Make, now: Any
) -> None:
    known = None if held is None else a_held(source=Source.IMPORT, **held)
    assert judge(seen_ack(**ack), known, now, has_list=False).decision is decision


def test_what_the_fresh_list_did_not_show_readably_is_not_taken_for_unchanged(
    seen_ack: Make, a_held: Make, now: Any
) -> None:
    assert judge(seen_ack(), a_held(), now, has_list=True, named=False).decision is Decision.REVIEW
    unheard = judge(seen_ack(unheard=True), a_held(), now, has_list=True, named=False)
    assert unheard.decision is Decision.SEND_UNCHECKED


def test_a_passed_end_is_for_a_person_unless_it_had_passed_when_it_was_answered(
    seen_ack: Make, a_held: Make, now: datetime
) -> None:
    end = now + timedelta(hours=3)
    assert judge(seen_ack(), a_held(), end - timedelta(seconds=1), has_list=True).decision is Decision.SEND
    assert judge(seen_ack(), a_held(), end, has_list=True).decision is Decision.REVIEW
    assert judge(seen_ack(), a_held(source=Source.IMPORT), end, has_list=True).decision is Decision.REVIEW
    assert judge(seen_ack(listed=False), a_held(**UNLISTED), end, has_list=True).decision is Decision.REVIEW
    late = seen_ack(created_at=end, not_before=end)
    assert judge(late, a_held(), end + timedelta(hours=1), has_list=True).decision is Decision.SEND


def test_that_it_was_gone_when_answered_is_no_question_of_clocks(seen_ack: Make, a_held: Make, now: Any) -> None:
    """A laptop hours ahead dates the answer after the moment at which the list dropped the command."""
    ahead = now + timedelta(hours=8)
    ack = seen_ack(created_at=ahead, not_before=ahead)
    assert judge(ack, a_held(**UNLISTED), now + timedelta(minutes=1), has_list=True).decision is Decision.REVIEW


@pytest.mark.parametrize("state", [AckState.QUEUED, AckState.WITHDRAWN, AckState.NEEDS_REVIEW])
def test_ones_own_earlier_answer_is_not_taken_for_a_colleagues(
    state: AckState, seen_ack: Make, a_held: Make, now: Any
) -> None:
    settled_at = None if state is AckState.QUEUED else now + timedelta(seconds=9)
    first = seen_ack(attempts=1, unheard=True, state=state, settled_at=settled_at)
    second = seen_ack(device_status=Answer.FAILED_FAULT, reason="relay", seq=2, created_at=now + timedelta(seconds=5))
    held = a_held(device_status="OK")
    assert judge(second, held, now, has_list=True).decision is Decision.REVIEW
    assert judge(second, held, now, has_list=True, earlier=[first]).decision is Decision.SEND


@pytest.mark.parametrize(
    "first",
    [
        {"unheard": False},
        {"device_status": Answer.FAILED_OFFLINE},
        {"saw": {"device_status": "FAILED_OFFLINE"}},
        {"settled_at": datetime.fromisoformat("2025-07-14T20:00:01+00:00")},
    ],
    ids=str,
)
def test_an_earlier_answer_excuses_only_its_own_effect(first: Any, seen_ack: Make, a_held: Make, now: Any) -> None:
    earlier = seen_ack(**({"unheard": True} | first))
    second = seen_ack(device_status=Answer.FAILED_FAULT, reason="relay", seq=2, created_at=now + timedelta(seconds=5))
    verdict = judge(second, a_held(device_status="OK"), now, has_list=True, earlier=[earlier])
    assert verdict.decision is Decision.REVIEW


def test_a_review_says_what_is_known_of_the_answer(seen_ack: Make, a_held: Make, now: Any) -> None:
    held = a_held(status="CANCELED")
    assert judge(seen_ack(), held, now, has_list=True).text.endswith("Your answer was not sent.")
    assert judge(seen_ack(unheard=True), held, now, has_list=True).text.endswith("is not known.")
    assert "homeowner" in judge(seen_ack(), a_held(status="OPT_OUT"), now, has_list=True).text
    assert "power" in judge(seen_ack(), a_held(setpoint_w=9), now, has_list=True).text
    colleague = judge(seen_ack(), a_held(device_status="FAILED_FAULT"), now, has_list=True)
    assert colleague.text.startswith("Somebody set FAILED_FAULT while your OK was waiting")


def test_an_answer_confirms_itself_alone(an_ack: Make, a_command: Make) -> None:
    assert confirms(an_ack(), a_command(device_status="OK"))
    assert not confirms(an_ack(), a_command(device_status="PENDING"))
    assert not confirms(an_ack(), a_command(device_status="FAILED_FAULT"))
    assert not confirms(an_ack(), a_command(id="597f6eca-6276-4993-bfeb-53cbbbba6f08", device_status="OK"))


@pytest.mark.parametrize(
    ("answer", "returned", "kind"),
    [
        ("OK", {}, None),
        ("OK", {"status": "CANCELED"}, "removed_race"),
        ("FAILED_FAULT", {"status": "OPT_OUT"}, "removed_race"),
        ("OK", {"status": "SUSPENDED"}, "changed_race"),
        ("OK", {"setpoint_w": 1}, "changed_race"),
    ],
)
def test_a_change_that_came_first_is_found_in_the_answer(
    answer: str, returned: Any, kind: str | None, seen_ack: Make, an_ack: Make, a_command: Make
) -> None:
    command = a_command(**({"device_status": answer} | returned))
    lost = race_lost(seen_ack(device_status=Answer(answer)), command)
    assert (None if lost is None else lost.kind) == kind
    unseen = race_lost(an_ack(device_status=Answer(answer)), command)
    assert (unseen is None) == (command.status == "OK")


WORDS = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["OK", "CANCELED", "OPT_OUT", "SUSPENDED"]),
        "device_status": st.sampled_from(["PENDING", "OK", "FAILED_OFFLINE", "FAILED_FAULT"]),
        "setpoint_w": st.sampled_from([None, 1, 2]),
    }
)


@given(saw=WORDS, stands=WORDS, unheard=st.booleans(), gone=st.booleans(), named=st.booleans(), has_list=st.booleans())
def test_nothing_is_sent_for_terms_known_to_be_others(
    seen_ack: Make,
    a_held: Make,
    now: Any,
    saw: Any,
    stands: Any,
    unheard: bool,
    gone: bool,
    named: bool,
    has_list: bool,
) -> None:
    """The rule: whatever is sent answers the terms that stand, but for the device status where it may be our own."""
    ack = seen_ack(saw, unheard=unheard)
    held: Held = a_held(gone_at=now if gone else None, **stands)
    verdict = judge(ack, held, now, has_list=has_list, named=named)
    if verdict.decision in (Decision.SEND, Decision.SEND_UNCHECKED):
        assert {name: saw[name] for name in ("status", "setpoint_w")} == {
            name: stands[name] for name in ("status", "setpoint_w")
        }
        if saw["device_status"] != stands["device_status"]:
            assert stands["device_status"] == "OK" or unheard
    if verdict.decision is Decision.ALREADY_SO:
        assert stands["device_status"] == "OK"


@pytest.mark.parametrize(
    ("seen", "given", "decision"),
    [
        (None, 0, Decision.SEND),
        (17, 0, Decision.REVIEW),
        (16, 17, Decision.SEND),  # the operator has seen the replacement and answered the old one all the same
        (18, 17, Decision.REVIEW),
        (1, 5, Decision.REVIEW),  # as no deadline had passed, nobody can have been asked
    ],
    ids=str,
)
def test_an_answer_to_a_replaced_command_leaves_only_if_that_was_known(
    seen: int | None, given: int, decision: Decision, seen_ack: Make, a_held: Make, now: datetime
) -> None:
    """Minutes after the command became PENDING; it is judged after 20."""
    at = now + timedelta(minutes=given)
    ack = seen_ack(created_at=at, not_before=at)
    held = a_held(pending_since=now)
    new = None if seen is None else a_held(id=OTHER, first_seen_at=now + timedelta(minutes=seen))
    verdict = judge(ack, held, now + timedelta(minutes=20), has_list=True, replacement=new)
    assert verdict.decision is decision


def test_an_answer_noted_by_a_clock_far_ahead_is_not_taken_for_given_after_the_end(
    seen_ack: Make, a_held: Make, now: datetime
) -> None:
    ahead = now + timedelta(hours=8)
    ack = seen_ack(created_at=ahead, not_before=ahead)
    assert judge(ack, a_held(), now + timedelta(hours=4), has_list=True).decision is Decision.REVIEW


def test_a_change_of_mind_has_no_fuse(seen_ack: Make, a_held: Make, now: datetime) -> None:
    """Flip waits for nothing, and a list that drops answered commands will never name it again."""
    ack = seen_ack({"device_status": "OK"}, device_status=Answer.FAILED_FAULT, reason="relay")
    held = a_held(**(UNLISTED | {"device_status": "OK"}))
    assert judge(ack, held, now + timedelta(minutes=50), has_list=True).decision is Decision.SEND_UNCHECKED


@pytest.mark.parametrize("state", list(AckState))
def test_what_is_under_way_for_15_minutes_is_overdue(state: AckState, an_ack: Make, now: datetime) -> None:
    ack = an_ack(state=state)
    assert not is_overdue(ack, now + timedelta(minutes=14, seconds=59))
    assert is_overdue(ack, now + timedelta(minutes=15)) == (not state.is_settled)


def test_a_new_command_may_be_flips_reply_to_an_unheard_answer(seen_ack: Make, a_held: Make, now: datetime) -> None:
    """It left, a list dropped the command, and another for the same time came: the answer is sent once more to ask."""
    ack = seen_ack(device_status=Answer.FAILED_OFFLINE, reason="no line", unheard=True, attempts=1)
    new = a_held(id=OTHER, first_seen_at=now + timedelta(minutes=2))
    held = a_held(pending_since=now, **UNLISTED)
    for minutes, decision in ((14, Decision.SEND_UNCHECKED), (170, Decision.SEND_UNCHECKED), (180, Decision.REVIEW)):
        at = now + timedelta(minutes=minutes)
        assert judge(ack, held, at, has_list=True, replacement=new).decision is decision
