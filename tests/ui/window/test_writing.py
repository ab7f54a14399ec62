"""One setting changes how times and powers are written in list, detail and timeline alike (C4)."""

from collections.abc import Iterator

import pytest

from flipconsole.domain.reading import Clock, PowerUnit, Reading, use_reading
from flipconsole.ui.timeline.axis import TimeAxis
from tests.ui.desk import a_row, id_of, visible_texts
from tests.ui.window.conftest import OpenWindow, WindowConsole


@pytest.fixture(autouse=True)
def usual_afterwards() -> Iterator[None]:
    yield
    use_reading(Reading())


def test_list_detail_and_timeline_follow_at_once(open_window: OpenWindow) -> None:
    window = open_window(WindowConsole([a_row(1)]), complete=True)
    window.workspace.list.select([id_of(1)])
    space = window.workspace
    assert space.timeline is not None
    axis = space.timeline.findChild(TimeAxis)
    assert "17:00 to 19:00" in visible_texts(space.detail)
    assert axis._now_text() == "16:00:00"
    window._preferences.change(clock=Clock.H12, power_unit=PowerUnit.WATT, zone="UTC")
    assert "9:00 PM to 11:00 PM UTC" in visible_texts(space.detail)
    assert "5000 W" in visible_texts(space.detail)
    assert axis._now_text() == "8:00:00 PM"
    assert window.actions_of_window.zones["UTC"].isChecked()
    rows = space.list.table.rows
    cells = [str(rows.index(0, column).data() or "") for column in range(rows.columnCount())]
    assert any("5000 W" in cell for cell in cells), cells


def test_the_zone_of_the_menu_is_the_zone_of_the_page(open_window: OpenWindow) -> None:
    window = open_window(WindowConsole([a_row(1)]))
    window.actions_of_window.zones["UTC"].trigger()
    assert window._preferences.settings.zone == "UTC"
    window._preferences.change(theme="dark")
    assert window._theme.name == "dark"
    assert window.actions_of_window.themes["dark"].isChecked()
    window._preferences.change(theme="light")
