"""An answer that was not sent because the command changed: what was seen, answered and asked now, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.command import Status
from flipconsole.domain.language import _
from flipconsole.domain.reading import power_text
from flipconsole.domain.row import Row, Stage
from flipconsole.domain.terms import Terms, changed_terms, term_time, terms_of
from flipconsole.domain.times import show_exact
from flipconsole.domain.verdict import term_title
from flipconsole.domain.words import answer_text, device_status_text, mode_name, power_mode_name, status_text


@dataclass(frozen=True)
class ConflictLine:
    """One line of the table; `answered` is "" where the answer says nothing about it."""

    title: str
    saw: str
    answered: str
    now: str


@dataclass(frozen=True)
class Conflict:
    """Everything that the operator needs to decide; `why_not_mine` forbids sending the old answer, or is "".

    `when` says when each side was so, and who answered. `their_reason` came with a device status that somebody else has
    set meanwhile, or is "".
    """

    ack: Ack
    lines: tuple[ConflictLine, ...]
    why_not_mine: str
    when: ConflictLine
    their_reason: str = ""

    @property
    def is_late(self) -> bool:
        """Whether nothing changed but the time: then the question is whether to send it all the same."""
        return all(line.saw == line.now for line in self.lines)


def conflict_of(row: Row, zone: tzinfo) -> Conflict | None:
    """The open conflict of a row, or None.

    The device status comes first, whether it changed or not; then every term that did. An answer to a command that
    was cancelled meanwhile is never sent (reliability 4.3): it would confirm a removal that nobody has made.
    """
    ack = row.newest_ack
    if row.stage is not Stage.NEEDS_REVIEW or ack is None or ack.state is not AckState.NEEDS_REVIEW:
        return None
    saw, now = ack.terms, terms_of(row.held.command)
    names = ("device_status", *(changed_terms(saw, now) if saw is not None else ("status",)))
    lines = tuple(_line(name, saw, now, ack, zone) for name in dict.fromkeys(names))
    why_not = ""
    if saw is not None and saw.status == Status.OK and now.status in (Status.CANCELED, Status.OPT_OUT):
        why_not = _(
            "Your old answer is never sent for a cancelled command: it would confirm the removal. Remove it from the "
            "battery, then answer “Confirm it is removed”."
        )
    is_theirs = saw is None or saw.device_status != now.device_status
    reason = row.held.command.device_status_reason if is_theirs else None
    command = row.held.command
    answered = show_exact(ack.created_at, zone)
    when = ConflictLine(
        _("When"),
        "" if ack.seen_updated_at is None else show_exact(ack.seen_updated_at, zone),
        _("{when}, {who}").format(when=answered, who=ack.operator) if ack.operator else answered,
        "" if command.updated_at is None else show_exact(command.updated_at, zone),
    )
    return Conflict(ack, lines, why_not, when, reason or "")


def _line(name: str, saw: Terms | None, now: Terms, ack: Ack, zone: tzinfo) -> ConflictLine:
    title = term_title(name)
    return ConflictLine(
        title[:1].upper() + title[1:],
        _value(name, saw, zone) if saw is not None else _("not seen"),
        answer_text(ack.device_status) if name == "device_status" else "",
        _value(name, now, zone),
    )


def _value(name: str, terms: Terms, zone: tzinfo) -> str:
    value = getattr(terms, name)
    match name:
        case "status":
            return status_text(terms.status)
        case "device_status":
            return device_status_text(terms.device_status)
        case "mode":
            return mode_name(terms.mode)
        case "power_mode":
            return power_mode_name(terms.power_mode)
        case "unreadable":
            return ", ".join(f"{path} {raw}" for path, raw in terms.unreadable) or _("none")
    if value is None:
        return _("open end") if name == "ends_at" else _("none")
    match name:
        case "starts_at" | "ends_at":
            moment = term_time(value)
            return _("none") if moment is None else show_exact(moment, zone)
        case "setpoint_w":
            return power_text(value)
        case "enable_grid_import":
            return _("yes") if value else _("no")
        case "backup_reserve_percentage":
            return _("{value} %").format(value=value)
    return str(value)
