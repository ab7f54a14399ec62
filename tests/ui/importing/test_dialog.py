from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QFileDialog, QTableWidget
from pytestqt.qtbot import QtBot

from flipconsole.domain.command import UnreadableRow
from flipconsole.ui.importing.dialog import ImportDialog
from flipconsole.ui.importing.paste_box import LONG, PasteBox
from flipconsole.ui.theme import Theme
from tests.ui.desk import RecordingConsole, Report, button_of, id_of, unnamed, unreached, visible_texts


@pytest.fixture
def console() -> RecordingConsole:
    return RecordingConsole()


@pytest.fixture
def dialog(qtbot: QtBot, themed: Theme, console: RecordingConsole) -> ImportDialog:
    dialog = ImportDialog(console)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def paste(dialog: ImportDialog, text: str) -> None:
    mime = QMimeData()
    mime.setText(text)
    dialog.findChild(PasteBox).insertFromMimeData(mime)


def test_nothing_can_be_loaded_from_nothing(dialog: ImportDialog) -> None:
    assert not button_of(dialog, "Load").isEnabled()
    dialog.show_text("  \n")
    assert not button_of(dialog, "Load").isEnabled()


def test_pasted_text_goes_to_the_console_as_it_is(
    dialog: ImportDialog, console: RecordingConsole, qtbot: QtBot
) -> None:
    console.report = Report((id_of(1), id_of(2)), ())
    paste(dialog, '[{"id": "<b>x</b>"}]')
    with qtbot.waitSignal(dialog.imported) as told:
        button_of(dialog, "Load").click()
    assert console.asked == [("import_text", '[{"id": "<b>x</b>"}]', "Pasted text")]
    assert told.args == [(id_of(1), id_of(2))]
    assert "Pasted text: 2 commands loaded." in visible_texts(dialog)


def test_each_unreadable_item_is_told_with_line_and_reason(dialog: ImportDialog, console: RecordingConsole) -> None:
    console.report = Report(
        (id_of(1),),
        (
            UnreadableRow(2, "It has no readable id.", '{"id": 7}', line=12),
            UnreadableRow(3, "This is not valid JSON.", "{"),
        ),
    )
    dialog.show_text("x")
    button_of(dialog, "Load").click()
    assert "1 command loaded, 2 items were not." in visible_texts(dialog)
    table = dialog.findChild(QTableWidget)
    cells = [[table.item(line, column).text() for column in range(3)] for line in range(table.rowCount())]
    assert cells == [
        ["12", "It has no readable id.", '{"id": 7}'],
        ["item 3", "This is not valid JSON.", "{"],
    ]


def test_long_text_is_kept_aside_and_loaded_whole(dialog: ImportDialog, console: RecordingConsole) -> None:
    text = "[" + "1," * LONG + "1]"
    paste(dialog, text)
    assert "too long to show" in visible_texts(dialog)
    assert dialog.findChild(PasteBox).toPlainText() == ""
    button_of(dialog, "Load").click()
    assert console.asked == [("import_text", text, "Pasted text")]
    assert not button_of(dialog, "Load").isEnabled()


def test_what_takes_long_is_told_and_cannot_be_loaded_twice(dialog: ImportDialog, console: RecordingConsole) -> None:
    console.imports_wait = []
    dialog.show_text("[1]")
    button_of(dialog, "Load").click()
    assert "Reading Pasted text" in visible_texts(dialog)
    assert not button_of(dialog, "Load").isEnabled()
    console.imports_wait[0](Report((id_of(1),), ()))
    assert "1 command loaded." in visible_texts(dialog)
    assert "Reading" not in visible_texts(dialog)
    assert button_of(dialog, "Load").isEnabled()


def test_a_dialog_that_was_closed_while_text_was_read_stays_closed(
    dialog: ImportDialog, console: RecordingConsole, qtbot: QtBot
) -> None:
    console.imports_wait = []
    other = ImportDialog(console)
    other.open()
    other.show_text("[1]")
    button_of(other, "Load").click()
    with qtbot.waitSignal(other.destroyed):
        other.close()
    console.imports_wait[0](Report((id_of(1),), ()))


def test_files_are_loaded_one_after_the_other(
    dialog: ImportDialog, console: RecordingConsole, qtbot: QtBot, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{number}.json" for number in range(3)]
    for path in (paths[0], paths[2]):
        path.write_text(path.name)
    dialog.load_files(paths[:2])
    dialog.load_files(paths[2:])
    qtbot.waitUntil(lambda: len(console.asked) == 2)
    assert [asked[1:] for asked in console.asked] == [("0.json", "0.json"), ("2.json", "2.json")]
    qtbot.waitUntil(lambda: "Reading" not in visible_texts(dialog))


def test_several_files_are_told_together(
    dialog: ImportDialog, console: RecordingConsole, qtbot: QtBot, tmp_path: Path
) -> None:
    console.report = Report((id_of(1),), (UnreadableRow(2, "It has no readable id.", "{}", line=2),))
    for name in ("first.json", "second.json"):
        (tmp_path / name).write_text(name)
    with qtbot.waitSignal(dialog.imported) as told:
        dialog.load_files([tmp_path / "first.json", tmp_path / "missing.json", tmp_path / "second.json"])
    assert told.args == [(id_of(1),)]
    said = visible_texts(dialog)
    assert "first.json: 1 command loaded, 1 item was not." in said
    assert "missing.json" in said
    assert "second.json: 1 command loaded, 1 item was not." in said
    table = dialog.findChild(QTableWidget)
    assert [table.item(line, 0).text() for line in range(table.rowCount())] == ["first.json, 2", "second.json, 2"]
    dialog.show_text("x")
    button_of(dialog, "Load").click()
    assert "first.json" not in visible_texts(dialog)
    assert table.rowCount() == 1


def test_a_file_that_cannot_be_read_is_told_and_nothing_is_loaded(
    dialog: ImportDialog, console: RecordingConsole, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(b"\xff\xfe\x00")
    dialog.load_files([path])
    qtbot.waitUntil(lambda: "not UTF-8" in visible_texts(dialog))
    assert "Nothing was loaded." in visible_texts(dialog)
    assert console.asked == []


def test_files_are_chosen_in_a_dialog_that_does_not_block(
    dialog: ImportDialog, console: RecordingConsole, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "list.json"
    path.write_text("[]")
    button_of(dialog, "Open file…").click()
    chooser = dialog.findChild(QFileDialog)
    assert chooser.isVisible()
    chooser.filesSelected.emit([str(path)])
    chooser.close()
    qtbot.waitUntil(lambda: console.asked == [("import_text", "[]", "list.json")])


def test_only_text_goes_into_the_box(dialog: ImportDialog) -> None:
    box = dialog.findChild(PasteBox)
    files, rich = QMimeData(), QMimeData()
    files.setUrls([QUrl.fromLocalFile("/etc/passwd")])
    rich.setHtml("<b>bold</b>")
    rich.setText("plain")
    assert not box.canInsertFromMimeData(files)
    assert box.canInsertFromMimeData(rich)
    box.insertFromMimeData(rich)
    assert box.toPlainText() == "plain"


def test_every_control_has_a_name_and_is_reached_by_tab(dialog: ImportDialog, console: RecordingConsole) -> None:
    console.report = Report((), (UnreadableRow(1, "Not JSON.", "{"),))
    dialog.show_text("x")
    button_of(dialog, "Load").click()
    assert unnamed(dialog) == []
    assert unreached(dialog) == []
