"""What the line of a group says: what its members have in common, how many, and what is most urgent among them."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from flipconsole.domain.chips import Chip
from flipconsole.domain.countdown import start_countdown
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.row import Row
from flipconsole.domain.times import show_span
from flipconsole.domain.words import chip_title, mode_name
from flipconsole.domain.work import Work
from flipconsole.ui.command_list.cells import Cell, ack_cell, start_cell
from flipconsole.ui.command_list.folds import Fold, Grouping
from flipconsole.ui.plain import plain

_HOUR = timedelta(hours=1)


class FoldWords(NamedTuple):
    """`urgency` is the cell of the most urgent member, `title` and `counts` what stands beside it, `said` all of it."""

    title: str
    counts: str
    urgency: Cell
    is_late: bool
    said: str


def fold_words(fold: Fold, grouping: Grouping, zone: tzinfo, now: datetime) -> FoldWords:
    """The words for a group at `now`."""
    title = _title(fold.key, grouping, zone, now)
    counts = _counts(fold)
    first = fold.most_urgent
    urgency = Cell() if first is None else _urgency(first.row, zone, now)
    state = _("open") if fold.is_open else _("closed")
    most_urgent = _("most urgent {when}").format(when=urgency.text) if urgency.text else ""
    said = ", ".join(filter(None, (title, counts, most_urgent, state)))
    return FoldWords(title, counts, urgency, fold.chips[Chip.LATE] > 0, said)


def _title(key: str, grouping: Grouping, zone: tzinfo, now: datetime) -> str:
    match grouping:
        case Grouping.EVENT:
            return _("Event {id}").format(id=plain(key)) if key else _("Without an event")
        case Grouping.SITE:
            return plain(key) or _("Site not known")
        case Grouping.MODE:
            return plain(mode_name(key))
        case Grouping.START if key:
            hour = datetime.fromisoformat(key)
            return _("Starts {hour}").format(hour=show_span(hour, hour + _HOUR, zone, now))
    return _("Start not readable")


def _counts(fold: Fold) -> str:
    count = len(fold.members)
    parts = [ngettext("{count} command", "{count} commands", count).format(count=count)]
    for chip in (Chip.LATE, Chip.NEEDS_YOU, Chip.CONFIRM_REMOVAL, Chip.TO_ACKNOWLEDGE):
        if fold.chips[chip]:
            parts.append(_("{title}: {count}").format(title=chip_title(chip), count=fold.chips[chip]))
    return " · ".join(parts)


def _urgency(row: Row, zone: tzinfo, now: datetime) -> Cell:
    """The countdown that made the row the most urgent one: to the end of its fuse, or to its start."""
    start, urgent_at = row.held.command.starts_at, row.urgent_at
    if row.open_work is Work.NONE:
        return Cell()
    if start is None or urgent_at != start or urgent_at == row.ack_by:
        return ack_cell(row, zone, now)
    cell = start_cell(row, zone, now)
    pattern = _("starts {when}") if start > now else _("started {when}")
    return cell._replace(text=pattern.format(when=start_countdown(start, now)), icon=cell.icon or "timer")
