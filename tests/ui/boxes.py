"""The boxes of an outbox over a console that records, as the application layer would sort its answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from psygnal import Signal

from flipconsole.app.gate import Gate
from flipconsole.domain.ack import Ack, AckState, Attention
from flipconsole.domain.bulk import Bulk, Tally, tally


class Page(NamedTuple):
    acks: tuple[Ack, ...]
    is_last: bool


class FakeBulks:
    """Bulks by id with their answers; what is asked is written down."""

    changed = Signal(object)

    def __init__(self) -> None:
        self.kept: dict[int, tuple[Bulk, list[Ack]]] = {}
        self.asked: list[tuple[str, int]] = []

    def newest_first(self) -> list[Bulk]:
        return [self.kept[id][0] for id in sorted(self.kept, reverse=True)]

    def get(self, id: int) -> Bulk | None:
        return self.kept[id][0] if id in self.kept else None

    def members(self, id: int) -> list[Ack]:
        return self.kept[id][1]

    def tally(self, id: int) -> Tally:
        return tally(self.kept[id][1])

    def failed(self, id: int) -> list[int]:
        return [ack.seq for ack in self.kept[id][1] if ack.state is AckState.FAILED]

    def stop(self, id: int) -> None:
        self.asked.append(("stop", id))

    def go_on(self, id: int) -> None:
        self.asked.append(("go_on", id))


class FakeBoxes:
    """Sorts the console's answers; `sent` is what a store would hold beyond them, newest first."""

    attention_changed = Signal(object)

    def __init__(self, console: Any) -> None:
        self.console = console
        self.gate = Gate()
        self.bulks = FakeBulks()
        self.sent: list[Ack] = []
        self.told: dict[str, tuple[Ack, ...]] = {}
        self.asked: list[tuple[str, int]] = []
        self.reads: list[int] = []

    def waiting(self) -> Sequence[Ack]:
        return tuple(self.console.unsent())

    def needing_you(self) -> Sequence[Ack | Attention]:
        return (*self.console.attention(), *self.console.needing_you())

    def read_sent(self, limit: int, then: Callable[[Page], None], after: Ack | None = None) -> None:
        self.reads.append(limit)
        start = 0 if after is None else self.sent.index(after) + 1
        then(Page(tuple(self.sent[start : start + limit]), start + limit >= len(self.sent)))

    def history(self, command_id: str) -> Sequence[Ack]:
        row = self.console.rows.get(command_id)
        return self.told.get(command_id, ()) if row is None else row.acks

    def ack(self, seq: int) -> Ack | None:
        acks = [ack for row in self.console.rows.values() for ack in row.acks] + self.sent
        return next((ack for ack in acks if ack.seq == seq), None)

    def send_now(self, seq: int) -> None:
        self.asked.append(("send_now", seq))

    def keeps_back(self, ack: Ack) -> str:
        return "" if ack.state.is_settled or self.gate.lets(ack) else "Kept back: switched off."
