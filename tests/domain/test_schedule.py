from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flipconsole.domain.command import BatteryCommand, Command, UnreadableField
from flipconsole.domain.schedule import Overlap, Schedule, effective_schedule

DAY = datetime(2025, 7, 14, tzinfo=UTC)
HORIZON = 40


def at(minute: int) -> datetime:
    return DAY + timedelta(minutes=minute)


def asking(name: str, start: int, end: int | None, updated: int = 0, **changes: object) -> Command:
    fields: dict[str, object] = {
        "id": name,
        "event_id": None,
        "device_id": "xyz-123",
        "starts_at": at(start),
        "ends_at": None if end is None else at(end),
        "duration_s": None,
        "is_preparatory_action": False,
        "battery_commands": BatteryCommand(mode="CHARGE"),
        "status": "OK",
        "device_status": "PENDING",
        "device_status_reason": None,
        "created_at": DAY,
        "updated_at": at(updated),
    }
    return Command(**(fields | changes))  # type: ignore[arg-type]


def spans(schedule: Schedule) -> list[tuple[str, int, int | None]]:
    return [
        (
            span.command_id,
            (span.starts_at - DAY) // timedelta(minutes=1),
            None if span.ends_at is None else (span.ends_at - DAY) // timedelta(minutes=1),
        )
        for span in schedule.spans
    ]


def test_commands_one_after_the_other_stay_as_they_are() -> None:
    schedule = effective_schedule([asking("b", 20, 30), asking("a", 10, 20)])
    assert spans(schedule) == [("a", 10, 20), ("b", 20, 30)]
    assert schedule.overlaps == ()


def test_an_open_end_runs_until_the_next_one_starts_and_does_not_come_back() -> None:
    schedule = effective_schedule([asking("a", 0, None), asking("b", 10, 20)])
    assert spans(schedule) == [("a", 0, 10), ("b", 10, 20)]
    assert schedule.overlaps == ()


def test_the_last_open_end_stays_open() -> None:
    assert spans(effective_schedule([asking("a", 0, 5), asking("b", 10, None)])) == [("a", 0, 5), ("b", 10, None)]


def test_the_later_start_takes_over_and_the_first_goes_on_after_it() -> None:
    schedule = effective_schedule([asking("a", 0, 30), asking("b", 10, 20)])
    assert spans(schedule) == [("a", 0, 10), ("b", 10, 20), ("a", 20, 30)]
    assert schedule.overlaps == (Overlap("a", "b", at(10), at(20)),)


@pytest.mark.parametrize(("updated", "winner"), [((1, 2), "b"), ((2, 1), "a"), ((1, 1), "b")])
def test_a_tie_goes_to_the_newer_version_then_to_the_greater_id(updated: tuple[int, int], winner: str) -> None:
    schedule = effective_schedule([asking("a", 0, 10, updated[0]), asking("b", 0, 10, updated[1])])
    assert spans(schedule) == [(winner, 0, 10)]
    assert [(one.starts_at, one.ends_at) for one in schedule.overlaps] == [(at(0), at(10))]


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "CANCELED"},
        {"status": "OPT_OUT"},
        {"status": "SUSPENDED"},
        {"device_status": "FAILED_OFFLINE"},
        {"device_status": "FAILED_FAULT"},
        {"starts_at": None},
        {"ends_at": None, "unreadable": (UnreadableField("ends_at", "?", "?"),)},
        {"ends_at": DAY},
    ],
    ids=str,
)
def test_what_will_not_run_or_cannot_be_placed_is_out_of_it(changes: dict[str, object]) -> None:
    schedule = effective_schedule([asking("a", 0, None), asking("b", 5, 15, **changes)])
    assert spans(schedule) == [("a", 0, None)]
    assert schedule.overlaps == ()


