from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flipconsole.domain.coded_reason import (
    LONGEST,
    Cause,
    CodedReason,
    cause_text,
    coded,
    format_reason,
    parse_reason,
)
from flipconsole.domain.reasons import shipped_templates

MARKS = st.text(alphabet="ab [];=\n\t", max_size=40)
TEXTS = st.one_of(
    st.text(max_size=60), MARKS, st.sampled_from([text for all in shipped_templates().values() for text in all])
)
CODED_TEXTS = st.builds(
    "{0}[{1}]".format, TEXTS, st.sampled_from(["cause=comms", "code = E 1;retry=18:00", "cause=", "x=1"])
)


def test_the_form_that_people_and_programs_read() -> None:
    reason = coded("The gateway is offline.", cause="comms", code="E12", retry="18:00")
    assert format_reason(reason) == "The gateway is offline. [cause=comms; code=E12; retry=18:00]"
    assert format_reason(coded(cause="comms", code="E12", retry="18:00")) == "cause=comms; code=E12; retry=18:00"
    assert format_reason(coded("plain words")) == "plain words"


@given(TEXTS, TEXTS, TEXTS, TEXTS, TEXTS)
@example("a [cause=x] [code=1]", "", "", "", "")
@example("cause=x", "y", "", "", "")
def test_what_was_composed_comes_back_as_it_is(text: str, cause: str, code: str, next: str, retry: str) -> None:
    reason = coded(text, cause=cause, code=code, next=next, retry=retry)
    assert parse_reason(format_reason(reason)) == reason


@given(st.one_of(TEXTS, CODED_TEXTS))
def test_what_was_typed_keeps_its_words_and_settles(text: str) -> None:
    once = format_reason(parse_reason(text))
    assert format_reason(parse_reason(once)) == once
    if not parse_reason(text).is_coded:
        assert once == text.strip()


@given(st.sampled_from([text for all in shipped_templates().values() for text in all]), MARKS, MARKS, MARKS)
def test_every_template_takes_codes_and_gives_them_back(template: str, code: str, next: str, retry: str) -> None:
    before = parse_reason(template)
    reason = coded(template, code=code, next=next, retry=retry)
    assert (reason.text, reason.cause) == (before.text, before.cause)
    assert parse_reason(format_reason(reason)) == reason


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("cause=comms;code=E12", CodedReason(cause="comms", code="E12")),
        (" No contact [ Cause = comms ] ", CodedReason("No contact", cause="comms")),
        ("Reads [see note]", CodedReason("Reads [see note]")),
        ("[cause=comms; cause=power]", CodedReason("[cause=comms; cause=power]")),
        ("[cause=comms; mood=bad]", CodedReason("[cause=comms; mood=bad]")),
        ("2 + 2 = 4", CodedReason("2 + 2 = 4")),
    ],
)
def test_only_what_is_understood_whole_counts_as_code(typed: str, reason: CodedReason) -> None:
    assert parse_reason(typed) == reason


def test_a_text_that_is_too_long_is_cut_and_never_the_codes() -> None:
    text = format_reason(coded("x" * 5000, cause="comms", retry="18:00"))
    assert len(text) == LONGEST
    assert text.endswith("x [cause=comms; retry=18:00]")


def test_every_cause_has_words_of_its_own() -> None:
    words = [cause_text(cause) for cause in Cause]
    assert len(set(words)) == len(words)
    assert not set(words) & set(Cause)
    assert cause_text("aliens") == "aliens"
