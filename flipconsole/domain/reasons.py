"""Ready-made reasons to send with an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from flipconsole.domain.coded_reason import Cause, coded, format_reason
from flipconsole.domain.command import Answer, Status
from flipconsole.domain.language import _
from flipconsole.domain.work import Work

Use: TypeAlias = tuple[Answer, Work]
"""What a reason goes with: an answer, about putting a command into the battery (SCHEDULE) or taking it out (REMOVE)."""

Templates: TypeAlias = Mapping[Use, tuple[str, ...]]

SUBJECTS = (Work.SCHEDULE, Work.REMOVE)
USES: tuple[Use, ...] = tuple((answer, subject) for answer in Answer for subject in SUBJECTS)


def subject_of(status: str) -> Work:
    """What an answer to a command in this Flip status is about, waited for or not: once called off, its removal."""
    return Work.REMOVE if status in (Status.CANCELED, Status.OPT_OUT) else Work.SCHEDULE


def shipped_templates() -> dict[Use, tuple[str, ...]]:
    """The reasons that the console comes with, the likeliest first; each can be sent as it stands."""
    return {
        (Answer.OK, Work.SCHEDULE): _scheduled(),
        (Answer.OK, Work.REMOVE): _removed(),
        (Answer.FAILED_OFFLINE, Work.SCHEDULE): _offline(),
        (Answer.FAILED_OFFLINE, Work.REMOVE): _offline_for_removal(),
        (Answer.FAILED_FAULT, Work.SCHEDULE): _fault(),
        (Answer.FAILED_FAULT, Work.REMOVE): _fault_at_removal(),
    }


def _scheduled() -> tuple[str, ...]:
    return (
        _("Scheduled in the battery"),
        _("Scheduled in our cloud; the battery gets it at its start"),
        _("Entered by hand on site"),
    )


def _removed() -> tuple[str, ...]:
    return (
        _("Removed from the battery's schedule"),
        _("Removed from our cloud's schedule"),
        _("Stopped by hand on site"),
        _("It was never in the battery's schedule"),
    )


def _offline() -> tuple[str, ...]:
    return (
        _with(Cause.COMMS, _("The battery does not answer")),
        _with(Cause.INTERNET, _("The site has no internet connection")),
        _with(Cause.GATEWAY, _("The gateway is offline")),
        _with(Cause.SWITCHED_OFF, _("The battery is switched off")),
        _with(Cause.POWER, _("There is a power cut at the site")),
        _with(Cause.COMMS, _("The connection is too unstable to schedule")),
    )


def _fault() -> tuple[str, ...]:
    return (
        _with(Cause.FAULT, _("The battery reports a fault")),
        _with(Cause.REFUSED, _("The battery refused the schedule")),
        _with(Cause.FAULT, _("The inverter reports a fault")),
        _with(Cause.SERVICE, _("The battery is in service mode")),
        _with(Cause.UNSUPPORTED, _("The battery does not support this mode")),
        _with(Cause.LIMITS, _("The battery's temperature is out of range")),
        _with(Cause.LIMITS, _("There is not enough charge for this command")),
    )


def _offline_for_removal() -> tuple[str, ...]:
    return (
        _with(Cause.COMMS, _("The battery does not answer, so the command could not be removed")),
        _with(Cause.INTERNET, _("The site has no internet connection, so the command could not be removed")),
        _with(Cause.GATEWAY, _("The gateway is offline, so the command could not be removed")),
        _with(Cause.SWITCHED_OFF, _("The battery is switched off, so the command could not be removed")),
    )


def _fault_at_removal() -> tuple[str, ...]:
    return (
        _with(Cause.REFUSED, _("The battery refused the removal")),
        _with(Cause.FAULT, _("The battery reports a fault and still holds the command")),
        _with(Cause.RUNNING, _("The command is already running and cannot be stopped")),
        _with(Cause.FAULT, _("The inverter reports a fault, so the command could not be removed")),
    )


def _with(cause: Cause, text: str) -> str:
    return format_reason(coded(text, cause=cause))
