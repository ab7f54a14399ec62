"""What is known of batteries in the timeline: lanes by name, found by name or id, and the place on the card."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from pytestqt.qtbot import QtBot

from flipconsole.app.batteries import Batteries
from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.feasibility import Answer, check_all
from flipconsole.domain.row import Row
from flipconsole.ui.theme import Theme
from flipconsole.ui.timeline.finder import hits
from flipconsole.ui.timeline.view import TimelineView

MakeRow = Callable[..., Row]


@pytest.fixture
def batteries() -> Batteries:
    return Batteries()


@pytest.fixture
def view(themed: Theme, batteries: Batteries, now: datetime, qtbot: QtBot) -> TimelineView:
    view = TimelineView(themed, ZoneInfo("America/New_York"), batteries=batteries)
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.set_now(now)
    return view


def names_on_screen(view: TimelineView) -> list[str]:
    return view._lane_desk._column._names


def test_lanes_take_their_names_as_soon_as_they_are_known(
    view: TimelineView, batteries: Batteries, make_row: MakeRow
) -> None:
    rows = [make_row(1), make_row(2, device_id="battery-2")]
    view.show_rows({row.id: row for row in rows})
    first, second = (row.held.command.device_id for row in rows)
    assert set(names_on_screen(view)) == {first, second}
    batteries.enter(first, "name", "Garage")
    assert set(names_on_screen(view)) == {"Garage", second}
    batteries.take_flips({second: BatteryFacts(site="Oak")}, None)
    batteries.enter(second, "name", "Garage")
    assert set(names_on_screen(view)) == {f"Garage · {first}", f"Garage · {second}"}
    place = view.lanes.index(first)
    assert hits(view._names(), "garage") == [0, 1]
    assert hits(view._names(), first)[0] == place


def test_the_card_says_where_the_battery_stands(view: TimelineView, batteries: Batteries, make_row: MakeRow) -> None:
    row = make_row(1)
    view.show_rows({row.id: row})
    device_id = row.held.command.device_id
    batteries.take_flips({device_id: BatteryFacts(site="Oak", address="9 Oak Street", maker="Halden")}, None)
    batteries.enter(device_id, "name", "Garage")
    card = dict(view.card_lines(row.id))
    assert (card["Battery"], card["Name"], card["Site"], card["Product"]) == (
        device_id, "Garage", "Oak · 9 Oak Street", "Halden",
    )  # fmt: skip


def test_what_flip_says_of_a_battery_counts_in_the_verdict(
    batteries: Batteries, make_row: MakeRow, now: datetime
) -> None:
    row = make_row(1)
    device_id = row.held.command.device_id
    batteries.take_flips({device_id: BatteryFacts(capacity_wh=10_000.0, rated_w=3000.0)}, None)
    (check,) = check_all([row.held.command], batteries.facts_of(device_id), ZoneInfo("UTC"), now)
    assert check.answer is Answer.NO
    assert "Asked for 5.0 kW, but its rated power is 3.0 kW." in check.lines
