"""The commands in what Flip sent, each row of a list for itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from flipconsole.api.rows import ENVELOPES, LARGEST_ROW, not_utf8, read_row, read_text
from flipconsole.api.split import Text, Walk, after_space
from flipconsole.api.strict_json import NotJson, read
from flipconsole.domain.command import Command, UnreadableRow
from flipconsole.domain.errors import BadPayload
from flipconsole.domain.language import _

MOST_ROWS = 200_000
MOST_UNREADABLE = 10_000
MOST_EXTRAS = 1_000
ROWS_A_SLICE = 100


_BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class Reading:
    """What one answer to the list request holds.

    `commands` are in the order of the list, doubled ones included. `extras` are the members of the envelope beside the
    list; `size` counts all elements; `last_id` is the id of the last one, None when that cannot be read.
    """

    commands: list[Command] = field(default_factory=list)
    unreadable: list[UnreadableRow] = field(default_factory=list)
    extras: dict[str, object] = field(default_factory=dict)
    size: int = 0
    last_id: str | None = None


def read_listing(
    body: Text,
    known: Sequence[Command] = (),
    *,
    first_position: int = 1,
    pause: Callable[[], None] = lambda: None,
) -> Reading:
    """The commands of a bare list, or of one in an envelope.

    A row whose text is that of a `known` command (in any order; the order of the list is fastest) is that same object.
    `pause` is called after every `ROWS_A_SLICE` rows: on a thread, it lets the window have its turn.

    Raises:
        BadPayload: it is neither, or broken where it cannot be said where a row ends, or not one of its elements is an
            object; `signin_page` when it is a page of HTML.
    """
    refuse_html(body)
    begin = after_space(body, len(_BOM) if body.startswith(_BOM) else 0)
    reading = Reading()
    try:
        at, end = begin, -1
        if body[begin : begin + 1] == b"{":
            at, end = _open_envelope(body, begin, reading)
        if body[at : at + 1] != b"[":
            raise BadPayload(
                _("The server's answer is not a list of commands. What was known before stays."), status=200
            )
        list_end = _read_rows(body, at, _Known(known), reading, first_position, pause)
        if after_space(body, list_end if end < 0 else end) != len(body):
            raise NotJson(_("Something follows behind the list."))
    except NotJson as error:
        raise BadPayload(
            _("The server's answer could not be read: {why} What was known before stays.").format(why=error), status=200
        ) from error
    return reading


def read_one(body: Text) -> Command:
    """The command that an answer holds.

    Raises:
        BadPayload: it holds none that could be read; `signin_page` when it is a page of HTML.
    """
    refuse_html(body)
    row = read_row(bytes(body).removeprefix(_BOM).strip(), 1)
    if isinstance(row, UnreadableRow):
        raise BadPayload(
            _("The server answered something that is not the command: {why} It is being checked.").format(why=row.why),
            status=200,
        )
    return row


def refuse_html(body: Text) -> None:
    """BadPayload with `signin_page` for a page instead of data: hotel and airport networks answer so."""
    if bytes(body[:64]).removeprefix(_BOM).lstrip().startswith(b"<"):
        raise BadPayload(
            _(
                "This network answers with a web page instead of Flip: sign in to it in a browser. Your answers are "
                "kept and sent afterwards."
            ),
            status=200,
            signin_page=True,
        )


class _Known:
    """The commands of the last list, found again by their text: mostly the next one is the next one."""

    def __init__(self, commands: Sequence[Command]) -> None:
        self._commands = commands
        self._places: dict[str, int] | None = None
        self._next = 0

    def at(self, body: Text, at: int) -> tuple[Command, int] | None:
        """The command whose text stands at `at`, when it is the next one, and where its text ends."""
        if self._next == len(self._commands):
            return None
        command = self._commands[self._next]
        raw = command.raw.encode()
        if not raw.endswith(b"}") or not body.startswith(raw, at):
            return None
        self._next += 1
        return command, at + len(raw)

    def find(self, raw: bytes) -> Command | None:
        """The command whose text is `raw`, wherever it stood."""
        if not self._commands:
            return None
        if self._places is None:
            self._places = {command.raw: place for place, command in enumerate(self._commands)}
        place = self._places.get(raw.decode(errors="replace"))
        self._next = min(self._next + 1, len(self._commands)) if place is None else place + 1
        return None if place is None else self._commands[place]


def _open_envelope(body: Text, begin: int, reading: Reading) -> tuple[int, int]:
    """Where the list in the object begins, and where the object ends; its other members go to `extras`."""
    lists: list[int] = []
    names: set[str] = set()
    walk = Walk(body, begin)
    while walk.more():
        name = str(_strictly(body, *walk.name()))
        if name in names:
            raise NotJson(_("It names the same field twice."))
        names.add(name)
        if len(names) > MOST_EXTRAS:
            raise NotJson(_("It has more than {count} fields beside the list.").format(count=MOST_EXTRAS))
        value, end = walk.value()
        if name in ENVELOPES and body[value : value + 1] == b"[":
            lists.append(value)
        else:
            reading.extras[name] = _strictly(body, value, end)
    if len(lists) != 1:
        raise BadPayload(_("The server's answer is not a list of commands. What was known before stays."), status=200)
    return lists[0], walk.at


def _read_rows(
    body: Text, at: int, known: _Known, reading: Reading, first_position: int, pause: Callable[[], None]
) -> int:
    """Read the list at `at` into `reading`; the place behind it."""
    walk = Walk(body, at)
    objects = 0
    while walk.more():
        reading.size += 1
        if reading.size > MOST_ROWS:
            raise NotJson(_("The list has more than {count} entries.").format(count=MOST_ROWS))
        if reading.size % ROWS_A_SLICE == 0:
            pause()
        objects += body[walk.at : walk.at + 1] == b"{"
        if (found := known.at(body, walk.at)) is not None:
            command, walk.at = found
            reading.commands.append(command)
            reading.last_id = command.id
            continue
        begin, end = walk.value()
        raw = bytes(body[begin : min(end, begin + LARGEST_ROW + 1)])
        row = known.find(raw) or read_row(raw, first_position + reading.size - 1)
        if isinstance(row, Command):
            reading.commands.append(row)
            reading.last_id = row.id
            continue
        if len(reading.unreadable) == MOST_UNREADABLE:
            raise NotJson(_("More than {count} of its entries cannot be read.").format(count=MOST_UNREADABLE))
        reading.unreadable.append(row)
        reading.last_id = None
    if reading.size and not objects:
        raise NotJson(_("It is a list, but not of commands."))
    if not reading.commands and any(row.why == not_utf8() for row in reading.unreadable):
        raise NotJson(not_utf8())
    return walk.at


def _strictly(body: Text, begin: int, end: int) -> object:
    return read(read_text(bytes(body[begin : min(end, begin + LARGEST_ROW + 1)])))
