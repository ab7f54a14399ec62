"""The diary: turns what happens into journal lines with who and when on each."""

from __future__ import annotations

import getpass
from collections.abc import Iterable

from flipconsole.app.clock import FlipClock
from flipconsole.domain.ack import Ack
from flipconsole.domain.command import Command, Status
from flipconsole.domain.held import Source
from flipconsole.domain.journal import JournalLine
from flipconsole.domain.language import _
from flipconsole.domain.merge import Change
from flipconsole.domain.terms import terms_of, what_changed
from flipconsole.domain.verdict import term_title


class Diary:
    """Makes journal lines; `operator` is the name typed in the window, beside the account of the machine."""

    def __init__(self, clock: FlipClock, operator: str) -> None:
        self._clock = clock
        self.operator = operator
        self._os_user = _os_user()

    def line(
        self,
        what: str,
        ack: Ack | None = None,
        command: Command | None = None,
        *,
        text: str = "",
        body: str = "",
        http_status: int | None = None,
        latency_s: float | None = None,
    ) -> JournalLine:
        """One line about an ack or a command; see `JournalLine` for the words of `what`."""
        command_id = ack.command_id if ack is not None else command.id if command is not None else ""
        device_id = command.device_id if command is not None else ""
        if ack is not None and ack.terms is not None:
            device_id = ack.terms.device_id
        return JournalLine(
            what=what,
            at=self._clock.now(),
            monotonic_s=self._clock.steady(),
            command_id=command_id,
            device_id=device_id,
            ack_seq=ack.seq if ack is not None and ack.seq else None,
            os_user=self._os_user,
            operator=self.operator,
            text=text,
            body=body,
            http_status=http_status,
            latency_s=latency_s,
        )

    def lines_of(self, changes: Iterable[Change]) -> list[JournalLine]:
        """What Flip's list brought, one line for each command that it changed."""
        lines: list[JournalLine] = []
        for change in changes:
            what, text = _told(change)
            if what:
                lines.append(self.line(what, command=change.after.command, text=text))
        return lines


def _told(change: Change) -> tuple[str, str]:
    after = change.after
    if change.before is None:
        return ("imported" if after.source is Source.IMPORT else "received"), ""
    if after.gone_at is not None and change.before.gone_at is None:
        return "gone", _("Flip's list no longer names it.")
    if change.before.gone_at is not None and after.gone_at is None:
        return "changed", _("Flip's list names it again.")
    before = change.before.command
    names = what_changed(before, after.command)
    if not names:
        return "", ""
    if "status" in names and after.command.status in (Status.CANCELED, Status.OPT_OUT):
        return "cancelled", f"{before.status} → {after.command.status}"
    described = [
        f"{term_title(name)}: {getattr(terms_of(before), name)} → {getattr(terms_of(after.command), name)}"
        for name in names
        if name != "unreadable"
    ]
    return "changed", "; ".join(described)[:500]


def _os_user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
