"""Breaks words that are longer than any line, so that a label can wrap them."""

from __future__ import annotations

import re

from flipconsole.ui.plain import plain

_LONGER_THAN_AN_ID = re.compile(r"\S{37,}")
_PART = re.compile(r"(.{24})(?=.)")


def broken(text: str) -> str:
    """The text as `plain` shows it, with line breaks in each run of more than 36 characters; an id stays whole."""
    return _LONGER_THAN_AN_ID.sub(lambda run: _PART.sub("\\1\n", run[0]), plain(text))
