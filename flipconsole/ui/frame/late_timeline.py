"""Brings the timeline's libraries in on a thread, after the window is there: half a second nobody waits for."""

from __future__ import annotations

import contextlib
import importlib
import threading

from PySide6.QtCore import QObject, Signal


class LateTimeline(QObject):
    """Imports numpy, pyqtgraph and the timeline; on the UI thread that would be one block of half a second.

    Signals:
        arrived: the timeline can be imported at once now; on this object's thread.
    """

    arrived = Signal()

    def start(self) -> None:
        """Begin; once."""
        threading.Thread(target=self._bring, name="timeline").start()

    def _bring(self) -> None:
        importlib.import_module("flipconsole.ui.timeline.view")
        with contextlib.suppress(RuntimeError):  # the window was closed meanwhile, and this object with it
            self.arrived.emit()
