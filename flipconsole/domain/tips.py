"""One-line explanations of Flip's words and of ours, for tooltips."""

from __future__ import annotations

from typing import assert_never

from flipconsole.domain.chips import Chip
from flipconsole.domain.command import DeviceStatus, Mode, PowerMode, Status
from flipconsole.domain.language import _
from flipconsole.domain.row import Stage
from flipconsole.domain.work import Work


def mode_tip(mode: str) -> str:
    """What a mode means; where Flip's pages do not say it, the reading is marked as ours."""
    match mode:
        case Mode.BACKUP:
            return _("Backup: we read this as keeping the charge for a power cut. Flip's pages do not explain it.")
        case Mode.CHARGE:
            return _("Charge: we read this as filling the battery. Flip's pages do not explain it.")
        case Mode.DISCHARGE:
            return _("Discharge: send energy from the battery to the home, the grid, or both.")
        case Mode.SAVINGS:
            return _("Savings: we read this as the maker's own tariff mode. Flip's pages do not explain it.")
        case Mode.SELF_CONSUMPTION:
            return _(
                "Self-consumption: we read this as using the home's own solar energy first. "
                "Flip's pages do not explain it."
            )
        case Mode.STANDBY:
            return _("Standby: we read this as neither charging nor discharging. Flip's pages do not explain it.")
    return _unknown_tip(mode)


def power_mode_tip(power_mode: str | None) -> str:
    """What a power mode means."""
    match power_mode:
        case None:
            return _("Flip gives a power mode only with charge and discharge.")
        case PowerMode.FOLLOW_LOAD:
            return _(
                "Follow the load: when discharging, just cover what the home uses, with no export. "
                "Flip's pages do not explain it for charging."
            )
        case PowerMode.SETPOINT:
            return _("Set power: exactly the watts that the command names.")
    return _unknown_tip(power_mode)


def status_tip(status: str) -> str:
    """What Flip's side of a command means, with Flip's own word."""
    match status:
        case Status.OK:
            return _("Flip's status is OK: the command is going ahead.")
        case Status.CANCELED:
            return _("Flip's status is CANCELED: the utility cancelled the event. The command must not run.")
        case Status.OPT_OUT:
            return _("Flip's status is OPT_OUT: the homeowner left the event. The command must not run.")
    return _unknown_tip(status)


def device_status_tip(device_status: str) -> str:
    """What the device's side of a command means, with Flip's own word."""
    match device_status:
        case DeviceStatus.PENDING:
            return _("The device status is PENDING: Flip waits for an answer, for about 15 minutes.")
        case DeviceStatus.OK:
            return _(
                "The device status is OK: the device is ready to perform the command; "
                "after a cancellation or opt-out, the removal is confirmed."
            )
        case DeviceStatus.FAILED_OFFLINE:
            return _("The device status is FAILED_OFFLINE: the battery could not be reached.")
        case DeviceStatus.FAILED_FAULT:
            return _("The device status is FAILED_FAULT: the battery was reached, but could not do it.")
    return _unknown_tip(device_status)


def work_tip(work: Work) -> str:
    """What that work is."""
    match work:
        case Work.SCHEDULE:
            return _("Put the command into the battery's schedule, then answer.")
        case Work.REMOVE:
            return _("Take the command out of the battery's schedule, then confirm that it is removed.")
        case Work.NONE:
            return _("Flip waits for no answer to this command.")
        case Work.UNCLEAR:
            return _("A word in this command is unknown to this version: look at the details before you answer.")
    assert_never(work)


def stage_tip(stage: Stage) -> str:
    """What that stage means."""
    match stage:
        case Stage.NONE:
            return _("No answer to what Flip asks now was given on this computer.")
        case Stage.SAVING:
            return _("The answer is being written to this computer's disk.")
        case Stage.NOT_SAVED:
            return _("The answer could not be written to the disk and will not be sent.")
        case Stage.HOLDING:
            return _("The answer is on the disk and leaves in a few seconds, unless you undo it.")
        case Stage.WAITING:
            return _("The answer is on the disk and will be sent by itself.")
        case Stage.SENDING:
            return _("The answer is on its way to Flip.")
        case Stage.NOT_CONFIRMED:
            return _("The answer was sent, but Flip's reply was not heard: Flip may have it or not.")
        case Stage.DELIVERED:
            return _("Flip has confirmed the answer.")
        case Stage.NEEDS_REVIEW:
            return _("Something changed, so the answer was not sent without you.")
        case Stage.NOT_ACCEPTED:
            return _("Flip said no to the answer.")
        case Stage.WITHDRAWN:
            return _("The answer was taken back and is not sent any more.")
    assert_never(stage)


def chip_tip(chip: Chip) -> str:
    """Which rows a chip counts."""
    match chip:
        case Chip.TO_ACKNOWLEDGE:
            return _("Commands that wait for your answer")
        case Chip.CONFIRM_REMOVAL:
            return _("Cancelled or opted-out commands: take them out of the battery, then confirm")
        case Chip.LATE:
            return _("Unanswered for more than 15 minutes: Flip has probably sent a replacement")
        case Chip.NEEDS_YOU:
            return _("Answers that cannot go on without you")
        case Chip.WAITING_TO_SEND:
            return _("Answers on their way that Flip has not confirmed yet")
        case Chip.FAILED:
            return _("Commands whose device status is a failure")
        case Chip.SHELVED:
            return _("Commands that were put off; each comes back by itself when its time is over")
        case Chip.DONE:
            return _("Commands that ask nothing of you")
    assert_never(chip)


def _unknown_tip(word: str) -> str:
    if not word:
        return _("What Flip sent here could not be read; the details show it as it came.")
    return _("Flip sent the word {word}, which is unknown to this version of the console.").format(word=word)
