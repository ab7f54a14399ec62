"""The facts on screen: rows derived from Flip's snapshot and the acks, so that nothing can disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from psygnal import Signal

from flipconsole.app.clock import FlipClock
from flipconsole.domain.ack import Ack, Attention
from flipconsole.domain.command import Command, UnreadableRow
from flipconsole.domain.held import Held, Source
from flipconsole.domain.mark import Mark
from flipconsole.domain.merge import Change, merge
from flipconsole.domain.replacement import find_replacements
from flipconsole.domain.row import ASKING_STATES, Row, Stage, ack_that_counts, stage_of
from flipconsole.domain.rows import lapsed_of
from flipconsole.domain.work import Work


class RowsDiff(NamedTuple):
    """The ids of the rows that appeared, changed and went since the last one."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Facts:
    """What is known: commands as Flip last told them, and the acks as they are on disk.

    Signals:
        rows_changed: `rows` has changed; carries a `RowsDiff`.
        attention_changed: "Needs you" items of these command ids came or were closed.
        acks_changed: acks of these command ids moved on, whether or not a row shows them.
    """

    rows_changed = Signal(object)
    acks_changed = Signal(object)
    attention_changed = Signal(object)

    def __init__(self, clock: FlipClock) -> None:
        self._clock = clock
        self._held: dict[str, Held] = {}
        self._acks: defaultdict[str, dict[int, Ack]] = defaultdict(dict)
        self._unsettled: dict[int, Ack] = {}
        self._by_seq: dict[int, Ack] = {}
        self._saving: dict[str, Ack] = {}
        self._unsaved: dict[str, Ack] = {}
        self._attention: dict[int, Attention] = {}
        self._attention_of: defaultdict[str, set[int]] = defaultdict(set)
        self._of_device: defaultdict[str, set[str]] = defaultdict(set)
        self._links: dict[str, str] = {}
        self._back_links: dict[str, str] = {}
        self._holding: set[str] = set()
        self._open: dict[str, Row] = {}
        self._asking: dict[str, Ack] = {}
        self._marks: dict[str, Mark] = {}
        self._named: set[str] = set()
        self._rows: dict[str, Row] = {}
        self.rows: Mapping[str, Row] = MappingProxyType(self._rows)
        self.open_rows: Mapping[str, Row] = MappingProxyType(self._open)
        self.held: Mapping[str, Held] = MappingProxyType(self._held)
        self.unreadable: tuple[UnreadableRow, ...] = ()

    # -- what Flip says ------------------------------------------------------------------------------------------

    def load(self, held: Iterable[Held]) -> None:
        """Take the last snapshot, at start."""
        for one in held:
            self._hold(one)
        self._link_replacements(set(self._of_device))
        self._derive(self._held)

    def take_commands(
        self,
        commands: Iterable[Command],
        source: Source,
        *,
        complete: bool = False,
        named: set[str] | None = None,
        doubled: Collection[str] = (),
    ) -> list[Change]:
        """Merge what has arrived and tell what changed; the same data again changes nothing.

        A list may come in parts: then `named` are the ids of all of it, and `complete` goes with the last.
        """
        commands = tuple(commands)
        if source is Source.LIST:
            self._named = {command.id for command in commands} if named is None else named
        elif source is Source.ANSWER:
            self._named.update(command.id for command in commands)
        changes = merge(
            self._held, commands, source=source, now=self._clock.now(), complete=complete, named=named, doubled=doubled
        )
        touched: set[str] = set()
        devices: set[str] = set()
        for change in changes:
            self._hold(change.after)
            touched.add(change.after.command.id)
            devices.add(change.after.command.device_id)
        touched |= self._link_replacements(devices)
        self._derive(touched)
        return changes

    def is_named(self, command_id: str) -> bool:
        """Whether Flip itself has shown the command readably: in the last list, or in an answer since."""
        return command_id in self._named

    def replacement_of(self, command_id: str) -> Held | None:
        """The command that Flip has sent in its place, as far as it was seen; looked up anew, for time passes."""
        held = self._held.get(command_id)
        if held is None:
            return None
        ids = self._of_device[held.command.device_id]
        new = self._find_links(ids).get(command_id) if len(ids) > 1 else None
        return None if new is None else self._held.get(new)

    def _hold(self, held: Held) -> None:
        command = held.command
        before = self._held.get(command.id)
        if before is not None and before.command.device_id != command.device_id:
            self._of_device[before.command.device_id].discard(command.id)
        self._held[command.id] = held
        self._of_device[command.device_id].add(command.id)

    def _link_replacements(self, devices: Iterable[str]) -> set[str]:
        """Link old and new commands of these devices afresh; the ids whose links changed."""
        touched: set[str] = set()
        for device in devices:
            ids = self._of_device[device]
            links = self._find_links(ids) if len(ids) > 1 else {}
            for old in ids:
                new = links.get(old)
                known = self._links.get(old)
                if new == known:
                    continue
                touched |= {one for one in (old, new, known) if one is not None}
                if known is not None:
                    self._back_links.pop(known, None)
                    del self._links[old]
                if new is not None:
                    self._links[old] = new
                    self._back_links[new] = old
        return touched

    def _find_links(self, ids: Collection[str]) -> dict[str, str]:
        held = [self._held[one] for one in ids]
        return find_replacements([one.command for one in held], lapsed_of(held, self._clock.now()))

    # -- what the operator said ----------------------------------------------------------------------------------

    def take_acks(self, acks: Iterable[Ack]) -> None:
        """Take acks as they are on disk now, new or moved on."""
        touched: set[str] = set()
        for ack in acks:
            if self._acks[ack.command_id].get(ack.seq) != ack:
                self._keep(ack)
                touched.add(ack.command_id)
        self._derive(touched)
        if touched:
            self.acks_changed.emit(frozenset(touched))

    def _keep(self, ack: Ack) -> None:
        self._acks[ack.command_id][ack.seq] = self._by_seq[ack.seq] = ack
        if ack.state.is_settled:
            self._unsettled.pop(ack.seq, None)
        else:
            self._unsettled[ack.seq] = ack
        self._note_asking(ack.command_id)

    def _note_asking(self, command_id: str) -> None:
        """Keep the ack of the command that counts at hand if a person must look at it."""
        acks = self._acks[command_id]
        counts = ack_that_counts(self.acks_of(command_id)) if acks else None
        unsaved = self._unsaved.get(command_id)
        if unsaved is not None:
            self._asking[command_id] = unsaved
        elif counts is not None and counts.state in ASKING_STATES:
            self._asking[command_id] = counts
        else:
            self._asking.pop(command_id, None)

    def start_saving(self, acks: Sequence[Ack]) -> None:
        """Show acks as being saved, until `saved` or `not_saved` tells."""
        for ack in acks:
            self._saving[ack.command_id] = ack
            self._unsaved.pop(ack.command_id, None)
            self._note_asking(ack.command_id)
        self._derive({ack.command_id for ack in acks})

    def is_saving(self, command_id: str) -> bool:
        """Whether an ack of this command is being written."""
        return command_id in self._saving

    def saved(self, command_ids: Collection[str], stored: Sequence[Ack]) -> None:
        """The acks of these commands are on disk as `stored`."""
        for command_id in command_ids:
            self._saving.pop(command_id, None)
        self.take_acks(stored)
        self._derive(command_ids)

    def not_saved(self, acks: Sequence[Ack], why: str) -> None:
        """These acks could not be written; they are shown as lost until they are given again."""
        for ack in acks:
            self._saving.pop(ack.command_id, None)
            self._unsaved[ack.command_id] = ack.but(outcome=why)
            self._note_asking(ack.command_id)
        self._derive({ack.command_id for ack in acks})

    def take_attention(self, items: Iterable[Attention]) -> None:
        """Take "Needs you" items as they are on disk now; closed ones leave the screen."""
        touched: set[str] = set()
        for item in items:
            if item.closed_at is None:
                self._attention[item.id] = item
                self._attention_of[item.command_id].add(item.id)
            else:
                self._attention.pop(item.id, None)
                self._attention_of[item.command_id].discard(item.id)
            touched.add(item.command_id)
        self._derive(touched)
        if touched:
            self.attention_changed.emit(frozenset(touched))

    def take_marks(self, marks: Iterable[Mark]) -> None:
        """Take marks as they are on disk now."""
        changed = {mark.command_id: mark for mark in marks}
        self._marks |= changed
        self._derive(changed)

    def attention(self) -> tuple[Attention, ...]:
        """The open "Needs you" items, oldest first."""
        return tuple(self._attention[key] for key in sorted(self._attention))

    def acks_of(self, command_id: str) -> tuple[Ack, ...]:
        """The acks of one command that are on disk, oldest first."""
        acks = self._acks.get(command_id)
        return tuple(acks[seq] for seq in sorted(acks)) if acks else ()

    def ack(self, seq: int) -> Ack | None:
        """One ack by its number."""
        return self._by_seq.get(seq)

    def unsettled(self) -> list[Ack]:
        """Every ack that is still under way, in the order in which they were given."""
        return [self._unsettled[seq] for seq in sorted(self._unsettled)]

    def waiting(self) -> int:
        """How many acks are still under way."""
        return len(self._unsettled)

    def needs_you(self) -> int:
        """How many commands wait for a person: open items, conflicts, answers that were not taken."""
        return len(self._asking.keys() | {item.command_id for item in self._attention.values()})

    def asking(self) -> tuple[Ack, ...]:
        """The newest acks that a person must look at, in the order in which they were given."""
        return tuple(sorted(self._asking.values(), key=lambda ack: ack.seq))

    def pass_time(self) -> None:
        """Re-derive what changes by time alone: undo times that have run out."""
        now = self._clock.now()
        self._derive([one for one in self._holding if not ack_that_counts(self._rows[one].acks).is_held(now)])

    # -- rows ----------------------------------------------------------------------------------------------------

    def _derive(self, command_ids: Iterable[str]) -> None:
        added: list[str] = []
        changed: list[str] = []
        for command_id in command_ids:
            row = self._row(command_id)
            before = self._rows.get(command_id)
            if row is None or row == before:
                continue
            self._rows[command_id] = row
            (added if before is None else changed).append(command_id)
            if row.open_work is not Work.NONE:
                self._open[command_id] = row
            else:
                self._open.pop(command_id, None)
            if row.stage is Stage.HOLDING:
                self._holding.add(command_id)
            else:
                self._holding.discard(command_id)
        if added or changed:
            self.rows_changed.emit(RowsDiff(tuple(added), tuple(changed)))

    def _row(self, command_id: str) -> Row | None:
        held = self._held.get(command_id)
        if held is None:
            return None
        acks = self.acks_of(command_id)
        if command_id in self._saving:
            acks, stage = (*acks, self._saving[command_id]), Stage.SAVING
        elif command_id in self._unsaved:
            acks, stage = (*acks, self._unsaved[command_id]), Stage.NOT_SAVED
        else:
            stage = stage_of(acks, held, self._clock.now())
        return Row(
            held,
            acks,
            tuple(self._attention[key] for key in sorted(self._attention_of.get(command_id, ()))),
            stage,
            self._links.get(command_id),
            self._back_links.get(command_id),
            self._marks.get(command_id),
        )
