"""Importing: pasted or opened commands are read on a thread and taken in portions: the window keeps its turn."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import NamedTuple, TypeVar

from flipconsole.api.pasted import Imported, read_import
from flipconsole.app.diary import Diary
from flipconsole.app.facts import Facts
from flipconsole.app.safekeeping import Hop, Place, Safekeeping
from flipconsole.domain.command import UnreadableRow
from flipconsole.domain.held import Source
from flipconsole.domain.merge import Change
from flipconsole.store.outbox import Outbox
from flipconsole.store.snapshot import Snapshot

AT_ONCE = 64 * 1024
"""Text of up to so many characters is read where it comes in: that takes less than a frame."""

PORTION = 250
"""So many commands are taken between two turns of the window."""

T = TypeVar("T")


class ImportReport(NamedTuple):
    """What came of pasted or opened text: the ids taken, and every item that is no command."""

    ids: tuple[str, ...]
    unreadable: tuple[UnreadableRow, ...]


class Importing:
    """Takes commands that no list has brought."""

    def __init__(
        self, facts: Facts, outbox: Outbox, snapshot: Snapshot, diary: Diary, safekeeping: Safekeeping, hop: Hop
    ) -> None:
        self._facts = facts
        self._outbox = outbox
        self._snapshot = snapshot
        self._diary = diary
        self._safekeeping = safekeeping
        self._hop = hop

    def take(self, text: str, name: str, then: Callable[[ImportReport], None]) -> None:
        """Take the commands in `text`, which came from `name`; `then` is called once all of them are in the rows.

        That is before this returns for a short text, and soon on the loop's thread for a long one.
        """

        def was_read(found: Imported) -> None:
            self._take_portion(found, 0, [], lambda changes: self._finish(found, changes, name, then))

        if len(text) <= AT_ONCE:
            was_read(read_import(text))
        else:
            self._safekeeping.follow(_on_a_thread(lambda: read_import(text)), was_read, place=None)

    def _take_portion(
        self, found: Imported, start: int, changes: list[Change], then: Callable[[list[Change]], None]
    ) -> None:
        part = found.commands[start : start + PORTION]
        changes += self._facts.take_commands(part, Source.IMPORT, doubled=found.doubled)
        if start + PORTION < len(found.commands):
            self._hop(lambda: self._take_portion(found, start + PORTION, changes, then))
        else:
            then(changes)

    def _finish(self, found: Imported, changes: list[Change], name: str, then: Callable[[ImportReport], None]) -> None:
        if changes:
            applied = self._snapshot.apply([change.after for change in changes], (), None)
            self._safekeeping.follow(applied, place=Place.LIST)
            lines = [self._diary.line("imported", text=name), *self._diary.lines_of(changes)]
            self._safekeeping.follow(self._outbox.note(lines))
        then(ImportReport(tuple(command.id for command in found.commands), found.unreadable))


def _on_a_thread(work: Callable[[], T]) -> Future[T]:
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except Exception as error:  # noqa: BLE001 - it belongs to who waits
            future.set_exception(error)

    threading.Thread(target=run, name="reading").start()
    return future
