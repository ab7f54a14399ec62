from __future__ import annotations

from itertools import product

import pytest

from flipconsole.domain.coded_reason import Cause, format_reason, parse_reason
from flipconsole.domain.command import Answer
from flipconsole.domain.failure_questions import MOST_QUESTIONS, Finding, Question, next_step
from flipconsole.domain.reasons import SUBJECTS
from flipconsole.domain.work import Work

PATHS = list(product((True, False), repeat=MOST_QUESTIONS))


@pytest.mark.parametrize("subject", SUBJECTS)
def test_four_answers_always_end_in_one_failure_with_a_reason(subject: Work) -> None:
    for path in PATHS:
        finding = next_step(path, subject)
        assert isinstance(finding, Finding)
        assert finding.answer in (Answer.FAILED_OFFLINE, Answer.FAILED_FAULT)
        assert finding.reason.cause in set(Cause)
        assert parse_reason(format_reason(finding.reason)) == finding.reason


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_first_question_decides_between_offline_and_fault(subject: Work) -> None:
    for path in PATHS:
        finding = next_step(path, subject)
        assert isinstance(finding, Finding)
        assert finding.answer is (Answer.FAILED_FAULT if path[0] else Answer.FAILED_OFFLINE)


def test_no_path_asks_a_question_twice_and_each_says_how_to_find_out() -> None:
    for path, subject in product(PATHS, SUBJECTS):
        asked = [next_step(path[:count], subject) for count in range(MOST_QUESTIONS + 1)]
        questions = [step for step in asked if isinstance(step, Question)]
        assert len(set(questions)) == len(questions) <= MOST_QUESTIONS
        assert all(question.text.endswith("?") and len(question.help) > 20 for question in questions)


def test_every_cause_that_questions_can_tell_is_reached() -> None:
    found = {next_step(path, subject).reason.cause for path in PATHS for subject in SUBJECTS}  # type: ignore[union-attr]
    assert found == set(Cause) - {Cause.GATEWAY, Cause.SERVICE}


def test_a_removal_says_that_the_command_is_still_there() -> None:
    for path in PATHS:
        finding = next_step(path, Work.REMOVE)
        assert isinstance(finding, Finding)
        assert "could not be removed" in finding.reason.text
        assert "schedule" not in finding.reason.text
