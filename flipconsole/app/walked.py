"""How the walk through Flip's sites stands, in one value that every view can show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class WalkState(StrEnum):
    """How the walk stands."""

    RESTING = "resting"
    READING = "reading"
    WAITING = "waiting"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Walked:
    """How far the walk is: `done` of `total` sites, and in `text` why it waits or stopped ("" otherwise)."""

    state: WalkState = WalkState.RESTING
    done: int = 0
    total: int = 0
    text: str = ""
