"""Everything that is shown of one battery, derived from its rows and from what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.command import Command
from flipconsole.domain.feasibility import Answer, Check, check_all
from flipconsole.domain.language import _
from flipconsole.domain.projection import OPEN_END, Projection, project
from flipconsole.domain.row import Row
from flipconsole.domain.schedule import Schedule, effective_schedule
from flipconsole.domain.schedule_words import LONGEST_GAP, gap_line
from flipconsole.domain.sentence import sentence
from flipconsole.ui.timeline.window import Window

_BEFORE, _AFTER = timedelta(minutes=45), timedelta(minutes=45)
_PAST, _LONGEST = timedelta(hours=6), timedelta(days=4)


@dataclass(frozen=True)
class Outlook:
    """`commands` by id, the part of time that is worth looking at, and what follows for charge and feasibility."""

    device_id: str
    commands: dict[str, Command]
    schedule: Schedule
    facts: BatteryFacts
    projection: Projection | None
    checks: list[Check]
    start: datetime
    end: datetime

    def window(self, width: int, height: int) -> Window:
        """The time upon so many pixels."""
        return Window(self.start.timestamp(), self.end.timestamp(), 0.0, 1.0, max(1, width), max(1, height))


def outlook_of(device_id: str, rows: Sequence[Row], facts: BatteryFacts, zone: ZoneInfo, now: datetime) -> Outlook:
    """The outlook of one battery whose rows these are."""
    commands = {row.id: row.held.command for row in rows if row.held.gone_at is None or row.held.command.starts_at}
    schedule = effective_schedule(commands.values())
    near = [span for span in schedule.spans if span.ends_at is None or span.ends_at > now - _PAST]
    first = min([now, *(max(span.starts_at, now - _PAST) for span in near)])
    last = max([now + OPEN_END, *(span.ends_at or span.starts_at + OPEN_END for span in near)])
    end = min(last + _AFTER, first + _LONGEST)
    projection = project(commands.values(), facts, end)
    checks = check_all(list(commands.values()), facts, zone, now)
    return Outlook(device_id, commands, schedule, facts, projection, checks, first - _BEFORE, end)


def answer_words(answer: Answer) -> str:
    """A verdict in a word or two."""
    match answer:
        case Answer.YES:
            return _("Can be done")
        case Answer.NO:
            return _("Look at this")
    return _("Not known")


def said(outlook: Outlook, zone: ZoneInfo, now: datetime) -> list[tuple[Answer, str, tuple[str, ...]]]:
    """Each command that is not over: whether it can be done, what it asks, and why."""
    return [
        (check.answer, sentence(outlook.commands[check.command_id], zone, now), check.lines) for check in outlook.checks
    ]


def gaps_said(outlook: Outlook, zone: ZoneInfo, now: datetime) -> list[str]:
    """The short times without a command that are still to come."""
    return [
        _("Gap: {text}.").format(text=gap_line(gap, zone, now))
        for gap in outlook.schedule.gaps
        if gap.ends_at > now and gap.ends_at - gap.starts_at <= LONGEST_GAP
    ]
