"""The gate: which saved answers may leave by themselves now."""

from __future__ import annotations

from psygnal import Signal

from flipconsole.domain.ack import Ack
from flipconsole.domain.bulk import Bulk


class Gate:
    """A switch that a person sees and sets, answers that are let through all the same, and bulks that are held.

    Asked right before each request: what it says takes effect at once, in the middle of a batch too. It knows nothing
    of what is on disk; who may not pass stays there as it is.

    Signals:
        changed: `lets` may now answer otherwise.
        switched: whether answers leave by themselves from now on.
    """

    changed = Signal()
    switched = Signal(bool)

    def __init__(self, *, is_open: bool = True) -> None:
        self.is_open = is_open
        self._released: set[int] = set()
        self._bulks: dict[int, Bulk] = {}

    def lets(self, ack: Ack) -> bool:
        """Whether this answer may leave now, as far as people have a say."""
        if ack.seq in self._released:
            return True
        if not self.is_open or ack.bulk is None:
            return self.is_open
        bulk = self._bulks.get(ack.bulk)
        return bulk is None or (not bulk.held_why and (ack.unheard or not bulk.stops(ack)))

    def switch(self, is_open: bool) -> None:
        """Let answers leave by themselves, or keep every one of them, also those that had been let through."""
        if is_open == self.is_open:
            return
        self.is_open = is_open
        if not is_open:
            self._released.clear()
        self.switched.emit(is_open)
        self.changed.emit()

    def release(self, seq: int) -> None:
        """Let this one through, whatever else is kept; a person has said so."""
        self._released.add(seq)
        self.changed.emit()

    def take_bulk(self, bulk: Bulk) -> None:
        """Keep all of a bulk while it is held, and what it stops, but for answers that may have arrived unheard."""
        self._bulks[bulk.id] = bulk
        self.changed.emit()
