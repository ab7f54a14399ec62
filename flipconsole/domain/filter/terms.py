"""What a filter asks of a row: a word, a fact or a time, each the right way round or negated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.chips import Chip
from flipconsole.domain.command import Command
from flipconsole.domain.row import Row


class Searched(Protocol):
    """A row with what a filter looks at, laid out flat: a scan of 100,000 rows is as slow as its way to each value.

    `text` is in lower case, `called` is the battery's id with the name that a person gave it, `site` is "" where none
    is known, and `facts` are all that is known of the battery; `mode`, `status`, `device_status`, `starts_at` and
    `ends_at` are the command's, `ack_by` is the row's.
    """

    row: Row
    command: Command
    text: str
    chips: frozenset[Chip]
    called: str
    site: str
    facts: BatteryFacts
    mode: str
    status: str
    device_status: str
    starts_at: datetime | None
    ends_at: datetime | None
    ack_by: datetime | None


Subject = TypeVar("Subject", bound=Searched)


@dataclass(frozen=True)
class Word:
    """The row's text contains `text`."""

    text: str
    negated: bool = False

    def keeps(self, subject: Searched, _now: datetime) -> bool:
        """Whether the row fits."""
        return (self.text in subject.text) is not self.negated

    def narrow(self, subjects: Sequence[Subject], _now: datetime) -> list[Subject]:
        """Those that fit."""
        text = self.text
        if self.negated:
            return [subject for subject in subjects if text not in subject.text]
        return [subject for subject in subjects if text in subject.text]


@dataclass(frozen=True)
class Fact:
    """Something that is true of a row whatever the time; `key` is the one that asked for it.

    `value_of` takes from a row what `fits` judges: an `attrgetter`, for a scan of many rows is as quick as that. Where
    the values are few (`remembers`), each is judged once.
    """

    key: str
    value_of: Callable[[Any], Any]
    fits: Callable[[Any], bool]
    remembers: bool = False
    negated: bool = False

    def keeps(self, subject: Searched, _now: datetime) -> bool:
        """Whether the row fits."""
        return self.fits(self.value_of(subject)) is not self.negated

    def narrow(self, subjects: Sequence[Subject], _now: datetime) -> list[Subject]:
        """Those that fit."""
        wanted = not self.negated
        valued = zip(subjects, map(self.value_of, subjects), strict=True)
        if self.remembers:
            verdicts = _Verdicts(self.fits)
            return [subject for subject, value in valued if verdicts[value] is wanted]
        fits = self.fits
        return [subject for subject, value in valued if fits(value) is wanted]


class _Verdicts(dict[Any, bool]):
    """What was said of each value, asked once."""

    def __init__(self, fits: Callable[[Any], bool]) -> None:
        self._fits = fits

    def __missing__(self, value: Any) -> bool:
        verdict = self[value] = self._fits(value)
        return verdict


@dataclass(frozen=True)
class Time:
    """How far a moment of the row lies ahead of now: less than `bound` (`is_less`), or more, or exactly so far too.

    A moment that is past lies less than nothing ahead. A row without the moment never fits, unless negated.
    """

    key: str
    moment_of: Callable[[Any], datetime | None]
    bound: timedelta
    is_less: bool
    takes_bound: bool
    negated: bool = False

    def limit(self, now: datetime) -> datetime:
        """The moment that lies exactly `bound` ahead; the calendar's end or begin where that is beyond it."""
        try:
            return now + self.bound
        except OverflowError:
            return datetime.max.replace(tzinfo=now.tzinfo) if self.bound > timedelta() else _begin(now)

    def is_inside(self, moment: datetime, limit: datetime) -> bool:
        """Whether the limit has passed the moment: as time goes on this turns from false to true, once."""
        return moment <= limit if self.is_less is self.takes_bound else moment < limit

    def keeps(self, subject: Searched, now: datetime) -> bool:
        """Whether the row fits."""
        moment = self.moment_of(subject)
        fits = moment is not None and self.is_inside(moment, self.limit(now)) is self.is_less
        return fits is not self.negated

    def narrow(self, subjects: Sequence[Subject], now: datetime) -> list[Subject]:
        """Those that fit."""
        limit, wanted, is_less = self.limit(now), not self.negated, self.is_less
        timed = zip(subjects, map(self.moment_of, subjects), strict=True)
        if self.is_less is self.takes_bound:
            return [s for s, moment in timed if (moment is not None and (moment <= limit) is is_less) is wanted]
        return [s for s, moment in timed if (moment is not None and (moment < limit) is is_less) is wanted]


Term = Word | Fact | Time


def _begin(now: datetime) -> datetime:
    return datetime.min.replace(tzinfo=now.tzinfo)
