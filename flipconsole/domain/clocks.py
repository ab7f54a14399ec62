"""One moment on several clocks, and how long a command truly lasts where the clocks change meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo

from flipconsole.domain.command import Command
from flipconsole.domain.language import _
from flipconsole.domain.times import abbreviation, show_exact


def clock_lines(moment: datetime, zones: Iterable[tzinfo]) -> list[str]:
    """The moment in each zone and in UTC, the first with its day, the others with it where it is another one.

    Zones whose clocks show the same with the same name are told once.
    """
    exact = list(dict.fromkeys(show_exact(moment, zone) for zone in (*zones, UTC)))
    day = exact[0].split(" ", 1)[0] + " "
    return [exact[0], *(text.removeprefix(day) for text in exact[1:])]


def show_length(seconds: float) -> str:
    """A length of time to the minute, or to the second where it has any: "45 min", "3 h", "1 h 05 min", "90 s"."""
    whole = round(seconds)
    if whole % 60:
        return _("{seconds} s").format(seconds=whole) if whole < 120 else _with_seconds(whole)
    hours, minutes = divmod(whole // 60, 60)
    if not hours:
        return _("{minutes} min").format(minutes=minutes)
    return (
        _("{hours} h {minutes:02d} min").format(hours=hours, minutes=minutes)
        if minutes
        else _("{hours} h").format(hours=hours)
    )


def length_text(command: Command, zone: tzinfo) -> str | None:
    """How long the command truly lasts, in words; None where nothing ends it.

    "3 h; the clocks show 2 h, as they go back 1 h in between (EDT to EST)". A duration of Flip's that says something
    else is told too: the times are what counts.
    """
    if command.starts_at is None or command.ends_at is None:
        return None
    length = command.ends_at - command.starts_at
    parts = [crossing_text(command.starts_at, command.ends_at, zone) or show_length(length.total_seconds())]
    if command.duration_s is not None and abs(command.duration_s - length.total_seconds()) >= 1:
        parts.append(_("Flip's duration_s says {length}").format(length=show_length(command.duration_s)))
    return "; ".join(parts)


def crossing_text(start: datetime, end: datetime, zone: tzinfo) -> str | None:
    """How long it truly is from one moment to the other, and what the clocks show; None where they do not change."""
    moved = clocks_moved(start, end, zone)
    if not moved:
        return None
    before, after = (abbreviation(each.astimezone(zone)) for each in (start, end))
    text = (
        _("{length}; the clocks show {shown}, as they go forward {moved} in between ({before} to {after})")
        if moved > timedelta()
        else _("{length}; the clocks show {shown}, as they go back {moved} in between ({before} to {after})")
    )
    length = end - start
    return text.format(
        length=show_length(length.total_seconds()),
        shown=show_length((length + moved).total_seconds()),
        moved=show_length(abs(moved).total_seconds()),
        before=before,
        after=after,
    )


def clocks_moved(start: datetime, end: datetime, zone: tzinfo) -> timedelta:
    """By how much the zone's clocks are moved between two moments; positive: forward."""
    before, after = start.astimezone(zone).utcoffset(), end.astimezone(zone).utcoffset()
    return timedelta() if before is None or after is None else after - before


def _with_seconds(whole: int) -> str:
    hours, rest = divmod(whole, 3600)
    minutes, seconds = divmod(rest, 60)
    if hours:
        return _("{hours} h {minutes:02d} min {seconds:02d} s").format(hours=hours, minutes=minutes, seconds=seconds)
    return _("{minutes} min {seconds:02d} s").format(minutes=minutes, seconds=seconds)
