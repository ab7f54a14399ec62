"""The exit codes of the command line; scripts rely on them."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What a run came to."""

    DONE = 0
    NOT_ACCEPTED = 1
    USAGE = 2
    KEPT = 3
    TOKEN_REFUSED = 4
