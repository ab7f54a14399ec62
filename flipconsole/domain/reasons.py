"""Ready-made reasons to send with an answer."""

from __future__ import annotations

from typing import assert_never

from flipconsole.domain.command import Answer
from flipconsole.domain.language import _
from flipconsole.domain.work import Work


def reason_templates(work: Work, answer: Answer) -> tuple[str, ...]:
    """Plain reasons that fit the answer, the likeliest first; each can be sent as it stands.

    For REMOVE they speak of taking the command out of the battery, for any other work of putting it in.
    """
    removes = work is Work.REMOVE
    match answer:
        case Answer.OK:
            return _removed() if removes else _scheduled()
        case Answer.FAILED_OFFLINE:
            return _offline_for_removal() if removes else _offline()
        case Answer.FAILED_FAULT:
            return _fault_at_removal() if removes else _fault()
    assert_never(answer)


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
        _("The battery does not answer"),
        _("The site has no internet connection"),
        _("The gateway is offline"),
        _("The battery is switched off"),
        _("There is a power cut at the site"),
        _("The connection is too unstable to schedule"),
    )


def _fault() -> tuple[str, ...]:
    return (
        _("The battery reports a fault"),
        _("The battery refused the schedule"),
        _("The inverter reports a fault"),
        _("The battery is in service mode"),
        _("The battery does not support this mode"),
        _("The battery's temperature is out of range"),
        _("There is not enough charge for this command"),
    )


def _offline_for_removal() -> tuple[str, ...]:
    return (
        _("The battery does not answer, so the command could not be removed"),
        _("The site has no internet connection, so the command could not be removed"),
        _("The gateway is offline, so the command could not be removed"),
        _("The battery is switched off, so the command could not be removed"),
    )


def _fault_at_removal() -> tuple[str, ...]:
    return (
        _("The battery refused the removal"),
        _("The battery reports a fault and still holds the command"),
        _("The command is already running and cannot be stopped"),
        _("The inverter reports a fault, so the command could not be removed"),
    )
