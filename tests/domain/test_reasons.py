from __future__ import annotations

import pytest

from flipconsole.domain.coded_reason import Cause, format_reason, parse_reason
from flipconsole.domain.command import Answer
from flipconsole.domain.reasons import SUBJECTS, USES, Use, shipped_templates, subject_of
from flipconsole.domain.work import Work

FAILURES = (Answer.FAILED_OFFLINE, Answer.FAILED_FAULT)
SHIPPED = shipped_templates()


@pytest.mark.parametrize("use", USES)
def test_every_answer_has_reasons_that_can_be_sent_as_they_stand(use: Use) -> None:
    reasons = SHIPPED[use]
    assert len(reasons) >= 3
    assert len(set(reasons)) == len(reasons)
    for reason in reasons:
        text = parse_reason(reason).text
        assert reason == reason.strip()
        assert 10 <= len(text) <= 100
        assert not set(text) & set("{}%<>_\n[]")


def test_at_least_twenty_are_shipped_and_eight_for_failures_of_either_kind() -> None:
    assert len({reason for reasons in SHIPPED.values() for reason in reasons}) >= 20
    for subject in SUBJECTS:
        assert sum(len(SHIPPED[answer, subject]) for answer in FAILURES) >= 8


def test_a_failure_is_never_offered_as_done() -> None:
    for answer in FAILURES:
        for subject in SUBJECTS:
            assert not any("Scheduled" in reason or "Removed" in reason for reason in SHIPPED[answer, subject])


def test_removal_has_its_own_words() -> None:
    for answer in Answer:
        assert not set(SHIPPED[answer, Work.REMOVE]) & set(SHIPPED[answer, Work.SCHEDULE])
    assert not any("cheduled" in reason for answer in Answer for reason in SHIPPED[answer, Work.REMOVE])


def test_every_ready_made_failure_names_its_cause_and_survives_the_round_trip() -> None:
    for (answer, _subject), reasons in SHIPPED.items():
        for reason in reasons:
            parsed = parse_reason(reason)
            assert format_reason(parsed) == reason
            assert (parsed.cause in set(Cause)) is (answer in FAILURES)


@pytest.mark.parametrize(
    ("status", "subject"),
    [("OK", Work.SCHEDULE), ("CANCELED", Work.REMOVE), ("OPT_OUT", Work.REMOVE), ("PAUSED", Work.SCHEDULE)],
)
def test_what_an_answer_is_about_hangs_on_flips_status_alone(status: str, subject: Work) -> None:
    assert subject_of(status) is subject
