"""When the lanes may change their places."""

from __future__ import annotations

from datetime import datetime, timedelta

STAYS_S = 10.0
"""How long the lanes stay after something happened to a selected command: its outcome appears where it is looked at."""


class LaneOrder:
    """The lanes stay while the pointer is among them, and for a while after a selected command has changed.

    `is_entered`: the pointer is in the timeline. `is_stale`: the lanes stand otherwise than their urgency says.
    """

    def __init__(self) -> None:
        self.is_entered = False
        self.is_stale = False
        self._stays_until: datetime | None = None

    def note_change(self, now: datetime) -> None:
        """A selected command has changed."""
        self._stays_until = now + timedelta(seconds=STAYS_S)

    def note_choice(self) -> None:
        """Another command is looked at now."""
        self._stays_until = None

    def must_stay(self, now: datetime) -> bool:
        """Whether no lane may change its place at this moment."""
        return self.is_entered or (self._stays_until is not None and now < self._stays_until)
