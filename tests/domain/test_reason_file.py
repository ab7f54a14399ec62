from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipconsole.domain.command import Answer
from flipconsole.domain.errors import ProfileError
from flipconsole.domain.reason_file import MOST_REASONS, read_templates, write_templates
from flipconsole.domain.reasons import USES, shipped_templates
from flipconsole.domain.work import Work

LINES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30).filter(
    lambda line: line[0] not in "[#"
)


def test_the_shipped_reasons_survive_the_file() -> None:
    text = write_templates(shipped_templates())
    assert read_templates(text) == shipped_templates()
    assert "[FAILED_OFFLINE: not removed]\n" in text


@given(st.fixed_dictionaries({use: st.lists(LINES, unique=True, max_size=4).map(tuple) for use in USES}))
def test_any_reasons_survive_the_file(templates: dict[tuple[Answer, Work], tuple[str, ...]]) -> None:
    if any(templates.values()):
        assert read_templates(write_templates(templates)) == templates


def test_a_file_as_people_write_it_is_understood() -> None:
    text = (
        "\ufeff# ours\r\n\r\n [ok:   Scheduled] \r\nBy hand\r\nBy hand\r\n"
        "[FAILED_FAULT: not scheduled]\r\n  Inverter E12 [cause=fault; code=E12]\r\n"
    )
    found = read_templates(text)
    assert found[Answer.OK, Work.SCHEDULE] == ("By hand",)
    assert found[Answer.FAILED_FAULT, Work.SCHEDULE] == ("Inverter E12 [cause=fault; code=E12]",)
    assert found[Answer.OK, Work.REMOVE] == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("By hand\n", "Line 1: a reason stands before the first heading"),
        ("[OK: scheduled]\nBy hand\n[MAYBE]\n", "Line 3: “[MAYBE]” is no heading. The headings are [OK: scheduled],"),
        ("[OK: scheduled]\n" + "x" * 2001, "Line 2: it has 2001 characters"),
        ("[OK: scheduled]\nzero\u200bwidth", "Line 2: it holds characters that cannot be seen"),
        ("", "There is not one reason"),
        ("[OK: scheduled]\n", "There is not one reason"),
        (
            "[OK: scheduled]\n" + "\n".join(f"reason {n}" for n in range(MOST_REASONS + 1)),
            f"Line {MOST_REASONS + 2}: these are more than",
        ),
    ],
)
def test_what_cannot_be_understood_is_told_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(ProfileError) as raised:
        read_templates(text)
    assert words in str(raised.value)
