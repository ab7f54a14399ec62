"""A mark: what people here have noted about one command; nothing of it ever goes to Flip."""

from __future__ import annotations

from datetime import datetime

import msgspec

from flipconsole.domain.terms import Terms

LONGEST_NOTE = 500


class Mark(msgspec.Struct, frozen=True, gc=False):
    """Who is on it, a note, and until when it is put off; "" and None where nothing is. Times are aware UTC.

    `terms` are those of the command as it was put off: when Flip changes one of them, the putting off is over.
    """

    command_id: str
    changed_at: datetime
    taken_by: str = ""
    taken_at: datetime | None = None
    note: str = ""
    note_by: str = ""
    note_at: datetime | None = None
    shelved_until: datetime | None = None
    shelved_at: datetime | None = None
    shelved_by: str = ""
    shelved_reason: str = ""
    terms: Terms | None = None

    def is_shelved(self, now: datetime) -> bool:
        """Whether the time runs for which it was put off."""
        return self.shelved_until is not None and now < self.shelved_until
