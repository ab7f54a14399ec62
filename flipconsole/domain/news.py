"""News: what Flip changed about a command since somebody looked, one line for each command that a list changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from flipconsole.domain.command import DeviceStatus, Status
from flipconsole.domain.merge import Change
from flipconsole.domain.row import Row
from flipconsole.domain.terms import Terms, changed_terms, terms_of

LONGEST_CHAIN = 50


class NewsKind(StrEnum):
    """What happened, the weightier first: a line that tells several things is of the first kind that fits."""

    CANCELLED = "cancelled"
    OPTED_OUT = "opted_out"
    REPLACED = "replaced"
    GONE = "gone"
    BACK = "back"
    MOVED = "moved"
    POWER = "power"
    MODE = "mode"
    ANSWERED = "answered"
    NEW = "new"
    OTHER = "other"


class News(msgspec.Struct, frozen=True, gc=False):
    """One line of what changed; `before` is None for a new command, `after` for one that is gone.

    `at` is when the list came that showed it (aware UTC, Flip's clock); `version` Flip's `updated_at` then, so that two
    processes that see the same change write one line. `other_id` is the command that this one replaces. `seq` is 0
    until the line is on disk.
    """

    kind: NewsKind
    at: datetime
    command_id: str
    device_id: str
    before: Terms | None = None
    after: Terms | None = None
    version: str = ""
    other_id: str | None = None
    seq: int = 0

    def numbered(self, seq: int) -> News:
        """The same line as it is on disk."""
        return msgspec.structs.replace(self, seq=seq)


_TERMS_OF_KIND = (
    (NewsKind.MOVED, {"starts_at", "ends_at"}),
    (NewsKind.POWER, {"setpoint_w", "power_mode"}),
    (NewsKind.MODE, {"mode", "backup_reserve_percentage", "enable_grid_import"}),
    (NewsKind.ANSWERED, {"device_status"}),
)


def news_of(change: Change, row: Row, at: datetime) -> News | None:
    """The line for one change that a list brought, or None when nobody has to be told; `row` is as it stands now.

    Not told: that Flip shows our own answer; and that a command is gone or given up whose replacement is told.
    """
    held = change.after
    after = terms_of(held.command)
    before = None if change.before is None else terms_of(change.before.command)
    kind = _kind(change, row, before, after)
    if kind is None:
        return None
    version = held.command.updated_at
    return News(
        kind,
        at,
        held.command.id,
        held.command.device_id,
        before,
        None if kind is NewsKind.GONE else after,
        "" if version is None else version.isoformat(),
        row.replaces if kind is NewsKind.REPLACED else None,
    )


def _kind(change: Change, row: Row, before: Terms | None, after: Terms) -> NewsKind | None:
    if change.before is None or before is None:
        return NewsKind.NEW if row.replaces is None else NewsKind.REPLACED
    if change.after.gone_at is not None and change.before.gone_at is None:
        return NewsKind.GONE if row.replaced_by is None else None
    names = set(changed_terms(before, after))
    if "status" in names and after.status == Status.CANCELED:
        return NewsKind.CANCELLED
    if "status" in names and after.status == Status.OPT_OUT:
        return NewsKind.OPTED_OUT
    if change.before.gone_at is not None and change.after.gone_at is None:
        return NewsKind.BACK
    if names == {"device_status"} and (row.replaced_by is not None or _is_ours(row, after)):
        return None
    for kind, of_kind in _TERMS_OF_KIND:
        if names & of_kind and not (kind is NewsKind.ANSWERED and after.device_status == DeviceStatus.PENDING):
            return kind
    return NewsKind.OTHER if names else None


def _is_ours(row: Row, after: Terms) -> bool:
    """Whether an answer of ours that has left says the same."""
    return any(ack.attempts > 0 and ack.device_status == after.device_status for ack in row.acks)


def chain_of(rows: Mapping[str, Row], command_id: str) -> list[Row]:
    """The command with all that it replaced before it and all that replaced it after it, oldest first."""
    first = command_id
    for _step in range(LONGEST_CHAIN):
        row = rows.get(first)
        if row is None or row.replaces is None or row.replaces not in rows or row.replaces == command_id:
            break
        first = row.replaces
    chain: list[Row] = []
    one: str | None = first
    while one is not None and one in rows and len(chain) < LONGEST_CHAIN and rows[one] not in chain:
        chain.append(rows[one])
        one = rows[one].replaced_by
    return chain
