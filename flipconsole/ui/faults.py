"""An unexpected error in a slot is logged and told, and the window goes on."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from flipconsole.domain.language import _

_log = logging.getLogger(__name__)


@contextmanager
def faults_told(tell: Callable[[str], None]) -> Iterator[None]:
    """While the block runs, what nothing caught goes to the log and, as a plain sentence, to `tell`."""
    before = sys.excepthook

    def take(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, Exception):
            before(kind, error, trace)
            return
        _log.error("an error that nothing caught", exc_info=(kind, error, trace))
        tell(
            _(
                "Something unexpected happened, and the console goes on. Answers marked as saved are safe. The log in "
                "the data directory says more."
            )
        )

    sys.excepthook = take
    try:
        yield
    finally:
        sys.excepthook = before
