"""The batteries that something is about, in one line, as people here call them."""

from __future__ import annotations

from collections.abc import Sequence

from flipconsole.app.batteries import Batteries
from flipconsole.domain.language import _
from flipconsole.domain.row import Row

_MOST_NAMES = 10


def called(row: Row, batteries: Batteries) -> str:
    """A battery by its id, with the name and the site that are known of it; the command's id where there is none."""
    device_id = row.held.command.device_id
    if not device_id:
        return row.id
    facts = batteries.facts_of(device_id)
    more = ", ".join(filter(None, (facts.name, facts.site)))
    return _("{battery} ({more})").format(battery=device_id, more=more) if more else device_id


def batteries_line(rows: Sequence[Row], batteries: Batteries) -> str:
    """The first ten, and how many more."""
    first = {row.held.command.device_id or row.id: row for row in reversed(rows)}
    devices = list(dict.fromkeys(row.held.command.device_id or row.id for row in rows))
    names = ", ".join(called(first[device], batteries) for device in devices[:_MOST_NAMES])
    more = len(devices) - _MOST_NAMES
    return names if more <= 0 else _("{names} and {count} more").format(names=names, count=more)
