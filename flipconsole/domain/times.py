"""Times as Flip spells them, read into UTC, and as a person reads them in one named zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo

from flipconsole.domain.language import _
from flipconsole.domain.reading import clock_text

FIRST_YEAR, LAST_YEAR = 1970, 2200
"""Outside these years (in UTC) a time is taken for a mistake: a zone could not be applied to it everywhere."""

_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
_OFFSET = r"[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9]"
_SPELLINGS = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[Tt ]{_CLOCK}(?:[Zz]|{_OFFSET})")
_WITHOUT_ZONE = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[Tt ]{_CLOCK})?")


def read_time(text: str) -> datetime:
    """The moment that a text of Flip's names, as an aware UTC datetime; digits after microseconds are cut off.

    Both spellings of Flip's pages are read (a space or T between date and clock, with or without a fraction), small t
    and z, and numeric offsets with or without a colon.

    Raises:
        ValueError: it is anything else, does not exist or has no zone; the text of the error is a plain sentence.
    """
    if _SPELLINGS.fullmatch(text) is None:
        if _WITHOUT_ZONE.fullmatch(text) is not None:
            raise ValueError(_("This time does not say its time zone."))
        raise ValueError(_("This is not a time in a form that Flip describes."))
    try:
        moment = datetime.fromisoformat(text if text[-1] != "z" else text[:-1] + "Z")
        if moment.tzinfo is not UTC:
            moment = moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(_("There is no such day or time.")) from error
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(
            _("The year of this time is not between {first} and {last}.").format(first=FIRST_YEAR, last=LAST_YEAR)
        )
    return moment


def show_time(moment: datetime, zone: tzinfo, now: datetime) -> str:
    """The day (in words when it is near) and the clock to the minute: "today 17:00", "Wed 25 Nov 17:00".

    The zone is not named, as its name stands in headers; only in an hour that the clocks repeat, it is.
    """
    local = moment.astimezone(zone)
    text = _with_day(_clock(local, with_seconds=False), local.date(), now.astimezone(zone).date())
    return _with_zone(text, local) if _is_repeated(local) else text


def show_clock(moment: datetime, zone: tzinfo) -> str:
    """The clock alone, to the minute, for a time within a day: "10:02"."""
    return _clock(moment.astimezone(zone), with_seconds=False)


def show_zoned_time(moment: datetime, zone: tzinfo, now: datetime) -> str:
    """The same with the zone always named, for a time that stands alone in a sentence: "today 17:00 EDT"."""
    local = moment.astimezone(zone)
    return _with_zone(_with_day(_clock(local, local.second != 0), local.date(), now.astimezone(zone).date()), local)


def show_span(start: datetime, end: datetime | None, zone: tzinfo, now: datetime) -> str:
    """From when to when, with the zone: "today 17:00 to 19:00 EDT"; both abbreviations where they differ.

    A None `end` reads as open: until another command replaces it. Seconds are shown where there are any.
    """
    if end is None:
        return _("from {start} until another command replaces it").format(start=show_zoned_time(start, zone, now))
    today = now.astimezone(zone).date()
    first = start.astimezone(zone)
    last = end.astimezone(zone)
    with_seconds = first.second != 0 or last.second != 0
    start_text = _with_day(_clock(first, with_seconds), first.date(), today)
    end_text = _clock(last, with_seconds)
    if last.date() != first.date():
        end_text = _with_day(end_text, last.date(), today)
    start_zone, end_zone = abbreviation(first), abbreviation(last)
    if start_zone == end_zone:
        return _("{start} to {end} {zone}").format(start=start_text, end=end_text, zone=end_zone)
    return _("{start} {start_zone} to {end} {end_zone}").format(
        start=start_text, start_zone=start_zone, end=end_text, end_zone=end_zone
    )


def show_exact(moment: datetime, zone: tzinfo) -> str:
    """The date, the clock to the second and the zone, in digits: "2025-11-02 01:30:00 EST"."""
    local = moment.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M:%S} {abbreviation(local)}"


def zone_name(zone: tzinfo, at: datetime) -> str:
    """A zone by the abbreviation that is in force at a moment and by its name: "EDT (America/New_York)"."""
    short = abbreviation(at.astimezone(zone))
    name = getattr(zone, "key", None)
    return short if name is None or name == short else _("{short} ({name})").format(short=short, name=name)


def abbreviation(local: datetime) -> str:
    """The zone of a local time in letters (EST), or its distance from UTC (UTC-03) where it has none."""
    name = local.tzname() or f"{local:%z}"
    return f"UTC{name}" if name[:1] in ("+", "-") else name


def _clock(local: datetime, with_seconds: bool) -> str:
    return clock_text(local.hour, local.minute, local.second if with_seconds else None)


def _is_repeated(local: datetime) -> bool:
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()


def _with_zone(text: str, local: datetime) -> str:
    return _("{time} {zone}").format(time=text, zone=abbreviation(local))


def _with_day(clock: str, day: date, today: date) -> str:
    match (day - today).days:
        case 0:
            return _("today {clock}").format(clock=clock)
        case 1:
            return _("tomorrow {clock}").format(clock=clock)
        case -1:
            return _("yesterday {clock}").format(clock=clock)
    weekday, month = _weekdays()[day.weekday()], _months()[day.month - 1]
    if day.year == today.year:
        return _("{weekday} {day} {month} {clock}").format(weekday=weekday, day=day.day, month=month, clock=clock)
    return _("{weekday} {day} {month} {year} {clock}").format(
        weekday=weekday, day=day.day, month=month, year=day.year, clock=clock
    )


def _weekdays() -> tuple[str, ...]:
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


def _months() -> tuple[str, ...]:
    return (
        *(_("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun")),
        *(_("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec")),
    )
