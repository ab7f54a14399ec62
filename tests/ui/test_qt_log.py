"""Qt's messages are logged while the program runs."""

import logging

import pytest
from PySide6.QtCore import qInstallMessageHandler, qWarning

from flipconsole.ui.qt_log import qt_messages_logged


def test_a_warning_of_qt_is_logged_and_the_former_listener_returns(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[str] = []
    outside = qInstallMessageHandler(lambda _kind, _context, text: heard.append(text))
    try:
        with caplog.at_level(logging.WARNING, logger="qt"), qt_messages_logged():
            qWarning("inside")
        qWarning("after")
    finally:
        qInstallMessageHandler(outside)
    assert [record.getMessage() for record in caplog.records] == ["inside"]
    assert heard == ["after"]
