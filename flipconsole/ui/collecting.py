"""Python's garbage is collected on the window's thread alone.

Python collects on whichever thread happens to allocate. A closed window is a heap of objects that hold each other, so
that a thread which writes to the disk would in the end destroy widgets, and Qt falls over that in its next turn.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer

EVERY_MS = 1000

FLOOD = 20_000
"""So many more objects than a second ago are a list that has come: going through them would hold the window up.

Of 10,000 commands that takes 60 ms, at each of the three generations. They go when the last list that names them
goes, without being looked for; only a ring that has formed in this second would stay.
"""


class Collecting(QObject):
    """Looks once a second whether there is enough to collect, by Python's own measure; a child of the application."""

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__(application)
        gc.disable()
        timer = QTimer(self)
        timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        timer.timeout.connect(self.collect)
        timer.start(EVERY_MS)

    def collect(self) -> None:
        """Collect what has come together since the last time, the oldest generation that is due."""
        if gc.get_count()[0] > FLOOD:
            gc.freeze()
            return
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return


def collect_on_this_thread(application: QCoreApplication) -> None:
    """From now on; once for an application."""
    if application.findChild(Collecting) is None:
        Collecting(application)
