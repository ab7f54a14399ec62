"""One element of what Flip sent: a command, or the report why it is none that one could answer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from flipconsole.api.fields import cut, read_fields
from flipconsole.api.split import Text
from flipconsole.api.strict_json import NotJson, read
from flipconsole.domain.command import Command, UnreadableRow
from flipconsole.domain.language import _
from flipconsole.domain.paths import is_canonical_id

ENVELOPES = ("commands", "data", "results")
"""Names under which a list may come in an object; sister endpoints of Flip send a bare list."""
LARGEST_ROW = 2 * 1024 * 1024
"""Bytes of one row's text; larger ones are not read."""
MOST_EXCERPT = 500

_DURATION_CONSTANT = re.compile(r'("duration_s"\s*:\s*)(NaN|-?Infinity)')
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def read_row(raw: bytes, position: int, line: int = 0) -> Command | UnreadableRow:
    """The command in one JSON text, or why there is none that could be answered."""
    try:
        row = _read_object(read_text(raw))
    except NotJson as error:
        return unreadable_row(raw, position, str(error), line)
    if not isinstance(row, dict):
        return unreadable_row(raw, position, _("It is not an object, so it is no command."), line)
    command_id = row.get("id")
    if not isinstance(command_id, str) or not is_canonical_id(command_id):
        why = _("Its id is missing.") if command_id in (None, "") else _("Its id is not a UUID as Flip writes them.")
        return unreadable_row(raw, position, why, line)
    return read_fields(row, command_id, raw.decode())


def read_text(raw: bytes) -> str:
    """The text of one JSON value; NotJson when it is too large or not UTF-8."""
    if len(raw) > LARGEST_ROW:
        raise NotJson(_("It is larger than {size} MB.").format(size=LARGEST_ROW // 1024**2))
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise NotJson(not_utf8()) from error


def not_utf8() -> str:
    """The sentence for text in another encoding than JSON's own."""
    return _("Its text is not UTF-8.")


def unreadable_row(raw: Text, position: int, why: str, line: int = 0) -> UnreadableRow:
    """The report of one bad element, with the beginning of its text."""
    text = bytes(raw[: 4 * MOST_EXCERPT + 4]).decode(errors="replace")
    return UnreadableRow(position, why, cut(text, MOST_EXCERPT), line)


def one_of_each(commands: Iterable[Command]) -> tuple[tuple[Command, ...], frozenset[str]]:
    """One command of each id, and the ids that came with differing contents; the newest `updated_at` is kept."""
    kept: dict[str, Command] = {}
    doubled: set[str] = set()
    for command in commands:
        other = kept.setdefault(command.id, command)
        if other is command or other.raw == command.raw:
            continue
        doubled.add(command.id)
        if (command.updated_at or _LONG_AGO) >= (other.updated_at or _LONG_AGO):
            kept[command.id] = command
    return tuple(kept.values()), frozenset(doubled)


def _read_object(text: str) -> object:
    """The value of a row; a duration that is NaN or infinite spoils that field alone."""
    try:
        return read(text)
    except NotJson:
        match = _DURATION_CONSTANT.search(text)
        if match is None:
            raise
        row = read(text[: match.start(2)] + "null" + text[match.end(2) :])
        if not isinstance(row, dict) or row.get("duration_s", 0) is not None:
            raise
        return {**row, "duration_s": match.group(2)}
