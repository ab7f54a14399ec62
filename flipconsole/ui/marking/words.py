"""What a mark says, in sentences."""

from __future__ import annotations

from datetime import datetime, tzinfo

from flipconsole.domain.language import _
from flipconsole.domain.row import Row
from flipconsole.domain.shelving import is_shelved
from flipconsole.domain.times import show_time


def mark_lines(row: Row, zone: tzinfo, now: datetime) -> tuple[tuple[str, str], ...]:
    """(icon, sentence) of everything that is marked."""
    mark = row.mark
    lines: list[tuple[str, str]] = []
    if mark is None:
        return ()
    if is_shelved(row, now) and mark.shelved_until is not None:
        text = _("Put off until {time} by {who}: {reason}").format(
            time=show_time(mark.shelved_until, zone, now), who=mark.shelved_by, reason=mark.shelved_reason
        )
        lines.append(("pause", text))
    if mark.taken_by and mark.taken_at is not None:
        text = _("{who} is on it since {time}").format(who=mark.taken_by, time=show_time(mark.taken_at, zone, now))
        lines.append(("user", text))
    if mark.note and mark.note_at is not None:
        text = _("{note} ({who}, {time})").format(
            note=mark.note, who=mark.note_by, time=show_time(mark.note_at, zone, now)
        )
        lines.append(("pencil", text))
    return tuple(lines)
