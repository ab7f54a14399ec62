from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from flipconsole.ui.importing.source import FileReader, text_of


@pytest.mark.parametrize("body", ['{"id": "ü"}'.encode(), b"\xef\xbb\xbf" + '{"id": "ü"}'.encode()])
def test_text_is_read_with_and_without_a_byte_order_mark(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(body)
    assert text_of(path) == ('{"id": "ü"}', "")


@pytest.mark.parametrize("body", ['{"id": "ü"}'.encode("utf-16"), '{"id": "ü"}'.encode("latin-1")])
def test_another_encoding_is_refused_in_a_sentence(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(body)
    assert text_of(path) == ("", "The file is not UTF-8 text, as JSON must be.")


def test_a_file_that_is_too_large_is_refused_and_one_that_just_fits_is_not(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(b" " * 11)
    assert text_of(path, largest=10)[1].startswith("The file is larger than")
    assert text_of(path, largest=11) == (" " * 11, "")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    assert text_of(tmp_path) == ("", "This is not a file.")
    assert text_of(tmp_path / "none.json") == ("", "This is not a file.")


def test_the_outcome_comes_as_a_signal(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "list.json"
    path.write_text("[]")
    reader = FileReader()
    with qtbot.waitSignal(reader.was_read) as told:
        reader.read(path)
    assert told.args == ["list.json", "[]"]
    with qtbot.waitSignal(reader.failed) as told:
        reader.read(tmp_path)
    assert told.args == [tmp_path.name, "This is not a file."]
