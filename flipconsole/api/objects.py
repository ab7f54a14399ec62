"""The objects of a list of Flip's that is not one of commands, each read on its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from flipconsole.api.payload import refuse_html
from flipconsole.api.rows import LARGEST_ROW, read_text
from flipconsole.api.split import Text, Walk, after_space
from flipconsole.api.strict_json import NotJson, read
from flipconsole.domain.errors import BadPayload
from flipconsole.domain.language import _

MOST_OBJECTS = 10_000
"""In one answer; Flip's own pages of such lists have a hundred."""

_MOST_MEMBERS = 1_000
_BOM = b"\xef\xbb\xbf"


class Objects(NamedTuple):
    """What a list holds: `rows` are its objects, `unreadable` counts the other elements, `size` all."""

    rows: tuple[Mapping[str, object], ...]
    unreadable: int
    size: int


def read_objects(body: Text, envelopes: Collection[str]) -> Objects:
    """The objects of a bare list, or of one in an envelope by one of these names; a bad element never hides others.

    Raises:
        BadPayload: it is neither, or broken where it cannot be said where an element ends; `signin_page` for HTML.
    """
    refuse_html(body)
    begin = after_space(body, len(_BOM) if body.startswith(_BOM) else 0)
    try:
        at, end = (begin, -1) if body[begin : begin + 1] != b"{" else _open_envelope(body, begin, envelopes)
        if body[at : at + 1] != b"[":
            raise NotJson(_("It is not a list."))
        found, list_end = _read_elements(body, at)
        if after_space(body, list_end if end < 0 else end) != len(body):
            raise NotJson(_("Something follows behind the list."))
    except NotJson as error:
        raise BadPayload(_("The server's answer could not be read: {why}").format(why=error), status=200) from error
    return found


def read_object(body: Text) -> Mapping[str, object]:
    """The one object that an answer holds.

    Raises:
        BadPayload: it holds none; `signin_page` for HTML.
    """
    refuse_html(body)
    try:
        value = read(read_text(bytes(body).removeprefix(_BOM).strip()))
        if not isinstance(value, dict):
            raise NotJson(_("It is not an object."))
    except NotJson as error:
        raise BadPayload(_("The server's answer could not be read: {why}").format(why=error), status=200) from error
    return value


def _open_envelope(body: Text, begin: int, envelopes: Collection[str]) -> tuple[int, int]:
    """Where the list in the object begins, and where the object ends."""
    lists: list[int] = []
    walk = Walk(body, begin)
    for count in range(_MOST_MEMBERS + 1):
        if not walk.more():
            break
        if count == _MOST_MEMBERS:
            raise NotJson(_("It has more than {count} fields beside the list.").format(count=_MOST_MEMBERS))
        name_begin, name_end = walk.name()
        name = read(read_text(bytes(body[name_begin:name_end])))
        value, _end = walk.value()
        if name in envelopes and body[value : value + 1] == b"[":
            lists.append(value)
    if len(lists) != 1:
        raise NotJson(_("It is not a list."))
    return lists[0], walk.at


def _read_elements(body: Text, at: int) -> tuple[Objects, int]:
    walk = Walk(body, at)
    rows: list[Mapping[str, object]] = []
    size = 0
    while walk.more():
        size += 1
        if size > MOST_OBJECTS:
            raise NotJson(_("The list has more than {count} entries.").format(count=MOST_OBJECTS))
        begin, end = walk.value()
        try:
            value = read(read_text(bytes(body[begin : min(end, begin + LARGEST_ROW + 1)])))
        except NotJson:
            continue
        if isinstance(value, dict):
            rows.append(value)
    return Objects(tuple(rows), size - len(rows), size), walk.at
