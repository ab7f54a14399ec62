"""An unexpected error in a slot, a callback or a thread is logged and told, and the window goes on."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal

from flipconsole.domain.language import _

_log = logging.getLogger(__name__)


class _Teller(QObject):
    """Carries a sentence from any thread to that of the window."""

    told = Signal(str)


@contextmanager
def faults_told(tell: Callable[[str], None]) -> Iterator[Callable[[BaseException], None]]:
    """While the block runs, what nothing caught goes to the log and, as a plain sentence, to `tell`.

    That is: what a slot or another thread raised. The block is handed a function that takes in what an event loop
    found, from any thread.
    """
    teller = _Teller()
    teller.told.connect(tell, Qt.ConnectionType.AutoConnection)
    before, before_in_threads = sys.excepthook, threading.excepthook

    def take(error: BaseException, trace: TracebackType | None = None) -> None:
        trace = error.__traceback__ if trace is None else trace
        _log.error("an error that nothing caught", exc_info=(type(error), error, trace))
        teller.told.emit(
            _(
                "Something unexpected happened, and the console goes on. Answers marked as saved are safe. The log "
                "says more."
            )
        )

    def take_in_slot(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, Exception):
            take(error, trace)
        else:
            before(kind, error, trace)

    def take_in_thread(found: threading.ExceptHookArgs) -> None:
        if issubclass(found.exc_type, Exception):
            take(found.exc_type() if found.exc_value is None else found.exc_value)

    sys.excepthook, threading.excepthook = take_in_slot, take_in_thread
    try:
        yield take
    finally:
        sys.excepthook, threading.excepthook = before, before_in_threads
