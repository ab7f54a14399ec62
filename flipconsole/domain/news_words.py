"""The words of a line of news: what happened, how it was before, and how it is now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import NamedTuple

from flipconsole.domain.command import DeviceStatus, PowerMode
from flipconsole.domain.countdown import show_age
from flipconsole.domain.language import _
from flipconsole.domain.news import News, NewsKind
from flipconsole.domain.reading import power_text
from flipconsole.domain.row import Row
from flipconsole.domain.terms import Terms, changed_terms, term_time
from flipconsole.domain.times import show_span, show_zoned_time
from flipconsole.domain.verdict import term_title
from flipconsole.domain.words import device_status_text, mode_name, power_mode_name, status_text


class Told(NamedTuple):
    """A line in words; `before` or `after` is "" where there is none."""

    title: str
    before: str
    after: str


def tell(news: News, zone: tzinfo, now: datetime) -> Told:
    """The line in words, its times in this zone."""
    before, after = news.before, news.after
    if news.kind is NewsKind.GONE:
        return Told(
            _("Left Flip's list"), "" if before is None else _whole(before, zone, now), _("Not listed any more")
        )
    if after is None:
        return Told(_("Changed"), "", "")
    if news.kind is NewsKind.REPLACED:
        old = _("the command {id}").format(id=short_id(news.other_id or ""))
        return Told(_("Replaced by a new command"), old, _whole(after, zone, now))
    if before is None:
        return Told(_("New"), "", _whole(after, zone, now))
    parts = list(_parts(before, after, zone, now))
    if news.kind is NewsKind.BACK:
        parts.insert(0, Told(_("On Flip's list again"), _("Not listed"), _("Listed")))
    if not parts:
        return Told(_("Changed"), "", "")
    return Told(*(" · ".join(dict.fromkeys(filter(None, texts))) for texts in zip(*parts, strict=True)))


def summary(news: Iterable[News]) -> str:
    """How many of each, the weightiest first: "1 cancelled, 2 moved, 3 new"."""
    counts: dict[NewsKind, int] = dict.fromkeys(NewsKind, 0)
    for one in news:
        counts[one.kind] += 1
    return ", ".join(_count(kind, count) for kind, count in counts.items() if count)


def chain_text(chain: Iterable[Row], zone: tzinfo, now: datetime) -> str:
    """A chain of replacements, oldest first, each with when it came and where it stands."""
    links = []
    for row in chain:
        command = row.held.command
        came = command.created_at or row.held.first_seen_at
        links.append(
            _("{id} (came {time}; {state})").format(
                id=short_id(row.id),
                time=show_zoned_time(came, zone, now),
                state=device_status_text(command.device_status),
            )
        )
    return " → ".join(links)


def short_id(command_id: str) -> str:
    """The beginning of an id, enough to tell two of them apart."""
    return command_id[:8] + "…"


def _parts(before: Terms, after: Terms, zone: tzinfo, now: datetime) -> Iterable[Told]:
    names = [name for name in changed_terms(before, after) if name != "device_status"]
    if {"starts_at", "ends_at"} & set(names):
        yield Told(_moved(before, after), _span(before, zone, now), _span(after, zone, now))
    for name in names:
        if name in ("starts_at", "ends_at") or (name == "power_mode" and "setpoint_w" in names):
            continue
        if name == "status":
            yield Told(status_text(after.status), status_text(before.status), status_text(after.status))
        elif name == "unreadable":
            yield Told(_("A part that cannot be read changed"), "", "")
        else:
            title = _("{name} changed").format(name=term_title(name))
            yield Told(title[:1].upper() + title[1:], _value(name, before), _value(name, after))
    # A cancellation puts the device's side back to "not answered": that is no news of its own.
    if before.device_status != after.device_status and "status" not in names:
        yield Told(
            _answered(after.device_status),
            device_status_text(before.device_status),
            device_status_text(after.device_status),
        )


def _answered(device_status: str) -> str:
    match device_status:
        case DeviceStatus.PENDING:
            return _("Flip asks again")
        case DeviceStatus.FAILED_OFFLINE | DeviceStatus.FAILED_FAULT:
            return _("Failed, said elsewhere")  # by a colleague, or by Flip itself when nobody answered in time
    return _("Answered elsewhere")


def _moved(before: Terms, after: Terms) -> str:
    start, end = _shift(before.starts_at, after.starts_at), _shift(before.ends_at, after.ends_at)
    if start and start == end:
        return _("Moved {by}").format(by=_by(start))
    words = []
    if before.starts_at != after.starts_at:
        words.append(_("start moved {by}").format(by=_by(start)) if start else _("start changed"))
    if before.ends_at != after.ends_at:
        words.append(_("end moved {by}").format(by=_by(end)) if end else _("end changed"))
    text = ", ".join(words)
    return text[:1].upper() + text[1:]


def _shift(before: str | None, after: str | None) -> float | None:
    first, then = term_time(before), term_time(after)
    return None if first is None or then is None else (then - first).total_seconds()


def _by(seconds: float) -> str:
    length = show_age(abs(seconds)) if abs(seconds) % 3600 == 0 or abs(seconds) < 3600 else _hours_and_minutes(seconds)
    return _("{time} later").format(time=length) if seconds > 0 else _("{time} earlier").format(time=length)


def _hours_and_minutes(seconds: float) -> str:
    minutes = int(abs(seconds)) // 60
    return _("{hours} h {minutes:02d} min").format(hours=minutes // 60, minutes=minutes % 60)


def _span(terms: Terms, zone: tzinfo, now: datetime) -> str:
    start = term_time(terms.starts_at)
    if start is None:
        return _("start not readable")
    return show_span(start, term_time(terms.ends_at), zone, now)


def _value(name: str, terms: Terms) -> str:
    value = getattr(terms, name)
    match name, value:
        case "setpoint_w", int():
            return power_text(value)
        case "setpoint_w", _:
            return power_mode_name(terms.power_mode)
        case "power_mode", _:
            return power_mode_name(value)
        case "mode", _:
            return mode_name(terms.mode)
        case "backup_reserve_percentage", int():
            return _("{percent} %").format(percent=value)
        case "enable_grid_import", bool():
            return _("allowed") if value else _("not allowed")
        case _, None:
            return _("not given")
    return str(value)


def _whole(terms: Terms, zone: tzinfo, now: datetime) -> str:
    parts = [mode_name(terms.mode)]
    if terms.setpoint_w is not None and terms.power_mode != PowerMode.FOLLOW_LOAD:
        parts.append(power_text(terms.setpoint_w))
    return _("{order}, {span}").format(order=" ".join(parts), span=_span(terms, zone, now))


def _count(kind: NewsKind, count: int) -> str:
    texts = {
        NewsKind.CANCELLED: _("{count} cancelled"),
        NewsKind.OPTED_OUT: _("{count} opted out"),
        NewsKind.REPLACED: _("{count} replaced"),
        NewsKind.GONE: _("{count} gone"),
        NewsKind.BACK: _("{count} back"),
        NewsKind.MOVED: _("{count} moved"),
        NewsKind.POWER: _("{count} with other power"),
        NewsKind.MODE: _("{count} with another mode"),
        NewsKind.ANSWERED: _("{count} answered elsewhere"),
        NewsKind.NEW: _("{count} new"),
        NewsKind.OTHER: _("{count} changed otherwise"),
    }
    return texts[kind].format(count=count)
