"""A fact of the status strip: words, an icon beside them, a tone, and more on hover."""

from __future__ import annotations

from typing import Literal, NamedTuple

Key = Literal[
    "network", "flip", "token", "age", "poll", "skew", "wake", "sender", "store", "unreadable", "waiting", "needs_you"
]


class Fact(NamedTuple):
    """One thing the strip says; `short` are fewer words for where there is little room ("" for the same)."""

    key: Key
    text: str
    icon: str = ""
    tone: str = ""
    tip: str = ""
    short: str = ""
