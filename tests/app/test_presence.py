"""After a while without a hand it is asked who is here; the name stands on each answer, and goes to Flip if wanted."""

from __future__ import annotations

from typing import Any

import pytest

from flipconsole.app.presence import Presence
from flipconsole.app.rules import Rules
from flipconsole.domain.command import Answer
from tests.app.conftest import OpenDesk

MINUTE = 60.0


class Hand:
    """A presence whose time the test moves."""

    def __init__(self, after_s: float = 10 * MINUTE) -> None:
        self.now = 0.0
        self.told = 0
        self.presence = Presence(lambda: self.now)
        self.presence.ask_after(after_s)
        self.presence.changed.connect(self._note)

    def _note(self) -> None:
        self.told += 1

    def pass_seconds(self, seconds: float) -> bool:
        self.now += seconds
        self.presence.tick()
        return self.presence.is_asking


def test_it_is_asked_after_that_long_without_a_hand_and_only_then() -> None:
    hand = Hand()
    assert not hand.pass_seconds(599)
    hand.presence.touch()
    assert not hand.pass_seconds(599)
    assert hand.pass_seconds(1)
    assert hand.pass_seconds(1)
    assert hand.told == 1


def test_a_hand_is_no_answer_to_the_question() -> None:
    hand = Hand()
    hand.pass_seconds(600)
    hand.presence.touch()
    assert hand.presence.why_not()
    hand.presence.confirm()
    assert hand.presence.why_not() == ""
    assert not hand.pass_seconds(599)
    assert hand.told == 2


def test_unless_it_is_wanted_nobody_is_ever_asked_but_on_request() -> None:
    hand = Hand(0)
    assert not hand.pass_seconds(1e6)
    hand.presence.wake(1e6)
    assert not hand.presence.is_asking
    hand.presence.ask()
    assert hand.presence.is_asking


@pytest.mark.parametrize(("lost_s", "asks"), [(30.0, False), (600.0, True), (28_800.0, True)])
def test_a_long_sleep_asks_too(lost_s: float, asks: bool) -> None:
    hand = Hand()
    hand.presence.wake(lost_s)
    assert hand.presence.is_asking is asks


async def test_no_door_takes_an_answer_before_the_question_is_answered_and_what_was_given_leaves(
    open_desk: OpenDesk,
) -> None:
    async with open_desk() as desk:
        first, second = desk.flip.add(), desk.flip.add()
        await desk.look()
        await desk.answer(first.id)
        console = desk.console
        console.vigil.presence.ask()
        why = console.vigil.why_locked()
        assert "who is here" in why
        excluded = console.acknowledge([desk.row(second.id)], Answer.OK, None)
        assert [one.why for one in excluded] == [why]
        assert console.answer_by_id("497f6eca-6276-4993-bfeb-53cbbbba6f08", Answer.OK, None) == why
        await desk.round()
        assert desk.flip.get(first.id).device_status == "OK"
        console.vigil.presence.confirm()
        console.use_operator("Ben")
        assert console.acknowledge([desk.row(second.id)], Answer.OK, None) == ()
        await desk.written()
        assert desk.row(second.id).acks[-1].operator == "Ben"


# -- the name in the reason ------------------------------------------------------------------------------------------

SIGNED = {
    "wanted": (True, "relay", "Ana", "relay (Ana)"),
    "not wanted": (False, "relay", "Ana", "relay"),
    "nobody": (True, "relay", "", "relay"),
    "no reason": (True, "", "Ana", ""),
    "signed already": (True, "relay (Ana)", "Ana", "relay (Ana)"),
    "too long": (True, "r" * 40, "Ana", "r" * 14 + " (Ana)"),
}


@pytest.mark.parametrize("name", SIGNED)
def test_the_name_ends_the_reason_where_that_is_wanted(name: str) -> None:
    signs, reason, operator, sent = SIGNED[name]
    assert Rules(signs_reasons=signs).signed(reason, operator, 20) == sent


async def test_flip_reads_the_name_at_the_end_of_the_reason(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        command: Any = desk.flip.add()
        await desk.look()
        desk.console.use_operator("Ana")
        desk.console.aids.rules.set_signs_reasons(True)
        desk.console.acknowledge([desk.row(command.id)], Answer.FAILED_FAULT, "relay E12")
        await desk.written()
        await desk.round()
        assert desk.flip.get(command.id).device_status_reason == "relay E12 (Ana)"
