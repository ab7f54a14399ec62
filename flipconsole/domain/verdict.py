"""The comparison of an ack with what Flip says: before it is sent, and in the answer to it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from flipconsole.domain.ack import Ack
from flipconsole.domain.command import Answer, Command, Status
from flipconsole.domain.held import Held, Source
from flipconsole.domain.language import _
from flipconsole.domain.terms import Terms, changed_terms, term_time, terms_of
from flipconsole.domain.work import Work, work_of


class Decision(StrEnum):
    """What to do with an ack whose turn has come."""

    SEND = "send"
    SEND_UNCHECKED = "send_unchecked"
    ALREADY_SO = "already_so"
    REVIEW = "review"


class Verdict(msgspec.Struct, frozen=True):
    """A decision, and the plain sentence that explains it ("" when there is nothing to explain)."""

    decision: Decision
    text: str = ""


def judge(ack: Ack, held: Held | None, now: datetime, *, has_list: bool) -> Verdict:
    """Compare an ack with the fresh list (design: "it looks before it speaks").

    `has_list` is False for a server that offers the PATCH alone: then nothing can be compared, and the ack is sent
    and said to be unchecked.
    """
    if not has_list:
        return Verdict(Decision.SEND_UNCHECKED, _("Sent without a check: this server offers no list to compare with."))
    if held is None or held.gone_at is not None or held.source is Source.IMPORT:
        return _judge_unlisted(ack, held)
    current = terms_of(held.command)
    if ack.terms is None:
        return _judge_unseen(ack, held.command)
    changed = changed_terms(ack.terms, current)
    if changed == ("device_status",) and current.device_status == ack.device_status:
        if ack.attempts:
            return Verdict(Decision.ALREADY_SO, _("Flip's list shows your answer."))
        return Verdict(Decision.ALREADY_SO, _("Somebody gave Flip the same answer before yours was sent."))
    if changed:
        return Verdict(Decision.REVIEW, _why_review(ack, ack.terms, held.command, changed))
    ends_at = term_time(ack.terms.ends_at)
    if ends_at is not None and ack.created_at < ends_at <= now:
        return Verdict(
            Decision.REVIEW,
            _("The command's time ended before your answer could be sent. It was not sent: decide anew."),
        )
    return Verdict(Decision.SEND)


def _judge_unlisted(ack: Ack, held: Held | None) -> Verdict:
    if ack.attempts:
        return Verdict(
            Decision.SEND_UNCHECKED,
            _("Flip no longer lists it and its last answer was not heard: the same answer is sent once more to ask."),
        )
    if (held is None and ack.terms is None) or (held is not None and held.source is Source.IMPORT):
        return Verdict(Decision.SEND_UNCHECKED, _("Sent without a check: Flip's list does not name this command."))
    if held is not None and held.gone_at is not None and held.gone_at <= ack.created_at:
        return Verdict(Decision.SEND_UNCHECKED, _("Sent without a check: Flip no longer listed it when you answered."))
    return Verdict(
        Decision.REVIEW,
        _("Flip no longer lists this command. Your answer was not sent: look whether it was replaced, then decide."),
    )


def _judge_unseen(ack: Ack, command: Command) -> Verdict:
    """An answer given by id alone: nobody saw terms, so only an ordinary open command takes it as it is."""
    if command.device_status == ack.device_status:
        return Verdict(Decision.ALREADY_SO, _("Flip's list already shows this answer."))
    if work_of(command.status, command.device_status) is Work.SCHEDULE:
        return Verdict(Decision.SEND)
    return Verdict(Decision.REVIEW, _("This command is not an ordinary open one any more. Look at it, then decide."))


def _why_review(ack: Ack, saw: Terms, command: Command, changed: tuple[str, ...]) -> str:
    if "status" in changed and command.status == Status.CANCELED:
        return _(
            "Cancelled before your answer was sent. It was not sent. Flip now waits for you to confirm that it is "
            "removed."
        )
    if "status" in changed and command.status == Status.OPT_OUT:
        return _(
            "The homeowner opted out before your answer was sent. It was not sent. Flip now waits for you to confirm "
            "that it is removed."
        )
    if changed == ("device_status",):
        return _(
            "Somebody set {theirs} while your {mine} was waiting. Yours was not sent: keep theirs or send yours."
        ).format(theirs=command.device_status[:60], mine=ack.device_status)
    names = ", ".join(term_title(name) for name in changed)
    return _("Flip changed this command before your answer was sent: {names}. It was not sent: decide anew.").format(
        names=names
    )


def term_title(name: str) -> str:
    """The plain name of one term, for side-by-side tables and sentences."""
    titles = {
        "device_id": _("device"),
        "status": _("Flip's status"),
        "device_status": _("device status"),
        "starts_at": _("start"),
        "ends_at": _("end"),
        "mode": _("mode"),
        "power_mode": _("power mode"),
        "setpoint_w": _("power"),
        "enable_grid_import": _("grid import"),
        "backup_reserve_percentage": _("reserve"),
        "unreadable": _("a part that cannot be read"),
    }
    return titles.get(name, name)


def confirms(ack: Ack, command: Command) -> bool:
    """Whether the command that Flip returned is the one that was answered, and carries the answer."""
    return command.id == ack.command_id and command.device_status == ack.device_status


def race_lost(ack: Ack, command: Command) -> tuple[str, str] | None:
    """What a person must do when Flip's answer shows other terms than the operator saw: (kind, sentence), or None.

    A change that lands between our look and our PATCH cannot be prevented (Flip documents no conditional PATCH); it
    is always visible in the answer.
    """
    if ack.terms is None:
        if command.status == Status.OK:
            return None
        changed: tuple[str, ...] = ("status",)
    else:
        changed = tuple(name for name in changed_terms(ack.terms, terms_of(command)) if name != "device_status")
    if not changed:
        return None
    if "status" in changed and command.status in (Status.CANCELED, Status.OPT_OUT):
        if ack.device_status == Answer.OK:
            return "removed_race", _(
                "Flip cancelled it before your OK arrived and took your OK as the removal: remove it from the "
                "battery now."
            )
        return "removed_race", _(
            "Flip cancelled it before your answer arrived and took your answer for the removal: make sure that the "
            "battery does not run it."
        )
    names = ", ".join(term_title(name) for name in changed)
    return "changed_race", _(
        "Flip changed it before your answer arrived ({names}) and took your answer for the new version: check the "
        "battery."
    ).format(names=names)
