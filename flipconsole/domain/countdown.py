"""How long until or since a moment, in words that tick."""

from __future__ import annotations

from datetime import datetime

from flipconsole.domain.language import _, ngettext


def countdown(moment: datetime, now: datetime) -> str:
    """The time to a deadline: "in 12 min 05 s", "in 3 h 20 min", "in 2 days 4 h", "now", "late 3 min 10 s".

    Parts of a second are cut off on both sides; a sign is never used.
    """
    seconds = int((moment - now).total_seconds())
    if seconds == 0:
        return _("now")
    if seconds > 0:
        return _("in {time}").format(time=_two_units(seconds))
    return _("late {time}").format(time=_two_units(-seconds))


def start_countdown(moment: datetime, now: datetime) -> str:
    """The time to a start; one that has passed is not late: "in 3 h 20 min", "now", "3 min 10 s ago"."""
    seconds = int((moment - now).total_seconds())
    if seconds == 0:
        return _("now")
    if seconds > 0:
        return _("in {time}").format(time=_two_units(seconds))
    return _("{time} ago").format(time=_two_units(-seconds))


def show_age(seconds: float) -> str:
    """A length of time in its largest unit: "47 s", "12 min", "3 h", "2 days"; never below "0 s"."""
    whole = max(0, int(seconds))
    if whole < 60:
        return _("{seconds} s").format(seconds=whole)
    if whole < 3600:
        return _("{minutes} min").format(minutes=whole // 60)
    if whole < 86400:
        return _("{hours} h").format(hours=whole // 3600)
    days = whole // 86400
    return ngettext("{days} day", "{days} days", days).format(days=days)


def _two_units(seconds: int) -> str:
    if seconds < 60:
        return _("{seconds} s").format(seconds=seconds)
    if seconds < 3600:
        return _("{minutes} min {seconds:02d} s").format(minutes=seconds // 60, seconds=seconds % 60)
    if seconds < 86400:
        return _("{hours} h {minutes:02d} min").format(hours=seconds // 3600, minutes=seconds % 3600 // 60)
    days = seconds // 86400
    return ngettext("{days} day {hours} h", "{days} days {hours} h", days).format(
        days=days, hours=seconds % 86400 // 3600
    )
