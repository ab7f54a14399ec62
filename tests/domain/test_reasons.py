from __future__ import annotations

from itertools import product

import pytest

from flipconsole.domain.command import Answer
from flipconsole.domain.reasons import reason_templates
from flipconsole.domain.work import Work

FAILURES = (Answer.FAILED_OFFLINE, Answer.FAILED_FAULT)


@pytest.mark.parametrize(("work", "answer"), [*product(Work, Answer)])
def test_every_answer_has_reasons_that_can_be_sent_as_they_stand(work: Work, answer: Answer) -> None:
    reasons = reason_templates(work, answer)
    assert len(reasons) >= 3
    assert len(set(reasons)) == len(reasons)
    for reason in reasons:
        assert reason == reason.strip()
        assert 10 <= len(reason) <= 100
        assert not set(reason) & set("{}%<>_\n")


@pytest.mark.parametrize("work", Work)
def test_the_failures_have_at_least_eight_reasons(work: Work) -> None:
    assert sum(len(reason_templates(work, answer)) for answer in FAILURES) >= 8


def test_a_failure_is_never_offered_as_scheduled() -> None:
    for work, answer in product(Work, FAILURES):
        assert not any("Scheduled" in reason or "Removed" in reason for reason in reason_templates(work, answer))


def test_removal_has_its_own_words() -> None:
    for answer in Answer:
        assert not set(reason_templates(Work.REMOVE, answer)) & set(reason_templates(Work.SCHEDULE, answer))
    assert not any("chedule it" in reason for answer in Answer for reason in reason_templates(Work.REMOVE, answer))
