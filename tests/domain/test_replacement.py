from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from flipconsole.domain.command import Command
from flipconsole.domain.replacement import find_replacements


@pytest.fixture
def old_and_new(a_command: Callable[..., Command], now: datetime) -> Callable[..., list[Command]]:
    def build(old: dict[str, Any] | None = None, new: dict[str, Any] | None = None) -> list[Command]:
        return [
            a_command(**({"id": "new", "created_at": now + timedelta(minutes=15)} | (new or {}))),
            a_command(**({"id": "old"} | (old or {}))),
        ]

    return build


def test_a_late_or_gone_command_is_linked_to_its_replacement(old_and_new: Callable[..., list[Command]]) -> None:
    assert find_replacements(old_and_new(), {"old"}) == {"old": "new"}


@pytest.mark.parametrize("device_status", ["FAILED_OFFLINE", "FAILED_FAULT"])
def test_a_failed_command_is_linked_without_being_late(
    old_and_new: Callable[..., list[Command]], device_status: str
) -> None:
    assert find_replacements(old_and_new({"device_status": device_status})) == {"old": "new"}


def test_a_command_that_still_stands_is_not_replaced(old_and_new: Callable[..., list[Command]]) -> None:
    assert find_replacements(old_and_new()) == {}


def test_chains_link_step_by_step(old_and_new: Callable[..., list[Command]], a_command: Callable[..., Command]) -> None:
    newest = a_command(id="newest", created_at=old_and_new()[0].created_at + timedelta(minutes=15))  # type: ignore[operator]
    assert find_replacements([newest, *old_and_new()], {"old", "new"}) == {"old": "new", "new": "newest"}
    assert find_replacements([newest, *old_and_new()], {"new"}) == {"new": "newest"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"status": "CANCELED"}, {}),
        ({"status": "OPT_OUT"}, {}),
        ({"created_at": None}, {}),
        ({}, {"device_id": "another"}),
        ({}, {"created_at": None}),
        ({}, {"starts_at": None}),
        ({}, {"ends_at": None}),
        ({}, {"created_at": datetime.fromisoformat("2025-07-14T20:00:00Z")}),
        ({}, {"id": "zzz", "created_at": datetime.fromisoformat("2025-07-14T20:00:00Z")}),
        ({}, {"created_at": datetime.fromisoformat("2025-07-14T19:00:00Z")}),
        ({"ends_at": None, "bad": ("ends_at",)}, {"ends_at": None, "bad": ("ends_at",)}),
    ],
)
def test_what_differs_is_not_linked(
    old_and_new: Callable[..., list[Command]], old: dict[str, Any], new: dict[str, Any]
) -> None:
    assert find_replacements(old_and_new(old, new), {"old"}) == {}


def test_open_windows_count_as_the_same(old_and_new: Callable[..., list[Command]]) -> None:
    assert find_replacements(old_and_new({"ends_at": None}, {"ends_at": None}), {"old"}) == {"old": "new"}


def test_a_replacement_that_was_cancelled_is_still_one(old_and_new: Callable[..., list[Command]]) -> None:
    assert find_replacements(old_and_new({}, {"status": "CANCELED"}), {"old"}) == {"old": "new"}
