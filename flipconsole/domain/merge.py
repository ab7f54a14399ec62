"""Merging what Flip says now into what is held: by id, the newest `updated_at` wins."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from flipconsole.domain.command import Command, DeviceStatus
from flipconsole.domain.held import Held, Source

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_SLACK = timedelta(seconds=5)


class Change(msgspec.Struct, frozen=True, gc=False):
    """One held command before and after a merge; `before` is None for a new one."""

    before: Held | None
    after: Held


def merge(
    held: Mapping[str, Held],
    commands: Iterable[Command],
    *,
    source: Source,
    now: datetime,
    complete: bool = False,
    named: Collection[str] | None = None,
    doubled: Collection[str] = (),
) -> list[Change]:
    """What changes when `commands` arrive; the same data again changes nothing.

    `complete`: the commands are a whole list, or the last part of one that names the ids `named` (a set), so a held
    command that it does not name is gone from it. Imported ones, which no list ever named, cannot go. An older
    `updated_at` never replaces a newer one, but what was only pasted gives way to any word of Flip's, and a pasted
    version from the future is passed over: it would hide what changes.
    """
    changes: list[Change] = []
    seen: set[str] = set()
    for command in commands:
        seen.add(command.id)
        before = held.get(command.id)
        after = _after(before, command, source, now, command.id in doubled)
        if after is not None:
            changes.append(Change(before, after))
    if complete:
        named = seen if named is None else named
        for command_id, before in held.items():
            if command_id not in named and before.gone_at is None and before.source is not Source.IMPORT:
                changes.append(Change(before, msgspec.structs.replace(before, gone_at=now)))
    return changes


def _after(before: Held | None, command: Command, source: Source, now: datetime, doubled: bool) -> Held | None:
    if before is None:
        return Held(command, now, source, _pending_since(None, command, now), None, doubled)
    standing = before.command
    if standing is not command and standing != command and _is_outranked(before, command, source, now):
        command = standing
    back = before.gone_at is not None and source is not Source.IMPORT
    from_list = source if source is not Source.IMPORT else before.source
    if command == standing and not back and from_list == before.source and doubled == before.two_versions:
        return None
    return Held(
        command,
        before.first_seen_at,
        from_list,
        _pending_since(before, command, now),
        None if back else before.gone_at,
        doubled,
    )


def _is_outranked(before: Held, incoming: Command, source: Source, now: datetime) -> bool:
    if source is not Source.IMPORT and before.source is Source.IMPORT:
        return False
    if source is Source.IMPORT and before.source is not Source.IMPORT and _is_from_the_future(incoming, now):
        return True
    return _is_older(incoming, before.command)


def _is_older(incoming: Command, standing: Command) -> bool:
    if incoming.updated_at is None or standing.updated_at is None:
        return False
    return incoming.updated_at < standing.updated_at


def _is_from_the_future(command: Command, now: datetime) -> bool:
    return command.updated_at is not None and command.updated_at > now + _SLACK


def _pending_since(before: Held | None, command: Command, now: datetime) -> datetime | None:
    """When the command last became PENDING: Flip's clock for an answer starts there (Control guide; "about")."""
    if command.device_status != DeviceStatus.PENDING:
        return None
    if before is not None and before.pending_since is not None and before.command.status == command.status:
        return before.pending_since
    moment = command.updated_at or command.created_at or now
    return now if moment < _LONG_AGO else moment
