"""The sendership: which process delivers, and what the one before it left behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flipconsole.app.facts import Facts
from flipconsole.app.taking import taken
from flipconsole.domain.ack import Ack, AckState
from flipconsole.store.lock import SenderLock
from flipconsole.store.outbox import Loaded, Outbox


class Sendership:
    """Held by one process per data directory and origin; only its holder moves acks towards Flip.

    What is marked as being sent, and is not under way in this process, was left so by one that died, or could not be
    written down here: its holder knows such an ack as queued and unheard.
    """

    def __init__(self, lock: SenderLock, outbox: Outbox, facts: Facts) -> None:
        self._lock = lock
        self._outbox = outbox
        self._facts = facts
        self._under_way: set[int] = set()

    async def take(self) -> bool:
        """Whether this process sends from now on; on becoming the sender, all acks are read anew.

        Raises:
            StoreError: the lock or the outbox cannot be used; then nobody holds it because of this call.
        """
        if self._lock.is_held:
            return True
        if self._outbox.refusal or not self._lock.try_acquire():
            return False
        try:
            await taken(self._outbox.read_all(is_sender=True), self.take_loaded)
        except BaseException:
            self._lock.release()
            raise
        return True

    def release(self) -> None:
        """Let another process send; only between rounds."""
        self._lock.release()

    async def read_anew(self) -> None:
        """Read all acks again: somebody else has moved one on."""
        await taken(self._outbox.read_all(is_sender=False), self.take_loaded)

    def take_loaded(self, loaded: Loaded) -> None:
        """Take what is on disk, as this process knows it."""
        self._facts.take_acks([self._known(ack) for ack in loaded.acks])
        self._facts.take_attention(loaded.attention)
        self._facts.take_marks(loaded.marks)

    def _known(self, ack: Ack) -> Ack:
        if ack.state is AckState.SENDING and self._lock.is_held and ack.seq not in self._under_way:
            return ack.but(state=AckState.QUEUED, unheard=True)
        return ack

    @contextmanager
    def sending(self, seq: int) -> Iterator[None]:
        """While an ack is under way in this process."""
        self._under_way.add(seq)
        try:
            yield
        finally:
            self._under_way.discard(seq)
