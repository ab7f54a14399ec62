"""A single-file build whose files were cleaned away says so, and a folder or the source never does (fault 84)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from flipconsole.ui.frame.unpacked import _LOOKED_FOR, Unpacked, unpacked_place
from tests.ui.desk import a_row, visible_texts
from tests.ui.window.conftest import OpenWindow, WindowConsole


def lay_out(place: Path) -> Path:
    for name in _LOOKED_FOR:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).touch()
    return place


@pytest.mark.parametrize("gone", _LOOKED_FOR)
def test_each_kind_of_file_that_goes_is_told(tmp_path: Path, gone: str) -> None:
    unpacked = Unpacked(lay_out(tmp_path))
    assert unpacked.standing() == []
    (tmp_path / gone).unlink()
    (banner,) = unpacked.standing()
    assert "start the program again" in banner.title
    assert "saved are safe" in banner.text
    assert not banner.can_dismiss


def test_only_what_unpacks_itself_is_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert unpacked_place() is None
    assert Unpacked(None).standing() == []
    monkeypatch.setattr(sys, "executable", str(tmp_path / "app" / "flipconsole"))
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "app" / "_internal"), raising=False)
    assert unpacked_place() is None
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "_MEI123"))
    assert unpacked_place() == tmp_path / "_MEI123"


def test_the_window_tells_within_a_second(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(lay_out(tmp_path / "_MEI123")), raising=False)
    window = open_window(WindowConsole([a_row(1)]))
    window._on_second_passed()
    assert "unpacked" not in window.banners.banners
    (tmp_path / "_MEI123" / _LOOKED_FOR[0]).unlink()
    window._on_second_passed()
    assert "unpacked" in window.banners.banners
    assert "start the program again" in visible_texts(window.banners)
