"""One battery opened: what was typed is kept, the verdict is in words, and it follows the facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flipconsole.app.batteries import Batteries
from flipconsole.domain.battery import BatteryFacts, StateOfCharge
from flipconsole.domain.row import Row
from flipconsole.ui.theme import Theme
from flipconsole.ui.timeline.battery.dialog import BatteryDialog
from flipconsole.ui.timeline.view import TimelineView

MakeRow = Callable[..., Row]


@pytest.fixture
def batteries() -> Batteries:
    return Batteries()


@pytest.fixture
def view(themed: Theme, batteries: Batteries, now: datetime, qtbot: QtBot) -> TimelineView:
    timeline = TimelineView(themed, ZoneInfo("America/New_York"), batteries=batteries)
    qtbot.addWidget(timeline)
    timeline.resize(1000, 400)
    timeline.set_now(now)
    timeline.show()
    return timeline


def opened(view: TimelineView, row: Row) -> BatteryDialog:
    view.select([row.id])
    QTest.keyClick(view, Qt.Key.Key_B)
    (dialog,) = view.battery_windows.shown()
    return dialog


def typed(dialog: BatteryDialog, **texts: str) -> None:
    for name, text in texts.items():
        field = getattr(dialog.form, name)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)


def test_b_opens_the_battery_and_what_is_typed_gives_the_verdict(
    view: TimelineView, batteries: Batteries, make_row: MakeRow, now: datetime
) -> None:
    row = make_row(1, 4)  # 16:00 to 18:00 in New York, 5 kW, keep 20 %
    view.show_rows({row.id: row})
    dialog = opened(view, row)
    assert "Enter capacity and state of charge" in dialog.text
    typed(dialog, capacity="13,5", rated="5", charge="60", zone="America/Denver")
    assert "5.4 of 10.0 kWh available, ends about 17:05 EDT." in dialog.text
    assert "Look at this: Discharge at 5.0 kW until 20 % is left" in dialog.text
    assert "5.4 of 10.0 kWh" in dialog.plot.accessibleDescription()
    charge = StateOfCharge(60.0, now)
    assert batteries.facts_of("battery-1") == BatteryFacts(13500.0, 5000.0, "America/Denver", charge)
    before = dialog.grab().toImage()
    typed(dialog, charge="100")
    assert "Can be done" in dialog.text
    assert dialog.grab().toImage() != before
    dialog.close()


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("capacity", "much", "Capacity, kWh: “much” is not a number."),
        ("charge", "160", "The state of charge must be from 0 to 100 %."),
        ("zone", "Mars", "There is no time zone “Mars”. Names look like America/New_York."),
        ("rated", "-1", "The rated power must be more than 0"),
    ],
)
def test_what_cannot_be_used_is_said_and_not_kept(
    view: TimelineView, batteries: Batteries, make_row: MakeRow, field: str, text: str, why: str
) -> None:
    row = make_row(1)
    view.show_rows({row.id: row})
    dialog = opened(view, row)
    typed(dialog, **{field: text})
    assert dialog.form.trouble.startswith(why)
    assert batteries.facts_of("battery-1") == BatteryFacts()
    dialog.close()


def test_an_open_battery_follows_its_rows_and_the_zone(view: TimelineView, make_row: MakeRow) -> None:
    rows = {make_row(1).id: make_row(1)}
    view.show_rows(rows)
    dialog = opened(view, make_row(1))
    later = make_row(2, 2, 1, mode="STANDBY")
    rows[later.id] = later
    view.apply([later.id])
    assert "Overlap: today 14:00 to 15:00 EDT (1 h) with Standby, which takes over then." in dialog.text
    view.set_zone(ZoneInfo("UTC"))
    assert "today 18:00 to 19:00 UTC" in dialog.text
    dialog.close()


def test_one_window_for_each_battery_and_none_left_behind(view: TimelineView, make_row: MakeRow) -> None:
    row = make_row(1)
    view.show_rows({row.id: row})
    first = opened(view, row)
    assert opened(view, row) is first
    first.close()
    QApplication.processEvents()
    assert view.battery_windows.shown() == []


def test_a_name_from_a_server_is_only_text(view: TimelineView, make_row: MakeRow) -> None:
    row = make_row(1, device_id="<b>evil</b>\u202e" + "x" * 900)
    view.show_rows({row.id: row})
    dialog = opened(view, row)
    assert "[U+202E]" in dialog.windowTitle()
    dialog.grab()
    dialog.close()
