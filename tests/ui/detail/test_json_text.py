import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipconsole.ui.detail.json_text import laid_out

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_the_same_value_comes_out(value: object) -> None:
    assert json.loads(laid_out(json.dumps(value))) == value


@given(values)
def test_it_looks_like_an_indented_dump(value: object) -> None:
    assert laid_out(json.dumps(value, ensure_ascii=False)) == json.dumps(value, ensure_ascii=False, indent=2)


@given(st.text(alphabet='{}[]",: \\ab1\n'))
def test_broken_text_keeps_every_sign_but_blanks(text: str) -> None:
    assert "".join(laid_out(text).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "text", ['{"a": 1, "a": 2}', '{"n": 1e999, "m": 00012345678901234567890}', '{"t": "\\u202e\\n"}']
)
def test_what_a_parser_would_lose_is_kept(text: str) -> None:
    assert "".join(laid_out(text).split()) == "".join(text.split())


def test_deep_nesting_neither_fails_nor_explodes() -> None:
    text = "[" * 20_000
    assert len(laid_out(text)) < 50 * len(text)
