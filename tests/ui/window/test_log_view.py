"""The log opens on its warnings, without anybody changing a filter; levels, copy, and never the token."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from flipconsole.store.home import Home
from flipconsole.store.log import hide, start_log, stop_log
from flipconsole.ui.frame import log_records
from flipconsole.ui.frame.log_records import LARGEST_BYTES, read_log
from flipconsole.ui.frame.log_view import LogDialog
from flipconsole.ui.theme import Theme
from tests.ui.desk import button_of, faults_of_text, unnamed, unreached, visible_texts

TOKEN = "canary-4f1c9a77d0"
log = logging.getLogger("flipconsole.tests.log_view")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data directory whose log holds a line of each level, written by the real handler."""
    hide(TOKEN)
    handler = start_log(Home(tmp_path))
    log.info("the list was read")
    log.warning("the disk is slow: %s", TOKEN)
    try:
        raise ValueError(f"<b>bad</b> {TOKEN}")
    except ValueError:
        log.exception("a round failed")
    yield tmp_path
    stop_log(handler)


def opened(qtbot: QtBot, theme: Theme, folder: Path) -> LogDialog:
    dialog = LogDialog(folder)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.box.toPlainText() != "", timeout=10_000)
    return dialog


def test_a_logged_warning_is_visible_without_changing_a_filter(qtbot: QtBot, themed: Theme, folder: Path) -> None:
    dialog = opened(qtbot, themed, folder)
    text = dialog.box.toPlainText()
    assert "the disk is slow" in text
    assert "a round failed" in text
    assert "ValueError" in text  # a traceback belongs to its record
    assert "the list was read" not in text
    assert "2 of 3 lines" in visible_texts(dialog)


def test_levels_leave_what_they_say(qtbot: QtBot, themed: Theme, folder: Path) -> None:
    dialog = opened(qtbot, themed, folder)
    button_of(dialog, "Everything").click()
    assert "the list was read" in dialog.box.toPlainText()
    [error] = [button for button in dialog._levels.buttons() if button.text() == "&Errors"]
    error.click()
    assert "the disk is slow" not in dialog.box.toPlainText()
    assert "a round failed" in dialog.box.toPlainText()


def test_what_is_copied_is_what_is_shown_and_holds_no_token(qtbot: QtBot, themed: Theme, folder: Path) -> None:
    dialog = opened(qtbot, themed, folder)
    button_of(dialog, "Everything").click()
    button_of(dialog, "Copy").click()
    copied = QGuiApplication.clipboard().text()
    assert copied == dialog.box.toPlainText()
    assert "[hidden]" in copied
    assert TOKEN not in copied


def test_a_later_warning_is_there_after_reading_again(qtbot: QtBot, themed: Theme, folder: Path) -> None:
    dialog = opened(qtbot, themed, folder)
    log.warning("and another")
    button_of(dialog, "Read again").click()
    qtbot.waitUntil(lambda: "and another" in dialog.box.toPlainText(), timeout=10_000)


def test_the_files_are_read_on_a_thread_of_its_own(
    qtbot: QtBot, themed: Theme, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []

    def noted(where: Path) -> log_records.LogReading:
        threads.append(threading.current_thread())
        return read_log(where)

    monkeypatch.setattr(log_records, "read_log", noted)
    opened(qtbot, themed, folder)
    assert threads
    assert threading.main_thread() not in threads


def test_rotated_files_are_read_in_order_and_only_their_end(tmp_path: Path) -> None:
    line = "2025-07-14 20:00:00,000 WARNING MainThread flipconsole: {text}\n"
    (tmp_path / "flipconsole.log.2").write_text(line.format(text="oldest") * 10_000)
    (tmp_path / "flipconsole.log.1").write_text(line.format(text="older"))
    (tmp_path / "flipconsole.log").write_text(line.format(text="newest"))
    records = read_log(tmp_path).records
    assert [record.text.rsplit(" ", 1)[1] for record in records[-3:]] == ["oldest", "older", "newest"]
    assert sum(len(record.text) + 1 for record in records) <= LARGEST_BYTES
    assert all(record.text.startswith("2025") for record in records)


def test_without_warnings_or_without_a_log_it_says_so(qtbot: QtBot, themed: Theme, tmp_path: Path) -> None:
    dialog = opened(qtbot, themed, tmp_path)
    assert "There is no log" in dialog.box.toPlainText()
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "flipconsole.log").write_text("2025-07-14 20:00:00,000 INFO MainThread x: fine\n")
    dialog.read()
    qtbot.waitUntil(lambda: "no such line" in dialog.box.toPlainText(), timeout=10_000)


def test_it_is_text_and_every_control_is_named_and_reached(qtbot: QtBot, themed: Theme, folder: Path) -> None:
    dialog = opened(qtbot, themed, folder)
    assert faults_of_text(dialog) == []
    assert unnamed(dialog) == []
    assert unreached(dialog) == []
