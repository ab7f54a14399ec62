"""The answers that are done with, as far as they were read: pages in order, the newest read anew when facts change."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from flipconsole.domain.ack import Ack
from flipconsole.ui.outbox.asks import OutboxBoxes, Page

PAGE = 200
"""So many are read at once."""


class SentPages(QObject):
    """Reads off the window's thread; one page is under way at a time.

    Signals:
        read: `acks` is longer or newer now.
    """

    read = Signal()

    def __init__(self, boxes: OutboxBoxes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._boxes = boxes
        self._is_reading = False
        self._is_stale = True
        self.acks: list[Ack] = []
        self.has_more = False

    def note_change(self) -> None:
        """Answers moved on: what is newest is read anew when it is next looked at."""
        self._is_stale = True

    def look(self) -> None:
        """Somebody looks at them: read the newest, if that is not what is here."""
        if self._is_stale and not self._is_reading:
            self._is_reading, self._is_stale = True, False
            self._boxes.read_sent(PAGE, self._take_newest)

    def read_more(self) -> None:
        """Read those that come after the last one here."""
        if self.acks and self.has_more and not self._is_reading:
            self._is_reading = True
            self._boxes.read_sent(PAGE, self._take_more, self.acks[-1])

    def _take_newest(self, page: Page) -> None:
        """Put the newest page in the place of its part of what was read; what comes after it stays."""
        self._is_reading = False
        acks = list(page.acks)
        seqs = {ack.seq for ack in acks}
        last = None if page.is_last or not acks else acks[-1].seq
        place = next((place for place, ack in enumerate(self.acks) if ack.seq == last), None)
        older = [] if place is None else [ack for ack in self.acks[place + 1 :] if ack.seq not in seqs]
        if not older:
            self.has_more = not page.is_last
        self.acks = acks + older
        self.read.emit()

    def _take_more(self, page: Page) -> None:
        self._is_reading = False
        known = {ack.seq for ack in self.acks}
        self.acks += [ack for ack in page.acks if ack.seq not in known]
        self.has_more = not page.is_last
        self.read.emit()
