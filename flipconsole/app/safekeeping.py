"""Safekeeping: knows whether the local database takes what it is given, and says so when it does not."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from psygnal import Signal

from flipconsole.domain.errors import StoreError

T = TypeVar("T")

_log = logging.getLogger(__name__)

Hop = Callable[[Callable[[], None]], None]
"""Runs a function soon on the thread of the loop; may be called from any thread."""


class Safekeeping:
    """Follows writes to their end and keeps the last trouble in plain words.

    Signals:
        trouble_changed: `trouble` is another sentence now ("" once a write has worked again).
    """

    trouble_changed = Signal(str)

    def __init__(self, hop: Hop) -> None:
        self._hop = hop
        self.trouble = ""

    def follow(
        self,
        write: Future[T],
        then: Callable[[T], None] | None = None,
        otherwise: Callable[[str], None] | None = None,
    ) -> None:
        """Call `then` with the result, or `otherwise` with a plain sentence, on the loop's thread."""

        def finished(done: Future[T]) -> None:
            self._hop(lambda: self._finished(done, then, otherwise))

        write.add_done_callback(finished)

    def _finished(
        self, write: Future[T], then: Callable[[T], None] | None, otherwise: Callable[[str], None] | None
    ) -> None:
        error = write.exception()
        if error is None:
            self.say("")
            if then is not None:
                then(write.result())
            return
        if not isinstance(error, StoreError):
            _log.error("a write failed unexpectedly", exc_info=error)
        self.say(str(error))
        if otherwise is not None:
            otherwise(str(error))

    def say(self, trouble: str) -> None:
        """Take the newest word on the database."""
        if trouble != self.trouble:
            self.trouble = trouble
            self.trouble_changed.emit(trouble)
