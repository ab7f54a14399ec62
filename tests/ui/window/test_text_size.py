"""Text from 80 to 200 per cent: chosen in a menu, kept, and followed by everything that is painted by hand (X4)."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from flipconsole.ui.theme import TEXT_SIZES, Theme, apply_theme, scaled, text_size
from flipconsole.ui.timeline.axis import TimeAxis
from flipconsole.ui.timeline.window import LANE_PX
from flipconsole.ui.window import MainWindow
from tests.ui.desk import a_row
from tests.ui.window.conftest import OpenWindow, WindowConsole


@pytest.fixture(autouse=True)
def usual_size_afterwards(qapp: QApplication, themed: Theme, resources: Path) -> Iterator[None]:
    yield
    apply_theme(qapp, themed, resources, 100)


def fleet() -> WindowConsole:
    return WindowConsole(a_row(number) for number in range(1, 60))


def choose(window: MainWindow, percent: int) -> None:
    window.actions_of_window.text_sizes[str(percent)].trigger()


def test_every_size_from_80_to_200_is_offered_in_the_menu(open_window: OpenWindow) -> None:
    window = open_window(fleet())
    menus = [action.menu() for action in window.menuBar().actions()]
    view = next(menu for menu in menus if menu is not None and menu.title() == "&View")
    submenu = next(action.menu() for action in view.actions() if action.text() == "Te&xt size")
    assert [action.text() for action in submenu.actions()] == [f"{percent} %" for percent in TEXT_SIZES]
    assert (TEXT_SIZES[0], TEXT_SIZES[-1]) == (80, 200)
    assert [action.text() for action in submenu.actions() if action.isChecked()] == ["100 %"]


@pytest.mark.parametrize("percent", TEXT_SIZES)
def test_font_rows_lanes_and_axis_follow(open_window: OpenWindow, percent: int, qapp: QApplication) -> None:
    window = open_window(fleet(), complete=True)
    space = window.workspace
    assert space.timeline is not None
    usual = qapp.font().pointSizeF()
    choose(window, percent)
    assert text_size() == percent
    assert qapp.font().pointSizeF() == pytest.approx(usual * percent / 100)
    assert space.list.search_field.font().pointSizeF() == pytest.approx(usual * percent / 100)
    assert space.list.table.rowHeight(0) == space.list.table.row_height == scaled(28)
    assert space.timeline.moves.window.lane_px == pytest.approx(min(scaled(LANE_PX), 80), abs=0.6)
    assert space.timeline.findChild(TimeAxis).height() == scaled(46)
    metrics = space.list.table.fontMetrics()
    assert space.list.table.row_height >= metrics.height()
    window.grab()


def test_the_size_is_kept_for_the_next_start(open_window: OpenWindow, tmp_path: Path) -> None:
    choose(open_window(fleet()), 150)
    assert json.loads((tmp_path / "ui-state.json").read_text())["text_size"] == 150
    again = open_window(fleet())
    assert again.actions_of_window.text_sizes["150"].isChecked()
    assert text_size() == 150
    assert again.workspace.list.table.rowHeight(0) == 42


@pytest.mark.parametrize("odd", [None, 0, 5000, "150", True, [150]])
def test_a_size_that_is_not_offered_counts_as_the_usual_one(
    open_window: OpenWindow, tmp_path: Path, odd: object
) -> None:
    state = {"place": None, "is_maximised": False, "splitters": {}, "hides_timeline": False, "text_size": odd}
    (tmp_path / "ui-state.json").write_text(json.dumps(state))
    open_window(fleet())
    assert text_size() == 100


def test_the_list_keeps_its_place_when_the_rows_grow(open_window: OpenWindow) -> None:
    table = open_window(fleet()).workspace.list.table
    table.verticalScrollBar().setValue(20 * table.row_height)
    choose(table.window(), 125)  # type: ignore[arg-type]
    assert table.visible_rows()[0] == 20


@pytest.mark.parametrize("percent", [80, 150, 200])
def test_the_detail_needs_no_sideways_scrolling(open_window: OpenWindow, percent: int) -> None:
    window = open_window(fleet())
    window.resize(1280, 800)
    window.select_most_urgent()
    choose(window, percent)
    area = window.workspace.detail._one
    page = area.widget()
    assert page.minimumSizeHint().width() <= 480
    assert window.minimumSizeHint().width() <= 1366


def test_a_size_that_some_letters_do_not_follow_is_found(open_window: OpenWindow, qapp: QApplication) -> None:
    """Negative control: a label with letters of its own size does not follow, and the measure sees it."""
    window = open_window(fleet())
    field = window.workspace.list.search_field
    stubborn = QFont(field.font())
    stubborn.setPixelSize(13)
    field.setFont(stubborn)
    choose(window, 200)
    assert field.font().pointSizeF() != pytest.approx(qapp.font().pointSizeF())
