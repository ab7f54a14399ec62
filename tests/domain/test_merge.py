"""What arrives is merged by id: the newest version wins, and the same again changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipconsole.domain.held import Held, Source
from flipconsole.domain.merge import merge

Make = Callable[..., Any]
OTHER = "597f6eca-6276-4993-bfeb-53cbbbba6f08"


@pytest.fixture(scope="session")
def merged(now: datetime) -> Make:
    """Merges commands into what is held (a list of Held), and gives what is held then, by id."""

    def merge_into(held: list[Held], commands: list[Any], **options: Any) -> dict[str, Held]:
        known = {one.command.id: one for one in held}
        changes = merge(known, commands, **({"source": Source.LIST, "now": now} | options))
        return known | {change.after.command.id: change.after for change in changes}

    return merge_into


def test_a_new_command_is_held_with_when_and_whence(a_command: Make, merged: Make, now: datetime) -> None:
    command = a_command()
    held = merged([], [command])[command.id]
    assert (held.command, held.first_seen_at, held.source, held.gone_at) == (command, now, Source.LIST, None)
    assert held.pending_since == command.updated_at


@pytest.mark.parametrize("source", Source)
def test_an_older_version_never_replaces_a_newer_one(
    source: Source, a_held: Make, a_command: Make, merged: Make, now: datetime
) -> None:
    newer = a_held(setpoint_w=2, updated_at=now)
    older = a_command(setpoint_w=1, updated_at=now - timedelta(seconds=1))
    assert merged([newer], [older], source=source)[older.id].command.battery_commands.setpoint_w == 2


@pytest.mark.parametrize("updated_at", ["the same", None])
def test_of_equal_or_undated_versions_the_one_that_came_last_stands(
    updated_at: Any, a_held: Make, a_command: Make, merged: Make, now: datetime
) -> None:
    command = a_command(status="CANCELED", updated_at=now if updated_at else None)
    assert merged([a_held()], [command])[command.id].command.status == "CANCELED"


def test_a_word_of_flips_replaces_what_was_only_pasted_whatever_its_date(
    a_held: Make, a_command: Make, merged: Make, now: datetime
) -> None:
    pasted = a_held(source=Source.IMPORT, updated_at=now + timedelta(days=9000))
    listed = a_command(status="CANCELED", updated_at=now)
    held = merged([pasted], [listed])[listed.id]
    assert (held.command.status, held.source) == ("CANCELED", Source.LIST)


def test_a_pasted_version_from_the_future_hides_no_later_change(
    a_held: Make, a_command: Make, merged: Make, now: datetime
) -> None:
    held = a_held(setpoint_w=1)
    forged = a_command(setpoint_w=2, updated_at=now + timedelta(seconds=6))
    assert merged([held], [forged], source=Source.IMPORT)[forged.id] == held
    honest = a_command(setpoint_w=2, updated_at=now + timedelta(seconds=1))
    assert merged([held], [honest], source=Source.IMPORT)[honest.id].command == honest


def test_only_a_whole_list_makes_what_it_does_not_name_gone(
    a_held: Make, a_command: Make, merged: Make, now: datetime
) -> None:
    listed, pasted = a_held(), a_held(id=OTHER, source=Source.IMPORT)
    assert merged([listed, pasted], []) == {listed.command.id: listed, OTHER: pasted}
    whole = merged([listed, pasted], [], complete=True)
    assert whole[listed.command.id].gone_at == now
    assert whole[OTHER] == pasted


def test_what_is_gone_stays_gone_since_then_and_comes_back_by_flips_word_alone(
    a_held: Make, a_command: Make, merged: Make, now: datetime
) -> None:
    gone = a_held(gone_at=now - timedelta(hours=1))
    assert merge({gone.command.id: gone}, [], source=Source.LIST, now=now, complete=True) == []
    assert merged([gone], [a_command()], source=Source.IMPORT)[gone.command.id].gone_at == gone.gone_at
    assert merged([gone], [a_command()], source=Source.LIST)[gone.command.id].gone_at is None
    assert merged([gone], [a_command()], source=Source.ANSWER)[gone.command.id].gone_at is None


def test_two_versions_in_one_list_are_noted_until_they_are_one_again(a_command: Make, merged: Make) -> None:
    command = a_command()
    held = merged([], [command], doubled={command.id})[command.id]
    assert held.two_versions
    assert not merged([held], [command])[command.id].two_versions


def test_the_fuse_starts_when_flip_began_to_wait_and_anew_when_it_asks_anew(
    a_held: Make, a_command: Make, merged: Make, now: datetime
) -> None:
    later = now + timedelta(minutes=5)
    id = a_command().id
    pending = a_held(pending_since=now)
    assert merged([pending], [a_command(setpoint_w=1, updated_at=later)])[id].pending_since == now
    assert merged([pending], [a_command(status="CANCELED", updated_at=later)])[id].pending_since == later
    assert merged([pending], [a_command(device_status="OK", updated_at=later)])[id].pending_since is None
    answered = a_held(device_status="OK", pending_since=None)
    assert merged([answered], [a_command(updated_at=later)])[id].pending_since == later
    undated = merged([], [a_command(updated_at=None, created_at=None)])[id]
    assert undated.pending_since == now


@given(
    moves=st.lists(
        st.tuples(
            st.integers(0, 1),
            st.integers(0, 3),
            st.sampled_from(Source),
            st.booleans(),
            st.sampled_from(["PENDING", "OK"]),
        ),
        max_size=8,
    )
)
def test_the_same_again_changes_nothing(moves: Any, a_command: Make, now: datetime) -> None:
    held: dict[str, Held] = {}
    for which, version, source, complete, device_status in moves:
        id = (a_command().id, OTHER)[which]
        updated_at = now + timedelta(seconds=version)
        command = a_command(id=id, setpoint_w=version, updated_at=updated_at, device_status=device_status)
        options = {"source": source, "now": now, "complete": complete}
        held |= {change.after.command.id: change.after for change in merge(held, [command], **options)}
        assert merge(held, [command], **options) == []
