"""How long to wait after a fault: full jitter, so that a recovering Flip is not met by everybody at once."""

from __future__ import annotations

import random

BASE_S = 1.0
CAP_S = 60.0


def pause_s(failures: int, chance: random.Random) -> float:
    """Seconds to wait after so many faults before this one: uniform between 0 and min(60 s, 2^failures s)."""
    return chance.uniform(0.0, min(CAP_S, BASE_S * 2.0 ** min(failures, 10)))


class Backoff:
    """Counts faults in a row and draws the next pause."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.failures = 0

    def failed(self) -> float:
        """Count one more fault and return the seconds to wait."""
        self.failures += 1
        return pause_s(self.failures - 1, self._chance)

    def worked(self) -> None:
        """Forget the faults."""
        self.failures = 0
