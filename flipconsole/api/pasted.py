"""Commands in text that a person pasted, opened or dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flipconsole.api.fields import cut
from flipconsole.api.rows import ENVELOPES, one_of_each, read_row, read_text, unreadable_row
from flipconsole.api.split import Walk, end_of_value
from flipconsole.api.strict_json import NotJson, read
from flipconsole.domain.command import Command, UnreadableRow
from flipconsole.domain.language import _

_BETWEEN = re.compile(rb"[ \t\r\n,\]}]*+")
"""What may stand between pasted texts: commas of a list that was copied in part, brackets left over from a break."""
_NEXT_LINE = re.compile(rb"\n[ \t]*[\[{]")


@dataclass(frozen=True, slots=True)
class Imported:
    """What pasted text holds: commands (one of each id), items that could not be read, ids with two versions."""

    commands: tuple[Command, ...]
    unreadable: tuple[UnreadableRow, ...]
    doubled: frozenset[str]


def read_import(text: str) -> Imported:
    """The commands in text that a person pasted, opened or dropped (feature I3).

    Read are: a command, a list, an enveloped list, the body of a webhook (`event_type`, `event_object`), lists of
    those, and several such texts one after the other, mostly one per line. Never raises: each item that cannot be read
    is reported with its line and the reason, the others load. Of a list that breaks off, what stands before the break
    loads.
    """
    whole = text.removeprefix("\ufeff").encode(errors="replace")
    pasted = _Pasted()
    if _is_line_by_line(whole):
        for line, piece in enumerate(whole.split(b"\n"), 1):
            pasted.read(piece, line)
    else:
        pasted.read(whole, 1)
    commands, doubled = one_of_each(pasted.commands)
    return Imported(commands, tuple(pasted.unreadable), doubled)


def _is_line_by_line(text: bytes) -> bool:
    """Whether most lines hold one whole object each; then a broken one cannot reach into the next."""
    lines = [line.strip() for line in text.split(b"\n")]
    filled = sum(1 for line in lines if line)
    whole = sum(1 for line in lines if line.startswith(b"{") and line.endswith((b"}", b"},")))
    return whole > 1 and 2 * whole > filled


class _Pasted:
    """Pasted text on its way into commands."""

    def __init__(self) -> None:
        self.commands: list[Command] = []
        self.unreadable: list[UnreadableRow] = []
        self._text = b""
        self._line, self._line_at = 1, 0

    def read(self, text: bytes, first_line: int) -> None:
        """Read all texts in `text`, whose first line has the number `first_line`."""
        self._text, self._line, self._line_at = text, first_line, 0
        at = self._between(0)
        while at < len(text):
            try:
                at = self._read_document(at)
            except NotJson as error:
                broken = max(at, error.at)
                self._report(broken, str(error))
                resumed = _NEXT_LINE.search(text, broken)
                at = len(text) if resumed is None else resumed.end() - 1
            at = self._between(at)

    def _between(self, at: int) -> int:
        match = _BETWEEN.match(self._text, at)
        assert match is not None
        return match.end()

    def _read_document(self, at: int) -> int:
        opening = self._text[at : at + 1]
        if opening == b"[":
            return self._read_list(at)
        if opening != b"{":
            raise NotJson(_("It is not JSON: neither { nor [ begins it."), at)
        inner = self._list_in(at)
        if inner is not None:
            self._read_list(inner)
        end = end_of_value(self._text, at)
        if inner is None:
            self._read_item(at, end)
        return end

    def _read_list(self, at: int) -> int:
        walk = Walk(self._text, at)
        while walk.more():
            self._read_item(*walk.value())
        return walk.at

    def _list_in(self, at: int) -> int | None:
        """Where the list in an envelope begins, even of one that breaks off; None in a command or a webhook's body."""
        found: int | None = None
        walk = Walk(self._text, at)
        try:
            while walk.more():
                begin, end = walk.name()
                name = self._text[begin + 1 : end - 1].decode(errors="replace")
                if name in ("id", "event_type", "event_object"):
                    return None
                if name in ENVELOPES and self._text[walk.at : walk.at + 1] == b"[":
                    found = walk.at
                walk.value()
        except NotJson:
            return found
        return found

    def _read_item(self, begin: int, end: int) -> None:
        raw = self._text[begin:end]
        try:
            if b'"event_object"' in raw or b'"event_type"' in raw:
                raw = _object_of_webhook(raw)
        except NotJson as error:
            self._report(begin, str(error), end)
            return
        row = read_row(raw, self._count() + 1, self._line_of(begin))
        if isinstance(row, Command):
            self.commands.append(row)
        else:
            self.unreadable.append(row)

    def _report(self, at: int, why: str, end: int | None = None) -> None:
        excerpt = self._text[at : at + 2_048 if end is None else end].strip()
        self.unreadable.append(unreadable_row(excerpt, self._count() + 1, why, self._line_of(at)))

    def _count(self) -> int:
        return len(self.commands) + len(self.unreadable)

    def _line_of(self, at: int) -> int:
        self._line += self._text.count(b"\n", self._line_at, at) - self._text.count(b"\n", at, self._line_at)
        self._line_at = at
        return self._line


def _object_of_webhook(raw: bytes) -> bytes:
    """The text of the command in a webhook's body; of an object that only has such a field, its own text."""
    body = read(read_text(raw))
    if not isinstance(body, dict) or "id" in body:
        return raw
    kind = body.get("event_type")
    if not isinstance(kind, str) or not kind.startswith("command."):
        raise NotJson(_("It is a webhook about “{kind}”, not about a command.").format(kind=cut(str(kind), 60)))
    walk = Walk(raw, 0)
    while walk.more():
        begin, end = walk.name()
        value, value_end = walk.value()
        if read(raw[begin:end].decode()) == "event_object":
            return raw[value:value_end]
    raise NotJson(_("It is a webhook without its event_object."))
