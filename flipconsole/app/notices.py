"""Notices: what is worth telling an operator who looks elsewhere, one for each kind and not one for each row."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from psygnal import Signal

from flipconsole.domain.command import Status
from flipconsole.domain.language import ngettext
from flipconsole.domain.merge import Change
from flipconsole.domain.row import Row
from flipconsole.domain.work import Work, work_of

SOON = timedelta(hours=1)
LAST_CALL = timedelta(minutes=3)


class NoticeKind(StrEnum):
    """What a notice is about."""

    NEW = "new"
    REMOVAL = "removal"
    LAST_CALL = "last_call"
    NEEDS_YOU = "needs_you"
    TOKEN = "token"
    STORE = "store"
    HELD_BACK = "held_back"
    OVERDUE = "overdue"


class Notice(NamedTuple):
    """One grouped message; `urgent` ones may interrupt, the others wait in the window.

    `soon` is how many of new commands start within the hour.
    """

    kind: NoticeKind
    text: str
    urgent: bool
    command_ids: tuple[str, ...] = ()
    soon: int = 0


def notices_of(changes: Sequence[Change], now: datetime) -> list[Notice]:
    """What a fetch brought, at most one notice a kind."""
    fresh: list[Change] = []
    removals: list[Change] = []
    for change in changes:
        command = change.after.command
        if change.after.gone_at is not None:
            continue
        work = work_of(command.status, command.device_status)
        before = None if change.before is None else change.before.command
        if work is Work.REMOVE and (before is None or before.status == Status.OK):
            removals.append(change)
        elif work is not Work.NONE and before is None:
            fresh.append(change)
    notices: list[Notice] = []
    if fresh:
        soon = sum(
            1
            for change in fresh
            if change.after.command.starts_at is not None and change.after.command.starts_at <= now + SOON
        )
        notices.append(Notice(NoticeKind.NEW, new_text(len(fresh), soon), soon > 0, _ids(fresh), soon))
    if removals:
        text = ngettext(
            "{count} command was cancelled: remove it from the battery and confirm",
            "{count} commands were cancelled: remove them from the batteries and confirm",
            len(removals),
        ).format(count=len(removals))
        notices.append(Notice(NoticeKind.REMOVAL, text, True, _ids(removals)))
    return notices


def new_text(count: int, soon: int) -> str:
    """A burst of new commands in one line: "500 new commands, 12 start within 1 h"."""
    text = ngettext("{count} new command", "{count} new commands", count).format(count=count)
    if not soon:
        return text
    return ngettext("{new}, {soon} starts within 1 h", "{new}, {soon} start within 1 h", soon).format(
        new=text, soon=soon
    )


class LastCalls:
    """Warns once for each command whose fuse is about to burn down.

    Fuses are kept in the order in which they burn down, so that a second in which none does costs nothing however many
    there are: `note` takes those of new and changed rows.
    """

    def __init__(self) -> None:
        self._warned: dict[str, datetime] = {}
        self._fuses: list[tuple[datetime, str]] = []
        self._now: datetime | None = None

    def note(self, rows: Iterable[Row]) -> None:
        """Watch the fuses of these rows, too."""
        for row in rows:
            ack_by = row.ack_by
            if row.open_work is Work.NONE:
                self._warned.pop(row.id, None)
            elif ack_by is not None:
                heapq.heappush(self._fuses, (ack_by, row.id))

    def due(self, open_rows: Mapping[str, Row], now: datetime) -> Notice | None:
        """The one notice for every open row that has come within three minutes of its deadline since the last call."""
        if self._now is None or now < self._now:  # a clock that was set back brings fuses back that had burnt down
            self._fuses.clear()
            self.note(open_rows.values())
            self._warned = {one: ack_by for one, ack_by in self._warned.items() if one in open_rows}
        self._now = now
        ids: list[str] = []
        while self._fuses and self._fuses[0][0] - LAST_CALL <= now:
            ack_by, command_id = heapq.heappop(self._fuses)
            row = open_rows.get(command_id)
            is_meant = row is not None and row.ack_by == ack_by and now < ack_by
            if is_meant and self._warned.get(command_id) != ack_by:
                self._warned[command_id] = ack_by
                ids.append(command_id)
        if not ids:
            return None
        text = ngettext(
            "{count} command must be answered within 3 minutes",
            "{count} commands must be answered within 3 minutes",
            len(ids),
        ).format(count=len(ids))
        return Notice(NoticeKind.LAST_CALL, text, True, tuple(ids))


def _ids(changes: Sequence[Change]) -> tuple[str, ...]:
    return tuple(change.after.command.id for change in changes)


class NoticeBoard:
    """Where notices are put up; whoever shows them listens.

    Signals:
        notice_raised: one `Notice`.
    """

    notice_raised = Signal(object)

    def __init__(self) -> None:
        self._asking: dict[str, str] = {}

    def tell(self, notice: Notice) -> None:
        """Put one notice up."""
        self.notice_raised.emit(notice)

    def needs_you(self, command_id: str, text: str) -> None:
        """Note an answer that a person must look at, for the next `tell_needs_you`."""
        self._asking[command_id] = text

    def tell_needs_you(self) -> None:
        """Put up one notice for all that were noted since the last call."""
        if not self._asking:
            return
        asking, self._asking = self._asking, {}
        text = next(iter(asking.values()))
        if len(asking) > 1:
            text = ngettext(
                "{count} answer needs you: look at each before it is too late",
                "{count} answers need you: look at each before it is too late",
                len(asking),
            ).format(count=len(asking))
        self.tell(Notice(NoticeKind.NEEDS_YOU, text, True, tuple(asking)))
