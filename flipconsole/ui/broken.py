"""Breaks words that are longer than any line, so that a label can wrap them."""

from __future__ import annotations

import re

from flipconsole.ui.plain import plain
from flipconsole.ui.theme import LARGE, text_size

_LONGER_THAN_AN_ID = re.compile(r"\S{37,}")
_LONG_IN_LARGE_TEXT = re.compile(r"\S{25,}")
_PART = re.compile(r"(.{24})(?=.)")


def broken(text: str) -> str:
    """The text as `plain` shows it, with line breaks in each run of more than 36 characters.

    So an id stays whole, but not in large text, where it would be wider than the pane.
    """
    run_of = _LONG_IN_LARGE_TEXT if text_size() >= LARGE else _LONGER_THAN_AN_ID
    return run_of.sub(lambda run: _PART.sub("\\1\n", run[0]), plain(text))
