"""What a mark says in the few words of a cell."""

from __future__ import annotations

from datetime import datetime, tzinfo

from flipconsole.domain.language import _
from flipconsole.domain.row import Row
from flipconsole.domain.shelving import is_shelved
from flipconsole.domain.times import show_clock


def short_mark(row: Row, zone: tzinfo, now: datetime) -> tuple[str, str, str]:
    """The words, the quieter note behind them, and the icon of a row's mark; three times "" without one."""
    mark = row.mark
    if mark is None:
        return "", "", ""
    if is_shelved(row, now) and mark.shelved_until is not None:
        until = show_clock(mark.shelved_until, zone)  # never further away than the fuse is long
        return _("off until {time}").format(time=until), mark.shelved_reason, "pause"
    if mark.taken_by:
        return _("{who} is on it").format(who=mark.taken_by), mark.note, "user"
    return (mark.note, "", "pencil") if mark.note else ("", "", "")
