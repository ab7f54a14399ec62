"""Lanes are found, kept on top, ordered, grouped and left out as a person wishes, by key and by pointer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from flipconsole.app.batteries import Batteries
from flipconsole.domain.row import Row
from flipconsole.ui.frame.remembered import WindowState, read_state, write_state
from flipconsole.ui.theme import Theme
from flipconsole.ui.timeline.finder import hits
from flipconsole.ui.timeline.lanes import LaneColumn
from flipconsole.ui.timeline.look import Look, read_look
from flipconsole.ui.timeline.view import TimelineView

MakeRow = Callable[..., Row]


def by_id(*rows: Row) -> dict[str, Row]:
    return {row.id: row for row in rows}


@pytest.fixture
def three(timeline: TimelineView, make_row: MakeRow) -> TimelineView:
    """Batteries a, b and c; c is the most urgent, a and b belong to an event."""
    timeline.show_rows(
        by_id(
            make_row(1, 2, device_id="a", event_id="evening"),
            make_row(2, 1, device_id="b", event_id="evening", device_status="OK"),
            make_row(3, 3, device_id="c", pending_min=14),
        )
    )
    assert timeline.lanes == ["c", "a", "b"]
    return timeline


def row_at(view: TimelineView, lane: int) -> QPoint:
    return QPoint(20, round(view.window_shown.y_of(lane) + view.window_shown.lane_px / 2))


def test_s_changes_the_order_of_the_lanes(three: TimelineView, qtbot: QtBot) -> None:
    orders = []
    for _turn in range(3):
        qtbot.keyClick(three, Qt.Key.Key_S)
        orders.append(list(three.lanes))
    assert orders == [["a", "b", "c"], ["a", "b", "c"], ["c", "a", "b"]]
    assert three.look.sort == "urgency"


def test_p_keeps_a_lane_on_top_and_lets_it_go(three: TimelineView, make_row: MakeRow, qtbot: QtBot) -> None:
    three.select([make_row(2).id])
    with qtbot.waitSignal(three.look_changed):
        qtbot.keyClick(three, Qt.Key.Key_P)
    assert three.lanes == ["b", "c", "a"]
    assert three.look.pinned == ("b",)
    qtbot.keyClick(three, Qt.Key.Key_P)
    assert three.lanes == ["c", "a", "b"]


def test_pins_and_order_stand_after_a_restart(tmp_path: Path, themed: Theme, make_row: MakeRow, qtbot: QtBot) -> None:
    write_state(tmp_path, WindowState((0, 0, 800, 600), timeline=Look(sort="name", pinned=("c",))))
    view = TimelineView(themed, ZoneInfo("UTC"), look=read_state(tmp_path).timeline)
    qtbot.addWidget(view)
    view.show_rows(by_id(*(make_row(n, device_id=name) for n, name in enumerate("abc"))))
    assert view.lanes == ["c", "a", "b"]


def test_a_pinned_lane_stays_in_sight_however_far_the_others_are_scrolled(
    timeline: TimelineView, make_row: MakeRow, qtbot: QtBot
) -> None:
    timeline.show_rows(by_id(*(make_row(n, device_id=f"battery-{n:03d}", mode="CHARGE") for n in range(60))))
    timeline.select([make_row(50).id])
    qtbot.keyClick(timeline, Qt.Key.Key_P)
    column = timeline.findChildren(LaneColumn)[0]
    names, strip = QRect(0, 0, column.width(), 27), QRect(0, 0, timeline.canvas.width(), 27)
    timeline.moves.scroll(-100)
    unscrolled = column.grab(names).toImage(), timeline.canvas.grab(strip).toImage()
    timeline.moves.scroll(23.4)
    assert timeline.lanes[0] == "battery-050"
    assert timeline.window_shown.top == pytest.approx(23.4)
    assert (column.grab(names).toImage(), timeline.canvas.grab(strip).toImage()) == unscrolled

    x = round(timeline.window_shown.x_of(float(timeline.bars.start[0]))) + 20
    qtbot.mouseClick(timeline.canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 12))
    assert timeline.selected_ids == (make_row(50).id,)
    assert timeline.window_shown.top == pytest.approx(23.4), "what is in sight is not scrolled to"
    qtbot.mouseClick(column, Qt.MouseButton.LeftButton, pos=QPoint(20, 40))
    assert timeline.lanes[24] == "battery-023"
    assert timeline.selected_ids == (make_row(23).id,)
    qtbot.mouseClick(column, Qt.MouseButton.LeftButton, pos=QPoint(20, 12))
    assert timeline.selected_ids == (make_row(50).id,)


def test_pins_leave_room_for_the_others(timeline: TimelineView, make_row: MakeRow, qtbot: QtBot) -> None:
    timeline.show_rows(by_id(*(make_row(n, device_id=f"battery-{n:03d}") for n in range(60))))
    for number in range(40):
        timeline.select([make_row(number).id])
        qtbot.keyClick(timeline, Qt.Key.Key_P)
    assert 0 < timeline.window_shown.stuck_px <= timeline.window_shown.height / 2
    timeline.select([make_row(59).id])
    lane = timeline.lanes.index("battery-059")
    assert timeline.window_shown.y_of(lane + 1) <= timeline.window_shown.height + 1e-6


@pytest.mark.parametrize("kept", [None, 3, [], {"pinned": 3}, {"pinned": [1]}, {"sort": "luck"}, {"shows_all": 1}])
def test_a_look_that_was_damaged_counts_as_never_set(kept: object) -> None:
    assert read_look(kept) == Look()
    assert read_look(json.loads(json.dumps(Look(pinned=("x",)).kept()))) == Look(pinned=("x",))


def test_e_groups_the_lanes_and_a_click_on_a_heading_closes_them(three: TimelineView, qtbot: QtBot) -> None:
    qtbot.keyClick(three, Qt.Key.Key_E)
    assert three.lanes == ["", "c", "", "a", "b"]
    column = three.findChildren(LaneColumn)[0]
    qtbot.mouseClick(column, Qt.MouseButton.LeftButton, pos=row_at(three, 2))
    assert three.lanes == ["", "c", ""]
    assert len(three.bars) == 1
    qtbot.mouseClick(column, Qt.MouseButton.LeftButton, pos=row_at(three, 2))
    assert three.lanes == ["", "c", "", "a", "b"]


def test_lanes_go_by_the_sites_of_the_book_once_it_knows_any(themed: Theme, make_row: MakeRow, qtbot: QtBot) -> None:
    book = Batteries()
    view = TimelineView(themed, ZoneInfo("UTC"), batteries=book)
    qtbot.addWidget(view)
    view.show_rows(by_id(*(make_row(n, device_id=name, device_status="OK") for n, name in enumerate("abc"))))

    def after(key: Qt.Key, presses: int) -> list[str]:
        found = []
        for _press in range(presses):
            qtbot.keyClick(view, key)
            found.append(view.look.sort if key is Qt.Key.Key_S else view.look.grouping)
        return found

    assert after(Qt.Key.Key_S, 3) == ["name", "event", "urgency"], "nobody knows a site"
    book.take_book({"a": {"site": "Oak"}, "c": {"site": "Elm"}})
    assert after(Qt.Key.Key_S, 3) == ["name", "event", "site"]
    assert view.lanes == ["c", "a", "b"]
    assert after(Qt.Key.Key_E, 4) == ["event", "mode", "start", "site"]
    assert view.lanes == ["", "c", "", "a", "", "b"]
    book.enter("c", "site", "Pine")
    assert view.lanes == ["", "a", "", "c", "", "b"]
    (sites,) = (text for lane, text in view._telling.titles().items() if lane == 4)
    assert sites == "Site not known"


def test_lanes_by_name_go_by_the_names_of_the_book(themed: Theme, make_row: MakeRow, qtbot: QtBot) -> None:
    book = Batteries()
    view = TimelineView(themed, ZoneInfo("UTC"), batteries=book, look=Look(sort="name"))
    qtbot.addWidget(view)
    view.show_rows(by_id(*(make_row(n, device_id=name) for n, name in enumerate("abc"))))
    assert view.lanes == ["a", "b", "c"]
    book.enter("a", "name", "Zoo")
    assert view.lanes == ["b", "c", "a"]


def test_c_closes_the_group_of_the_bar_and_opens_it_again(three: TimelineView, make_row: MakeRow, qtbot: QtBot) -> None:
    qtbot.keyClick(three, Qt.Key.Key_E)
    three.select([make_row(1).id])
    qtbot.keyClick(three, Qt.Key.Key_C)
    assert three.lanes == ["", "c", ""]
    qtbot.keyClick(three, Qt.Key.Key_C)
    assert three.lanes == ["", "c", "", "a", "b"]
    qtbot.keyClick(three, Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    assert three.lanes == ["", ""]


def test_a_command_selected_elsewhere_opens_its_group(three: TimelineView, make_row: MakeRow, qtbot: QtBot) -> None:
    qtbot.keyClick(three, Qt.Key.Key_E)
    qtbot.keyClick(three, Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    three.select([make_row(2).id])
    assert "b" in three.lanes
    assert "c" not in three.lanes


def test_arrows_pass_over_headings(three: TimelineView, make_row: MakeRow, qtbot: QtBot) -> None:
    qtbot.keyClick(three, Qt.Key.Key_E)
    three.select([make_row(3).id])
    qtbot.keyClick(three, Qt.Key.Key_Down)
    assert three.selected_ids == (make_row(1).id,)
    qtbot.keyClick(three, Qt.Key.Key_Up)
    assert three.selected_ids == (make_row(3).id,)


def test_a_slash_finds_a_battery_and_escape_comes_back(timeline: TimelineView, make_row: MakeRow, qtbot: QtBot) -> None:
    timeline.show_rows(by_id(*(make_row(n, device_id=f"battery-{n:03d}") for n in range(60))))
    finder = timeline.finder
    qtbot.keyClick(timeline, Qt.Key.Key_Slash)
    qtbot.keyClicks(finder.field, "55")
    assert timeline.selected_ids == (make_row(55).id,)
    assert finder.count_text == "1 of 1"
    finder.field.selectAll()
    qtbot.keyClicks(finder.field, "04")
    assert timeline.selected_ids == (make_row(4).id,)
    qtbot.keyClick(finder.field, Qt.Key.Key_Return)
    assert timeline.selected_ids == (make_row(40).id,)
    assert finder.count_text == "2 of 11"
    finder.field.selectAll()
    qtbot.keyClicks(finder.field, "zz")
    assert finder.count_text == "no such battery here"
    qtbot.keyClick(finder.field, Qt.Key.Key_Escape)
    assert finder.field.text() == ""


@pytest.mark.parametrize(
    ("text", "expected"), [("12", [0, 2]), ("bt2", [0, 1, 2]), ("BAT-2", [1]), ("bat-12", [2, 0]), ("", []), ("x", [])]
)
def test_the_best_name_comes_first(text: str, expected: list[int]) -> None:
    assert hits(["bat-123", "bat-2", "bat-12", ""], text) == expected


def test_the_menu_of_a_lane_pins_it(three: TimelineView, qtbot: QtBot) -> None:
    three.findChildren(LaneColumn)[0].menu_asked.emit(1, QPoint(0, 0))
    menu = three.findChildren(QMenu)[-1]
    next(action for action in menu.actions() if action.text().startswith("Keep on top")).trigger()
    menu.close()
    assert three.lanes == ["a", "c", "b"]
    del qtbot


def test_the_filter_of_the_list_leaves_lanes_out_until_all_are_asked_for(
    three: TimelineView, make_row: MakeRow, qtbot: QtBot
) -> None:
    three.set_visible_ids({make_row(1).id})
    assert three.lanes == ["a"]
    qtbot.keyClick(three, Qt.Key.Key_A)
    assert three.lanes == ["c", "a", "b"]
    qtbot.keyClick(three, Qt.Key.Key_A)
    assert three.lanes == ["a"]


def test_a_full_stop_goes_to_the_next_bar_that_waits(three: TimelineView, make_row: MakeRow, qtbot: QtBot) -> None:
    chosen: list[str] = []
    three.bar_selected.connect(chosen.append)
    for key in (Qt.Key.Key_Period, Qt.Key.Key_Period, Qt.Key.Key_Period, Qt.Key.Key_Comma):
        qtbot.keyClick(three, key)
    assert chosen == [make_row(3).id, make_row(1).id, make_row(3).id, make_row(1).id]


def test_an_overlap_and_a_gap_are_drawn(timeline: TimelineView, make_row: MakeRow) -> None:
    def picture(second_h: float) -> QImage:
        timeline.show_rows(by_id(make_row(1, 1, 2, device_status="OK"), make_row(2, second_h, 2, device_status="OK")))
        return timeline.canvas.grab().toImage()

    touching, overlapping, apart = picture(3), picture(2.5), picture(3.5)
    assert overlapping != touching
    x = round(timeline.window_shown.x_of(float(timeline.bars.start[1]))) - 6
    dots = [apart.pixelColor(x - n, 14).lightness() for n in range(4)]
    assert min(dots) < max(dots)
