"""Overlaps and gaps of a battery's schedule in words, each as exact as the times are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo

from flipconsole.domain.clocks import show_length
from flipconsole.domain.command import Command
from flipconsole.domain.language import _
from flipconsole.domain.schedule import Gap, Overlap, Schedule
from flipconsole.domain.times import show_span
from flipconsole.domain.words import mode_name

LONGEST_GAP = timedelta(hours=6)
"""A longer time without a command is no gap but the end of one day's work."""


def overlap_line(overlap: Overlap, of_id: str, commands: Mapping[str, Command], zone: tzinfo, now: datetime) -> str:
    """One overlap, as the command `of_id` has it: with whom, from when to when, how long, and who drives then."""
    is_first = overlap.first_id == of_id
    other = commands[overlap.second_id if is_first else overlap.first_id]
    text = (
        _("{span} ({length}) with {order}, which takes over then")
        if is_first
        else _("{span} ({length}) with {order}, from which this one takes over")
    )
    return text.format(
        span=show_span(overlap.starts_at, overlap.ends_at, zone, now),
        length=show_length((overlap.ends_at - overlap.starts_at).total_seconds()),
        order=mode_name(other.battery_commands.mode),
    )


def gap_line(gap: Gap, zone: tzinfo, now: datetime) -> str:
    """One gap: from when to when, and how long."""
    return _("no command from {span} ({length})").format(
        span=show_span(gap.starts_at, gap.ends_at, zone, now),
        length=show_length((gap.ends_at - gap.starts_at).total_seconds()),
    )


def collision_lines(
    command_id: str, schedule: Schedule, commands: Mapping[str, Command], zone: tzinfo, now: datetime
) -> list[tuple[str, str]]:
    """Name and text of every overlap of a command, and of the gaps right before and after it."""
    lines = [
        (_("Overlap"), overlap_line(overlap, command_id, commands, zone, now))
        for overlap in schedule.overlaps
        if command_id in (overlap.first_id, overlap.second_id)
    ]
    for gap in schedule.gaps:
        if gap.ends_at - gap.starts_at > LONGEST_GAP:
            continue
        if gap.after_id == command_id:
            lines.append((_("Before it"), gap_line(gap, zone, now)))
        elif gap.before_id == command_id:
            lines.append((_("After it"), gap_line(gap, zone, now)))
    return lines
