"""Politeness: requests that can wait leave one after the other, paced, and behind everything that cannot."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from flipconsole.app.backoff import Backoff
from flipconsole.app.clock import FlipClock
from flipconsole.domain.errors import BadPayload, Throttled, Unreachable
from flipconsole.domain.language import _

MOST_TRIES = 6
"""So many faults in a row of one request; the last is raised."""

GATE_S = 0.25
STANDS_BACK_S = 2.0
"""From here on it is said that it stands back."""

Answer = TypeVar("Answer")


class Stopped(Exception):
    """`is_stopped` was set while a request waited for its turn; it has not left."""


class Politeness:
    """`may_ask` says whether nothing matters more just now; `pace_s` passes from the start of one request to the next.

    `waits` is told why it waits, and "" when it goes on. No second request may be asked for before the first is done.
    """

    def __init__(
        self,
        clock: FlipClock,
        backoff: Backoff,
        may_ask: Callable[[], bool],
        pace_s: float,
        waits: Callable[[str], None],
    ) -> None:
        self.is_stopped = False
        self._steady = clock.steady
        self._backoff = backoff
        self._may_ask = may_ask
        self._pace_s = pace_s
        self._waits = waits
        self._next_at = self._steady()

    async def ask(self, request: Callable[[], Awaitable[Answer]]) -> Answer:
        """Ask in our turn; where Flip asks us to wait, or cannot be reached, some times more.

        Raises:
            Stopped: nobody wants it any more.
            ApiError: what the request raises, the last time where it could be tried again.
        """
        for is_last in (*[False] * (MOST_TRIES - 1), True):
            await self._turn()
            try:
                answer = await request()
            except (Throttled, Unreachable, BadPayload) as error:
                if is_last or (isinstance(error, BadPayload) and error.signin_page):
                    raise
                wait_s = error.wait_s if isinstance(error, Throttled) else None
                self._next_at = self._steady() + (self._backoff.failed() if wait_s is None else wait_s)
                self._waits(str(error))
            else:
                self._backoff.worked()
                return answer
        raise AssertionError("the last try returns or raises")

    async def _turn(self) -> None:
        """Wait until nothing that matters more is under way, and the last request is long enough ago."""
        stood_back_s = 0.0
        while not self._may_ask() or self._steady() < self._next_at:
            self._look_whether_stopped()
            if not self._may_ask():
                stood_back_s += GATE_S
                if stood_back_s > STANDS_BACK_S:
                    self._waits(_("It goes on when Flip is reached and nothing more important is under way."))
            await asyncio.sleep(min(GATE_S, max(0.0, self._next_at - self._steady()) or GATE_S))
        self._look_whether_stopped()
        if stood_back_s > STANDS_BACK_S:
            self._waits("")
        self._next_at = self._steady() + self._pace_s

    def _look_whether_stopped(self) -> None:
        if self.is_stopped:
            raise Stopped
