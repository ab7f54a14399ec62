"""Overdue answers: those that have been under way for too long, told in time and not again and again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flipconsole.app.notices import Notice, NoticeKind
from flipconsole.domain.ack import Ack
from flipconsole.domain.language import ngettext
from flipconsole.domain.lateness import is_overdue

QUIET = timedelta(minutes=10)
"""The same alarm comes at most once in so long (reliability 6)."""


class Overdue:
    """Remembers which answers were told to be overdue, and when it last spoke."""

    def __init__(self) -> None:
        self._told: set[int] = set()
        self._told_at: datetime | None = None

    def look(self, unsettled: Sequence[Ack], now: datetime) -> tuple[int, Notice | None]:
        """How many are overdue, and one notice if some are that nobody was told of."""
        late = [ack for ack in unsettled if is_overdue(ack, now)]
        fresh = [ack for ack in late if ack.seq not in self._told]
        self._told.intersection_update(ack.seq for ack in late)
        if not fresh or (self._told_at is not None and timedelta() <= now - self._told_at < QUIET):
            return len(late), None
        self._told.update(ack.seq for ack in fresh)
        self._told_at = now
        text = ngettext(
            "{count} answer has not reached Flip for more than 15 minutes. It is safe here.",
            "{count} answers have not reached Flip for more than 15 minutes. They are safe here.",
            len(fresh),
        ).format(count=len(fresh))
        return len(late), Notice(NoticeKind.OVERDUE, text, True, tuple(dict.fromkeys(ack.command_id for ack in fresh)))
