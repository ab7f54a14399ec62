from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipconsole.domain.filter.completion import MOST, suggestions
from flipconsole.domain.filter.filter import read_filter
from flipconsole.domain.filter.keys import keys

NAMES = ["Oak-1", "Oak Street, 2", 'the "best" one', "Elm-3"]


def names_of(key: str, part: str) -> Sequence[str]:
    return [name for name in NAMES if key == "battery" and part.lower() in name.lower()]


def texts(text: str, cursor: int | None = None) -> list[str]:
    return [each.text for each in suggestions(text, len(text) if cursor is None else cursor, names_of)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("", "mode:"),
        ("st", "status:"),
        ("oak st", "status:"),
        ("dev", "device_status:"),
        ("-mo", "mode:"),
        ("-", "mode:"),
        ("mode:", "backup"),
        ("mode:dis", "discharge"),
        ("mode:charge,st", "standby"),
        ("mode:charge,", "backup"),
        ("is:l", "late"),
        ("device:oak", "Oak-1"),
        ("battery:stre", '"Oak Street, 2"'),
        ("start<", "15m"),
        ("status:cancelled", "canceled"),
    ],
)
def test_the_first_suggestion(text: str, first: str) -> None:
    assert texts(text)[0] == first


def test_nothing_is_suggested_where_it_would_only_be_in_the_way() -> None:
    assert texts("mode:charge") == []
    assert texts("oak") == []
    assert texts('"mo') == []
    assert texts("mode:zebra") == []
    assert texts("nokey:x") == []
    assert texts("mode", 2) == []
    assert 'the "best" one' not in texts("battery:")


@given(st.text(alphabet='modeisat:<-," oak', max_size=14), st.integers(0, 14))
def test_what_is_suggested_can_be_read_and_stands_where_it_says(text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    found = suggestions(text, cursor, names_of)
    assert len(found) <= max(MOST, len(keys()))
    for each in found:
        assert 0 <= each.start <= each.end == cursor
        assert each.about
        taken = text[: each.start] + each.text + text[each.end :]
        before = {note.text for note in read_filter(text).notes if note.is_error}
        after = {note.text for note in read_filter(taken).notes if note.is_error}
        assert len(after) <= len(before) + 1
