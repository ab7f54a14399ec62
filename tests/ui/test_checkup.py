"""The self-test sees a font that is missing, an hour that is wrong and a timeline that stays empty."""

from zoneinfo import ZoneInfo

import pytest
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QApplication

from flipconsole.domain.checkup import Unfit
from flipconsole.ui import checkup
from flipconsole.ui.theme import Theme
from flipconsole.ui.timeline.drawing import BarDrawing


def test_everything_that_the_window_stands_on_is_there(themed: Theme, qapp: QApplication) -> None:
    assert QGuiApplication.platformName() in checkup.check_screen()
    assert "Inter is there" in checkup.check_fonts(qapp)
    assert "both nights" in checkup.check_axis()
    assert "pixels of its colour" in checkup.check_timeline()


def test_a_session_without_a_screen_is_seen(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup.QGuiApplication, "primaryScreen", staticmethod(lambda: None))
    with pytest.raises(Unfit, match="no screen"):
        checkup.check_screen()


def test_a_font_that_was_not_packed_is_seen(themed: Theme, qapp: QApplication) -> None:
    before = qapp.font()
    qapp.setFont(QFont("no such family"))
    try:
        with pytest.raises(Unfit, match="Inter is not there"):
            checkup.check_fonts(qapp)
    finally:
        qapp.setFont(before)


def test_text_that_leaves_no_ink_is_seen(themed: Theme, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup.QPainter, "drawText", lambda *_: None)
    with pytest.raises(Unfit, match="Text is not drawn"):
        checkup.check_fonts(qapp)


def test_an_axis_that_does_not_know_of_the_clock_change_is_seen() -> None:
    with pytest.raises(Unfit, match="2026-11-01"):
        checkup.check_axis(ZoneInfo("Etc/GMT+4"))


def test_a_timeline_that_stays_empty_is_seen(themed: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BarDrawing, "draw", lambda *_: None)
    with pytest.raises(Unfit, match="not drawn"):
        checkup.check_timeline()
