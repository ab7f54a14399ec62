"""Times are told in the zone that was chosen, on three clocks where it matters, and clock changes are explained."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from flipconsole.app.batteries import Batteries
from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.row import Row
from flipconsole.ui.frame.zones import Zones
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme
from flipconsole.ui.timeline.view import TimelineView

MakeRow = Callable[..., Row]
NEW_YORK = ZoneInfo("America/New_York")
NIGHT = datetime(2025, 11, 2, 4, 30, tzinfo=UTC)  # 00:30 EDT


@pytest.fixture
def batteries() -> Batteries:
    known = Batteries()
    known.tell("battery-1", BatteryFacts(zone="America/Los_Angeles"))
    return known


def card_of(view: TimelineView, row: Row) -> str:
    view.show_rows({row.id: row})
    view.select([row.id])
    return "\n".join(f"{name}: {text}" for name, text in view.card_lines(row.id))


def test_a_command_across_the_change_shows_its_true_length(timeline: TimelineView, make_row: MakeRow) -> None:
    row = make_row(1, starts_at=NIGHT, ends_at=NIGHT + timedelta(hours=3), duration_s=10800)
    card = card_of(timeline, row)
    assert "Lasts: 3 h; the clocks show 2 h, as they go back 1 h in between (EDT to EST)" in card
    assert "5,000 W × 3 h = 15.0 kWh" in card


def test_the_card_tells_three_clocks_the_batterys_first(
    themed: Theme, batteries: Batteries, make_row: MakeRow, qtbot: QtBot
) -> None:
    view = TimelineView(themed, ZoneInfo("UTC"), batteries=batteries, laptop_zone=NEW_YORK)
    qtbot.addWidget(view)
    view.set_now(NIGHT)
    card = card_of(view, make_row(1, starts_at=NIGHT, ends_at=NIGHT + timedelta(hours=3)))
    assert "Starts: 2025-11-01 21:30:00 PDT  ·  2025-11-02 04:30:00 UTC  ·  2025-11-02 00:30:00 EDT" in card


def test_the_card_tells_the_exact_overlap_and_the_gap(timeline: TimelineView, make_row: MakeRow) -> None:
    first, second, third = make_row(1, 1, 2), make_row(2, 2.5, 1, mode="STANDBY"), make_row(3, 4, 1, mode="BACKUP")
    timeline.show_rows({row.id: row for row in (first, second, third)})
    told = {row.id: dict(timeline.card_lines(row.id)) for row in (first, second, third)}
    assert told[first.id]["Overlap"] == "today 14:30 to 15:00 EDT (30 min) with Standby, which takes over then"
    assert told[second.id]["Overlap"] == (
        "today 14:30 to 15:00 EDT (30 min) with Discharge, from which this one takes over"
    )
    assert told[third.id]["Before it"] == "no command from today 15:30 to 16:00 EDT (30 min)"
    assert told[second.id]["After it"] == told[third.id]["Before it"]


def test_a_clock_change_in_sight_is_explained(timeline: TimelineView, qtbot: QtBot) -> None:
    def notices() -> list[str]:
        return [label.text() for label in timeline.findChildren(PlainLabel) if "clocks" in label.text()]

    timeline.moves.show_range(NIGHT.timestamp(), NIGHT.timestamp() + 6 * 3600, 0, 5)
    assert notices() == [
        "The clocks go back 1 h at 02:00 EDT: times from 01:00 EST on come twice, so their zone counts."
    ]
    spring = datetime(2025, 3, 9, 4, tzinfo=UTC).timestamp()
    timeline.moves.show_range(spring, spring + 6 * 3600, 0, 5)
    assert notices() == ["The clocks go forward 1 h at 02:00 EST: the next moment is 03:00 EDT, no time lies between."]
    timeline.moves.go_to_now()
    assert notices() == []
    del qtbot


def test_z_asks_for_the_next_zone(timeline: TimelineView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(timeline.zone_asked):
        qtbot.keyClick(timeline, Qt.Key.Key_Z)


def test_the_switch_goes_through_computer_battery_and_utc(batteries: Batteries, qapp: object) -> None:
    del qapp
    zones = Zones(NEW_YORK, batteries, "laptop")
    zones.follow("battery-1")
    told = []
    for _turn in range(3):
        zones.choose_next()
        told.append((zones.choice, zones.zone.key))
    assert told == [("battery", "America/Los_Angeles"), ("UTC", "UTC"), ("laptop", "America/New_York")]


def test_a_battery_whose_zone_nobody_knows_has_the_computers(batteries: Batteries, qapp: object) -> None:
    del qapp
    zones = Zones(NEW_YORK, batteries, "battery")
    zones.follow("battery-2")
    assert zones.zone == NEW_YORK
    assert zones.is_unknown
    batteries.tell("battery-2", BatteryFacts(zone="America/Denver"))
    zones.follow("battery-2")
    assert zones.zone.key == "America/Denver"
    assert not zones.is_unknown
