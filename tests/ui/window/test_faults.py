"""What nothing caught is logged and told, and does not end the program."""

from __future__ import annotations

import logging
import sys

import pytest

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


def test_the_hook_before_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = sys.excepthook
    with faults_told(lambda _text: None):
        assert sys.excepthook is not before
    assert sys.excepthook is before
