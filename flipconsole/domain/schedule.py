"""The effective schedule of one battery: which command drives it when, where several ask for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from heapq import heappop, heappush
from itertools import pairwise, zip_longest
from operator import itemgetter
from typing import NamedTuple

import msgspec

from flipconsole.domain.command import Command, DeviceStatus, Status

_FAILED = frozenset({DeviceStatus.FAILED_OFFLINE, DeviceStatus.FAILED_FAULT})
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Span(msgspec.Struct, frozen=True, gc=False):
    """One command in force from `starts_at` until `ends_at` (None: until another command replaces it)."""

    command_id: str
    starts_at: datetime
    ends_at: datetime | None
    mode: str


class Overlap(msgspec.Struct, frozen=True, gc=False):
    """The time in which two commands both ask for the battery; the second takes over from the first."""

    first_id: str
    second_id: str
    starts_at: datetime
    ends_at: datetime


class Gap(msgspec.Struct, frozen=True, gc=False):
    """The time between two commands in which none drives the battery."""

    before_id: str
    after_id: str
    starts_at: datetime
    ends_at: datetime


class Schedule(msgspec.Struct, frozen=True):
    """Spans in order of time, never overlapping; overlaps in order of their start, one for each pair of commands."""

    spans: tuple[Span, ...] = ()
    overlaps: tuple[Overlap, ...] = ()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The times between spans, in order."""
        return tuple(
            Gap(one.command_id, other.command_id, one.ends_at, other.starts_at)
            for one, other in pairwise(self.spans)
            if one.ends_at is not None and one.ends_at < other.starts_at
        )


def effective_schedule(commands: Iterable[Command]) -> Schedule:
    """The schedule of the one battery whose commands these are, preparatory ones included.

    Only commands that Flip lets go ahead (status OK) and that the device has not failed take part; one without a
    readable start, with an unreadable end, or with an end that is not after its start is left out. Where two overlap,
    the one that starts later takes over (a tie: the newer `updated_at`, then the greater id), and the other goes on
    after it. One without an end is replaced for good by the next that takes over, so it overlaps nothing later.
    """
    asked = _asked(commands)
    return Schedule(_spans(asked), _overlaps(asked))


class _Asked(NamedTuple):
    """What one command asks for, its open end closed by the next one; in a list, each takes over from those before."""

    starts_at: datetime
    ends_at: datetime | None
    command: Command

    def is_over(self, moment: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= moment


def _asked(commands: Iterable[Command]) -> list[_Asked]:
    ranked = [
        (command.starts_at, command.updated_at or _LONG_AGO, command.id, command)
        for command in commands
        if command.starts_at is not None and _takes_part(command, command.starts_at)
    ]
    ranked.sort(key=itemgetter(0, 1, 2))
    following = [start for start, *_rest in ranked[1:]]
    return [
        _Asked(start, command.ends_at or replaced_at, command)
        for (start, _updated, _id, command), replaced_at in zip_longest(ranked, following)
    ]


def _takes_part(command: Command, start: datetime) -> bool:
    if command.status != Status.OK or command.device_status in _FAILED:
        return False
    return not command.is_unreadable("ends_at") if command.ends_at is None else start < command.ends_at


def _spans(asked: list[_Asked]) -> tuple[Span, ...]:
    moments = sorted({one.starts_at for one in asked} | {one.ends_at for one in asked if one.ends_at is not None})
    spans: list[Span] = []
    standing: list[int] = []
    arrived = 0
    for moment, until in zip_longest(moments, moments[1:]):
        while arrived < len(asked) and asked[arrived].starts_at == moment:
            heappush(standing, -arrived)
            arrived += 1
        while standing and asked[-standing[0]].is_over(moment):
            heappop(standing)
        if not standing:
            continue
        command = asked[-standing[0]].command
        if spans and spans[-1].command_id == command.id and spans[-1].ends_at == moment:
            spans[-1] = msgspec.structs.replace(spans[-1], ends_at=until)
        else:
            spans.append(Span(command.id, moment, until, command.battery_commands.mode))
    return tuple(spans)


def _overlaps(asked: list[_Asked]) -> tuple[Overlap, ...]:
    found: list[Overlap] = []
    standing: list[_Asked] = []
    for second in asked:
        start = second.starts_at
        if second.is_over(start):
            continue
        standing = [first for first in standing if not first.is_over(start)]
        for first in standing:
            ends = [end for end in (first.ends_at, second.ends_at) if end is not None]
            found.append(Overlap(first.command.id, second.command.id, start, min(ends)))
        standing.append(second)
    return tuple(found)
