"""The window's place: kept privately, worthless when damaged, pulled back when its screen is gone (X4)."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from flipconsole.ui.frame.place import put_back
from flipconsole.ui.frame.remembered import WindowState, pulled_back, read_state, write_state

LAPTOP = QRect(0, 0, 1366, 768)
RIGHT = QRect(1366, 0, 1920, 1080)
STATE = WindowState((10, 20, 1280, 700), True, {"columns": (800, 400), "rows": (300, 200)}, True)


def test_what_was_kept_comes_back_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    write_state(tmp_path, STATE)
    assert read_state(tmp_path) == STATE
    assert [path.name for path in tmp_path.iterdir()] == ["ui-state.json"]
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "ui-state.json").stat().st_mode) == 0o600


GOOD = {"place": [0, 0, 800, 600], "is_maximised": False, "splitters": {}, "hides_timeline": False}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        json.dumps(GOOD | {"place": [1, 2, 3]}),
        json.dumps(GOOD | {"place": [1, 2, 3, 1e300]}),
        json.dumps(GOOD | {"place": [True, 2, 300, 300]}),
        json.dumps(GOOD | {"place": [0, 0, 10**30, 5]}),
        json.dumps(GOOD | {"splitters": {"rows": "wide"}}),
        json.dumps(GOOD | {"splitters": [1, 2]}),
        json.dumps({"place": None}),
        "\x00\xff",
    ],
)
def test_a_damaged_file_counts_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "ui-state.json").write_text(text, encoding="latin-1")
    assert read_state(tmp_path) == WindowState()


def test_a_good_file_is_not_taken_for_a_damaged_one(tmp_path: Path) -> None:
    (tmp_path / "ui-state.json").write_text(json.dumps(GOOD))
    assert read_state(tmp_path) == WindowState((0, 0, 800, 600))


def test_a_directory_that_takes_nothing_stops_nobody(tmp_path: Path) -> None:
    write_state(tmp_path / "not there", STATE)
    assert read_state(tmp_path / "not there") == WindowState()


def test_a_window_on_a_screen_stays_where_it_was() -> None:
    place = QRect(1500, 100, 1000, 700)
    assert pulled_back(place, [LAPTOP, RIGHT]) == place


@pytest.mark.parametrize(
    "place",
    [
        QRect(1500, 100, 1000, 700),
        QRect(-3000, 50, 1000, 700),
        QRect(100, -500, 1000, 700),
        QRect(100, 900, 1000, 700),
        QRect(1300, 100, 1000, 700),
        QRect(-980, 10, 1000, 700),
    ],
)
def test_a_window_whose_title_bar_cannot_be_gripped_is_pulled_back(place: QRect) -> None:
    back = pulled_back(place, [LAPTOP])
    assert LAPTOP.contains(back)
    assert back.size() == place.size()


@pytest.mark.parametrize("corner", [(0, 0), (9000, 9000), (300, 200), (-500, 30)])
def test_a_window_larger_than_the_screen_is_made_to_fit_with_its_title_bar(corner: tuple[int, int]) -> None:
    back = pulled_back(QRect(*corner, 4000, 3000), [LAPTOP])
    assert back == LAPTOP.adjusted(0, 40, 0, 0)
    wide = pulled_back(QRect(*corner, 4000, 500), [LAPTOP])
    assert LAPTOP.contains(wide)
    assert wide.height() == 500


def test_the_first_window_of_all_fits_the_screen_with_its_title_bar(qtbot: QtBot) -> None:
    screen = QGuiApplication.primaryScreen().availableGeometry()
    window = QWidget()
    qtbot.addWidget(window)
    put_back(window, WindowState())
    assert window.width() <= screen.width()
    assert window.height() <= screen.height() - 40


def test_a_window_is_never_smaller_than_its_contents_need() -> None:
    assert pulled_back(QRect(0, 0, 3, 3), [LAPTOP]).width() >= 700
