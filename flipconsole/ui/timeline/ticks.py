"""The marks of a time axis in one named zone, right on both sides of a clock change."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise

from flipconsole.domain.clocks import show_length
from flipconsole.domain.language import _
from flipconsole.domain.reading import Reading, clock_text, first_weekday, reading
from flipconsole.domain.times import abbreviation

_DAY = 86400
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200)
_DAY_STEPS = (1, 2, 7, 14)
_DAY_PX = 44.0
_MONTH_STEPS = (1, 3, 6, 12, 24, 60)


@dataclass(frozen=True)
class Tick:
    """A mark at an epoch second; `is_day` where a local day begins; without `label` it is a line only."""

    at: float
    label: str
    is_day: bool = False


@dataclass(frozen=True)
class ClockChange:
    """A moment at which the zone's clocks are moved by `by_s` seconds (positive: forward), or only renamed.

    `before` and `after` are what the clocks show, with the abbreviation: "02:00 EDT", "01:00 EST".
    """

    at: float
    by_s: int
    before: str
    after: str

    @property
    def text(self) -> str:
        """What happens, in a few words."""
        return _("{before} becomes {after}").format(before=self.before, after=self.after)

    @property
    def explanation(self) -> str:
        """What that means for who reads times here."""
        length = show_length(abs(self.by_s))
        if self.by_s < 0:
            text = _("The clocks go back {length} at {before}: times from {after} on come twice, so their zone counts.")
        elif self.by_s > 0:
            text = _("The clocks go forward {length} at {before}: the next moment is {after}, no time lies between.")
        else:
            text = _("At {before} the zone changes its name, and the clocks go on: {after}.")
        return text.format(length=length, before=self.before, after=self.after)


@dataclass(frozen=True)
class Day:
    """A local day or, far out, month or year: its name from long to short, and from when to when it lasts."""

    start: float
    end: float
    names: tuple[str, ...]


def step_for(seconds_per_px: float, label_px: float) -> int:
    """The shortest step in seconds whose labels do not touch; multiples of a day above half a day."""
    least = seconds_per_px * label_px
    for step in _STEPS:
        if step >= least:
            return step
    for days in (*_DAY_STEPS, *(months * 30 for months in _MONTH_STEPS)):
        if days * _DAY >= least:
            return days * _DAY
    return _MONTH_STEPS[-1] * 30 * _DAY


def ticks(start: float, end: float, step: int, zone: tzinfo) -> list[Tick]:
    """The marks from `start` to `end` (epoch seconds), on round local times.

    Where the clocks change between the two, each label names its abbreviation, as "01:00" may come twice.
    """
    if step >= _DAY:
        return _day_ticks(start, end, step // _DAY, zone)
    changes = clock_changes(start, end, zone)
    edges = [start, *(change.at for change in changes), end]
    found: list[Tick] = []
    for low, high in pairwise(edges):
        offset = _offset(low, zone)
        at = math.ceil((low + offset) / step) * step - offset
        while at < high or (at == high == end):
            local = datetime.fromtimestamp(at, zone)
            # strftime takes ten times as long, in every frame
            clock = clock_text(local.hour, local.minute, local.second if step < 60 else None)
            label = f"{clock} {abbreviation(local)}" if changes else clock
            found.append(Tick(at, label, is_day=(at + offset) % _DAY == 0))
            at += step
    return found


def clock_changes(start: float, end: float, zone: tzinfo) -> list[ClockChange]:
    """Every clock change after `start`, up to `end`; none where more than five years are shown."""
    if end - start > 5 * 366 * _DAY:
        return []
    years = range(_utc(start).year, _utc(end).year + 1)
    return [change for year in years for change in _changes_in(year, zone, reading()) if start < change.at <= end]


def day_kind(px_per_s: float) -> int:
    """What `days` gives at this scale: days (1), months (30) or years (365), as each has to be wide enough to read."""
    return next((kind for kind in (1, 30) if kind * _DAY * px_per_s >= _DAY_PX), 365)


def days(start: float, end: float, zone: tzinfo, px_per_s: float) -> list[Day]:
    """The days that touch this time; months or years where a day would be narrower than a short name."""
    weekdays, months = _weekdays(), _months()
    kind = day_kind(px_per_s)
    if kind == 1:
        return [
            Day(_midnight(day, zone), _midnight(day + timedelta(days=1), zone), _day_names(day, weekdays, months))
            for day in _days_from(_local(start, zone).date(), end, zone)
        ]
    step = 1 if kind == 30 else 12
    found: list[Day] = []
    month = _local(start, zone).date().replace(day=1)
    if step == 12:
        month = month.replace(month=1)
    while _midnight(month, zone) < end:
        following = _months_later(month, step)
        name = months[month.month - 1]
        names = (f"{name} {month.year}", name) if step == 1 else (str(month.year),)
        found.append(Day(_midnight(month, zone), _midnight(following, zone), names))
        month = following
    return found


def _day_ticks(start: float, end: float, step_days: int, zone: tzinfo) -> list[Tick]:
    first = _local(start, zone).date()
    if step_days >= 30:
        months = step_days // 30
        number = (first.year * 12 + first.month - 1) // months * months
        starts = (date(n // 12, n % 12 + 1, 1) for n in range(number, (_local(end, zone).year + 1) * 12, months))
        return [
            Tick(_midnight(day, zone), _months()[day.month - 1], is_day=True)
            for day in starts
            if _midnight(day, zone) <= end
        ]
    found: list[Tick] = []
    begin = first_weekday()
    for day in _days_from(first, end, zone):
        if (day.toordinal() - begin) % step_days == 0:
            found.append(Tick(_midnight(day, zone), str(day.day), is_day=True))
    return [tick for tick in found if tick.at >= start]


def _days_from(first: date, end: float, zone: tzinfo) -> Iterator[date]:
    day = first
    while _midnight(day, zone) <= end:
        yield day
        day += timedelta(days=1)


def _day_names(day: date, weekdays: tuple[str, ...], months: tuple[str, ...]) -> tuple[str, ...]:
    weekday, month = weekdays[day.weekday()], months[day.month - 1]
    return (
        _("{weekday} {day} {month} {year}").format(weekday=weekday, day=day.day, month=month, year=day.year),
        _("{weekday} {day} {month}").format(weekday=weekday, day=day.day, month=month),
        _("{weekday} {day}").format(weekday=weekday, day=day.day),
        str(day.day),
    )


def _weekdays() -> tuple[str, ...]:
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


def _months() -> tuple[str, ...]:
    return (
        *(_("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun")),
        *(_("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec")),
    )


def _months_later(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


@lru_cache(maxsize=4096)
def _midnight(day: date, zone: tzinfo) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()


@lru_cache(maxsize=256)
def _changes_in(year: int, zone: tzinfo, _written: Reading) -> tuple[ClockChange, ...]:
    # zoneinfo keeps its table to itself, so each day is asked for its offset and a day that differs is halved.
    found: list[ClockChange] = []
    begin = datetime(year, 1, 1, tzinfo=UTC).timestamp()
    length = 366 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 365
    before = _rule(begin, zone)
    for day in range(1, length + 1):
        after = _rule(begin + day * _DAY, zone)
        if after != before:
            low, high = int(begin) + (day - 1) * _DAY, int(begin) + day * _DAY
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if _rule(middle, zone) == before else (low, middle)
            local = [(_utc(high + offset), name) for offset, name in (before, after)]
            shown = [f"{clock_text(at.hour, at.minute)} {name}" for at, name in local]
            found.append(ClockChange(float(high), int(after[0] - before[0]), *shown))
            before = after
    return tuple(found)


def _rule(moment: float, zone: tzinfo) -> tuple[float, str]:
    local = _local(moment, zone)
    return _offset(moment, zone), abbreviation(local)


def _offset(moment: float, zone: tzinfo) -> float:
    offset = _local(moment, zone).utcoffset()
    assert offset is not None
    return offset.total_seconds()


def _local(moment: float, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(moment, zone)


def _utc(moment: float) -> datetime:
    return _local(moment, UTC)
