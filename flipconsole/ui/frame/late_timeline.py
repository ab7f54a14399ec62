"""Brings the timeline's libraries in on a thread, after the window is there: half a second nobody waits for."""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator
from types import ModuleType

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QObject, QTimer, Signal

from flipconsole.ui.errands import Errands

_SLICE_S = 0.004


class LateTimeline(QObject):
    """Imports numpy, pyqtgraph and the timeline; on the UI thread that would be one block of half a second.

    PySide6 makes each of its types at the first use, and that is not safe while another thread uses them: a window that
    painted while pyqtgraph was imported ended in a crash, once in some dozens of starts. So all of them are made on the
    UI thread first, a few milliseconds at a time.

    Signals:
        arrived: the timeline can be imported at once now; on this object's thread.
    """

    arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._types = _every_type(QtCore, QtGui, QtWidgets)
        self._errands = Errands(self)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._make_types)

    def start(self) -> None:
        """Begin; once."""
        self._timer.start(0)

    def _make_types(self) -> None:
        end = time.monotonic() + _SLICE_S
        for _made in self._types:
            if time.monotonic() >= end:
                return
        self._timer.stop()
        self._errands.send(_bring, lambda _module: self.arrived.emit(), name="timeline", must_return=True)


def _bring() -> ModuleType:
    return importlib.import_module("flipconsole.ui.timeline.view")


def _every_type(*modules: ModuleType) -> Iterator[object]:
    """Each name of these modules, made by being asked for."""
    for module in modules:
        for name in dir(module):
            yield getattr(module, name, None)
