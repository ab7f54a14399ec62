"""The marks: "I am on it", notes and commands put off; saved beside the answers, never sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import NamedTuple

from flipconsole.app.clock import FlipClock
from flipconsole.app.diary import Diary
from flipconsole.app.facts import Facts
from flipconsole.app.safekeeping import Safekeeping
from flipconsole.domain.language import _
from flipconsole.domain.mark import LONGEST_NOTE
from flipconsole.domain.row import Row
from flipconsole.domain.shelving import is_shelved, why_not_put_off
from flipconsole.domain.terms import terms_of, what_changed
from flipconsole.domain.times import show_exact
from flipconsole.store.outbox import Outbox


class NotMarked(NamedTuple):
    """A row that was left out, and why."""

    row: Row
    why: str


class Marks:
    """Each change is on disk, with its journal line, before a row shows it; the caller's thread touches no file."""

    def __init__(self, facts: Facts, outbox: Outbox, clock: FlipClock, diary: Diary, safekeeping: Safekeeping) -> None:
        self._facts = facts
        self._outbox = outbox
        self._clock = clock
        self._diary = diary
        self._safekeeping = safekeeping

    def take_on(self, rows: Sequence[Row]) -> None:
        """The operator is on these."""
        now = self._clock.now()
        columns = {"taken_by": self._who(), "taken_at": now}
        self._change(rows, "taken_on", "", columns)

    def let_go(self, rows: Sequence[Row]) -> None:
        """Nobody is on these any more."""
        self._change(rows, "let_go", "", {"taken_by": "", "taken_at": None})

    def note(self, rows: Sequence[Row], text: str) -> None:
        """Put this note on the rows; "" takes the one that is there away."""
        note = " ".join(text.split())[:LONGEST_NOTE]
        by, at = (self._who(), self._clock.now()) if note else ("", None)
        self._change(rows, "noted", note or _("The note was taken away."), {"note": note, "note_by": by, "note_at": at})

    def put_off(self, rows: Sequence[Row], until: datetime, reason: str, zone: tzinfo) -> tuple[NotMarked, ...]:
        """Put these off until then; those that may not be are left out and told, with times in `zone`."""
        now = self._clock.now()
        left_out = [NotMarked(row, why) for row in rows if (why := self._why_not(row, until, zone, now))]
        gone = {one.row.id for one in left_out}
        text = _("Until {time}: {reason}").format(time=show_exact(until, zone), reason=reason)
        for row in rows:
            if row.id not in gone:
                columns = {
                    "shelved_until": until,
                    "shelved_at": now,
                    "shelved_by": self._who(),
                    "shelved_reason": " ".join(reason.split())[:LONGEST_NOTE],
                    "terms": terms_of(row.held.command),
                }
                self._change([row], "put_off", text, columns)
        return tuple(left_out)

    def bring_back(self, rows: Sequence[Row]) -> None:
        """End the putting off of these now."""
        now = self._clock.now()
        ended = {"shelved_until": None, "shelved_at": None, "shelved_by": "", "shelved_reason": "", "terms": None}
        self._change([row for row in rows if is_shelved(row, now)], "brought_back", "", ended)

    def _why_not(self, shown: Row, until: datetime, zone: tzinfo, now: datetime) -> str:
        current = self._facts.rows.get(shown.id, shown)
        if what_changed(shown.held.command, current.held.command):
            return _("It changed while you were looking.")
        return why_not_put_off(current, until, zone, now)

    def _change(self, rows: Sequence[Row], what: str, text: str, columns: Mapping[str, object]) -> None:
        if not rows:
            return
        lines = [self._diary.line(what, command=row.held.command, text=text) for row in rows]
        written = self._outbox.change_marks([row.id for row in rows], self._clock.now(), columns, lines)
        self._safekeeping.follow(written, self._facts.take_marks)

    def _who(self) -> str:
        return self._diary.operator or _("Somebody here")
