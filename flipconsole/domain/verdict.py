"""The comparison of an ack with what Flip says: before it is sent, and in the answer to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec

from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.command import Answer, Command, DeviceStatus, Status
from flipconsole.domain.held import Held, Source
from flipconsole.domain.language import _
from flipconsole.domain.lateness import replaced_text, why_too_late
from flipconsole.domain.terms import Terms, changed_terms, terms_of
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


def judge(
    ack: Ack,
    held: Held | None,
    now: datetime,
    *,
    has_list: bool,
    named: bool = True,
    earlier: Sequence[Ack] = (),
    replacement: Held | None = None,
) -> Verdict:
    """Compare an ack with the fresh list (design: "it looks before it speaks").

    `has_list` is False for a server that offers the PATCH alone: then only what was pasted or answered since can be
    compared, and the ack is sent and said to be unchecked. `named`: the fresh list, or an answer since, has shown the
    command readably. `earlier` are the older acks of the command, so that a change of mind is not taken for a
    colleague's. `replacement` is the command that Flip has sent in its place, if one was seen.

    An ack whose time ran out while it waited is never sent by itself, except past the fuse to a command that the fresh
    list still shows PENDING; one that was given late, knowingly, is sent like any other.
    """
    if not has_list:
        verdict = _judge_without_list(ack, held)
    elif held is None or held.gone_at is not None or not named or held.source is Source.IMPORT:
        verdict = _judge_unlisted(ack, held, earlier)
    else:
        verdict = _judge_listed(ack, held.command, earlier, replacement)
    if verdict.decision in (Decision.SEND, Decision.SEND_UNCHECKED):
        why = why_too_late(ack, held, now, replacement, was_looked_at=verdict.decision is Decision.SEND)
        if why:
            return _review(ack, why)
    return verdict


def _judge_listed(ack: Ack, command: Command, earlier: Sequence[Ack], replacement: Held | None) -> Verdict:
    if ack.terms is None:
        return _judge_unseen(ack, command, earlier)
    changed = _changes(ack, ack.terms, command, earlier)
    if changed and command.device_status == ack.device_status:
        if ack.unheard:
            return Verdict(Decision.ALREADY_SO, _("Flip's list shows your answer."))
        if changed == ("device_status",):
            return Verdict(Decision.ALREADY_SO, _("Somebody gave Flip the same answer before yours was sent."))
    if changed == ("device_status",) and replacement is not None:
        return _review(ack, replaced_text())
    if changed:
        return _review(ack, _why_review(ack, command, changed))
    return Verdict(Decision.SEND)


def _judge_without_list(ack: Ack, held: Held | None) -> Verdict:
    unchecked = _("Sent without a check: this server offers no list to compare with.")
    return Verdict(Decision.SEND_UNCHECKED, unchecked) if held is None else _judge_pasted(ack, held, unchecked)


def _judge_pasted(ack: Ack, held: Held, unchecked: str) -> Verdict:
    """No list speaks of the command; what is held of it was pasted, or came as the answer to an ack."""
    if ack.terms is None:
        verdict = _judge_unseen(ack, held.command, ())
        return verdict if verdict.decision is Decision.REVIEW else Verdict(Decision.SEND_UNCHECKED, unchecked)
    changed = _changes(ack, ack.terms, held.command, ())
    if changed and not (changed == ("device_status",) and held.command.device_status == ack.device_status):
        return _review(ack, _why_review(ack, held.command, changed))
    return Verdict(Decision.SEND_UNCHECKED, unchecked)


def _judge_unlisted(ack: Ack, held: Held | None, earlier: Sequence[Ack]) -> Verdict:
    changed = () if held is None or ack.terms is None else _changes(ack, ack.terms, held.command, earlier)
    if held is not None and changed not in ((), ("device_status",)):
        if ack.unheard and held.command.device_status == ack.device_status:
            return Verdict(Decision.ALREADY_SO, _("Flip has shown your answer."))
        return _review(ack, _why_review(ack, held.command, changed))
    if ack.unheard:
        return Verdict(
            Decision.SEND_UNCHECKED,
            _("Flip no longer lists it and its last answer was not heard: the same answer is sent once more to ask."),
        )
    unchecked = _("Sent without a check: Flip's list does not name this command.")
    if held is None and ack.terms is None:
        return Verdict(Decision.SEND_UNCHECKED, unchecked)
    if held is not None and held.source is Source.IMPORT:
        return _judge_pasted(ack, held, unchecked)
    if held is not None and ack.terms is not None and not changed:
        if not ack.terms.listed:
            return Verdict(
                Decision.SEND_UNCHECKED, _("Sent without a check: Flip no longer listed it when you answered.")
            )
        if held.command.device_status != DeviceStatus.PENDING:
            return Verdict(
                Decision.SEND_UNCHECKED,
                _("Sent without a check: Flip's list no longer names it since it was answered."),
            )
    return _review(
        ack, _("Flip no longer lists this command, or not readably: look whether it was replaced, then decide.")
    )


def _judge_unseen(ack: Ack, command: Command, earlier: Sequence[Ack]) -> Verdict:
    """An answer given by id alone: nobody saw terms, so only an ordinary open command takes it as it is."""
    if command.device_status == ack.device_status:
        return Verdict(Decision.ALREADY_SO, _("Flip's list already shows this answer."))
    is_own = command.status == Status.OK and _is_own_earlier(ack, command, earlier)
    if is_own or work_of(command.status, command.device_status) is Work.SCHEDULE:
        return Verdict(Decision.SEND)
    return _review(ack, _("This command is not an ordinary open one any more. Look at it, then decide."))


def _changes(ack: Ack, saw: Terms, command: Command, earlier: Sequence[Ack]) -> tuple[str, ...]:
    """The terms that are not those that the operator saw, the effect of the operator's own earlier answer left out."""
    changed = changed_terms(saw, terms_of(command))
    return () if changed == ("device_status",) and _is_own_earlier(ack, command, earlier) else changed


