"""An exact range, the overview's brush, the fleet's power, and a key for everything that the pointer can do."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from flipconsole.domain.command import Mode
from flipconsole.domain.row import Row
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.shortcuts import timeline_keys
from flipconsole.ui.timeline import bindings as bindings_module
from flipconsole.ui.timeline.fleet import power_words
from flipconsole.ui.timeline.view import TimelineView

MakeRow = Callable[..., Row]


def by_id(*rows: Row) -> dict[str, Row]:
    return {row.id: row for row in rows}


def test_g_and_a_range_show_exactly_that(timeline: TimelineView, now: datetime, qtbot: QtBot) -> None:
    qtbot.keyClick(timeline, Qt.Key.Key_G)
    qtbot.keyClicks(timeline.goto, "16:00-18:00")
    qtbot.keyClick(timeline.goto, Qt.Key.Key_Return)
    window = timeline.window_shown
    assert datetime.fromtimestamp(window.start, UTC) == datetime(2025, 6, 17, 20, tzinfo=UTC)
    assert window.end - window.start == pytest.approx(7200)
    timeline.set_now(now + timedelta(hours=1))
    assert timeline.window_shown == window  # now is no longer followed


def test_what_cannot_be_read_is_said_beside_the_lanes(timeline: TimelineView, qtbot: QtBot) -> None:
    before = timeline.window_shown
    qtbot.keyClicks(timeline.goto, "soonish")
    qtbot.keyClick(timeline.goto, Qt.Key.Key_Return)
    assert any("Type a range or a day" in label.text() for label in timeline.findChildren(PlainLabel))
    assert timeline.window_shown == before
    qtbot.keyClick(timeline.goto, Qt.Key.Key_Escape)
    assert not any("Type a range" in label.text() for label in timeline.findChildren(PlainLabel))


def test_digits_choose_the_span_around_now(timeline: TimelineView, qtbot: QtBot) -> None:
    for key, hours in ((Qt.Key.Key_1, 4), (Qt.Key.Key_3, 72), (Qt.Key.Key_4, 336), (Qt.Key.Key_2, 24)):
        qtbot.keyClick(timeline, key)
        assert timeline.window_shown.span_s == pytest.approx(hours * 3600)
        assert timeline.window_shown.start < timeline.now_shown < timeline.window_shown.end
    assert timeline.moves.follows_now


# the overview


@pytest.fixture
def long_time(timeline: TimelineView, make_row: MakeRow) -> TimelineView:
    """Bars over four days, two of which wait."""
    rows = [
        make_row(n, 10.0 * n, 4.0, device_id=f"b{n}", device_status="OK" if n > 1 else "PENDING") for n in range(10)
    ]
    timeline.show_rows(by_id(*rows))
    return timeline


def test_the_brush_is_the_window_and_dragging_it_moves_the_window(long_time: TimelineView, qtbot: QtBot) -> None:
    strip = long_time.strips.overview
    brush = strip.brush()
    start, end = strip.span
    assert brush.left() / strip.width() == pytest.approx(
        (long_time.window_shown.start - start) / (end - start), abs=0.01
    )
    middle, before = QPoint(round(brush.center().x()), 10), long_time.window_shown
    qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(strip, middle + QPoint(40, 0))
    qtbot.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=middle + QPoint(40, 0))
    after = long_time.window_shown
    assert after.span_s == pytest.approx(before.span_s)
    assert after.start - before.start == pytest.approx(40 * (end - start) / strip.width(), rel=0.05)


def test_dragging_an_edge_of_the_brush_changes_the_span(long_time: TimelineView, qtbot: QtBot) -> None:
    strip = long_time.strips.overview
    edge, before = QPoint(round(strip.brush().right()), 10), long_time.window_shown
    qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=edge)
    qtbot.mouseMove(strip, edge + QPoint(30, 0))
    qtbot.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=edge + QPoint(30, 0))
    assert long_time.window_shown.start == before.start
    assert long_time.window_shown.span_s > before.span_s


def test_the_overview_counts_every_bar_and_those_that_wait(long_time: TimelineView) -> None:
    strip = long_time.strips.overview
    every, waiting = strip.counts
    start, end = strip.span
    for pixel in range(0, strip.width(), 7):
        moment = start + (pixel + 0.5) * (end - start) / strip.width()
        edges = np.abs(np.concatenate((long_time.bars.start, long_time.bars.end)) - moment)
        if edges.min() < (end - start) / strip.width():
            continue  # the pixel of an edge belongs to the bar
        assert every[pixel] == np.sum((long_time.bars.start <= moment) & (moment < long_time.bars.end))
    assert waiting.max() == 1
    assert every.sum() > waiting.sum() > 0


def test_five_hundred_lanes_are_seen_in_the_overview(timeline: TimelineView, make_row: MakeRow, qtbot: QtBot) -> None:
    timeline.show_rows(by_id(*(make_row(n, n % 50 * 2.0, device_id=f"b{n}") for n in range(500))))
    strip = timeline.strips.overview
    qtbot.waitUntil(lambda: bool(strip.counts[0].max() >= 10))
    picture = strip.grab().toImage()
    columns = {picture.pixelColor(x, strip.height() - 2).name() for x in range(0, strip.width(), 3)}
    assert len(columns) > 2


# the fleet


def test_the_fleets_power_is_the_brute_force_sum(timeline: TimelineView, make_row: MakeRow, qtbot: QtBot) -> None:
    rows = [
        make_row(
            n,
            n % 7 * 0.4,
            1 + n % 3,
            device_id=f"b{n}",
            mode=Mode.CHARGE if n % 4 == 0 else Mode.DISCHARGE,
            setpoint_w=1000 + 37 * n,
            status="CANCELED" if n % 9 == 0 else "OK",
        )
        for n in range(60)
    ]
    timeline.show_rows(by_id(*rows))
    qtbot.keyClick(timeline, Qt.Key.Key_W)
    strip = timeline.strips.fleet
    qtbot.waitUntil(lambda: strip.values().any())
    window = timeline.window_shown
    for pixel in range(0, window.width, 13):
        moment = datetime.fromtimestamp(window.time_at(pixel), UTC)
        expected = 0.0
        for row in rows:
            command = row.held.command
            assert command.starts_at is not None
            assert command.ends_at is not None
            if command.status == "OK" and command.starts_at <= moment < command.ends_at:
                watts = command.battery_commands.setpoint_w or 0
                expected += watts if command.battery_commands.mode == Mode.CHARGE else -watts
        assert abs(strip.values()[pixel] - expected) < 1
    assert power_words(expected) in strip.said(moment.timestamp())


def test_the_filter_of_the_lanes_is_the_filter_of_the_sum(
    timeline: TimelineView, make_row: MakeRow, qtbot: QtBot
) -> None:
    one, other = make_row(1, -1, device_id="a"), make_row(2, -1, device_id="b", setpoint_w=700)
    timeline.show_rows(by_id(one, other))
    qtbot.keyClick(timeline, Qt.Key.Key_W)
    strip = timeline.strips.fleet
    qtbot.waitUntil(lambda: strip.said(timeline.now_shown) == "discharge 5.7 kW")
    timeline.set_visible_ids({one.id})
    qtbot.waitUntil(lambda: strip.said(timeline.now_shown) == "discharge 5.0 kW")
    assert "discharge 5.0 kW" in strip.accessibleDescription()


# every mouse action has a key

MOUSE = {
    "choose a bar": "Key_Right",
    "open a bar": "Key_Return",
    "card of a bar": "Key_Space",
    "scroll lanes": "Key_PageDown",
    "pan": "Key_Right",
    "zoom": "Key_Plus",
    "choose a lane": "Key_Down",
    "open a battery": "Key_B",
    "close a group": "Key_C",
    "pin a lane": "Key_P",
    "order of lanes": "Key_S",
    "groups of lanes": "Key_E",
    "lanes that the list leaves out": "Key_A",
    "find a lane": "Key_Slash",
    "go to a time": "Key_G",
    "brush": "Key_G",
    "now": "Key_N",
    "show all": "Key_0",
    "zone": "Key_Z",
    "power as height": "Key_H",
    "fleet": "Key_W",
    "overview": "Key_O",
    "legend": "Key_L",
    "table": "Key_T",
    "save": "Key_X",
    "print": "Key_X",
    "copy": "Key_C",
    "menu of a bar": "Key_M",
    "point at the fleet's power": "Key_Space",  # the card tells it for the bar's start
}


def test_no_mouse_action_is_without_a_key() -> None:
    bound = set(re.findall(r"key\.(Key_\w+)", inspect.getsource(bindings_module)))
    assert {what: key for what, key in MOUSE.items() if key not in bound} == {}


def test_every_bound_key_is_in_the_sheet() -> None:
    written = " ".join(key.keys for key in timeline_keys().keys)
    names = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Plus": "+", "Minus": "-", "Period": ".", "Comma": ","}
    names |= {"Slash": "/", "PageUp": "Page up", "PageDown": "Page down", "Return": "Enter", "Escape": "Esc"}
    for key in set(re.findall(r"key\.Key_(\w+)", inspect.getsource(bindings_module))) - {"Equal", "Enter"}:
        shown = names.get(key, key)
        assert re.search(rf"(^| |\+){re.escape(shown)}( |$)", written), key


def test_every_button_and_menu_names_its_key(timeline: TimelineView) -> None:
    for button in timeline.findChildren(QToolButton):
        assert re.search(r"\([A-Z0-9+-]", button.toolTip()), button.accessibleName()
        menu = button.menu()
        if menu is not None:
            assert all("\t" in action.text() for action in menu.actions() if not action.isSeparator())
