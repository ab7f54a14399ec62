"""Where the elements of a JSON list and the members of an object begin and end, without judging what is in them.

Splitting first is what lets one bad row fail alone: strings and brackets are all that is looked at. One regular
expression takes a whole row of ordinary depth at once, so no single step holds the interpreter for long.
"""

from __future__ import annotations

import re

from flipconsole.api.strict_json import NotJson
from flipconsole.domain.language import _

Text = bytes | bytearray

DEEPEST = 10_000
"""Brackets within brackets (Flip's own commands have two): far above what is read, it only bounds the work here."""

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_FLAT = rb'[^"{}\[\]]*+(?:%b[^"{}\[\]]*+)*+' % _STRING


def _bracketed(inside: bytes) -> bytes:
    """A pattern for an object or a list whose own objects and lists are `inside`."""
    content = rb"%b(?:%b%b)*+" % (_FLAT, inside, _FLAT) if inside else _FLAT
    return rb"(?:\{%b\}|\[%b\])" % (content, content)


_THREE_DEEP = re.compile(_bracketed(_bracketed(_bracketed(b""))), re.DOTALL)
_LONGEST_AT_ONCE = 1 << 20
_TOKEN = re.compile(rb"%b|[{}\[\]]" % _STRING, re.DOTALL)
_SCALAR = re.compile(rb'%b|[^"{}\[\],:\s]++' % _STRING, re.DOTALL)
_SPACE = re.compile(rb"[ \t\n\r]*+")
_CLOSES = {ord("}"): ord("{"), ord("]"): ord("[")}
_QUOTE = ord('"')


def after_space(text: Text, at: int) -> int:
    """The next place that is not white space."""
    match = _SPACE.match(text, at)
    assert match is not None
    return match.end()


def end_of_value(text: Text, at: int) -> int:
    """The place behind the value that begins at `at`; NotJson when it has no end or its brackets do not pair."""
    first = text[at : at + 1]
    if first in (b"{", b"["):
        match = _THREE_DEEP.match(text, at, at + _LONGEST_AT_ONCE)
        return _end_of_deep_value(text, at) if match is None else match.end()
    match = _SCALAR.match(text, at)
    if match is None:
        raise NotJson(_("The text breaks off or is not valid JSON."), at)
    return match.end()


class Walk:
    """A walk over the elements of the list, or the members of the object, that begins at `at`.

    After `more()`, `at` is where the next one begins; whoever reads it moves `at` behind it. After the last, `at` is
    behind the closing bracket.
    """

    def __init__(self, text: Text, at: int) -> None:
        self.text = text
        self.at = at
        self._closing = b"]" if text[at : at + 1] == b"[" else b"}"
        self._begun = False

    def more(self) -> bool:
        """Go to the next one; False behind the last; NotJson where it cannot be said where the next begins."""
        at = after_space(self.text, self.at + (not self._begun))
        separator = self.text[at : at + 1]
        if separator == self._closing:
            self.at = at + 1
            return False
        if self._begun:
            if separator != b",":
                raise NotJson(_("The text breaks off or is not valid JSON."), at)
            at = after_space(self.text, at + 1)
        self._begun = True
        self.at = at
        return True

    def name(self) -> tuple[int, int]:
        """Begin and end of the name of the member at `at`; moves on to its value."""
        begin = self.at
        if self.text[begin : begin + 1] != b'"':
            raise NotJson(_("The text breaks off or is not valid JSON."), begin)
        end = end_of_value(self.text, begin)
        colon = after_space(self.text, end)
        if self.text[colon : colon + 1] != b":":
            raise NotJson(_("The text breaks off or is not valid JSON."), colon)
        self.at = after_space(self.text, colon + 1)
        return begin, end

    def value(self) -> tuple[int, int]:
        """Begin and end of the value at `at`; moves behind it."""
        begin = self.at
        self.at = end_of_value(self.text, begin)
        return begin, self.at


def _end_of_deep_value(text: Text, at: int) -> int:
    opened = bytearray()
    reached = at
    for token in _TOKEN.finditer(text, at):
        begin = token.start()
        if text.find(b'"', reached, begin) != -1:
            break
        reached = token.end()
        letter = text[begin]
        if letter in _CLOSES:
            if opened.pop() != _CLOSES[letter]:
                break
            if not opened:
                return reached
        elif letter != _QUOTE:
            opened.append(letter)
            if len(opened) > DEEPEST:
                raise NotJson(_("It is nested too deeply."), at)
    raise NotJson(_("The text breaks off or is not valid JSON."), at)
