"""The batteries that something is about, in one line."""

from __future__ import annotations

from collections.abc import Sequence

from flipconsole.domain.language import _
from flipconsole.domain.row import Row

_MOST_NAMES = 10


def batteries_line(rows: Sequence[Row]) -> str:
    """The first ten by name, and how many more."""
    devices = list(dict.fromkeys(row.held.command.device_id or row.id for row in rows))
    names = ", ".join(devices[:_MOST_NAMES])
    more = len(devices) - _MOST_NAMES
    return names if more <= 0 else _("{names} and {count} more").format(names=names, count=more)
