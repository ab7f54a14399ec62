"""The three boxes of the outbox: what waits, what needs a person, and what is done with, each answer in exactly one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from flipconsole.app.bulks import Bulks
from flipconsole.app.facts import Facts
from flipconsole.app.gate import Gate
from flipconsole.app.rules import Rules
from flipconsole.app.safekeeping import Safekeeping
from flipconsole.domain.ack import Ack, Attention
from flipconsole.domain.language import _
from flipconsole.store.outbox import Outbox
from flipconsole.store.sent import SentPage


class _Retrying(Protocol):
    """The console, as far as the boxes ask it."""

    def retry(self, *seqs: int) -> None:
        """Hurry answers that wait, and send those again that Flip did not take."""


class Boxes:
    """What the outbox shows and asks beyond the console; all methods return at once.

    `gate` is the switch that lets answers leave by themselves, `bulks` what was answered together.
    """

    def __init__(
        self,
        console: _Retrying,
        facts: Facts,
        outbox: Outbox,
        gate: Gate,
        bulks: Bulks,
        safekeeping: Safekeeping,
        rules: Rules,
    ) -> None:
        self._console = console
        self._facts = facts
        self._outbox = outbox
        self._safekeeping = safekeeping
        self._rules = rules
        self.gate = gate
        self.bulks = bulks
        self.attention_changed = facts.attention_changed

    def waiting(self) -> list[Ack]:
        """The answers that have not arrived yet, in the order in which they were given."""
        return self._facts.unsettled()

    def needing_you(self) -> list[Ack | Attention]:
        """What only a person can go on with: open items first, then answers in the order in which they were given.

        A delivered answer is here while an item about it is open.
        """
        items = self._facts.attention()
        named = {item.ack_seq for item in items}
        return [*items, *(ack for ack in self._facts.asking() if not ack.seq or ack.seq not in named)]

    def read_sent(self, limit: int, then: Callable[[SentPage], None], after: Ack | None = None) -> None:
        """Read the newest answers that are done with, or those after this one, and hand them to `then`, soon."""
        self._safekeeping.follow(self._outbox.read_sent(limit, after), then, place=None)

    def history(self, command_id: str) -> Sequence[Ack]:
        """Every answer to one command, oldest first."""
        return self._facts.acks_of(command_id)

    def ack(self, seq: int) -> Ack | None:
        """One answer by its number."""
        return self._facts.ack(seq)

    def send_now(self, seq: int) -> None:
        """Let one answer leave, whatever is kept back, with those to the same command that were given before it."""
        ack = self._facts.ack(seq)
        if ack is None:
            return
        earlier = [one.seq for one in self._facts.acks_of(ack.command_id) if one.seq <= seq]
        for one in earlier:
            self.gate.release(one)
        self._console.retry(seq)

    def keeps_back(self, ack: Ack) -> str:
        """Why an answer that waits does not leave by itself, or ""."""
        if ack.state.is_settled:
            return ""
        if self._outbox.refusal:
            return _("Kept back: this run can save nothing, so it sends nothing either.")
        if self._rules.read_only:
            return _("Kept back: this console only looks.")
        if self.gate.lets(ack):
            return ""
        bulk = None if ack.bulk is None else self.bulks.get(ack.bulk)
        if self.gate.is_open and bulk is not None and bulk.held_why:
            return _("Kept back: its bulk was stopped. {why}").format(why=bulk.held_why)
        if self.gate.is_open and bulk is not None and bulk.stops(ack):
            return _("Kept back: its bulk was stopped, and this is just being taken back.")
        return _("Kept back: answers do not leave by themselves, because that is switched off.")
