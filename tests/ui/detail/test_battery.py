"""The detail pane says where a battery stands, what it is and who says so; a missing zone is shown as missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from flipconsole.app.batteries import Batteries
from flipconsole.domain.battery import BatteryFacts
from flipconsole.ui.detail.battery_fields import battery_section, where_it_stands
from flipconsole.ui.detail.fields import Field, sections_of
from flipconsole.ui.detail.pane import DetailPane
from flipconsole.ui.theme import Theme
from tests.ui.desk import NEW_YORK, NOW, RecordingConsole, a_row, button_of, unnamed, visible_texts

FLIPS = BatteryFacts(
    13_500.0, 7500.0, site="9 Oak Street, Burlington", address="9 Oak Street, Burlington VT 05401", maker="Halden",
    model="Hearth 13", serial="SN-4", least_rated_w=6000.0,
)  # fmt: skip
NIGHT = datetime(2025, 11, 2, 4, 30, tzinfo=UTC)  # 00:30 EDT; the clocks go back at 02:00


@pytest.fixture
def batteries() -> Batteries:
    known = Batteries({"PW-1": BatteryFacts(capacity_wh=10_000.0, name="Garage")})
    known.take_flips({"PW-1": FLIPS, "PW-2": FLIPS}, NOW - timedelta(hours=3))
    return known


@pytest.fixture
def pane(qtbot: QtBot, themed: Theme, batteries: Batteries) -> DetailPane:
    pane = DetailPane(RecordingConsole(), NEW_YORK, themed, batteries=batteries)
    qtbot.addWidget(pane)
    pane.resize(480, 900)
    pane.show()
    return pane


def fields_of(batteries: Batteries, device_id: str) -> dict[str, Field]:
    return {field.path: field for field in battery_section(batteries, device_id, NOW).fields}


def test_every_value_names_who_says_it(batteries: Batteries) -> None:
    fields = fields_of(batteries, "PW-1")
    assert {name: (field.value, field.note) for name, field in fields.items() if name != "Time zone"} == {
        "Name": ("Garage", "from your site book"),
        "Site": ("9 Oak Street, Burlington", "from Flip, read 3 h ago"),
        "Address": ("9 Oak Street, Burlington VT 05401", "from Flip, read 3 h ago"),
        "Maker": ("Halden", "from Flip, read 3 h ago"),
        "Model": ("Hearth 13", "from Flip, read 3 h ago"),
        "Serial number": ("SN-4", "from Flip, read 3 h ago"),
        "Capacity": ("10 kWh", "from your site book"),
        "Rated power": (
            "6 or 7.5 kW",
            "from Flip, read 3 h ago; Flip names one for its input and one for its output, and its pages leave open "
            "which is for charging",
        ),
    }


def test_a_missing_zone_and_a_missing_site_are_said(batteries: Batteries) -> None:
    for device_id in ("PW-1", "PW-9"):
        zone = fields_of(batteries, device_id)["Time zone"]
        assert (zone.value, zone.is_marked) == ("not known", True)
        assert "enter it in the site book" in zone.note
    assert fields_of(batteries, "PW-9")["Site"].value == "not known"
    batteries.enter("PW-1", "zone", "America/Denver")
    assert fields_of(batteries, "PW-1")["Time zone"].value == "America/Denver"


def test_the_place_is_said_once(batteries: Batteries) -> None:
    assert where_it_stands(batteries, "PW-1") == "9 Oak Street, Burlington VT 05401 · Halden Hearth 13"
    batteries.enter("PW-1", "site", "Grandma's house")
    assert where_it_stands(batteries, "PW-1") == (
        "Grandma's house · 9 Oak Street, Burlington VT 05401 · Halden Hearth 13"
    )
    assert where_it_stands(batteries, "PW-9") == ""


def test_the_pane_shows_it_all_and_warns_in_words(pane: DetailPane, batteries: Batteries, qtbot: QtBot) -> None:
    pane.show_row(a_row(1))
    said = visible_texts(pane)
    assert "Garage · PW-1" in said
    assert "9 Oak Street, Burlington VT 05401 · Halden Hearth 13" in said
    assert "Its time zone is not known: the times here are in EDT (America/New_York)." in said
    assert "from Flip, read 3 h ago" in said
    assert not unnamed(pane)
    batteries.enter("PW-1", "zone", "America/Denver")
    pane.show_row(a_row(1))
    assert "Its time zone is not known" not in visible_texts(pane)
    with qtbot.waitSignal(pane.book_asked) as asked:
        button_of(pane, "Site book…").click()
    assert asked.args == ["PW-1"]
    assert all(button.accessibleName() for button in pane.findChildren(QPushButton) if button.isVisible())


def test_hostile_words_from_flip_stay_words(pane: DetailPane, batteries: Batteries) -> None:
    batteries.take_flips({"PW-1": BatteryFacts(site="<b>x</b>\u202eevil", address="<img src=x>")}, NOW)
    pane.show_row(a_row(1))
    assert "<b>x</b>[U+202E]evil" in visible_texts(pane)


def lengths(zone: ZoneInfo, own: ZoneInfo | None, hours: float) -> list[tuple[str, str]]:
    row = a_row(1, starts_at=NIGHT, ends_at=NIGHT + timedelta(hours=hours), duration_s=hours * 3600)
    return [
        (field.value, field.note)
        for section in sections_of(row.held, zone, own)
        for field in section.fields
        if field.path == "true length"
    ]


def test_the_true_length_across_a_clock_change() -> None:
    back = "3 h; the clocks show 2 h, as they go back 1 h in between (EDT to EST)"
    utc = ZoneInfo("UTC")
    assert lengths(NEW_YORK, None, 3) == [(back, "")]
    assert lengths(NEW_YORK, NEW_YORK, 3) == [(back, "")]
    assert lengths(utc, NEW_YORK, 3) == [(back, "on the battery's clock")]
    assert lengths(utc, None, 3) == []
    assert lengths(NEW_YORK, NEW_YORK, 1) == [], "it ends before the change"


def test_the_true_length_when_the_clocks_go_forward() -> None:
    start = datetime(2025, 3, 9, 6, tzinfo=UTC)  # 01:00 EST
    row = a_row(1, starts_at=start, ends_at=start + timedelta(hours=2))
    fields = {field.path: field for section in sections_of(row.held, NEW_YORK) for field in section.fields}
    assert fields["true length"].value == ("2 h; the clocks show 3 h, as they go forward 1 h in between (EST to EDT)")
