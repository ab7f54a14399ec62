from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta, timezone
from typing import Any

import msgspec
import pytest

from flipconsole.domain.command import Command, UnreadableField
from flipconsole.domain.terms import TERM_NAMES, Terms, changed_terms, term_time, terms_of

CHANGES: dict[str, Any] = {
    "device_id": "abc-1",
    "status": "CANCELED",
    "device_status": "OK",
    "starts_at": None,
    "ends_at": None,
    "mode": "CHARGE",
    "power_mode": "SETPOINT",
    "setpoint_w": 5000,
    "enable_grid_import": False,
    "backup_reserve_percentage": 0,
}


def test_the_terms_are_the_ten_of_the_design() -> None:
    assert set(CHANGES) == set(TERM_NAMES)
    assert {field.name for field in msgspec.structs.fields(Terms)} == {*TERM_NAMES, "unreadable", "listed"}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_any_term_is_seen_and_named(name: str, a_command: Callable[..., Command]) -> None:
    before, after = terms_of(a_command()), terms_of(a_command(**{name: CHANGES[name]}))
    assert changed_terms(before, after) == changed_terms(after, before) == (name,)


def test_several_changes_come_in_the_order_of_the_table(a_command: Callable[..., Command]) -> None:
    assert changed_terms(terms_of(a_command()), terms_of(a_command(**CHANGES))) == TERM_NAMES


@pytest.mark.parametrize(
    "changes",
    [
        {"updated_at": None},
        {"created_at": None},
        {"event_id": "e"},
        {"duration_s": 1.0},
        {"device_status_reason": "because"},
        {"is_preparatory_action": True},
        {"enable_grid_export": True},
        {"maximum_charge_percentage": 90},
        {"raw": "{}"},
        {"bad": ("duration_s",)},
        {"bad": ("battery_commands.maximum_charge_percentage",)},
    ],
    ids=str,
)
def test_what_is_no_term_changes_nothing(changes: dict[str, Any], a_command: Callable[..., Command]) -> None:
    assert changed_terms(terms_of(a_command()), terms_of(a_command(**changes))) == ()


def test_none_and_zero_or_false_are_different_terms(a_command: Callable[..., Command]) -> None:
    assert changed_terms(terms_of(a_command(backup_reserve_percentage=0)), terms_of(a_command()))
    assert changed_terms(terms_of(a_command(enable_grid_import=False)), terms_of(a_command()))


@pytest.mark.parametrize("path", ["status", "battery_commands.setpoint_w", "battery_commands"])
def test_a_change_inside_an_unreadable_term_counts(path: str, a_command: Callable[..., Command]) -> None:
    first, second = (terms_of(a_command(unreadable=(UnreadableField(path, raw, "?"),))) for raw in ('"5000"', '"6000"'))
    assert changed_terms(first, second) == ("unreadable",)
    assert changed_terms(first, first) == ()


def test_one_moment_in_two_zones_is_one_term(a_command: Callable[..., Command]) -> None:
    command = a_command()
    assert command.starts_at is not None
    elsewhere = msgspec.structs.replace(command, starts_at=command.starts_at.astimezone(timezone(timedelta(hours=-7))))
    assert terms_of(command) == terms_of(elsewhere)


def test_a_kept_time_reads_back_exactly(a_command: Callable[..., Command]) -> None:
    command = a_command()
    assert command.starts_at is not None
    fine = command.starts_at.replace(microsecond=123456)
    assert term_time(terms_of(msgspec.structs.replace(command, starts_at=fine)).starts_at) == fine
    assert term_time(None) is None


def test_a_second_apart_is_a_change_and_a_microsecond_too(a_command: Callable[..., Command]) -> None:
    command = a_command()
    assert command.ends_at is not None
    later = msgspec.structs.replace(command, ends_at=command.ends_at + timedelta(microseconds=1))
    assert changed_terms(terms_of(command), terms_of(later)) == ("ends_at",)
