"""The gate: which saved answers may leave by themselves now."""

from __future__ import annotations

from datetime import datetime

from psygnal import Signal

from flipconsole.domain.ack import Ack


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
        self._held: set[int] = set()
        self._stopped: dict[int, datetime] = {}

    def lets(self, ack: Ack) -> bool:
        """Whether this answer may leave now, as far as people have a say."""
        if ack.seq in self._released:
            return True
        if not self.is_open or ack.bulk is None:
            return self.is_open
        stopped_at = self._stopped.get(ack.bulk)
        return ack.bulk not in self._held and (stopped_at is None or ack.unheard or ack.created_at > stopped_at)

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

    def hold(self, bulk: int) -> None:
        """Keep all that is under way of one bulk."""
        self._held.add(bulk)
        self.changed.emit()

    def stop(self, bulk: int, at: datetime) -> None:
        """Keep what was given before this moment of one bulk, but for answers that may have arrived unheard."""
        self._held.discard(bulk)
        self._stopped[bulk] = at
        self.changed.emit()

    def let_go(self, bulk: int) -> None:
        """Keep one bulk no longer."""
        self._held.discard(bulk)
        self.changed.emit()
