"""What is left of a closed window is never destroyed by a thread."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flipconsole.ui.collecting import FLOOD, Collecting, collect_on_this_thread


@pytest.fixture
def collecting(qapp: QApplication) -> Iterator[Collecting]:
    had = qapp.findChild(Collecting)
    was_on = gc.isenabled()
    collect_on_this_thread(qapp)
    collect_on_this_thread(qapp)
    (found,) = qapp.findChildren(Collecting)
    yield found
    if had is None:
        found.deleteLater()
        QCoreApplication.sendPostedEvents(found)
    if was_on:
        gc.enable()


def leave_garbage(destroyed_by: list[str]) -> None:
    """An object of Qt in a ring, which only the collector can find."""

    class Ring(QObject):
        pass

    ring = Ring()
    ring.itself = ring  # type: ignore[attr-defined]
    weakref.finalize(ring, lambda: destroyed_by.append(threading.current_thread().name))


def test_a_thread_destroys_nothing_and_the_window_does(collecting: Collecting, qtbot: QtBot) -> None:
    destroyed_by: list[str] = []
    gc.collect()
    leave_garbage(destroyed_by)
    by_a_thread_that_keeps()
    assert destroyed_by == []
    [[] for _number in range(1000)]
    keep = [[] for _number in range(1000)]
    collecting.collect()
    qtbot.waitUntil(lambda: destroyed_by == [threading.current_thread().name], timeout=5000)
    assert keep


def test_without_it_a_thread_does(qapp: QApplication) -> None:
    """The negative control."""
    was_on = gc.isenabled()
    gc.collect()
    gc.enable()
    try:
        destroyed_by: list[str] = []
        leave_garbage(destroyed_by)
        by_a_thread_that_keeps()
        assert destroyed_by == ["worker"]
    finally:
        if not was_on:
            gc.disable()


def test_what_a_large_list_brought_is_not_gone_through(collecting: Collecting) -> None:
    gc.collect()
    before = gc.get_freeze_count()
    rows = [[number] for number in range(FLOOD)]
    collecting.collect()
    assert gc.get_freeze_count() >= before + FLOOD
    held = weakref.ref(kept := Kept())
    rows.append([kept])
    del rows, kept
    assert held() is None, "it goes with its list all the same"
    gc.unfreeze()


def test_a_few_objects_are_collected_as_ever(collecting: Collecting) -> None:
    """The negative control: otherwise a closed window would stay for good."""
    gc.collect()
    before = gc.get_freeze_count()
    rows = [[number] for number in range(FLOOD // 2)]
    collecting.collect()
    assert gc.get_freeze_count() == before
    assert rows


class Kept:
    """Something that can be watched going."""


def by_a_thread_that_keeps() -> None:
    def keep() -> None:
        kept = [[] for _number in range(50_000)]
        assert kept

    worker = threading.Thread(target=keep, name="worker")
    worker.start()
    worker.join()
