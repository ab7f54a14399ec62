"""What nothing caught is logged and told, and does not end the program."""

from __future__ import annotations

import logging
import sys
import threading

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from flipconsole.ui.faults import faults_told


def raise_through_the_hook(error: BaseException) -> None:
    sys.excepthook(type(error), error, None)


def test_an_error_in_a_slot_is_logged_and_told_without_its_own_words(caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []
    with caplog.at_level(logging.ERROR), faults_told(told.append):
        raise_through_the_hook(ValueError("inner words"))
    assert len(told) == 1
    assert "saved are safe" in told[0]
    assert "inner words" not in told[0]
    assert "inner words" in caplog.text


def test_an_interrupt_is_left_to_the_hook_before(monkeypatch: pytest.MonkeyPatch) -> None:
    passed: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *args: passed.append(args[0]))
    told: list[str] = []
    with faults_told(told.append):
        raise_through_the_hook(KeyboardInterrupt())
    assert (told, passed) == ([], [KeyboardInterrupt])


def test_the_hooks_before_come_back() -> None:
    before = sys.excepthook, threading.excepthook
    with faults_told(lambda _text: None):
        assert sys.excepthook is not before[0]
        assert threading.excepthook is not before[1]
    assert (sys.excepthook, threading.excepthook) == before


def test_an_error_in_another_thread_is_told_in_the_window_s_own(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    label.setText("nothing yet")
    with caplog.at_level(logging.ERROR), faults_told(label.setText):
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
        assert label.text() == "nothing yet"  # a widget is touched by its own thread alone
        qtbot.waitUntil(lambda: "saved are safe" in label.text())
    assert "ZeroDivisionError" in caplog.text


def test_an_error_in_a_real_slot_reaches_the_hook(qtbot: QtBot) -> None:
    told: list[str] = []

    def fail() -> None:
        raise RuntimeError("in a slot")

    with qtbot.captureExceptions(), faults_told(told.append):
        QTimer.singleShot(0, fail)
        qtbot.waitUntil(lambda: bool(told))
    assert len(told) == 1
