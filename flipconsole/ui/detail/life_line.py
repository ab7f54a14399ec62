"""The life of a command in order: what Flip's fields tell, and every line of the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flipconsole.domain.command import Answer
from flipconsole.domain.journal import JournalLine
from flipconsole.domain.language import _
from flipconsole.domain.row import Row
from flipconsole.domain.words import answer_text
from flipconsole.ui.card import Tone


@dataclass(frozen=True)
class LifeEntry:
    """One moment: what happened, the plain sentence about it, and who and how ("" when nothing is known)."""

    at: datetime
    title: str
    text: str = ""
    detail: str = ""
    tone: Tone = "neutral"


def life_of(row: Row, lines: Sequence[JournalLine]) -> tuple[LifeEntry, ...]:
    """Every known moment, oldest first; what happened at one moment keeps the journal's order."""
    command, held = row.held.command, row.held
    entries: list[LifeEntry] = []
    if command.created_at is not None:
        entries.append(LifeEntry(command.created_at, _("Created by Flip")))
    if not any(line.what in ("received", "imported") for line in lines):
        entries.append(LifeEntry(held.first_seen_at, _("Received")))
    if command.updated_at is not None and command.updated_at != command.created_at:
        entries.append(LifeEntry(command.updated_at, _("Last changed by Flip")))
    if held.gone_at is not None and not any(line.what == "gone" for line in lines):
        entries.append(LifeEntry(held.gone_at, _("Gone from Flip's list")))
    entries += [_entry(line) for line in lines]
    return tuple(sorted(entries, key=lambda entry: entry.at))


def _entry(line: JournalLine) -> LifeEntry:
    title, tone = _titles().get(line.what, (line.what, "neutral"))
    if line.what == "answered" and line.body in set(Answer):
        title = _("Answered “{answer}”").format(answer=answer_text(Answer(line.body)))
    return LifeEntry(line.at, title, line.text, _detail(line), tone)


def _titles() -> dict[str, tuple[str, Tone]]:
    return {
        "received": (_("Received"), "neutral"),
        "seen": (_("Seen"), "neutral"),
        "imported": (_("Imported"), "neutral"),
        "changed": (_("Changed by Flip"), "info"),
        "cancelled": (_("Cancelled by Flip"), "warn"),
        "gone": (_("Gone from Flip's list"), "neutral"),
        "answered": (_("Answered"), "info"),
        "undone": (_("Undone"), "neutral"),
        "withdrawn": (_("Taken back"), "neutral"),
        "sent": (_("Sent"), "info"),
        "delivered": (_("Delivered"), "ok"),
        "not_accepted": (_("Not accepted"), "danger"),
        "not_confirmed": (_("Not confirmed"), "warn"),
        "needs_review": (_("Needs your review"), "warn"),
        "closed": (_("Closed"), "neutral"),
        "taken_on": (_("Somebody is on it"), "neutral"),
        "let_go": (_("Nobody is on it any more"), "neutral"),
        "noted": (_("Note"), "neutral"),
        "put_off": (_("Put off"), "neutral"),
        "brought_back": (_("Brought back"), "neutral"),
    }


def _detail(line: JournalLine) -> str:
    parts: list[str] = []
    who = line.operator or line.os_user
    if who:
        parts.append(_("by {who}").format(who=who))
    if line.http_status is not None:
        parts.append(_("HTTP {status}").format(status=line.http_status))
    if line.latency_s is not None:
        parts.append(_("after {seconds:.1f} s").format(seconds=line.latency_s))
    if line.ack_seq is not None:
        parts.append(_("answer {number}").format(number=line.ack_seq))
    return " · ".join(parts)
