"""The chips over the list: which rows each one counts and keeps."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flipconsole.domain.row import ASKING, UNDER_WAY, Row
from flipconsole.domain.shelving import is_shelved
from flipconsole.domain.work import Work


class Chip(StrEnum):
    """A count over the list that is also a filter; a row may belong to several."""

    TO_ACKNOWLEDGE = "to_acknowledge"
    CONFIRM_REMOVAL = "confirm_removal"
    LATE = "late"
    NEEDS_YOU = "needs_you"
    WAITING_TO_SEND = "waiting_to_send"
    FAILED = "failed"
    SHELVED = "shelved"
    DONE = "done"


def chips_of(row: Row, now: datetime) -> frozenset[Chip]:
    """Every chip that counts this row at `now`; each row is in at least one, so that no filter set can hide it.

    A row that is put off waits on its own chip alone until its time is over.
    """
    if row.mark is not None and is_shelved(row, now):
        return frozenset({Chip.SHELVED})
    chips: set[Chip] = set()
    if row.open_work in (Work.SCHEDULE, Work.UNCLEAR):
        chips.add(Chip.TO_ACKNOWLEDGE)
    elif row.open_work is Work.REMOVE:
        chips.add(Chip.CONFIRM_REMOVAL)
    if row.is_late(now):
        chips.add(Chip.LATE)
    if row.stage in ASKING or row.attention:
        chips.add(Chip.NEEDS_YOU)
    if row.stage in UNDER_WAY:
        chips.add(Chip.WAITING_TO_SEND)
    if row.has_failed:
        chips.add(Chip.FAILED)
    if not chips:
        chips.add(Chip.DONE)
    return frozenset(chips)
