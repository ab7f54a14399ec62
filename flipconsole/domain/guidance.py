"""What the state of a row means, whether the operator's work is safe, and what to do next."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from flipconsole.domain.command import DeviceStatus, Status
from flipconsole.domain.language import _
from flipconsole.domain.row import Row, Stage
from flipconsole.domain.work import Work

_TOLD_BY_STAGE = {Stage.NEEDS_REVIEW: "review", Stage.NOT_ACCEPTED: "not_accepted"}


def guidance(row: Row, now: datetime) -> str:
    """Plain text for the row as it stands at `now`, one paragraph a line, never empty.

    Open "Needs you" items come first; then what became of the newest answer, or what Flip asks for.
    """
    kinds = dict.fromkeys(item.kind for item in row.attention)
    kinds.pop(_TOLD_BY_STAGE.get(row.stage, ""), None)
    told = [attention_guidance(kind) for kind in kinds]
    if told and row.work is Work.NONE and row.stage in (Stage.NONE, Stage.DELIVERED):
        return "\n".join(told)  # "there is nothing to do" would contradict what must be done first
    return "\n".join([*told, _of_stage(row, now)])


def attention_guidance(kind: str) -> str:
    """What to do about an open "Needs you" item of this kind (`Attention.kind`)."""
    match kind:
        case "removed_race":
            return _(
                "Flip cancelled this command before your answer arrived and took your answer for the removal. Your "
                "answer is kept in the journal. Make sure now that the battery does not run the command, then close "
                "the item under “Needs you”."
            )
        case "changed_race":
            return _(
                "Flip changed this command before your answer arrived and took your answer for the new version. Your "
                "answer is kept in the journal. Compare the battery with the command as it stands now, then close the "
                "item under “Needs you”."
            )
        case "review":
            return _(
                "An answer to this command was not sent, because something had changed. It is kept in the journal. "
                "Look at what stands now, decide, then close the item under “Needs you”."
            )
        case "not_accepted":
            return _(
                "Flip said no to an answer to this command. It is kept in the journal. Read Flip's words in the "
                "details, decide, then close the item under “Needs you”."
            )
    return _(
        "Something about this command needs you. What you answered is kept in the journal. Read the item under “Needs "
        "you”, act on it, then close it."
    )


def _of_stage(row: Row, now: datetime) -> str:
    match row.stage:
        case Stage.NONE:
            return _of_work(row, now)
        case Stage.WITHDRAWN:
            before = _("Your answer was taken back and is not sent any more.")
            return _("{before} {then}").format(before=before, then=_of_work(row, now))
        case Stage.NOT_SAVED:
            return _not_saved(row.work)
        case Stage.NEEDS_REVIEW:
            return _needs_review(row.work)
        case Stage.NOT_ACCEPTED:
            return _not_accepted(row.work)
        case Stage.DELIVERED:
            before = _("Your answer is delivered: Flip has confirmed it.")
            return _("{before} {then}").format(before=before, then=_of_work(row, now))
        case Stage.SAVING | Stage.HOLDING | Stage.WAITING | Stage.SENDING | Stage.NOT_CONFIRMED:
            under_way = _under_way(row.stage)
            if row.work is not Work.REMOVE:
                return under_way
            return _("{before} {then}").format(
                before=under_way, then=_("It answers the removal; keep the command out of the battery.")
            )
    assert_never(row.stage)


def _under_way(stage: Stage) -> str:
    match stage:
        case Stage.SAVING:
            return _(
                "Your answer is just being written to the disk. It is not saved before this row says so. Wait a moment."
            )
        case Stage.HOLDING:
            return _(
                "Your answer waits a few seconds before it leaves. It is saved. Undo it now if it is wrong; otherwise "
                "there is nothing to do."
            )
        case Stage.WAITING:
            return _(
                "Your answer waits to be sent. It is saved, also when you close the window, and goes out by itself "
                "while the console runs and Flip is reached. If that takes long, look at the line above the list: it "
                "says what holds it up."
            )
        case Stage.SENDING:
            return _("Your answer is on its way to Flip. It is saved. Wait for the outcome.")
    return _(
        "Your answer was sent, but Flip's reply was not heard: Flip may have it or not. It is saved. The console "
        "checks by itself and sends the same answer again if it must; there is nothing to do."
    )


def _not_saved(work: Work) -> str:
    before = _(
        "Your answer could not be written to the disk. It is NOT saved and will not be sent. Make room on the disk, or "
        "make it writable."
    )
    match work:
        case Work.SCHEDULE:
            then = _("Then answer again: Flip still waits for it.")
        case Work.REMOVE:
            then = _("Then confirm the removal again: Flip still waits for it.")
        case Work.NONE:
            then = _("Then answer again, if you still want to change the answer that stands.")
        case Work.UNCLEAR:
            then = _("Then look at the details, and answer again if you are sure.")
        case _:
            assert_never(work)
    return _("{before} {then}").format(before=before, then=then)


def _needs_review(work: Work) -> str:
    before = _(
        "Something changed before your answer could be sent, so it was not sent. It is kept, side by side with "
        "what stands now."
    )
    match work:
        case Work.SCHEDULE:
            then = _("Compare the two; put what stands now into the battery, then answer again.")
        case Work.REMOVE:
            then = _("The command must not run any more: take it out of the battery, then confirm that it is removed.")
        case Work.NONE:
            then = _("Compare the two; keep what stands, or send yours.")
        case Work.UNCLEAR:
            then = _("Compare the two in the details; answer again only if you are sure what Flip means.")
        case _:
            assert_never(work)
    return _("{before} {then}").format(before=before, then=then)


def _not_accepted(work: Work) -> str:
    before = _("Flip said no to your answer. It is kept with Flip's words, and is not sent again by itself.")
    match work:
        case Work.SCHEDULE:
            then = _("Read why in the details; then answer again, or ask Flip before the time is up.")
        case Work.REMOVE:
            then = _("Take the command out of the battery all the same; then read why and confirm the removal again.")
        case Work.NONE:
            then = _("Read why in the details; Flip waits for no other answer.")
        case Work.UNCLEAR:
            then = _("Read why in the details; answer again only if you are sure what Flip means.")
        case _:
            assert_never(work)
    return _("{before} {then}").format(before=before, then=then)


def _of_work(row: Row, now: datetime) -> str:
    if row.held.gone_at is not None:
        return _gone(row)
    match row.work:
        case Work.SCHEDULE:
            return _schedule(row, now)
        case Work.REMOVE:
            return _remove(row, now)
        case Work.NONE:
            return _settled(row)
        case Work.UNCLEAR:
            return _unclear(row)
    assert_never(row.work)


def _gone(row: Row) -> str:
    if row.replaced_by is not None:
        return _(
            "Flip no longer lists this command and has sent another for the same battery and time. Your answers are "
            "kept in the journal. Go on with the replacement."
        )
    if row.held.command.device_status == DeviceStatus.PENDING:
        return _(
            "Flip no longer lists this command, and no answer to it is known. Your answers are kept in the journal. "
            "Look for another command for this battery, and make sure that the battery does not run this one unasked."
        )
    return _(
        "Flip no longer lists this command, which is normal for an answered one. Your answers are kept in the journal. "
        "There is nothing to do."
    )


def _schedule(row: Row, now: datetime) -> str:
    if not row.is_late(now):
        return _(
            "Flip waits for your answer. Nothing of yours is unsent for this command. Put it into the battery's "
            "schedule first; then answer OK, or Failed with the reason."
        )
    before = _(
        "No answer reached Flip for 15 minutes, so Flip has probably counted this command as failed and replaced it. "
        "Nothing of yours is unsent for it."
    )
    if row.replaced_by is not None:
        then = _("Answer the replacement; make sure that the battery does not hold this one as well.")
    else:
        then = _(
            "Fetch the list again and look for the replacement; until one is there, you can still answer this one."
        )
    return _("{before} {then}").format(before=before, then=then)


def _remove(row: Row, now: datetime) -> str:
    if row.held.command.status == Status.OPT_OUT:
        before = _("The homeowner opted out, so this command must not run, and Flip waits until you confirm it.")
    else:
        before = _("The utility cancelled this command, so it must not run, and Flip waits until you confirm it.")
    if row.is_late(now):
        then = _(
            "More than 15 minutes have passed. Nothing of yours is unsent for it. Take it out of the battery now and "
            "confirm that it is removed, late as it is; if it cannot be removed, answer Failed with the reason."
        )
    else:
        then = _(
            "Nothing of yours is unsent for it. Take it out of the battery's schedule, then confirm that it is "
            "removed; if it cannot be removed, answer Failed with the reason."
        )
    return _("{before} {then}").format(before=before, then=then)


def _settled(row: Row) -> str:
    command = row.held.command
    removed = command.status in (Status.CANCELED, Status.OPT_OUT)
    match command.device_status:
        case DeviceStatus.OK if removed:
            return _(
                "This command is off, and Flip has its removal as confirmed. Nothing of yours is unsent for it. There "
                "is nothing to do."
            )
        case DeviceStatus.OK:
            return _(
                "Flip counts on the battery for this command. Nothing of yours is unsent for it. See that it starts at "
                "its time; if it cannot, change the answer to Failed."
            )
        case DeviceStatus.FAILED_OFFLINE if removed:
            return _(
                "This command is off, but its device status is Failed: offline, so the battery may still hold it. "
                "Nothing of yours is unsent for it. Take it out as soon as the battery can be reached, then change the "
                "answer."
            )
        case DeviceStatus.FAILED_FAULT if removed:
            return _(
                "This command is off, but its device status is Failed: fault, so the battery may still hold it. "
                "Nothing of yours is unsent for it. Stop it at the battery, then change the answer."
            )
        case DeviceStatus.FAILED_OFFLINE:
            before = _("Flip has this command as failed: the battery could not be reached.")
            then = _("Find out why it is offline.")
        case _:
            before = _("Flip has this command as failed: the battery could not do it.")
            then = _("Find out what its fault is.")
    if row.replaced_by is not None:
        last = _("Flip has sent a replacement: answer that one.")
    else:
        last = _("Flip may send a replacement: watch for it.")
    safe = _("Nothing of yours is unsent for it.")
    return _("{before} {safe} {then} {last}").format(before=before, safe=safe, then=then, last=last)


def _unclear(row: Row) -> str:
    command = row.held.command
    if not command.status or not command.device_status:
        return _(
            "One of the two statuses of this command could not be read, so it cannot be answered. Nothing of yours is "
            "unsent for it. Look at the details, fetch the list again, and ask Flip if it stays so."
        )
    return _(
        "Flip uses a word here that this version does not know, so what it asks is unclear. Nothing of yours is unsent "
        "for it. Look at the details; answer only if you are sure what Flip means, and look for a newer version."
    )
