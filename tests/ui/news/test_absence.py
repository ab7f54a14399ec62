"""An absence begins when the window is hidden, the computer slept or no hand moved, and ends with the first touch."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from flipconsole.ui.news.absence import ARRIVING, IDLE_S, Absence
from tests.ui.desk import NOW


class Time:
    """Flip's clock and the machine's, side by side."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.passed)

    def steady(self) -> float:
        return self.passed


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def absence(window: QWidget, time: Time) -> Absence:
    absence = Absence(time.now, window, time.steady)
    handle = window.windowHandle()
    assert handle is not None
    absence.watch(handle)
    return absence


def wait(time: Time, absence: Absence, seconds: float) -> None:
    time.passed += seconds
    absence.pass_time()


def test_ten_minutes_without_a_hand_are_an_absence_from_when_they_began(absence: Absence, time: Time) -> None:
    wait(time, absence, IDLE_S)
    assert absence.since is None
    wait(time, absence, 1)
    assert absence.since == NOW + timedelta(seconds=IDLE_S)
    assert absence.covers(time.now())
    assert not absence.covers(NOW)


@pytest.mark.parametrize("touch", ["key", "move"])
def test_keys_and_the_mouse_are_somebody(absence: Absence, time: Time, window: QWidget, touch: str) -> None:
    wait(time, absence, IDLE_S - 10)
    if touch == "key":
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    else:
        QTest.mouseMove(window.windowHandle(), QPoint(5, 5))
    wait(time, absence, 20)
    assert absence.since is None


def test_a_hidden_window_is_looked_at_by_nobody(absence: Absence, time: Time, window: QWidget, qtbot: QtBot) -> None:
    wait(time, absence, 30)
    window.hide()
    qtbot.waitUntil(lambda: absence.since is not None, timeout=5000)
    assert absence.since == NOW + timedelta(seconds=30)


def test_what_comes_soon_after_the_return_still_counts_and_later_things_do_not(absence: Absence, time: Time) -> None:
    absence.begin()
    wait(time, absence, 3600)
    absence.touch()
    back = time.now()
    assert absence.covers(back + ARRIVING)
    assert not absence.covers(back + ARRIVING + timedelta(seconds=1))
    absence.forget()
    assert not absence.covers(back)


def test_two_absences_in_a_row_are_one_until_somebody_deals_with_it(absence: Absence, time: Time) -> None:
    absence.begin()
    began = absence.since
    wait(time, absence, 60)
    absence.touch()
    wait(time, absence, 300)
    absence.begin()
    assert absence.since == began
    wait(time, absence, 1000)
    assert absence.covers(time.now())
