"""Bulks: what became of each command that was answered together with others, and how to stop and go on."""

from __future__ import annotations

from collections.abc import Iterable

from psygnal import Signal

from flipconsole.app.clock import FlipClock
from flipconsole.app.diary import Diary
from flipconsole.app.facts import Facts
from flipconsole.app.gate import Gate
from flipconsole.app.safekeeping import Safekeeping
from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.bulk import Bulk, Tally, tally
from flipconsole.domain.language import _
from flipconsole.store.outbox import Outbox, Stopped


class Bulks:
    """Every bulk that is kept, with the newest answer of each of its commands.

    All methods return at once. What is stopped or held is so from the next request on; a bulk that a dead process left
    behind goes on where it stood.

    Signals:
        changed: the bulks with these ids, or answers of theirs, moved on.
    """

    changed = Signal(object)

    def __init__(
        self, facts: Facts, outbox: Outbox, gate: Gate, clock: FlipClock, diary: Diary, safekeeping: Safekeeping
    ) -> None:
        self._facts = facts
        self._outbox = outbox
        self._gate = gate
        self._clock = clock
        self._diary = diary
        self._safekeeping = safekeeping
        self._bulks: dict[int, Bulk] = {}
        self._members: dict[int, dict[str, Ack]] = {}
        facts.acks_changed.connect(self._on_acks_changed)

    def take(self, bulks: Iterable[Bulk]) -> None:
        """Take bulks as they are on disk now."""
        touched = set()
        for bulk in bulks:
            if self._bulks.get(bulk.id) == bulk:
                continue
            self._bulks[bulk.id] = bulk
            touched.add(bulk.id)
            self._gate.take_bulk(bulk)
        if touched:
            self.changed.emit(frozenset(touched))

    def newest_first(self) -> list[Bulk]:
        """Every bulk that is kept."""
        return [self._bulks[id] for id in sorted(self._bulks, reverse=True)]

    def get(self, id: int) -> Bulk | None:
        """One bulk."""
        return self._bulks.get(id)

    def members(self, id: int) -> list[Ack]:
        """The newest answer of each command of a bulk, in the order in which they were first given."""
        return list(self._members.get(id, {}).values())

    def tally(self, id: int) -> Tally:
        """How many commands of a bulk stand where."""
        return tally(self._members.get(id, {}).values())

    def failed(self, id: int) -> list[int]:
        """The numbers of those answers that Flip did not take and that nothing newer has replaced."""
        return [
            ack.seq
            for ack in self._members.get(id, {}).values()
            if ack.state is AckState.FAILED and self._facts.acks_of(ack.command_id)[-1].seq == ack.seq
        ]

    # -- what people ask -----------------------------------------------------------------------------------------

    def stop(self, id: int) -> None:
        """Not one more leaves from now on; what had not left is taken back, and its commands are open again."""
        bulk = self._bulks.get(id)
        if bulk is None:
            return
        stopped = bulk.but(held_why="", stopped_at=self._clock.now(), stopped_seq=None)
        self.take([stopped])
        self._take_back(stopped, bulk)

    def hold(self, id: int, why: str) -> None:
        """Nothing more of it leaves until a person lets it go on."""
        self._note(id, why)

    def go_on(self, id: int) -> None:
        """Let a held bulk go on."""
        self._note(id, "")

    def _note(self, id: int, why: str) -> None:
        bulk = self._bulks.get(id)
        if bulk is not None and bulk.held_why != why:
            self.take([bulk.but(held_why=why)])
            self._safekeeping.follow(self._outbox.hold_bulk(id, why))

    def _take_back(self, bulk: Bulk, before: Bulk | None = None) -> None:
        """Withdraw what it stops; a stop that cannot be written leaves it as it was `before`, and held."""
        if bulk.stopped_at is None:
            return
        outcome = _("Taken back: the bulk was stopped before it left.")

        def stopped(done: Stopped) -> None:
            self.take([self._bulks[bulk.id].but(stopped_at=bulk.stopped_at, stopped_seq=done.until)])
            self._facts.take_acks(done.acks)
            if before is not None:
                self._take_back_what_came_back(bulk.id)

        def not_stopped(_why: str) -> None:
            if before is not None:
                self.take([before.but(held_why=_("It was to be stopped, and that could not be saved: stop it again."))])

        stopping = self._outbox.stop_bulk(
            bulk.id,
            bulk.stopped_at,
            outcome,
            lambda ack: self._diary.line("withdrawn", ack, text=outcome),
            bulk.stopped_seq,
        )
        self._safekeeping.follow(stopping, stopped, not_stopped)

    def _on_acks_changed(self, command_ids: Iterable[str]) -> None:
        touched: set[int] = set()
        for command_id in command_ids:
            for ack in self._facts.acks_of(command_id):
                if ack.bulk is None:
                    continue
                self._members.setdefault(ack.bulk, {})[command_id] = ack
                touched.add(ack.bulk)
        for id in touched:
            self._take_back_what_came_back(id)
        if touched:
            self.changed.emit(frozenset(touched))

    def _take_back_what_came_back(self, id: int) -> None:
        """An answer was just about to leave when the bulk was stopped, and was put back."""
        bulk = self._bulks.get(id)
        if bulk is None or bulk.stopped_seq is None:
            return
        for ack in self._members.get(id, {}).values():
            if ack.state is AckState.QUEUED and not ack.unheard and bulk.stops(ack) and not self._gate.lets(ack):
                self._take_back(bulk)
                return
