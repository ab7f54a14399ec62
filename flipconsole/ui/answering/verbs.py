"""The verbs of the three answers: what is done, for how many commands, in which environment."""

from __future__ import annotations

from flipconsole.domain.command import Answer
from flipconsole.domain.environment import Environment
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.words import answer_action, answer_text
from flipconsole.domain.work import Work
from flipconsole.ui.answering.plan import Plan


def heading(work: Work, answer: Answer, count: int) -> str:
    """What answering a group does; a removal is never called scheduling, nor the reverse."""
    if answer is not Answer.OK:
        if work is Work.REMOVE:
            text = ngettext(
                "Report {answer}: {count} command could not be removed",
                "Report {answer}: {count} commands could not be removed",
                count,
            )
        else:
            text = ngettext("Report {answer} for {count} command", "Report {answer} for {count} commands", count)
    elif work is Work.REMOVE:
        text = ngettext("Confirm that {count} command is removed", "Confirm that {count} commands are removed", count)
    elif work is Work.SCHEDULE:
        text = ngettext(
            "Report {answer}: {count} command is scheduled", "Report {answer}: {count} commands are scheduled", count
        )
    else:
        text = ngettext("Answer {answer} to {count} command", "Answer {answer} to {count} commands", count)
    return text.format(answer=answer.value, count=count)


def button_text(works: frozenset[Work], answer: Answer, count: int, environment: Environment) -> str:
    """The words on a button that answers, short enough that three fit one line, and PRODUCTION by name."""
    text = _verb(works, answer)
    if count > 1:
        text = _("{action} ({count})").format(action=text, count=count)
    return with_environment(text, environment)


def confirm_text(plan: Plan, answer: Answer, environment: Environment) -> str:
    """The words on the button that confirms a preview: the number of commands is spelled out."""
    text, count = _verb(plan.works, answer), len(plan.rows)
    if count > 1:
        text = ngettext("{action} ({count} command)", "{action} ({count} commands)", count).format(
            action=text, count=count
        )
    return with_environment(text, environment)


def _verb(works: frozenset[Work], answer: Answer) -> str:
    """One verb only where all rows ask for the same."""
    return answer_action(next(iter(works)), answer) if len(works) == 1 else answer_text(answer)


def with_environment(text: str, environment: Environment) -> str:
    """The text with the environment's word where a mistake would reach real batteries."""
    if environment is not Environment.PRODUCTION:
        return text
    return _("{action} ({environment})").format(action=text, environment=environment.value)
