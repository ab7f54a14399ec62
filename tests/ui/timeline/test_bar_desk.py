"""What is done with one bar: copied on three clocks (SEC11), opened by a menu; the picture pinched by two fingers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QNativeGestureEvent, QPointingDevice
from PySide6.QtWidgets import QApplication, QGestureEvent, QMenu, QPinchGesture
from pytestqt.qtbot import QtBot

from flipconsole.app.batteries import Batteries
from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.row import Row
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme
from flipconsole.ui.timeline import bar_desk
from flipconsole.ui.timeline.bar_desk import card_text
from flipconsole.ui.timeline.card import Card
from flipconsole.ui.timeline.view import TimelineView

MakeRow = Callable[..., Row]
NIGHT = datetime(2025, 11, 2, 4, 30, tzinfo=UTC)  # 00:30 EDT
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def far_off(themed: Theme, qtbot: QtBot) -> TimelineView:
    """Times in UTC, a computer in New York, and battery-1 in Los Angeles."""
    known = Batteries()
    known.tell("battery-1", BatteryFacts(zone="America/Los_Angeles"))
    view = TimelineView(themed, ZoneInfo("UTC"), batteries=known, laptop_zone=ZoneInfo("America/New_York"))
    qtbot.addWidget(view)
    view.resize(1000, 400)
    view.set_now(NIGHT)
    view.show()
    return view


def copied() -> str:
    return QGuiApplication.clipboard().text()


def show(view: TimelineView, *rows: Row) -> None:
    view.show_rows({row.id: row for row in rows})
    view.select([rows[0].id])


def test_ctrl_c_copies_the_card_on_three_clocks(far_off: TimelineView, make_row: MakeRow, qtbot: QtBot) -> None:
    show(far_off, make_row(1, starts_at=NIGHT, ends_at=NIGHT + timedelta(hours=3), duration_s=10800))
    qtbot.keyClick(far_off, Qt.Key.Key_C, CTRL)
    first, battery, starts, _ends, lasts = copied().splitlines()[:5]
    assert first.startswith("Discharge at 5.0 kW")
    assert battery == "Battery: battery-1"
    assert starts == "Starts: 2025-11-01 21:30:00 PDT  ·  2025-11-02 04:30:00 UTC  ·  2025-11-02 00:30:00 EDT"
    assert lasts == "Lasts: 3 h"


def test_the_true_length_across_the_change_is_copied_too(timeline: TimelineView, make_row: MakeRow) -> None:
    show(timeline, make_row(1, starts_at=NIGHT, ends_at=NIGHT + timedelta(hours=3), duration_s=10800))
    timeline.table.copy_asked.emit()
    assert "Lasts: 3 h; the clocks show 2 h, as they go back 1 h in between (EDT to EST)\n" in copied()


def harm_of(text: str) -> list[str]:
    """The lines that a spreadsheet would obey or that hide a sign."""
    return [line for line in text.splitlines() if line.lstrip()[:1] in tuple("=+-@＝") or "\u202e" in line]


def test_what_is_copied_is_obeyed_nowhere(timeline: TimelineView, make_row: MakeRow, qtbot: QtBot) -> None:
    evil = "=HYPERLINK(1)\r\n+1+1\u202e"
    show(timeline, make_row(1, device_id=evil, mode=evil, status=evil, device_status=evil))
    qtbot.keyClick(timeline, Qt.Key.Key_C, CTRL)
    assert copied().splitlines()[1].startswith("Battery: =HYPERLINK")
    assert harm_of(copied()) == []
    assert harm_of(card_text("=1+1", [("＝a", evil)])) == []


@pytest.mark.parametrize("door", ["inert_cell", "plain"])
def test_a_door_that_stands_open_is_noticed(door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control."""
    monkeypatch.setattr(bar_desk, door, lambda text, _limit=0: text)
    assert harm_of(card_text("=1+1", [("Battery", "a\u202eb")]))


