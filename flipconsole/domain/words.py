"""Plain names of Flip's words and of ours, for cells, chips and buttons."""

from __future__ import annotations

from typing import assert_never

from flipconsole.domain.chips import Chip
from flipconsole.domain.command import Answer, DeviceStatus, Mode, PowerMode, Status
from flipconsole.domain.language import _
from flipconsole.domain.row import Stage
from flipconsole.domain.work import Work


def unknown_word(word: str) -> str:
    """A word of Flip's that this version does not know, as it came; an empty one could not be read."""
    return _("{word} (unknown)").format(word=word) if word else _("not readable")


def mode_name(mode: str) -> str:
    """A battery mode by name."""
    match mode:
        case Mode.BACKUP:
            return _("Backup")
        case Mode.CHARGE:
            return _("Charge")
        case Mode.DISCHARGE:
            return _("Discharge")
        case Mode.SAVINGS:
            return _("Savings")
        case Mode.SELF_CONSUMPTION:
            return _("Self-consumption")
        case Mode.STANDBY:
            return _("Standby")
    return unknown_word(mode)


_LETTERS: dict[str, str] = {
    Mode.BACKUP: "B",
    Mode.CHARGE: "C",
    Mode.DISCHARGE: "D",
    Mode.SAVINGS: "$",
    Mode.SELF_CONSUMPTION: "~",
    Mode.STANDBY: "S",
}


def mode_letter(mode: str) -> str:
    """The one character that stands for a mode on a bar, the same in every language; "?" for an unknown one."""
    return _LETTERS.get(mode, "?")


def power_mode_name(power_mode: str | None) -> str:
    """A power mode by name; None is one that Flip did not give."""
    match power_mode:
        case None:
            return _("Not given")
        case PowerMode.FOLLOW_LOAD:
            return _("Follow the load")
        case PowerMode.SETPOINT:
            return _("Set power")
    return unknown_word(power_mode)


def status_text(status: str) -> str:
    """Flip's side of a command (`status`) in plain words."""
    match status:
        case Status.OK:
            return _("Going ahead")
        case Status.CANCELED:
            return _("Cancelled")
        case Status.OPT_OUT:
            return _("Opted out")
    return unknown_word(status)


def device_status_text(device_status: str) -> str:
    """The device's side of a command (`device_status`) in plain words."""
    match device_status:
        case DeviceStatus.PENDING:
            return _("Not answered")
        case DeviceStatus.OK:
            return _("Answered OK")
        case DeviceStatus.FAILED_OFFLINE:
            return _("Failed: offline")
        case DeviceStatus.FAILED_FAULT:
            return _("Failed: fault")
    return unknown_word(device_status)


def answer_text(answer: Answer) -> str:
    """An answer by its short name."""
    match answer:
        case Answer.OK:
            return _("OK")
        case Answer.FAILED_OFFLINE:
            return _("Failed: offline")
        case Answer.FAILED_FAULT:
            return _("Failed: fault")
    assert_never(answer)


def answer_action(work: Work, answer: Answer) -> str:
    """The words on the button that gives an answer: after a cancellation, OK means that the battery has dropped it."""
    if answer is not Answer.OK:
        return answer_text(answer)
    match work:
        case Work.SCHEDULE:
            return _("OK: it is scheduled")
        case Work.REMOVE:
            return _("Confirm it is removed")
        case Work.NONE | Work.UNCLEAR:
            return _("Answer OK")
    assert_never(work)


def work_text(work: Work) -> str:
    """What a command asks of the desk, as a verb."""
    match work:
        case Work.SCHEDULE:
            return _("Schedule it")
        case Work.REMOVE:
            return _("Remove it")
        case Work.NONE:
            return _("Nothing to do")
        case Work.UNCLEAR:
            return _("Look at it")
    assert_never(work)


def stage_text(stage: Stage) -> str:
    """Where the newest answer of a row stands, in two or three words."""
    match stage:
        case Stage.NONE:
            return _("No answer here")
        case Stage.SAVING:
            return _("Saving")
        case Stage.NOT_SAVED:
            return _("Not saved")
        case Stage.HOLDING:
            return _("Saved, can be undone")
        case Stage.WAITING:
            return _("Saved, waiting to send")
        case Stage.SENDING:
            return _("Sending")
        case Stage.NOT_CONFIRMED:
            return _("Not confirmed")
        case Stage.DELIVERED:
            return _("Delivered")
        case Stage.NEEDS_REVIEW:
            return _("Needs your review")
        case Stage.NOT_ACCEPTED:
            return _("Not accepted")
        case Stage.WITHDRAWN:
            return _("Taken back")
    assert_never(stage)


def chip_title(chip: Chip) -> str:
    """The name of a chip over the list."""
    match chip:
        case Chip.TO_ACKNOWLEDGE:
            return _("To acknowledge")
        case Chip.CONFIRM_REMOVAL:
            return _("Confirm removal")
        case Chip.LATE:
            return _("Late")
        case Chip.NEEDS_YOU:
            return _("Needs you")
        case Chip.WAITING_TO_SEND:
            return _("Waiting to send")
        case Chip.FAILED:
            return _("Failed")
        case Chip.SHELVED:
            return _("Put off")
        case Chip.DONE:
            return _("Done")
    assert_never(chip)
