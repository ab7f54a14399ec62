"""Safekeeping: knows whether the local databases take what they are given, and says so when they do not."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from enum import Enum
from typing import TypeVar

from psygnal import Signal

from flipconsole.domain.errors import StoreError

T = TypeVar("T")

_log = logging.getLogger(__name__)

Hop = Callable[[Callable[[], None]], None]
"""Runs a function soon on the thread of the loop; may be called from any thread."""


class Place(Enum):
    """What has trouble; each keeps its own until the same place works again."""

    START = "start"
    ANSWERS = "answers"
    LIST = "list"
    COPIES = "copies"


class Safekeeping:
    """Follows writes to their end and keeps the last trouble of each place in plain words.

    What was found at the start (a damaged file, say) stays until the program ends: no later write puts it right.

    Signals:
        trouble_changed: `trouble` is another sentence now ("" once all is well again).
    """

    trouble_changed = Signal(str)

    def __init__(self, hop: Hop, found: str = "") -> None:
        self._hop = hop
        self._troubles = {Place.START: found} if found else {}

    @property
    def trouble(self) -> str:
        """What is wrong with the local databases, in plain sentences; "" when nothing is."""
        return " ".join(dict.fromkeys(self._troubles[place] for place in Place if place in self._troubles))

    def follow(
        self,
        write: Future[T],
        then: Callable[[T], None] | None = None,
        otherwise: Callable[[str], None] | None = None,
        *,
        place: Place | None = Place.ANSWERS,
    ) -> None:
        """Call `then` with the result, or `otherwise` with a plain sentence, on the loop's thread.

        `place` is where it is written; None for what is only read, which says nothing about writing.
        """

        def finished(done: Future[T]) -> None:
            self._hop(lambda: self._finished(done, then, otherwise, place))

        write.add_done_callback(finished)

    def _finished(
        self,
        write: Future[T],
        then: Callable[[T], None] | None,
        otherwise: Callable[[str], None] | None,
        place: Place | None,
    ) -> None:
        error = write.exception()
        if error is None:
            if place is not None:
                self.say("", place)
            if then is not None:
                then(write.result())
            return
        if not isinstance(error, StoreError):
            _log.error("a write failed unexpectedly", exc_info=error)
        self.say(str(error), place or Place.ANSWERS)
        if otherwise is not None:
            otherwise(str(error))

    def say(self, trouble: str, place: Place = Place.ANSWERS) -> None:
        """Take the newest word on one place."""
        before = self.trouble
        if trouble:
            self._troubles[place] = trouble
        else:
            self._troubles.pop(place, None)
        if self.trouble != before:
            self.trouble_changed.emit(self.trouble)
