"""In which order the lanes stand, and in which groups."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from flipconsole.domain.layout.bars import BarState
from flipconsole.domain.layout.facts import Fact
from flipconsole.domain.layout.lane import Lane


class Sort(StrEnum):
    """What comes first: the answer due first, the first name, the event that begins first, or the first site."""

    URGENCY = "urgency"
    NAME = "name"
    EVENT = "event"
    SITE = "site"


class Grouping(StrEnum):
    """What the lanes of a group have in common: it is their leading command's, or where the battery stands."""

    NONE = "none"
    EVENT = "event"
    MODE = "mode"
    START = "start"
    SITE = "site"


@dataclass(frozen=True)
class Arrangement:
    """How a person wants the lanes; `pinned` are batteries that stay on top, `collapsed` the keys of closed groups.

    `site_of` gives the name of a battery's site, "" where nobody knows it, and `title_of` what the battery is called.
    """

    sort: Sort = Sort.URGENCY
    grouping: Grouping = Grouping.NONE
    pinned: frozenset[str] = frozenset()
    collapsed: frozenset[str] = frozenset()
    site_of: Callable[[str], str] = lambda _device_id: ""
    title_of: Callable[[str], str] = lambda device_id: device_id


@dataclass(frozen=True)
class Heading:
    """The line above the lanes of a group, and in their place where it is closed.

    `key` names the group: an event's id, a site (empty: of none), a mode's code or a start in epoch seconds. `start`
    and `end` are those of all commands of the event, preparation included; without an event they are None. `unanswered`
    and `failed` count commands, and `due_at` is when the first answer is due (infinite: none is).
    """

    key: str
    grouping: Grouping
    lanes: int
    commands: int
    unanswered: int
    failed: int
    due_at: float
    start: float | None
    end: float | None
    is_collapsed: bool


class Order:
    """Where lanes stood before, shown or not, so that they can be kept there."""

    def __init__(self) -> None:
        self._ranks: dict[str, int] = {}

    def sorted(self, lanes: Mapping[str, Lane], wish: Arrangement, *, keep: bool) -> list[str]:
        """All lanes; those that are kept stay where they are among each other, and new ones come last."""
        whole = _sorted(lanes, wish)
        if keep:
            whole.sort(key=lambda name: self._ranks.get(name, len(self._ranks)))
        self._ranks = {name: rank for rank, name in enumerate(whole)}
        if wish.pinned:
            whole.sort(key=lambda name: name not in wish.pinned)
        return whole


def _sorted(lanes: Mapping[str, Lane], wish: Arrangement) -> list[str]:
    match wish.sort:
        case Sort.URGENCY:
            return sorted(lanes, key=lambda name: (lanes[name].urgent_at, name))
        case Sort.NAME:
            return sorted(lanes, key=lambda name: (natural_key(wish.title_of(name)), name))
        case Sort.EVENT:
            begins = event_spans(lanes.values())
            return sorted(lanes, key=lambda name: (*_event_key(lanes[name].lead, begins), name))
        case Sort.SITE:
            sites = {name: wish.site_of(name) for name in lanes}
            keys = {site: natural_key(site) for site in set(sites.values())}
            return sorted(
                lanes, key=lambda name: (not sites[name], keys[sites[name]], natural_key(wish.title_of(name)), name)
            )


def grouped(
    order: Iterable[str], lanes: Mapping[str, Lane], wish: Arrangement
) -> list[tuple[Heading | None, list[str]]]:
    """Headings with the lanes below them; pinned lanes come first, without one. Groups go by their most urgent lane."""
    if wish.grouping is Grouping.NONE:
        return [(None, list(order))]
    pinned: list[str] = []
    members: dict[str, list[str]] = {}
    for name in order:
        if name in wish.pinned:
            pinned.append(name)
        else:
            members.setdefault(group_key(name, lanes[name].lead, wish), []).append(name)
    spans = event_spans(lanes.values()) if wish.grouping is Grouping.EVENT else {}
    found: list[tuple[Heading | None, list[str]]] = [(None, pinned)] if pinned else []
    headings = [
        (_heading(key, [lanes[name] for name in names], spans.get(key), wish), names) for key, names in members.items()
    ]
    if wish.sort is not Sort.URGENCY:
        headings.sort(key=_by_start_or_name)
    found.extend(headings)
    return found


def group_key(device_id: str, lead: Fact | None, wish: Arrangement) -> str:
    """The group of a battery's lane with this leading command."""
    if wish.grouping is Grouping.SITE:
        return wish.site_of(device_id)
    if lead is None:
        return ""
    match wish.grouping:
        case Grouping.EVENT:
            return lead.event_id or ""
        case Grouping.MODE:
            return str(lead.mode)
        case Grouping.START:
            return str(round(lead.start))
    return ""


def _by_start_or_name(
    group: tuple[Heading | None, list[str]],
) -> tuple[bool, float, bool, tuple[tuple[int, int, str], ...]]:
    heading = group[0]
    assert heading is not None
    return heading.start is None, heading.start or 0.0, not heading.key, natural_key(heading.key)


def event_spans(lanes: Iterable[Lane]) -> dict[str, tuple[float, float]]:
    """From when to when the commands of each event last, preparation included, those without an end not counted."""
    found: dict[str, tuple[float, float]] = {}
    for lane in lanes:
        for fact in lane.facts.values():
            if fact.event_id is not None:
                end = fact.end if fact.end < math.inf else fact.start
                known = found.get(fact.event_id)
                found[fact.event_id] = (
                    (fact.start, end) if known is None else (min(known[0], fact.start), max(known[1], end))
                )
    return found


def _event_key(lead: Fact | None, begins: Mapping[str, tuple[float, float]]) -> tuple[float, str]:
    if lead is None or lead.event_id is None:
        return math.inf, ""
    return begins[lead.event_id][0], lead.event_id


def _heading(key: str, lanes: list[Lane], span: tuple[float, float] | None, wish: Arrangement) -> Heading:
    facts = [fact for lane in lanes for fact in lane.facts.values()]
    start, end = span if span is not None else (None, None)
    if wish.grouping is Grouping.START:
        start = end = float(key)
    return Heading(
        key=key,
        grouping=wish.grouping,
        lanes=len(lanes),
        commands=len(facts),
        unanswered=sum(fact.urgent_at < math.inf for fact in facts),
        failed=sum(fact.state == BarState.FAILED for fact in facts),
        due_at=min((fact.urgent_at for fact in facts), default=math.inf),
        start=start,
        end=end,
        is_collapsed=key in wish.collapsed,
    )


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """battery-9 comes before battery-10."""
    parts: list[tuple[int, int, str]] = []
    word = ""
    for letter in name.casefold() + "\0":
        is_digit = "0" <= letter <= "9"
        if word and (("0" <= word[0] <= "9") != is_digit or letter == "\0"):
            parts.append((0, int(word), "") if "0" <= word[0] <= "9" and len(word) < 4000 else (1, 0, word))
            word = ""
        word += letter
    return (*parts, (-1, 0, name))
