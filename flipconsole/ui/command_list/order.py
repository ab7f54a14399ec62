"""By what the list is sorted: one key per column, and the order of urgency that is the default."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import IntEnum
from typing import Any, NamedTuple

from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.row import Row, Stage
from flipconsole.domain.work import Work

Key = float | str | tuple[Any, ...]
"""Keys of one column are all of one type, those of several a tuple; None is "has none" and comes last either way."""


class Column(IntEnum):
    """The columns of the list, in their places."""

    ACK_IN = 0
    STARTS_IN = 1
    BATTERY = 2
    SITE = 3
    WHAT = 4
    WHEN = 5
    FLIP_STATUS = 6
    DEVICE_STATUS = 7
    ANSWER = 8
    ADDRESS = 9
    MODEL = 10
    SERIAL = 11
    CAPACITY = 12
    RATED = 13
    ZONE = 14


OFF_AT_FIRST = frozenset({Column.ADDRESS, Column.MODEL, Column.SERIAL, Column.CAPACITY, Column.RATED, Column.ZONE})
"""Columns that nobody sees until they are chosen."""

OF_BATTERY = OFF_AT_FIRST | {Column.SITE}
"""Columns that tell of the battery and not of the command."""


class SortKey(NamedTuple):
    """One column by which the list is sorted."""

    column: Column
    descending: bool = False


_GROUP_WIDTH = 1e11  # seconds: far beyond the year 2200, so that a group and a time fit in one number, sorted fast
_ASKING = frozenset({Stage.NOT_SAVED, Stage.NEEDS_REVIEW, Stage.NOT_ACCEPTED})
_UNDER_WAY = frozenset({Stage.SAVING, Stage.HOLDING, Stage.WAITING, Stage.SENDING, Stage.NOT_CONFIRMED})


def urgency_key(row: Row) -> float:
    """The default order: open work by the earlier of fuse and start, then open work without a known time, then what
    needs a person for another reason, then answers under way, then the rest, then what Flip no longer lists.

    Within the last four, the earlier start comes first.
    """
    urgent_at = row.urgent_at
    if urgent_at is not None:
        return urgent_at.timestamp()
    if row.open_work is not Work.NONE:
        group = 1
    elif row.attention or row.stage in _ASKING:
        group = 2
    elif row.stage in _UNDER_WAY:
        group = 3
    elif row.held.gone_at is None:
        group = 4
    else:
        group = 5
    starts_at = row.held.command.starts_at
    return group * _GROUP_WIDTH + (_GROUP_WIDTH / 2 if starts_at is None else starts_at.timestamp())


_STATUS_ORDER = {"PENDING": "0", "CANCELED": "0", "OPT_OUT": "1", "FAILED_FAULT": "1", "FAILED_OFFLINE": "2", "OK": "9"}
_STAGE_ORDER = {
    stage: float(place)
    for place, stage in enumerate(
        (
            Stage.NOT_SAVED,
            Stage.NOT_ACCEPTED,
            Stage.NEEDS_REVIEW,
            Stage.NOT_CONFIRMED,
            Stage.SAVING,
            Stage.HOLDING,
            Stage.WAITING,
            Stage.SENDING,
            Stage.DELIVERED,
            Stage.WITHDRAWN,
        )
    )
}


KeyOfRow = Callable[[Row, BatteryFacts], Key | None]


def column_key(column: Column) -> KeyOfRow:
    """The key by which a column is sorted."""
    return _KEYS[column]


def _folded(text: str | None) -> str | None:
    return text.casefold() if text else None


def _moment(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def _what(row: Row) -> str | None:
    battery = row.held.command.battery_commands
    return f"{battery.mode}\0{battery.setpoint_w or 0:012d}" if battery.mode else None


def _status(word: str) -> str:
    return _STATUS_ORDER.get(word, "5" + word)  # an unknown word stands between trouble and OK


_KEYS: dict[Column, KeyOfRow] = {
    Column.ACK_IN: lambda row, _facts: urgency_key(row),
    Column.STARTS_IN: lambda row, _facts: _moment(row.held.command.starts_at),
    Column.BATTERY: lambda row, facts: facts.name or row.held.command.device_id or None,
    Column.SITE: lambda _row, facts: _folded(facts.site),
    Column.WHAT: lambda row, _facts: _what(row),
    Column.WHEN: lambda row, _facts: _moment(row.held.command.starts_at),
    Column.FLIP_STATUS: lambda row, _facts: _status(row.held.command.status),
    Column.DEVICE_STATUS: lambda row, _facts: _status(row.held.command.device_status),
    Column.ANSWER: lambda row, _facts: _STAGE_ORDER.get(row.stage),
    Column.ADDRESS: lambda _row, facts: _folded(facts.address),
    Column.MODEL: lambda _row, facts: _folded(facts.product),
    Column.SERIAL: lambda _row, facts: _folded(facts.serial),
    Column.CAPACITY: lambda _row, facts: facts.capacity_wh,
    Column.RATED: lambda _row, facts: facts.rated_w,
    Column.ZONE: lambda _row, facts: _folded(facts.zone),
}
