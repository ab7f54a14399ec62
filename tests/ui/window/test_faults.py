"""What nothing caught is logged and told, and does not end the program."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from flipconsole.domain.environment import Environment
from flipconsole.store.home import Home
from flipconsole.store.log import hide, start_log, stop_log
from flipconsole.ui.faults import faults_told
from flipconsole.ui.frame.log_view import LogDialog
from flipconsole.ui.theme import Theme


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


def test_the_log_is_shown_with_what_happened_and_without_the_token(qtbot: QtBot, themed: Theme, tmp_path: Path) -> None:
    """Negative control: the token is in the text that was to be logged."""
    hide("canary-77aa88bb99")
    log = start_log(Home(tmp_path))
    try:
        with faults_told(lambda _text: None):
            raise_through_the_hook(ValueError("Authorization: Bearer canary-77aa88bb99 in the works"))
    finally:
        stop_log(log)
    dialog = LogDialog(tmp_path, Environment.SIMULATOR, themed)
    qtbot.addWidget(dialog)
    shown = dialog.box.toPlainText()
    assert "an error that nothing caught" in shown
    assert "ValueError" in shown
    assert "canary" not in shown
    assert dialog.box.isReadOnly()


def test_a_long_log_is_shown_from_a_whole_line_on(qtbot: QtBot, themed: Theme, tmp_path: Path) -> None:
    folder = Home(tmp_path).log
    (folder / "flipconsole.log").write_text("".join(f"line {number} \x1b[31m\n" for number in range(20_000)))
    dialog = LogDialog(tmp_path, Environment.SIMULATOR, themed)
    qtbot.addWidget(dialog)
    lines = dialog.box.toPlainText().splitlines()
    assert lines[-1].startswith("line 19999 ")
    assert lines[0].startswith("line ")
    assert "\x1b" not in dialog.box.toPlainText()


def test_without_a_log_that_is_said(qtbot: QtBot, themed: Theme, tmp_path: Path) -> None:
    dialog = LogDialog(tmp_path / "none", Environment.SIMULATOR, themed)
    qtbot.addWidget(dialog)
    assert "no log" in dialog.box.toPlainText()


def test_an_error_in_a_real_slot_reaches_the_hook(qtbot: QtBot) -> None:
    told: list[str] = []

    def fail() -> None:
        raise RuntimeError("in a slot")

    with qtbot.captureExceptions(), faults_told(told.append):
        QTimer.singleShot(0, fail)
        qtbot.waitUntil(lambda: bool(told))
    assert len(told) == 1
