"""The words of a group of lanes: a short name for the column, a line for the picture."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from flipconsole.domain.countdown import countdown
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.layout import MODES, Grouping, Heading
from flipconsole.domain.sentence import mode_name
from flipconsole.domain.times import show_span, show_zoned_time


def title(heading: Heading, zone: tzinfo, now: datetime) -> str:
    """What the lanes have in common, in a few words."""
    match heading.grouping:
        case Grouping.EVENT if heading.key:
            begins = "" if heading.start is None else show_zoned_time(_moment(heading.start), zone, now)
            return _("Event {time}").format(time=begins)
        case Grouping.EVENT:
            return _("Of no event")
        case Grouping.MODE:
            code = int(heading.key or len(MODES))
            return mode_name(MODES[code]) if code < len(MODES) else _("Unknown mode")
        case Grouping.SITE:
            return heading.key or _("Site not known")
        case Grouping.START if heading.start is not None:
            return _("Starts {time}").format(time=show_zoned_time(_moment(heading.start), zone, now))
    return _("Others")


def line(heading: Heading, zone: tzinfo, now: datetime) -> str:
    """How much there is of it and what is most urgent in it, so that a closed group hides nothing that matters."""
    parts = [
        ngettext("{count} battery", "{count} batteries", heading.lanes).format(count=heading.lanes),
        ngettext("{count} command", "{count} commands", heading.commands).format(count=heading.commands),
    ]
    if heading.unanswered:
        text = ngettext("{count} not answered, {time}", "{count} not answered, the first {time}", heading.unanswered)
        time = countdown(_moment(heading.due_at), now)
        due = time if is_late(heading, now.timestamp()) else _("due about {time}").format(time=time)
        parts.append(text.format(count=heading.unanswered, time=due))
    if heading.failed:
        parts.append(ngettext("{count} failed", "{count} failed", heading.failed).format(count=heading.failed))
    if heading.grouping is Grouping.EVENT and heading.key and heading.start is not None and heading.end is not None:
        span = show_span(_moment(heading.start), _moment(heading.end), zone, now)
        parts.insert(0, _("{span}, with preparation").format(span=span))
        parts.append(_("event {id}").format(id=heading.key))
    return " · ".join(parts)


def is_late(heading: Heading, now: float) -> bool:
    """Whether an answer in the group is overdue."""
    return heading.due_at <= now


def _moment(epoch_s: float) -> datetime:
    return datetime.fromtimestamp(epoch_s, UTC)
