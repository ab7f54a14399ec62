from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipconsole.domain.checklist import evidence_of, lines_of, point_name
from flipconsole.domain.command import Mode
from flipconsole.domain.evidence import Evidence, Point
from flipconsole.domain.record import from_columns, to_columns
from tests.ui.desk import NEW_YORK, NOW, a_command, an_ack

ALL = dict.fromkeys(Point, True)


def points(**changes: Any) -> list[Point]:
    return [line.point for line in lines_of(a_command(1, **changes), NEW_YORK, NOW)]


def reason(ticks: dict[Point, bool], **changes: Any) -> str:
    return evidence_of(a_command(1, **changes), ticks, NEW_YORK, NOW).reason


def test_a_full_order_has_five_lines_and_others_only_those_that_they_have() -> None:
    assert points() == [Point.WINDOW, Point.MODE, Point.SETPOINT, Point.RESERVE, Point.CLOCK]
    assert points(mode="STANDBY", power_mode=None, setpoint_w=None, backup_reserve_percentage=None) == [
        Point.WINDOW,
        Point.MODE,
        Point.CLOCK,
    ]
    assert Point.SETPOINT not in points(power_mode="SETPOINT", setpoint_w=None)


@pytest.mark.parametrize("status", ["CANCELED", "OPT_OUT"])
def test_the_lines_of_a_removal_are_those_of_a_removal(status: str) -> None:
    assert points(status=status) == [Point.WINDOW, Point.USUAL_MODE]
    running = {"status": status, "starts_at": NOW - timedelta(minutes=5)}
    assert points(**running) == [Point.WINDOW, Point.STOPPED, Point.USUAL_MODE]
    assert reason(ALL, **running) == "Removed 15:55-19:00 EDT, stopped, usual mode, read back"


def test_it_writes_the_reason_by_itself() -> None:
    assert reason(ALL | {Point.CLOCK: False}) == (
        "Scheduled 17:00-19:00 EDT, discharge 5.0 kW, keep 20 %, read back; not verified: device clock"
    )
    assert reason(ALL) == "Scheduled 17:00-19:00 EDT, discharge 5.0 kW, keep 20 %, read back, device clock checked"


def test_what_is_not_verified_is_named_and_not_claimed() -> None:
    text = reason(ALL | {Point.SETPOINT: False})
    assert text.endswith("; not verified: setpoint")
    assert "kW" not in text
    assert reason({}) == "Scheduled; not verified: window, mode, setpoint, reserve, device clock"


def test_times_are_dated_where_they_are_not_of_today_and_name_both_sides_of_a_clock_change() -> None:
    tomorrow = reason(ALL, starts_at=NOW + timedelta(hours=20), ends_at=None)
    assert tomorrow.startswith("Scheduled from 2025-07-15 12:00 EDT, open end, discharge 5.0 kW")
    winter = NOW.replace(month=11, day=2, hour=5)
    crossing = a_command(1, starts_at=winter, ends_at=winter + timedelta(hours=2))
    assert evidence_of(crossing, ALL, NEW_YORK, winter).reason.startswith("Scheduled 01:00 EDT-02:00 EST")


def test_a_command_that_nobody_has_seen_has_only_what_a_person_can_know() -> None:
    assert [line.point for line in lines_of(None, NEW_YORK, NOW)] == [Point.WRITTEN, Point.CLOCK]
    assert evidence_of(None, ALL, NEW_YORK, NOW).reason == "Done as asked, read back, device clock checked"


@given(
    st.dictionaries(st.sampled_from(Point), st.booleans()),
    st.sampled_from([*Mode, "NEW_MODE", ""]),
    st.sampled_from(["OK", "CANCELED", "OPT_OUT", "PAUSED"]),
    st.sampled_from([None, "SETPOINT", "FOLLOW_LOAD", "NEW"]),
    st.sampled_from([None, 0, 20]),
)
def test_every_line_is_either_verified_or_named_as_not(
    ticks: dict[Point, bool], mode: str, status: str, power_mode: str | None, reserve: int | None
) -> None:
    command = a_command(1, mode=mode, status=status, power_mode=power_mode, backup_reserve_percentage=reserve)
    lines = lines_of(command, NEW_YORK, NOW)
    evidence = evidence_of(command, ticks, NEW_YORK, NOW)
    assert sorted([*evidence.verified, *evidence.not_verified]) == sorted(line.point for line in lines)
    assert set(evidence.verified) == {point for point in (line.point for line in lines) if ticks.get(point)}
    named = evidence.reason.partition("; not verified: ")[2]
    assert named == ", ".join(point_name(Point(point)) for point in evidence.not_verified)


def test_evidence_is_kept_with_the_ack() -> None:
    evidence = evidence_of(a_command(1), {Point.MODE: True}, NEW_YORK, NOW)
    for kept, terms in product((evidence, None), (an_ack(1).terms, None)):
        ack = an_ack(1, evidence=kept, terms=terms)
        assert from_columns(type(ack), to_columns(ack)) == ack
    assert isinstance(evidence, Evidence)