@pytest.mark.parametrize(
    "changes", [{"device_status": "OK"}, {"device_status": "FOO"}, {"is_preparatory_action": True}]
)
def test_answered_unknown_and_preparatory_ones_are_in_it(changes: dict[str, object]) -> None:
    assert spans(effective_schedule([asking("a", 0, 10, **changes)])) == [("a", 0, 10)]


def test_a_command_given_twice_breaks_nothing() -> None:
    twin = asking("a", 0, 10, updated_at=None)
    assert spans(effective_schedule([twin, twin])) == [("a", 0, 10)]


def test_a_battery_without_commands_has_an_empty_schedule() -> None:
    assert effective_schedule([]) == Schedule()


def brute_force(commands: Sequence[Command]) -> tuple[dict[int, str], dict[tuple[str, str], set[int]]]:
    """Minute by minute, from the words of the rule alone."""
    fit = [
        command
        for command in commands
        if command.status == "OK"
        and not command.device_status.startswith("FAILED")
        and (command.ends_at is None or command.ends_at > command.starts_at)  # type: ignore[operator]
    ]

    def rank(command: Command) -> tuple[object, ...]:
        return (command.starts_at, command.updated_at, command.id)

    def covers(command: Command, minute: int) -> bool:
        assert command.starts_at is not None
        if at(minute) < command.starts_at:
            return False
        if command.ends_at is not None:
            return at(minute) < command.ends_at
        return not any(rank(other) > rank(command) and other.starts_at <= at(minute) for other in fit)  # type: ignore[operator]

    driving: dict[int, str] = {}
    shared: dict[tuple[str, str], set[int]] = {}
    for minute in range(HORIZON):
        standing = sorted((command for command in fit if covers(command, minute)), key=rank)
        if standing:
            driving[minute] = standing[-1].id
        for first, second in combinations(standing, 2):
            shared.setdefault((first.id, second.id), set()).add(minute)
    return driving, shared


@st.composite
def batteries(draw: st.DrawFn) -> list[Command]:
    minute = st.integers(0, HORIZON - 10)
    return [
        asking(
            f"{number}",
            draw(minute),
            draw(st.none() | minute),
            draw(st.integers(0, 2)),
            status=draw(st.sampled_from(["OK", "OK", "OK", "CANCELED", "OPT_OUT"])),
            device_status=draw(st.sampled_from(["PENDING", "OK", "FAILED_OFFLINE"])),
        )
        for number in range(draw(st.integers(0, 7)))
    ]


@settings(max_examples=400, deadline=None)
@given(batteries())
def test_the_schedule_equals_a_minute_by_minute_model(commands: list[Command]) -> None:
    schedule = effective_schedule(commands)
    driving, shared = brute_force(commands)

    minutes: dict[int, str] = {}
    for name, start, end in spans(schedule):
        for minute in range(start, HORIZON if end is None else end):
            assert minute not in minutes, "spans never overlap"
            minutes[minute] = name
    assert minutes == driving
    assert [span.starts_at for span in schedule.spans] == sorted(span.starts_at for span in schedule.spans)
    assert all(span.ends_at is None or span.starts_at < span.ends_at for span in schedule.spans)
    for before, after in zip(schedule.spans, schedule.spans[1:], strict=False):
        assert (before.command_id, before.ends_at) != (after.command_id, after.starts_at), "no span is cut in two"

    found: dict[tuple[str, str], set[int]] = {}
    for overlap in schedule.overlaps:
        pair = (overlap.first_id, overlap.second_id)
        assert pair not in found, "one overlap for each pair"
        start, end = ((moment - DAY) // timedelta(minutes=1) for moment in (overlap.starts_at, overlap.ends_at))
        found[pair] = set(range(start, end))
    assert found == shared


def test_the_order_in_which_commands_come_does_not_matter(a_command: Callable[..., Command]) -> None:
    commands = [asking("a", 0, 30), asking("b", 10, None), asking("c", 20, 25)]
    assert effective_schedule(commands) == effective_schedule(commands[::-1])
