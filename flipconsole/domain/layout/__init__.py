"""Where every bar of the timeline lies; imports numpy, so only what loads after the first paint imports it."""

from flipconsole.domain.layout.arrangement import Arrangement, Grouping, Heading, Sort
from flipconsole.domain.layout.bars import MODES, UNKNOWN_MODE, BarFlag, Bars, BarState, Indices
from flipconsole.domain.layout.facts import bar_flags, bar_state
from flipconsole.domain.layout.joining import Asked
from flipconsole.domain.layout.rows import TimelineLayout

__all__ = [
    "MODES",
    "UNKNOWN_MODE",
    "Arrangement",
    "Asked",
    "BarFlag",
    "BarState",
    "Bars",
    "Grouping",
    "Heading",
    "Indices",
    "Sort",
    "TimelineLayout",
    "bar_flags",
    "bar_state",
]
