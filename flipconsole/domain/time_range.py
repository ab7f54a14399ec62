"""A range of time or a day as a person types it, read in one named zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from flipconsole.domain.language import _
from flipconsole.domain.times import FIRST_YEAR, LAST_YEAR

_CLOCK = r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)?(?:\s*(?P<zone>[A-Za-z]{2,5}))?"
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_NAMED = re.compile(r"(?P<day>[0-9]{1,2})\.?\s+(?P<month>[a-z]{3})[a-z]*\.?(?:\s+(?P<year>[0-9]{4}))?", re.IGNORECASE)
_TIME = re.compile(_CLOCK)
_PARTS = re.compile(r"\s+to\s+|\s*[–—]\s*|\s+-\s+|(?<=[0-9a-z])-(?=[0-9]{1,2}(?::|$|\s))", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDS = {"yesterday": -1, "today": 0, "tomorrow": 1}


class TimeRange(NamedTuple):
    """From when to when, in UTC; without an end only the beginning was typed."""

    start: datetime
    end: datetime | None


def read_range(text: str, zone: tzinfo, now: datetime) -> TimeRange:
    """What a person means: "16:00-18:00" (today), "tomorrow 16:00 to 18:00", "2025-11-02", "2 Nov", "16:00".

    A day alone is all of it, be it 23, 24 or 25 hours long; a time alone has no end. An end that is not after its start
    is on the next day. Where the clocks show a time twice, the first is meant, unless its zone is named: "01:30 EST".

    Raises:
        ValueError: it cannot be read; the text of the error is a plain sentence.
    """
    wanted = text.strip()
    today = now.astimezone(zone).date()
    iso_day = _ISO.fullmatch(wanted)
    parts = [wanted] if iso_day else [part for part in _PARTS.split(_shielded(wanted)) if part]
    if not 1 <= len(parts) <= 2 or not wanted:
        raise ValueError(_how())
    day, clock = _read(parts[0].replace("\0", "-"), today)
    if len(parts) == 1:
        if clock is None:
            return TimeRange(
                _moment(day or today, (time(), ""), zone), _moment(_next(day or today), (time(), ""), zone)
            )
        return TimeRange(_moment(day or today, clock, zone), None)
    end_day, end_clock = _read(parts[1].replace("\0", "-"), today)
    start = _moment(day or today, clock or (time(), ""), zone)
    if end_clock is None:
        if end_day is None:
            raise ValueError(_how())
        end = _moment(_next(end_day), (time(), ""), zone)
    else:
        end = _moment(end_day or day or today, end_clock, zone)
        if end <= start and end_day is None:
            end = _moment(_next(day or today), end_clock, zone)
    if end <= start:
        raise ValueError(_("The end is not after the beginning."))
    return TimeRange(start, end)


def _shielded(text: str) -> str:
    """The hyphens inside of dates are none between two times."""
    return _ISO.sub(lambda match: match[0].replace("-", "\0"), text)


def _read(part: str, today: date) -> tuple[date | None, tuple[time, str] | None]:
    rest = part.strip()
    day: date | None = None
    for word, shift in _WORDS.items():
        if rest.lower().startswith(word):
            day, rest = today + timedelta(days=shift), rest[len(word) :].strip()
    found = _ISO.match(rest) or _NAMED.match(rest)
    if found is not None:
        day, rest = _day(found, today), rest[found.end() :].strip()
    if not rest:
        if day is None:
            raise ValueError(_how())
        return day, None
    clock = _TIME.fullmatch(rest)
    if clock is None:
        raise ValueError(_how())
    hour, minute, second = (int(clock[name] or 0) for name in ("hour", "minute", "second"))
    if (hour, minute, second) == (24, 0, 0):
        return _next(day or today), (time(), clock["zone"] or "")
    try:
        return day, (time(hour, minute, second), clock["zone"] or "")
    except ValueError as error:
        raise ValueError(_("There is no such time of day: {time}.").format(time=rest)) from error


def _day(found: re.Match[str], today: date) -> date:
    word = found["month"].lower()
    month = int(word) if word.isdigit() else _MONTHS.index(word) + 1 if word in _MONTHS else 0
    try:
        day = date(int(found["year"] or today.year), month, int(found["day"]))
    except ValueError as error:
        raise ValueError(_("There is no such day: {day}.").format(day=found[0])) from error
    if not FIRST_YEAR < day.year < LAST_YEAR:
        raise ValueError(_("There is no such day: {day}.").format(day=found[0]))
    return day


def _moment(day: date, clock: tuple[time, str], zone: tzinfo) -> datetime:
    at, name = clock
    candidates = [datetime.combine(day, at.replace(fold=fold), zone) for fold in (0, 1)]
    if not name:
        return candidates[0].astimezone(UTC)
    if name.upper() == "UTC":
        return datetime.combine(day, at, UTC)
    for candidate in candidates:
        if (candidate.tzname() or "").upper() == name.upper():
            return candidate.astimezone(UTC)
    raise ValueError(_("The clocks here do not show {zone} then.").format(zone=name.upper()))


def _next(day: date) -> date:
    return day + timedelta(days=1)


def _how() -> str:
    return _("Type a range or a day, such as 16:00-18:00, tomorrow 9:00, 2025-11-02, or 2 Nov 22:00 to 3 Nov 4:00.")
