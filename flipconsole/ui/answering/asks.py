"""What the answering views ask of the console: nothing else of it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from flipconsole.app.aids import Aids
from flipconsole.domain.bulk import LeftOut
from flipconsole.domain.command import Answer
from flipconsole.domain.environment import Environment
from flipconsole.domain.evidence import Evidence
from flipconsole.domain.reliance import Footing
from flipconsole.domain.row import Row


class Told(Protocol):
    """A signal of the application layer."""

    def connect(self, slot: Callable[..., object], /) -> object:
        """Call `slot` at each emission; a method is held weakly."""
        ...

    def disconnect(self, slot: Callable[..., object], /) -> object:
        """Do not call it any more."""
        ...


class Refusal(Protocol):
    """A row that the console left out, and why."""

    @property
    def row(self) -> Row:
        """The row as it was shown."""
        ...

    @property
    def why(self) -> str:
        """A plain sentence."""
        ...


class Watch(Protocol):
    """How far what is shown may be relied on."""

    @property
    def changed(self) -> Told:
        """The footing, or whether it must be asked about, is another one now."""
        ...

    @property
    def footing(self) -> Footing:
        """What an answer given now stands on."""
        ...

    @property
    def must_ask(self) -> bool:
        """Whether the next answer comes from old data, and nobody has said yet that they know."""
        ...

    def why_locked(self) -> str:
        """Why nothing may be answered at this very moment, or ""."""
        ...

    def rely(self) -> None:
        """A person answers from old data and knows it."""
        ...


class AnsweringConsole(Protocol):
    """All methods return at once."""

    @property
    def vigil(self) -> Watch:
        """How far what is shown may be relied on."""
        ...

    @property
    def aids(self) -> Aids:
        """What helps with answers."""
        ...

    @property
    def rows(self) -> Mapping[str, Row]:
        """Every row by id, live."""
        ...

    @property
    def rows_changed(self) -> Told:
        """`rows` would now return something else."""
        ...

    @property
    def environment(self) -> Environment:
        """Which Flip this is."""
        ...

    @property
    def refusal(self) -> str:
        """Why no answer can be taken in this run; "" when one can."""
        ...

    def now(self) -> datetime:
        """Flip's time."""
        ...

    def acknowledge(
        self,
        shown: Sequence[Row],
        answer: Answer,
        reason: str | None,
        left_out: Sequence[LeftOut] = (),
        *,
        evidence: Mapping[str, Evidence] = ...,
    ) -> Sequence[Refusal]:
        """Answer these rows as they were shown, with evidence by command id; returns what was left out.

        `left_out` is what had been left out before, to be kept with the answer.
        """
        ...

    def answer_by_id(
        self, command_id: str, answer: Answer, reason: str | None, evidence: Evidence | None = None
    ) -> str:
        """Answer a command by its id alone; returns why not, or ""."""
        ...

    def undo(self, command_id: str) -> None:
        """Take the newest answer back while it is held."""
        ...
