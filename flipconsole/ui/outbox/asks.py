"""What the outbox asks of the application layer: nothing else of it is used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from typing_extensions import override

from flipconsole.app.link import Link
from flipconsole.domain.ack import Ack, Attention
from flipconsole.domain.bulk import Bulk, Tally
from flipconsole.ui.answering.asks import AnsweringConsole, Told
from flipconsole.ui.detail.asks import DetailConsole


class OutboxConsole(AnsweringConsole, DetailConsole, Protocol):
    """All methods return at once; what came of them is told by changed acks and rows."""

    @property
    def acks_changed(self) -> Told:
        """Acks moved on."""
        ...

    @property
    def link(self) -> Link:
        """How the connection to Flip stands."""
        ...

    @property
    def link_changed(self) -> Told:
        """`link` is another one now."""
        ...

    def is_saving(self, command_id: str) -> bool:
        """Whether an answer to this command is on its way to the disk."""
        ...

    @override
    def now(self) -> datetime:
        """Flip's time."""
        ...

    @override
    def retry(self, *seqs: int) -> None:
        """Send again, or sooner."""
        ...


class Switch(Protocol):
    """The gate, as far as a person works it."""

    @property
    def is_open(self) -> bool:
        """Whether answers leave by themselves."""
        ...

    @property
    def switched(self) -> Told:
        """It was switched; carries whether answers leave by themselves now."""
        ...

    def switch(self, is_open: bool) -> None:
        """Let answers leave by themselves, or keep them."""
        ...


class BulksBeside(Protocol):
    """What was answered together."""

    @property
    def changed(self) -> Told:
        """Bulks or answers of theirs moved on."""
        ...

    def newest_first(self) -> Sequence[Bulk]:
        """Every bulk."""
        ...

    def get(self, id: int) -> Bulk | None:
        """One bulk."""
        ...

    def members(self, id: int) -> Sequence[Ack]:
        """The newest answer of each of its commands."""
        ...

    def tally(self, id: int) -> Tally:
        """How many stand where."""
        ...

    def failed(self, id: int) -> Sequence[int]:
        """The numbers of the answers that Flip did not take."""
        ...

    def stop(self, id: int) -> None:
        """Take back what has not left."""
        ...

    def go_on(self, id: int) -> None:
        """Let a held bulk go on."""
        ...


class Page(Protocol):
    """Answers that are done with, newest first."""

    @property
    def acks(self) -> Sequence[Ack]:
        """The answers."""
        ...

    @property
    def is_last(self) -> bool:
        """Whether there is none after them."""
        ...


class OutboxBoxes(Protocol):
    """The three boxes."""

    @property
    def gate(self) -> Switch:
        """Whether answers leave by themselves."""
        ...

    @property
    def bulks(self) -> BulksBeside:
        """What was answered together."""
        ...

    @property
    def attention_changed(self) -> Told:
        """Items that need a person came or were closed."""
        ...

    def waiting(self) -> Sequence[Ack]:
        """What has not arrived."""
        ...

    def needing_you(self) -> Sequence[Ack | Attention]:
        """What only a person can go on with."""
        ...

    def read_sent(self, limit: int, then: Callable[[Page], None], after: Ack | None = None) -> None:
        """Read what is done with, and hand it to `then` on this thread, later."""
        ...

    def history(self, command_id: str) -> Sequence[Ack]:
        """Every answer to one command, oldest first."""
        ...

    def ack(self, seq: int) -> Ack | None:
        """One answer by its number."""
        ...

    def send_now(self, seq: int) -> None:
        """Let one answer leave, whatever is kept back."""
        ...

    def keeps_back(self, ack: Ack) -> str:
        """Why an answer does not leave by itself, or ""."""
        ...
