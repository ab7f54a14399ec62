"""How long to wait after a fault: full jitter, so that a recovering Flip is not met by everybody at once."""

from __future__ import annotations

import random

BASE_S = 1.0
CAP_S = 60.0


class Backoff:
    """Counts faults in a row and draws the next pause: uniform between 0 and min(60 s, 2^n s)."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.failures = 0

    def failed(self) -> float:
        """Count one more fault and return the seconds to wait."""
        ceiling = min(CAP_S, BASE_S * 2.0 ** min(self.failures, 10))
        self.failures += 1
        return self._chance.uniform(0.0, ceiling)

    def worked(self) -> None:
        """Forget the faults."""
        self.failures = 0
