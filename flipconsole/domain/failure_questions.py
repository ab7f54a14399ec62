"""The questions that tell a battery that cannot be reached from one that is at fault: four at the most, yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from flipconsole.domain.coded_reason import Cause, CodedReason, coded
from flipconsole.domain.command import Answer
from flipconsole.domain.language import _
from flipconsole.domain.work import Work

MOST_QUESTIONS = 4


class Question(NamedTuple):
    """One question; `help` says how to find out."""

    text: str
    help: str


class Finding(NamedTuple):
    """What the questions came to: the failure to report, and the reason as far as they tell."""

    answer: Answer
    reason: CodedReason


_Tree: TypeAlias = tuple[str, "_Tree | str", "_Tree | str"]
"""A question by name, what follows a yes, and what follows a no: the next question, or a finding by name."""

_OFFLINE: _Tree = (
    "site_answers",
    ("is_switched_on", ("comes_and_goes", "unstable", "no_contact"), "switched_off"),
    ("has_power", "no_internet", "power_cut"),
)
_SCHEDULE: _Tree = (
    "can_reach",
    ("shows_fault", "fault", ("is_limited", "limits", ("can_do", "refused", "unsupported"))),
    _OFFLINE,
)
_REMOVE: _Tree = (
    "can_reach",
    ("shows_fault", "fault", ("is_limited", "limits", ("is_running", "running", "refused"))),
    _OFFLINE,
)


def next_step(answers: Sequence[bool], subject: Work) -> Question | Finding:
    """What follows after these answers: another question, or, after four at the most, the finding.

    `subject` is SCHEDULE, or REMOVE where the command could not be taken out. Answers beyond the finding are ignored.
    """
    step: _Tree | str = _REMOVE if subject is Work.REMOVE else _SCHEDULE
    for answer in answers:
        if isinstance(step, str):
            break
        step = step[1] if answer else step[2]
    if isinstance(step, str):
        return _finding(step, subject)
    return _questions()[step[0]]


def _questions() -> dict[str, Question]:
    return {
        "can_reach": Question(
            _("Can you reach the battery now?"),
            _("Its portal or app shows live values, or somebody stands before it."),
        ),
        "site_answers": Question(
            _("Does anything else at the site answer?"),
            _("The gateway, the inverter, another device, or the customer's own internet."),
        ),
        "has_power": Question(
            _("Is there power at the site?"),
            _("Ask the customer, or look at the grid operator's outage map."),
        ),
        "is_switched_on": Question(
            _("Is the battery switched on, as far as anybody can tell?"),
            _("Its main switch and breaker are on, and a lamp or the display is lit."),
        ),
        "comes_and_goes": Question(
            _("Does its connection come and go?"),
            _("It was there within the last hour, and was lost again."),
        ),
        "shows_fault": Question(
            _("Does the battery or its inverter show a fault?"),
            _("A code, a red lamp, or an alarm in the portal."),
        ),
        "is_limited": Question(
            _("Is it in service mode, or outside its limits?"),
            _("Too hot, too cold, too little or too much charge, or locked for service."),
        ),
        "can_do": Question(
            _("Can it do what is asked, this mode at this power?"),
            _("Its maker's data sheet or portal offers the mode and the power."),
        ),
        "is_running": Question(
            _("Is the command running already?"),
            _("The battery does now what the command asked."),
        ),
    }


def _finding(name: str, subject: Work) -> Finding:
    answer, cause, text = _findings()[name]
    if subject is Work.REMOVE:
        text = _("{what}, so the command could not be removed").format(what=text)
    elif name == "refused":
        text = _("The battery refused the schedule")
    return Finding(answer, coded(text, cause=cause))


def _findings() -> dict[str, tuple[Answer, Cause, str]]:
    offline, fault = Answer.FAILED_OFFLINE, Answer.FAILED_FAULT
    return {
        "no_contact": (offline, Cause.COMMS, _("The battery does not answer")),
        "unstable": (offline, Cause.COMMS, _("The connection to the battery comes and goes")),
        "switched_off": (offline, Cause.SWITCHED_OFF, _("The battery is switched off")),
        "no_internet": (offline, Cause.INTERNET, _("The site has no internet connection")),
        "power_cut": (offline, Cause.POWER, _("There is a power cut at the site")),
        "fault": (fault, Cause.FAULT, _("The battery or its inverter reports a fault")),
        "limits": (fault, Cause.LIMITS, _("The battery is in service mode or outside its limits")),
        "unsupported": (fault, Cause.UNSUPPORTED, _("The battery cannot do what the command asks")),
        "running": (fault, Cause.RUNNING, _("It is already running")),
        "refused": (fault, Cause.REFUSED, _("The battery refused it")),
    }
