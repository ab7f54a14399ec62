"""Nothing is forbidden merely for being unusual: it is asked about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from flipconsole.domain.answerable import answerable
from flipconsole.domain.row import Row, Stage

Make = Callable[..., Any]
GONE = {"gone_at": datetime.fromisoformat("2025-07-14T20:00:00+00:00")}


@pytest.mark.parametrize(
    ("held", "row", "asks"),
    [
        ({}, {}, ""),
        ({"status": "CANCELED"}, {}, ""),
        ({}, {"stage": Stage.WAITING}, ""),
        ({}, {"stage": Stage.NOT_CONFIRMED}, ""),
        ({}, {"stage": Stage.NEEDS_REVIEW}, ""),
        ({"two_versions": True}, {}, "two different versions"),
        ({"status": "SUSPENDED"}, {}, "SUSPENDED"),
        ({"device_status": "CHARGING"}, {}, "CHARGING"),
        ({"bad": ("battery_commands.setpoint_w",)}, {}, "could not be read"),
        (GONE, {}, "no longer lists"),
        ({}, {"replaced_by": "another"}, "replaced"),
        ({"device_status": "OK"}, {"replaced_by": "another", "stage": Stage.DELIVERED}, "Change the one that stands"),
        ({"device_status": "OK"}, {"stage": Stage.NONE}, "Change the one that stands"),
        ({"device_status": "FAILED_FAULT"}, {"stage": Stage.WITHDRAWN}, "Change the one that stands"),
        ({"device_status": "OK"}, {"stage": Stage.NEEDS_REVIEW}, ""),
    ],
    ids=str,
)
def test_what_is_unusual_is_asked_about(held: Any, row: Any, asks: str, a_held: Make) -> None:
    verdict = answerable(Row(a_held(**held), **row))
    assert verdict.may
    assert verdict.why_not == ""
    assert (asks in verdict.ask) if asks else verdict.ask == ""


@pytest.mark.parametrize(
    ("held", "stage", "why"),
    [
        ({"bad": ("device_status",), "device_status": ""}, Stage.NONE, "no readable device status"),
        ({"bad": ("status",), "status": ""}, Stage.NONE, "no readable status"),
        ({}, Stage.SAVING, "being saved"),
        ({}, Stage.SENDING, "on its way"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(held: Any, stage: Stage, why: str, a_held: Make) -> None:
    verdict = answerable(Row(a_held(**held), stage=stage))
    assert not verdict.may
    assert why in verdict.why_not


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_says_whether_and_why(stage: Stage, a_held: Make) -> None:
    verdict = answerable(Row(a_held(), stage=stage))
    assert verdict.may == (verdict.why_not == "")
