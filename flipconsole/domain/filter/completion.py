"""What could stand where somebody is typing: the keys, and the values that a key knows or the list holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flipconsole.domain.filter.filter import QUOTES, Part, parts_of
from flipconsole.domain.filter.keys import Key, folded, key_of, keys
from flipconsole.domain.language import _

MOST = 10
"""How many suggestions are made at once."""


@dataclass(frozen=True)
class Suggestion:
    """`text` may take the place of what stands from `start` to `end`; `about` says what it means."""

    start: int
    end: int
    text: str
    about: str


def suggestions(text: str, cursor: int, names_of: Callable[[str, str], Sequence[str]]) -> list[Suggestion]:
    """What could be typed at the cursor, at most `MOST`; nothing in the middle of a word.

    `names_of(key, part)` are the names in the list that a free-text key could look for and that contain the part.
    """
    if cursor < len(text) and not text[cursor].isspace():
        return []
    part = next((part for part in parts_of(text) if part.start <= cursor <= part.end), None)
    if part is None or (part.start == part.end - 1 and part.negated):
        return _of_keys("", cursor, cursor)
    if not part.key:
        if part.is_quoted or not part.values:
            return []
        word, start = part.values[0]
        return _of_keys(word, start, cursor)
    key = key_of(part.key)
    return [] if key is None else _of_values(key, part, text, cursor, names_of)


def _of_keys(begun: str, start: int, end: int) -> list[Suggestion]:
    found = [key for key in keys() if any(name.startswith(begun.lower()) for name in key.names)]
    return [Suggestion(start, end, key.name + ("<" if key.compares else ":"), key.about()) for key in found]


def _of_values(
    key: Key, part: Part, text: str, cursor: int, names_of: Callable[[str, str], Sequence[str]]
) -> list[Suggestion]:
    given, start = _value_at(part, text, cursor)
    known = [
        Suggestion(start, cursor, value.text, value.about)
        for value in key.values()
        if folded(value.text).startswith(folded(given)) or folded(value.about).startswith(folded(given))
    ]
    names = [
        Suggestion(start, cursor, quoted(name), _("in the list"))
        for name in names_of(key.name, given)
        if not any(quote in name for quote in QUOTES)  # the language has no way to write one
    ]
    found = [*names, *known]
    if len(found) == 1 and found[0].text == text[start:cursor]:
        return []  # it stands there already
    return found[:MOST]


def _value_at(part: Part, text: str, cursor: int) -> tuple[str, int]:
    """The value that ends at the cursor, and where it begins; an empty one right after the sign or a comma."""
    if part.values:
        value, start = part.values[-1]
        if text[cursor - 1] != ",":
            return value, start
    return "", cursor


def quoted(name: str) -> str:
    """The name as it must be typed to be found: in quotes where a space or a comma would end it."""
    return f'"{name}"' if any(letter.isspace() or letter == "," for letter in name) else name
