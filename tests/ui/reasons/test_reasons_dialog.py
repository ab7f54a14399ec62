from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QListWidget, QPlainTextEdit
from pytestqt.qtbot import QtBot

from flipconsole.app.reason_book import ReasonBook
from flipconsole.domain.command import Answer
from flipconsole.domain.reason_file import read_templates
from flipconsole.domain.reasons import shipped_templates
from flipconsole.ui.answering.dialog import AnswerDialog
from flipconsole.ui.reasons.dialog import ReasonsDialog
from flipconsole.ui.theme import Theme
from tests.ui.desk import (
    NEW_YORK,
    RecordingConsole,
    a_row,
    button_of,
    faults_of_text,
    unnamed,
    unreached,
    visible_texts,
)

OURS = "[OK: scheduled]\nBy hand, as always\n\n[FAILED_FAULT: not scheduled]\nE12 again [cause=fault; code=E12]\n"


@pytest.fixture
def book(tmp_path: Path) -> ReasonBook:
    return ReasonBook(tmp_path)


@pytest.fixture
def dialog(qtbot: QtBot, themed: Theme, book: ReasonBook) -> ReasonsDialog:
    dialog = ReasonsDialog(book)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def box(dialog: ReasonsDialog) -> QPlainTextEdit:
    found: QPlainTextEdit = dialog.findChild(QPlainTextEdit)
    return found


def keep(dialog: ReasonsDialog) -> QAbstractButton:
    return button_of(dialog, "Keep")


def test_the_shipped_reasons_can_be_read_and_counted(dialog: ReasonsDialog) -> None:
    assert read_templates(box(dialog).toPlainText()) == shipped_templates()
    assert "28 reasons" in visible_texts(dialog)
    assert unnamed(dialog) == []
    assert unreached(dialog) == []
    assert faults_of_text(dialog) == []


def test_what_is_kept_is_offered_from_then_on(
    dialog: ReasonsDialog, book: ReasonBook, qtbot: QtBot, themed: Theme
) -> None:
    box(dialog).setPlainText(OURS)
    keep(dialog).click()
    assert not dialog.isVisible()
    console = RecordingConsole([a_row(1)])
    console.aids.reasons = book
    answer = AnswerDialog(console, [a_row(1)], Answer.FAILED_FAULT, NEW_YORK, themed)
    qtbot.addWidget(answer)
    listed = answer.findChild(QListWidget)
    assert [listed.item(place).text() for place in range(listed.count())] == ["E12 again [cause=fault; code=E12]"]


def test_a_line_that_cannot_be_understood_is_named_and_nothing_can_be_kept(
    dialog: ReasonsDialog, book: ReasonBook
) -> None:
    box(dialog).setPlainText("[OK: scheduled]\nfine\n[PERHAPS]\n")
    assert "Line 3: “[PERHAPS]” is no heading." in visible_texts(dialog)
    assert not keep(dialog).isEnabled()
    button_of(dialog, "The shipped ones").click()
    assert keep(dialog).isEnabled()
    assert book.templates == shipped_templates()


def test_export_and_import_hand_the_same_reasons_on(
    dialog: ReasonsDialog, qtbot: QtBot, tmp_path: Path, themed: Theme
) -> None:
    box(dialog).setPlainText(OURS)
    dialog.hand_on(tmp_path / "ours.txt")
    qtbot.waitUntil(lambda: "Written to ours.txt." in visible_texts(dialog))
    other = ReasonsDialog(ReasonBook(tmp_path / "elsewhere"))
    other.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(other)
    other.open()
    other.take_in(tmp_path / "ours.txt")
    qtbot.waitUntil(lambda: box(other).toPlainText() == OURS)
    assert "2 reasons" in visible_texts(other)


def test_a_file_that_is_none_is_told_in_a_sentence(dialog: ReasonsDialog, qtbot: QtBot, tmp_path: Path) -> None:
    before = box(dialog).toPlainText()
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff")
    dialog.take_in(tmp_path / "picture.png")
    qtbot.waitUntil(lambda: "not UTF-8 text" in visible_texts(dialog))
    dialog.take_in(tmp_path / "nothing.txt")
    qtbot.waitUntil(lambda: "This is not a file." in visible_texts(dialog))
    dialog.hand_on(tmp_path / "no folder" / "x.txt")
    qtbot.waitUntil(lambda: "It was NOT written" in visible_texts(dialog))
    assert box(dialog).toPlainText() == before


def test_a_disk_that_takes_nothing_keeps_the_dialog_open(qtbot: QtBot, themed: Theme, tmp_path: Path) -> None:
    dialog = ReasonsDialog(ReasonBook(tmp_path / "no folder"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.open()
    box(dialog).setPlainText(OURS)
    keep(dialog).click()
    assert dialog.isVisible()
    assert "NOT saved" in visible_texts(dialog)


def test_a_file_that_was_edited_badly_is_shown_with_what_is_wrong(qtbot: QtBot, themed: Theme, tmp_path: Path) -> None:
    (tmp_path / "reasons.txt").write_text("[MAYBE]\nx\n")
    dialog = ReasonsDialog(ReasonBook(tmp_path))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.open()
    assert box(dialog).toPlainText() == "[MAYBE]\nx\n"
    assert "Line 1: “[MAYBE]” is no heading." in visible_texts(dialog)