def test_nothing_selected_is_said(timeline: TimelineView, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("mine")
    qtbot.keyClick(timeline, Qt.Key.Key_C, CTRL)
    assert copied() == "mine"
    assert "Nothing was copied: no bar is selected." in [label.text() for label in timeline.findChildren(PlainLabel)]


def test_another_clock_of_the_selected_battery_is_told(far_off: TimelineView, make_row: MakeRow) -> None:
    def notices() -> list[str]:
        return [label.text() for label in far_off.findChildren(PlainLabel) if "selected battery" in label.text()]

    show(far_off, make_row(1, starts_at=NIGHT), make_row(2, starts_at=NIGHT, device_id="battery-2"))
    assert notices() == ["The selected battery's clock is 7 h behind these times: PDT (America/Los_Angeles)."]
    far_off.set_zone(ZoneInfo("America/Los_Angeles"))
    assert notices() == []
    far_off.set_zone(ZoneInfo("UTC"))
    far_off.select([make_row(2).id])
    assert notices() == []


@pytest.mark.parametrize("by", ["key", "menu key", "pointer"])
def test_the_menu_of_a_bar_names_the_keys_and_does_the_same(
    timeline: TimelineView, make_row: MakeRow, by: str, qtbot: QtBot
) -> None:
    row = make_row(1)
    show(timeline, row)
    corner = timeline.canvas.item.shown().rects[0]
    place = QPoint(round(corner[0]) + 5, round(corner[1]) + 5)
    match by:
        case "key":
            qtbot.keyClick(timeline, Qt.Key.Key_M)
        case "menu key":
            event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
            QApplication.sendEvent(timeline, event)
        case _:
            timeline.select([])
            at = timeline.canvas.mapTo(timeline, place)
            event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, timeline.mapToGlobal(at))
            QApplication.sendEvent(timeline, event)
            assert timeline.selected_ids == (row.id,)
    (menu,) = (each for each in timeline.findChildren(QMenu) if each.accessibleName() == "Bar")
    assert menu.isVisible()
    actions = [each for each in menu.actions() if not each.isSeparator()]
    assert all("\t" in each.text() for each in actions)
    with qtbot.waitSignal(timeline.bar_activated) as opened:
        next(each for each in actions if each.text().startswith("Go to the detail")).trigger()
    assert opened.args == [row.id]
    menu.close()


def test_a_key_for_a_bar_out_of_sight_brings_it_back(timeline: TimelineView, make_row: MakeRow, qtbot: QtBot) -> None:
    show(timeline, *(make_row(n, device_id=f"battery-{n:02}", pending_min=n / 9) for n in range(60)))
    last = make_row(59)
    timeline.select([last.id])

    def is_seen() -> bool:
        y = timeline.window_shown.y_of(timeline.lanes.index("battery-59"))
        return 0 <= y < timeline.window_shown.height

    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right):
        timeline.moves.scroll(60 if timeline.window_shown.top < 5 else -60)
        assert not is_seen()
        qtbot.keyClick(timeline, key)
        assert is_seen()
    assert timeline.card_text
    card = timeline.findChildren(Card)[0]
    timeline.moves.scroll(60 if timeline.window_shown.top < 5 else -60)
    assert timeline.rect().contains(card.geometry()), "it stays in sight though its bar does not"


def test_a_menu_beside_all_bars_does_not_come(timeline: TimelineView, make_row: MakeRow) -> None:
    show(timeline, make_row(1))
    at = timeline.canvas.mapTo(timeline, QPoint(500, 200))
    QApplication.sendEvent(timeline, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, timeline.mapToGlobal(at)))
    assert not [each for each in timeline.findChildren(QMenu) if each.accessibleName() == "Bar"]


def test_the_power_of_all_at_the_bars_start_is_in_its_card(timeline: TimelineView, make_row: MakeRow) -> None:
    row, other = make_row(1), make_row(2, 0, 6, device_id="battery-2", mode="CHARGE", setpoint_w=1500)
    show(timeline, row, other)
    assert "All shown, at its start" not in dict(timeline.card_lines(row.id))
    timeline._wishes.set(shows_fleet=True)
    QApplication.processEvents()
    QApplication.processEvents()
    assert dict(timeline.card_lines(row.id))["All shown, at its start"] == "discharge 3.5 kW"


@pytest.mark.parametrize(("scale", "factor"), [(1.25, 0.8), (0.8, 1.25)])
def test_two_fingers_on_the_screen_zoom_between_them(timeline: TimelineView, scale: float, factor: float) -> None:
    pinch = QPinchGesture()
    pinch.setScaleFactor(scale)
    viewport = timeline.canvas.viewport()
    pinch.setCenterPoint(QPointF(viewport.mapToGlobal(QPoint(300, 50))))
    before = timeline.window_shown
    QApplication.sendEvent(viewport, QGestureEvent([pinch]))
    after = timeline.window_shown
    assert after.span_s == pytest.approx(before.span_s * factor)
    assert after.x_of(before.time_at(300)) == pytest.approx(300, abs=1)


@pytest.mark.parametrize("value", [0.25, -0.2])
def test_two_fingers_on_a_touch_pad_zoom_at_the_pointer(timeline: TimelineView, value: float) -> None:
    viewport, place = timeline.canvas.viewport(), QPointF(300, 50)
    before = timeline.window_shown
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        place,
        place,
        QPointF(viewport.mapToGlobal(place)),
        value,
        QPointF(),
    )
    assert event.type() == QEvent.Type.NativeGesture
    QApplication.sendEvent(viewport, event)
    after = timeline.window_shown
    assert after.span_s == pytest.approx(before.span_s / (1 + value))
    assert after.x_of(before.time_at(300)) == pytest.approx(300, abs=1)
