"""Evidence: what was looked at in the battery before an OK, as it is kept with the answer."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class EvidenceMode(StrEnum):
    """Whether an OK asks for evidence: never, or as an offer, or each line must be ticked or marked."""

    OFF = "off"
    ASK = "ask"
    REQUIRE = "require"


class Point(StrEnum):
    """One thing to look at; the last two belong to a removal."""

    WRITTEN = "written"
    WINDOW = "window"
    MODE = "mode"
    SETPOINT = "setpoint"
    RESERVE = "reserve"
    CLOCK = "device_clock"
    STOPPED = "stopped"
    USUAL_MODE = "usual_mode"


class Evidence(msgspec.Struct, frozen=True, gc=False):
    """What was ticked and what was not, by `Point`, and the reason that it wrote; kept with the ack."""

    verified: tuple[str, ...]
    not_verified: tuple[str, ...]
    reason: str
