"""The upkeep of the outbox: forgets what is old, keeps daily copies, and can tell whether the journal is whole."""

from __future__ import annotations

import asyncio

from flipconsole.app.safekeeping import Place, Safekeeping
from flipconsole.domain.errors import StoreError
from flipconsole.domain.journal import Soundness
from flipconsole.store.outbox import Outbox

FIRST_S = 30.0
"""The start of the window has the disk for itself."""

AGAIN_S = 3600.0
"""How often it is asked whether a day has passed: the laptop may have slept through the moment."""


class Upkeep:
    """Works beside the courier for as long as the console is open."""

    def __init__(self, outbox: Outbox, safekeeping: Safekeeping) -> None:
        self._outbox = outbox
        self._safekeeping = safekeeping

    async def run(self) -> None:
        """Work until cancelled; a copy that fails is told, and tried again an hour later."""
        await asyncio.sleep(FIRST_S)
        while not self._outbox.refusal:
            await self.tend()
            await asyncio.sleep(AGAIN_S)

    async def tend(self) -> None:
        """Forget what is old and make a copy if none was made today."""
        try:
            await asyncio.to_thread(self._outbox.tend)
        except StoreError as error:
            self._safekeeping.say(str(error), Place.COPIES)
        else:
            self._safekeeping.say("", Place.COPIES)

    async def look_over(self) -> Soundness:
        """Whether every line of the journal follows from the one before, and which copies there are.

        Raises:
            StoreError: the file cannot be read.
        """
        return await asyncio.to_thread(self._outbox.look_over)
