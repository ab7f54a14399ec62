"""A filter as it was read: its terms, and what has to be said about the text that it came from."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches

from flipconsole.domain.filter.keys import COMPARING, EQUAL, Key, folded, key_of, keys
from flipconsole.domain.filter.quantities import UnreadableValue
from flipconsole.domain.filter.terms import Fact, Searched, Subject, Term, Time, Word
from flipconsole.domain.language import _

QUOTES = '"“”„'  # typographic ones too: some keyboards put them in by themselves
_PAIR = re.compile(r"([A-Za-z_]+)(:?(?:<=|>=|<|>|=)|:)")
_CLOSE = 0.7


@dataclass(frozen=True)
class Note:
    """Something to say about the text from `start` to `end`; an error is a part that could not be read."""

    start: int
    end: int
    text: str
    is_error: bool = True


@dataclass(frozen=True)
class Filter:
    """What a row must be to stay: every term of it. A part that could not be read is left out, so it hides nothing."""

    terms: tuple[Term, ...] = ()
    notes: tuple[Note, ...] = ()

    def keeps(self, subject: Searched, now: datetime) -> bool:
        """Whether every term fits the row."""
        return all(term.keeps(subject, now) for term in self.terms)

    def narrow(self, subjects: Collection[Subject], now: datetime) -> list[Subject]:
        """The rows that every term fits."""
        kept = list(subjects)
        for term in self.terms:
            kept = term.narrow(kept, now)
        return kept

    @property
    def times(self) -> tuple[Time, ...]:
        """The terms that say something else as time passes."""
        return tuple(term for term in self.terms if isinstance(term, Time))

    @property
    def keys(self) -> frozenset[str]:
        """The names of the keys that it uses."""
        return frozenset(term.key for term in self.terms if isinstance(term, Fact | Time))


@dataclass(frozen=True)
class Part:
    """One term as it stands in the text from `start` to `end`: with a key and its sign, or a word alone.

    `values` are (text, start) of each, quotes taken off; `is_quoted` when a quote stood in it.
    """

    start: int
    end: int
    negated: bool
    key: str = ""
    op: str = ""
    values: tuple[tuple[str, int], ...] = ()
    is_quoted: bool = False


def read_filter(text: str) -> Filter:
    """The filter that a text means; never raises, and what cannot be read is told in its notes.

    `word`, `"two words"`, `key:value`, `key:one,other`, `key<2h`, and `-` before any of them. Terms are joined by
    "and", the values of one key by "or".
    """
    terms: list[Term] = []
    notes: list[Note] = []
    for part in parts_of(text):
        try:
            term = _term(part, is_last=part.end == len(text))
        except UnreadableValue as error:
            notes.append(Note(part.start, part.end, str(error)))
        else:
            if term is not None:
                terms.append(term)
            notes += _hints(part)
    return Filter(tuple(terms), tuple(notes))


def parts_of(text: str) -> list[Part]:
    """The terms of a text with their places."""
    found = []
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        part = _part(text, place)
        found.append(part)
        place = part.end
    return found


def _part(text: str, start: int) -> Part:
    place = start
    negated = text[place] == "-"
    if negated:
        place += 1
    match = _PAIR.match(text, place)
    if match is None:
        word, end, is_quoted = _run(text, place, stops="")
        return Part(start, end, negated, values=((word, place),) if word else (), is_quoted=is_quoted)
    values: list[tuple[str, int]] = []
    place = match.end()
    is_quoted = False
    while True:
        value, end, was_quoted = _run(text, place, stops=",")
        is_quoted = is_quoted or was_quoted
        if value:
            values.append((value, place))
        if end < len(text) and text[end] == ",":
            place = end + 1
            continue
        return Part(start, end, negated, match[1], match[2].lstrip(":") or ":", tuple(values), is_quoted)


def _run(text: str, start: int, stops: str) -> tuple[str, int, bool]:
    """The text up to a space or a stop outside of quotes, quotes taken off; one that is not closed goes to the end."""
    letters: list[str] = []
    is_inside = is_quoted = False
    place = start
    while place < len(text):
        letter = text[place]
        if letter in QUOTES:
            is_inside, is_quoted = not is_inside, True
        elif not is_inside and (letter.isspace() or letter in stops):
            break
        else:
            letters.append(letter)
        place += 1
    return "".join(letters), place, is_quoted


def _term(part: Part, *, is_last: bool) -> Term | None:
    """What the part means; None for one that has only begun."""
    if not part.key:
        if not part.values:
            return None
        word = part.values[0][0]
        if is_last and not part.is_quoted and not part.negated and key_of(word) is not None:
            return None  # a key that waits for its sign: a list that went empty meanwhile would only frighten
        return Word(word.lower(), part.negated)
    key = key_of(part.key)
    if key is None:
        raise UnreadableValue(_unknown_key(part.key, part.op))
    if part.op not in (COMPARING if key.compares else EQUAL) and not (key.is_quantity and part.op in EQUAL):
        raise UnreadableValue(_wrong_sign(key))
    if not part.values:
        return None
    term = key.read(part.op, [value for value, _start in part.values])
    return replace(term, negated=part.negated)


def _hints(part: Part) -> list[Note]:
    """What is worth saying of a part that could be read: a key without its value, a value that nobody knows."""
    key = key_of(part.key)
    if key is None:
        return []
    known = key.values()
    if not part.values:
        values = ", ".join(value.text for value in known)
        said = _("{key}: {about}").format(key=key.name, about=key.about())
        said = _("{said}, for example {values}").format(said=said, values=values) if values else said
        return [Note(part.start, part.end, said, is_error=False)]
    if key.compares or key.name not in _CHECKED:
        return []
    spellings = [folded(spelling) for value in known for spelling in (value.text, value.about)]
    unknown = [value for value, _start in part.values if not _is_known(value, spellings)]
    return [
        Note(
            part.start,
            part.end,
            _("No {key} is called “{value}”; known are: {values}.").format(
                key=key.name, value=value, values=", ".join(each.text for each in known)
            ),
            is_error=False,
        )
        for value in unknown
    ]


_CHECKED = frozenset({"mode", "status", "device_status", "answer"})


def _is_known(value: str, spellings: Sequence[str]) -> bool:
    return any(spelling.startswith(folded(value)) for spelling in spellings)


def _unknown_key(name: str, op: str) -> str:
    names = [each for key in keys() for each in key.names]
    close = get_close_matches(name.lower(), names, n=1, cutoff=_CLOSE)
    if close:
        return _("There is no “{name}”. Did you mean {close}?").format(name=name + op, close=close[0] + op)
    return _("There is no “{name}”. Put quotes around it to search for the text itself; the keys are: {keys}.").format(
        name=name + op, keys=", ".join(key.name for key in keys())
    )


def _wrong_sign(key: Key) -> str:
    if key.compares:
        example = key.values()[1].text
        return _("{key} is compared: write {key}<{example} or {key}>{example}.").format(key=key.name, example=example)
    values = key.values()
    example = values[0].text if values else _("name")
    return _("{key} is not compared: write {key}:{example}.").format(key=key.name, example=example)
