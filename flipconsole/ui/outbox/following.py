"""Going along with one answer, from the box where it waits to the one where it comes to rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flipconsole.domain.ack import Ack, Attention
from flipconsole.ui.outbox.asks import OutboxBoxes, OutboxConsole
from flipconsole.ui.outbox.line import Box, Key, Line


class Found(NamedTuple):
    """The box in which the answer is, and its line there."""

    box: Box
    key: Key


class Following:
    """Knows which command's answer somebody wants to see (`command_id`, "" for none), and where it was `shown`."""

    def __init__(self, console: OutboxConsole, boxes: OutboxBoxes) -> None:
        self._console = console
        self._boxes = boxes
        self.end()

    def begin(self, command_id: str) -> None:
        """Follow the answer to this command from now on."""
        self.command_id = command_id
        self.shown: Found | None = None

    def end(self) -> None:
        """Follow nothing any more."""
        self.begin("")

    @property
    def is_saving(self) -> bool:
        """Whether the answer is on its way to the disk, and in no box yet."""
        return bool(self.command_id) and self._console.is_saving(self.command_id)

    def where(self, waiting: Sequence[Ack], needing: Sequence[Ack | Attention]) -> Found | None:
        """Where it is now; None for nothing to go along with."""
        id = self.command_id
        if not id or self.is_saving:
            return None
        for ack in reversed(waiting):
            if ack.command_id == id:
                return Found(Box.WAITING, Line(ack=ack).key)
        for one in needing:
            if one.command_id == id:
                return Found(Box.NEEDS_YOU, (Line(item=one) if isinstance(one, Attention) else Line(ack=one)).key)
        newest = next(reversed(self._boxes.history(id)), None)
        return None if newest is None else Found(Box.SENT, Line(ack=newest).key)
