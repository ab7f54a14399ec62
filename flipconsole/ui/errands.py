"""Work on a thread, whose outcome comes back to the window's thread by being looked for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer

T = TypeVar("T")

_LOOK_MS = 10


class Errands(QObject):
    """Runs work on threads and hands each outcome over on this object's thread; to nobody once this object is gone.

    The threads know nothing of Qt: a signal that one of them emits while the window's thread destroys the object ends
    the process, whatever is checked before. What the work raises is raised where its outcome would have come.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._under_way: list[tuple[Future[Any], Callable[[Any], None]]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    def send(self, work: Callable[[], T], then: Callable[[T], None], *, name: str, must_return: bool = False) -> None:
        """Do the work on a thread of this name, then `then` with its outcome.

        The program's end waits for it only if it `must_return`: a disk that hangs shall not keep it from ending.
        """
        outcome: Future[T] = Future()
        self._under_way.append((outcome, then))
        threading.Thread(target=_run, args=(work, outcome), name=name, daemon=not must_return).start()
        self._timer.start()

    def _look(self) -> None:
        """Hand over one outcome: `then` may destroy this object, or raise."""
        for errand in self._under_way:
            outcome, then = errand
            if outcome.done():
                self._under_way.remove(errand)
                if not self._under_way:
                    self._timer.stop()
                then(outcome.result())
                return


def _run(work: Callable[[], T], outcome: Future[T]) -> None:
    try:
        outcome.set_result(work())
    except BaseException as error:  # noqa: BLE001 - it belongs to who waits
        outcome.set_exception(error)
