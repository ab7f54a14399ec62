"""The retry budget: a Flip that is struggling is not met by every answer again and again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from flipconsole.domain.ack import Ack
from flipconsole.domain.row import FUSE

WINDOW_S = 120.0
FREE = 36
"""So many answers in two minutes ask for no budget: with the lists between them they are fewer than 50 requests."""

SHARE = 0.09
"""Beyond them, so much of all answers may be retries: less than a tenth, wherever the two minutes begin."""

URGENT = timedelta(minutes=5)
"""An answer whose command has less time left than this is not held back: later it is worth nothing."""


class RetryBudget:
    """Counts the answers that leave, and says whether one may be tried again by now.

    A repeat of an answer that was not heard is no retry: it asks what became of the first.
    """

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady
        self._sent: deque[tuple[float, bool]] = deque()
        self._retries = 0

    def spend(self, ack: Ack) -> None:
        """An answer leaves now."""
        self._forget()
        is_retry = _is_retry(ack)
        self._sent.append((self._steady(), is_retry))
        self._retries += is_retry

    def lets(self, ack: Ack, pending_since: datetime | None, now: datetime) -> bool:
        """Whether it may leave now; `pending_since` is when Flip began to wait for it."""
        if not _is_retry(ack) or (pending_since is not None and pending_since + FUSE - now < URGENT):
            return True
        self._forget()
        count = len(self._sent) + 1
        return count <= FREE or self._retries < SHARE * count - 1

    def _forget(self) -> None:
        before = self._steady() - WINDOW_S
        while self._sent and self._sent[0][0] <= before:
            self._retries -= self._sent.popleft()[1]


def _is_retry(ack: Ack) -> bool:
    """Whether it failed before, and not for want of a token: Flip was not reached, or could not take it."""
    if not ack.attempts or ack.unheard:
        return False
    return ack.http_status is None or ack.http_status in (408, 425, 429) or ack.http_status >= 500