def _is_own_earlier(ack: Ack, command: Command, earlier: Sequence[Ack]) -> bool:
    """Whether the status that stands may be that of an earlier ack, still under way when this one was given instead.

    Only one that may have arrived counts: what never left is a colleague's, though it says the same.
    """
    return command.device_status != ack.device_status and any(
        (one.unheard or (one.state is AckState.DELIVERED and one.http_status is not None))
        and one.device_status == command.device_status
        and (one.settled_at is None or one.settled_at >= ack.created_at)
        and (one.terms is None) == (ack.terms is None)
        and (one.terms is None or ack.terms is None or not changed_terms(one.terms, ack.terms))
        for one in earlier
    )


def _review(ack: Ack, why: str) -> Verdict:
    fate = _("Whether your answer had arrived is not known.") if ack.unheard else _("Your answer was not sent.")
    return Verdict(Decision.REVIEW, f"{why} {fate}")


def _why_review(ack: Ack, command: Command, changed: tuple[str, ...]) -> str:
    if "status" in changed and command.status == Status.CANCELED:
        return _("It was cancelled while your answer waited. Flip now waits for you to confirm that it is removed.")
    if "status" in changed and command.status == Status.OPT_OUT:
        return _(
            "The homeowner opted out while your answer waited. Flip now waits for you to confirm that it is removed."
        )
    if changed == ("device_status",):
        return _("Somebody set {theirs} while your {mine} was waiting: keep theirs or send yours.").format(
            theirs=command.device_status[:60], mine=ack.device_status
        )
    names = ", ".join(term_title(name) for name in changed)
    return _("Flip changed this command while your answer waited: {names}. Decide anew.").format(names=names)


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


class LostRace(NamedTuple):
    """What came before an answer: its kind, what happened, and what a person must do now."""

    kind: str
    what: str
    advice: str

    @property
    def text(self) -> str:
        """What happened and what to do, in one sentence."""
        return _("{what}: {advice}").format(what=self.what, advice=self.advice)


def race_lost(ack: Ack, command: Command) -> LostRace | None:
    """What a person must do when Flip's answer shows other terms than the operator saw, or None.

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
            return LostRace(
                "removed_race",
                _("Flip cancelled it before your OK arrived and took your OK as the removal"),
                _("remove it from the battery now."),
            )
        return LostRace(
            "removed_race",
            _("Flip cancelled it before your answer arrived and took your answer for the removal"),
            _("make sure that the battery does not run it."),
        )
    names = ", ".join(term_title(name) for name in changed)
    return LostRace(
        "changed_race",
        _("Flip changed it before your answer arrived ({names}) and took your answer for the new version").format(
            names=names
        ),
        _("check the battery."),
    )
