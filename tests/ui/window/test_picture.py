"""Pictures have the size that was asked for and show what is in the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from flipconsole.domain.errors import StoreError
from flipconsole.ui.picture import save_picture
from tests.ui.desk import a_row
from tests.ui.window.conftest import OpenWindow, WindowConsole


def test_a_picture_is_as_large_as_was_asked_and_not_empty(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window(WindowConsole([a_row(1)]), complete=True)
    for size in ((1280, 800), (1920, 1080)):
        save_picture(window, tmp_path / "window.png", size)
        picture = QImage(str(tmp_path / "window.png"))
        assert (picture.width(), picture.height()) == size
        corner = picture.copy(size[0] - 600, size[1] - 200, 600, 200)  # the answers stand there
        colours = {corner.pixel(x, y) for x in range(0, 600, 3) for y in range(0, 200, 3)}
        assert len(colours) > 10


def test_a_picture_that_cannot_be_written_is_told(open_window: OpenWindow, tmp_path: Path, qtbot: QtBot) -> None:
    window = open_window(WindowConsole([a_row(1)]))
    with pytest.raises(StoreError, match="could not be written"):
        save_picture(window, tmp_path / "missing" / "window.png", (800, 600))
