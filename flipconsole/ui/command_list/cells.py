"""What each cell of a row shows: words, an icon of its own shape, and a tone; worked out once per change."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta, tzinfo
from typing import Literal, NamedTuple

from flipconsole.domain.battery import NOTHING, BatteryFacts
from flipconsole.domain.chips import Chip
from flipconsole.domain.command import DeviceStatus, Status
from flipconsole.domain.countdown import countdown, start_countdown
from flipconsole.domain.language import _
from flipconsole.domain.row import Row, Stage
from flipconsole.domain.words import answer_text, chip_title, device_status_text, stage_text, status_text
from flipconsole.domain.work import Work
from flipconsole.ui.command_list.battery_cells import battery_text, misses_zone
from flipconsole.ui.command_list.marks import short_mark
from flipconsole.ui.command_list.order import OF_BATTERY, Column
from flipconsole.ui.command_list.wording import clock, order, when
from flipconsole.ui.plain import plain

Tone = Literal["text", "muted", "danger", "warn", "ok", "info"]

SOON = timedelta(minutes=5)
"""From here on an open answer is marked as urgent."""


class Cell(NamedTuple):
    """One cell: words with an icon and a tone, and a quieter note with an icon of its own that gives way first."""

    text: str = ""
    note: str = ""
    icon: str = ""
    tone: Tone = "text"
    is_strong: bool = False
    note_icon: str = ""


class Cells:
    """The cells of one row; the two countdowns are worked out again whenever they are asked for.

    Of a status whose column is `hidden` the other cells say whatever is out of the ordinary; the cell of the battery
    names the site where that has no column. `marks_zone`: a battery whose zone is missing is marked. With `is_test` the
    order says that nothing of it is real.
    """

    __slots__ = ("facts", "fixed", "is_gone", "is_late", "is_removal", "mode", "row")

    def __init__(
        self,
        row: Row,
        chips: frozenset[Chip],
        zone: tzinfo,
        now: datetime,
        hidden: Collection[Column] = (),
        facts: BatteryFacts = NOTHING,
        *,
        marks_zone: bool = False,
        is_test: bool = False,
    ) -> None:
        self.row = row
        self.facts = facts
        self.is_late = Chip.LATE in chips
        self.is_gone = row.held.gone_at is not None
        self.is_removal = row.work is Work.REMOVE
        self.mode = row.held.command.battery_commands.mode
        self.fixed: dict[Column, Cell] = {
            Column.BATTERY: Cell(
                plain(facts.name or row.held.command.device_id) or _("not readable"),
                plain(facts.site) if facts.site and Column.SITE in hidden else "",
                is_strong=not self.is_gone,
                note_icon="triangle-alert" if misses_zone(facts, others_have=marks_zone) else "",
            ),
            Column.WHAT: _what(
                row, self.is_late, zone, now, tells_status=Column.FLIP_STATUS in hidden, is_test=is_test
            ),
            Column.WHEN: Cell(plain(when(row.held.command, zone, now))),
            Column.FLIP_STATUS: _flip_status(row.held.command.status),
            Column.DEVICE_STATUS: _device_status(row.held.command.device_status),
            Column.ANSWER: _answer(row, zone, now, tells_device=Column.DEVICE_STATUS in hidden),
        }

    def cell(self, column: Column, zone: tzinfo, now: datetime) -> Cell:
        """The cell of a column at `now`."""
        if column is Column.ACK_IN:
            return ack_cell(self.row, zone, now)
        if column is Column.STARTS_IN:
            return start_cell(self.row, zone, now)
        if column in OF_BATTERY:
            return self._of_battery(column)
        return self.fixed[column]

    def _of_battery(self, column: Column) -> Cell:
        text = battery_text(self.facts, column)
        if text or column is not Column.ZONE:
            return Cell(text)
        return Cell(_("not known"), icon="triangle-alert", tone="warn")


def ack_cell(row: Row, zone: tzinfo, now: datetime) -> Cell:
    """How long the answer is still waited for, or why nothing ticks."""
    if row.held.gone_at is not None:
        return Cell(_("no longer listed"), _("at {time}").format(time=clock(row.held.gone_at, zone, now)), tone="muted")
    if row.work is Work.NONE:
        return Cell()
    ack_by = row.ack_by
    if ack_by is None:
        return Cell(_("look at it"), icon="circle-alert", tone="warn") if row.open_work is not Work.NONE else Cell()
    words, exact = countdown(ack_by, now), clock(ack_by, zone, now)
    if row.open_work is Work.NONE:  # answered here, but Flip does not know it yet
        return Cell(words, exact, "send", "muted") if now < ack_by else Cell(words, exact, "triangle-alert", "warn")
    if now >= ack_by:
        return Cell(words, exact, "triangle-alert", "danger", is_strong=True)
    if ack_by - now <= SOON:
        return Cell(words, exact, "hourglass", "warn", is_strong=True)
    return Cell(words, exact, "timer")


def start_cell(row: Row, zone: tzinfo, now: datetime) -> Cell:
    """How long until the command starts, or since when it runs, or that it is over."""
    start, end = row.held.command.starts_at, row.held.command.ends_at
    if start is None:
        return Cell(_("not readable"), tone="warn", icon="circle-alert")
    if end is not None and end <= now:
        return Cell(_("ended"), clock(end, zone, now), tone="muted")
    is_soon = row.open_work is Work.SCHEDULE and timedelta() < start - now <= SOON
    if is_soon:
        return Cell(start_countdown(start, now), clock(start, zone, now), "hourglass", "warn", is_strong=True)
    return Cell(start_countdown(start, now), clock(start, zone, now), tone="text" if start > now else "muted")


def _what(row: Row, is_late: bool, zone: tzinfo, now: datetime, *, tells_status: bool, is_test: bool) -> Cell:
    command = row.held.command
    what = order(row, is_test=is_test)
    note, icon = _what_note(row, is_late)
    if tells_status and command.status != Status.OK and row.work is not Work.REMOVE:
        status = _flip_status(command.status)
        note, icon = " · ".join(filter(None, (status.text, note))), status.icon
    if not note and not _is_unanswered(row):  # else the mark stands in the place of the answer
        note, _more, icon = short_mark(row, zone, now)
        note = plain(note)
    return Cell(what, note, note_icon=icon, is_strong=row.open_work is Work.REMOVE)


def _what_note(row: Row, is_late: bool) -> tuple[str, str]:
    if row.held.command.unreadable:
        return _("unreadable field"), "circle-alert"
    if row.held.two_versions:
        return _("Flip sent two versions"), "circle-alert"
    if row.replaced_by is not None:
        return _("replaced by a newer one"), "history"
    if is_late:
        return _("Flip has probably replaced this"), "history"
    if row.replaces is not None:
        return _("replaces an older one"), "history"
    return "", ""


def _flip_status(status: str) -> Cell:
    text = plain(status_text(status))
    match status:
        case Status.OK:
            return Cell(text, tone="muted")
        case Status.CANCELED | Status.OPT_OUT:
            return Cell(text, icon="ban")
    return Cell(text, icon="circle-alert", tone="warn")


def _device_status(device_status: str) -> Cell:
    text = plain(device_status_text(device_status))
    match device_status:
        case DeviceStatus.PENDING:
            return Cell(text)
        case DeviceStatus.OK:
            return Cell(text, tone="muted")
        case DeviceStatus.FAILED_OFFLINE:
            return Cell(text, icon="wifi-off", tone="danger")
        case DeviceStatus.FAILED_FAULT:
            return Cell(text, icon="circle-x", tone="danger")
    return Cell(text, icon="circle-alert", tone="warn")


_STAGES: dict[Stage, tuple[str, Tone]] = {
    Stage.SAVING: ("hourglass", "muted"),
    Stage.NOT_SAVED: ("circle-x", "danger"),
    Stage.HOLDING: ("undo-2", "info"),
    Stage.WAITING: ("clock", "info"),
    Stage.SENDING: ("send", "info"),
    Stage.NOT_CONFIRMED: ("circle-alert", "warn"),
    Stage.DELIVERED: ("check-check", "ok"),
    Stage.NEEDS_REVIEW: ("eye", "warn"),
    Stage.NOT_ACCEPTED: ("circle-x", "danger"),
    Stage.WITHDRAWN: ("undo-2", "muted"),
}


def stage_words(stage: Stage) -> tuple[str, str]:
    """Where an answer stands, in a word or two for a narrow cell, and what may be said beside it."""
    match stage:
        case Stage.HOLDING:
            return _("Saved"), _("can be undone")
        case Stage.WAITING:
            return _("Saved"), _("waiting to send")
        case Stage.NEEDS_REVIEW:
            return _("Needs review"), ""
    return stage_text(stage), ""


def _is_unanswered(row: Row) -> bool:
    return row.stage is Stage.NONE and not row.attention


def _answer(row: Row, zone: tzinfo, now: datetime, *, tells_device: bool) -> Cell:
    ack = row.newest_ack
    given = answer_text(ack.device_status) if ack is not None else ""
    if row.attention:
        stage = stage_text(row.stage) if row.stage is not Stage.NONE else given
        return Cell(chip_title(Chip.NEEDS_YOU), stage, "triangle-alert", "warn", is_strong=True)
    if row.stage is Stage.NONE:
        words, note, icon = short_mark(row, zone, now)
        if not words and tells_device:
            return _device_status(row.held.command.device_status)
        return Cell(plain(words), plain(note), icon, "info" if icon == "user" else "muted")
    icon, tone = _STAGES[row.stage]
    words, more = stage_words(row.stage)
    return Cell(words, " · ".join(filter(None, (more, given))), icon, tone)
