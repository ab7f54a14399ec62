"""Work on a thread comes back to the window's thread, or to nobody; it never reaches into what is being destroyed."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flipconsole.ui.errands import Errands

SIGNAL_OF_THE_THREAD = """
import threading, time
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication
application = QApplication([])
class Reader(QObject):
    was_read = Signal()
    def read(self, wait_s):
        time.sleep(wait_s)
        try:
            self.was_read.emit()
        except RuntimeError:
            pass
for number in range(50_000):
    owner = QObject()
    reader = Reader(owner)
    reader.was_read.connect(lambda: None)
    threading.Thread(target=reader.read, args=(number % 7 / 20_000,)).start()
    del reader
    time.sleep(number % 5 / 20_000)
    owner.deleteLater()
    QApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
"""


def test_the_work_is_done_elsewhere_and_its_outcome_comes_here(qtbot: QtBot) -> None:
    came: list[tuple[str, str]] = []
    errands = Errands()
    for number in range(3):
        errands.send(
            lambda: threading.current_thread().name,
            lambda where: came.append((where, threading.current_thread().name)),
            name=f"errand {number}",
        )
    qtbot.waitUntil(lambda: len(came) == 3)
    assert sorted(came) == [(f"errand {number}", threading.current_thread().name) for number in range(3)]
    qtbot.waitUntil(lambda: not errands._timer.isActive())


def test_what_the_work_raises_is_raised_where_its_outcome_would_have_come(qtbot: QtBot) -> None:
    came: list[int] = []
    errands = Errands()
    with qtbot.captureExceptions() as raised:
        errands.send(lambda: 1 // 0, came.append, name="fails")
        errands.send(lambda: 7, came.append, name="works")
        qtbot.waitUntil(lambda: came == [7] and len(raised) == 1)
    assert raised[0][0] is ZeroDivisionError


def test_an_outcome_that_ends_its_own_errands_is_the_last(qtbot: QtBot) -> None:
    owner = QObject()
    errands = Errands(owner)
    came: list[int] = []

    def take(number: int) -> None:
        came.append(number)
        owner.deleteLater()
        QApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)

    for number in range(3):
        errands.send(lambda number=number: number, take, name="one")  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(came) == 1)
    qtbot.wait(50)
    assert len(came) == 1


def test_nothing_comes_to_what_was_destroyed_meanwhile(qtbot: QtBot) -> None:
    """300 of them end around the moment in which their outcome is there: a signal of the thread ended the process."""
    came: list[int] = []
    for number in range(300):
        owner = QObject()
        Errands(owner).send(lambda wait_s=number % 5 / 5000: time.sleep(wait_s), lambda _none: came.append(1), name="x")
        qtbot.wait(number % 3)
        owner.deleteLater()
        QApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
    before = len(came)
    qtbot.wait(50)
    assert len(came) == before


def test_a_signal_that_the_thread_emits_is_found_out() -> None:
    """The negative control: what the windows did before."""
    ended = subprocess.run([sys.executable, "-c", SIGNAL_OF_THE_THREAD], capture_output=True, timeout=60)
    assert ended.returncode not in (0, 1), ended.stderr
