"""What a person sees of the timeline and does with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace as changed
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot
from typing_extensions import override

from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.command import Answer
from flipconsole.domain.layout import BarState
from flipconsole.domain.row import Row, Stage
from flipconsole.domain.terms import terms_of
from flipconsole.ui.theme import Theme
from flipconsole.ui.timeline.filling import SLICE
from flipconsole.ui.timeline.view import TimelineView
from flipconsole.ui.timeline.window import Window
from tests.ui.timeline.conftest import NOW

MakeRow = Callable[..., Row]


def by_id(*rows: Row) -> dict[str, Row]:
    return {row.id: row for row in rows}


def wheel(view: TimelineView, x: float, notches: float, modifiers: Qt.KeyboardModifier) -> None:
    surface = view.canvas.viewport()
    place = QPointF(x, 50)
    event = QWheelEvent(
        place,
        surface.mapToGlobal(place),
        QPoint(),
        QPoint(0, round(notches * 120)),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(surface, event)
    assert event.isAccepted()


def centre_of(view: TimelineView, row: Row) -> QPoint:
    start, end = row.held.command.starts_at, row.held.command.ends_at
    assert start is not None
    assert end is not None
    index = view.bars.ids.index(row.id)
    lane = view.bars.lane[index] + view.bars.top[index] + view.bars.height[index] / 2
    moment = (start.timestamp() + end.timestamp()) / 2
    return QPoint(round(view.window_shown.x_of(moment)), round(view.window_shown.y_of(lane)))


def test_it_opens_four_hours_before_now_and_twenty_after(timeline: TimelineView, now: datetime) -> None:
    window = timeline.window_shown
    assert window.start == pytest.approx((now - timedelta(hours=4)).timestamp())
    assert window.end == pytest.approx((now + timedelta(hours=20)).timestamp())


@pytest.mark.parametrize("x", [3.0, 420.0, 870.0])
def test_ctrl_and_wheel_zoom_at_the_pointer(timeline: TimelineView, x: float) -> None:
    moment, span = timeline.window_shown.time_at(x), timeline.window_shown.span_s
    for notches in (1, 3, -2, 1):
        wheel(timeline, x, notches, Qt.KeyboardModifier.ControlModifier)
        assert abs(timeline.window_shown.x_of(moment) - x) < 1
    assert timeline.window_shown.span_s < span


def test_the_viewbox_of_pyqtgraph_shows_the_same_range(timeline: TimelineView) -> None:
    wheel(timeline, 300, 2, Qt.KeyboardModifier.ControlModifier)
    (start, end), _lanes = timeline.canvas.box.viewRange()
    assert (start, end) == pytest.approx((timeline.window_shown.start, timeline.window_shown.end))
    assert timeline.canvas.box.mouseEnabled() == [False, False]
    assert not timeline.canvas.box.menuEnabled()


def test_the_wheel_scrolls_lanes_and_leaves_the_time(timeline: TimelineView, make_row: MakeRow) -> None:
    timeline.show_rows(by_id(*(make_row(n, device_id=f"battery-{n:03d}") for n in range(60))))
    before = timeline.window_shown
    wheel(timeline, 300, -2, Qt.KeyboardModifier.NoModifier)
    assert timeline.window_shown.top > before.top
    assert timeline.window_shown.start == before.start
    wheel(timeline, 300, 50, Qt.KeyboardModifier.NoModifier)
    assert timeline.window_shown.top == 0


def test_shift_and_wheel_pan_the_time(timeline: TimelineView) -> None:
    before = timeline.window_shown
    wheel(timeline, 300, -1, Qt.KeyboardModifier.ShiftModifier)
    assert timeline.window_shown.start > before.start
    assert timeline.window_shown.span_s == pytest.approx(before.span_s)


def test_a_drag_pans_with_the_pointer_and_selects_nothing(
    timeline: TimelineView, make_row: MakeRow, qtbot: QtBot
) -> None:
    row = make_row(1)
    timeline.show_rows(by_id(row))
    chosen: list[str] = []
    timeline.bar_selected.connect(chosen.append)
    surface = timeline.canvas.viewport()
    start = centre_of(timeline, row)
    moment = timeline.window_shown.time_at(start.x())
    qtbot.mousePress(surface, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(surface, start + QPoint(60, 0))
    qtbot.mouseMove(surface, start + QPoint(120, 0))
    qtbot.mouseRelease(surface, Qt.MouseButton.LeftButton, pos=start + QPoint(120, 0))
    assert abs(timeline.window_shown.x_of(moment) - start.x() - 120) < 1
    assert chosen == []


def test_a_click_selects_the_bar_and_a_double_click_activates_it(
    timeline: TimelineView, make_row: MakeRow, qtbot: QtBot
) -> None:
    row, other = make_row(1), make_row(2, device_id="battery-2")
    timeline.show_rows(by_id(row, other))
    with qtbot.waitSignal(timeline.bar_selected) as selected:
        qtbot.mouseClick(timeline.canvas.viewport(), Qt.MouseButton.LeftButton, pos=centre_of(timeline, other))
    assert selected.args == [other.id]
    with qtbot.waitSignal(timeline.bar_activated) as activated:
        qtbot.mouseDClick(timeline.canvas.viewport(), Qt.MouseButton.LeftButton, pos=centre_of(timeline, row))
    assert activated.args == [row.id]
    qtbot.mouseRelease(timeline.canvas.viewport(), Qt.MouseButton.LeftButton)  # a double click of QTest never lets go


def test_select_brings_a_bar_into_sight_and_says_nothing(timeline: TimelineView, make_row: MakeRow) -> None:
    rows = [make_row(n, 40.0, device_id=f"battery-{n:03d}") for n in range(60)]
    timeline.show_rows(by_id(*rows))
    chosen: list[str] = []
    timeline.bar_selected.connect(chosen.append)
    timeline.select([rows[50].id])
    place = centre_of(timeline, rows[50])
    assert timeline.canvas.viewport().rect().contains(place)
    assert timeline.selected_ids == (rows[50].id,)
    assert chosen == []


def test_an_unknown_id_can_be_selected_and_is_found_when_its_row_comes(
    timeline: TimelineView, make_row: MakeRow
) -> None:
    rows = by_id(make_row(1))
    timeline.show_rows(rows)
    late = make_row(2, device_id="battery-9")
    timeline.select([late.id])
    assert "no bar is selected" in timeline.accessibleDescription()
    rows[late.id] = late
    timeline.apply([late.id])
    assert "battery-9" in timeline.accessibleDescription()


def test_arrows_walk_along_the_lane_and_across_lanes(timeline: TimelineView, make_row: MakeRow, qtbot: QtBot) -> None:
    a1, a2 = make_row(1, 1, device_id="a"), make_row(2, 5, device_id="a")
    b1, b2 = make_row(3, 1.5, device_id="b"), make_row(4, 5.5, device_id="b")
    timeline.show_rows(by_id(a1, a2, b1, b2))
    chosen: list[str] = []
    timeline.bar_selected.connect(chosen.append)
    keys = (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Left)
    for key in keys:
        qtbot.keyClick(timeline, key)
    assert chosen == [a1.id, a2.id, b2.id, b1.id, a1.id]
    with qtbot.waitSignal(timeline.bar_activated) as activated:
        qtbot.keyClick(timeline, Qt.Key.Key_Return)
    assert activated.args == [a1.id]


def test_keys_zoom_fit_and_return_to_now(timeline: TimelineView, make_row: MakeRow, qtbot: QtBot) -> None:
    rows = [make_row(n, n * 10.0, device_id=f"battery-{n:03d}") for n in range(40)]
    timeline.show_rows(by_id(*rows))
    span = timeline.window_shown.span_s
    qtbot.keyClick(timeline, Qt.Key.Key_Plus)
    assert timeline.window_shown.span_s < span
    qtbot.keyClick(timeline, Qt.Key.Key_Minus)
    assert timeline.window_shown.span_s == pytest.approx(span)
    qtbot.keyClick(timeline, Qt.Key.Key_0)
    shown = timeline.window_shown
    assert shown.lanes_high >= 40
    assert shown.start < timeline.bars.start.min()
    assert shown.end > timeline.bars.end.max()
    timeline.select([rows[3].id])
    qtbot.keyClick(timeline, Qt.Key.Key_F)
    assert timeline.window_shown.span_s < 3 * 3600
    qtbot.keyClick(timeline, Qt.Key.Key_N)
    assert timeline.window_shown.start < timeline.now_shown < timeline.window_shown.end


def test_now_is_followed_until_a_person_pans_and_again_after_n(
    timeline: TimelineView, now: datetime, qtbot: QtBot
) -> None:
    before = timeline.window_shown
    timeline.set_now(now + timedelta(hours=1))
    assert timeline.window_shown.start == pytest.approx(before.start + 3600)
    wheel(timeline, 300, -1, Qt.KeyboardModifier.ShiftModifier)
    panned = timeline.window_shown
    timeline.set_now(now + timedelta(hours=2))
    assert timeline.window_shown == panned
    qtbot.keyClick(timeline, Qt.Key.Key_N)
    timeline.set_now(now + timedelta(hours=3))
    assert timeline.window_shown.x_of(timeline.now_shown) == pytest.approx(timeline.window_shown.width / 6, abs=1)


def test_the_now_line_moves_each_second(timeline: TimelineView, now: datetime) -> None:
    for second in range(3):
        timeline.set_now(now + timedelta(seconds=second))
        assert timeline.now_shown == now.timestamp() + second


def test_the_card_comes_by_pointer_and_tells_everything(
    timeline: TimelineView, make_row: MakeRow, qtbot: QtBot
) -> None:
    row = make_row(1)
    timeline.show_rows(by_id(row))
    qtbot.mouseMove(timeline.canvas.viewport(), centre_of(timeline, row))
    qtbot.waitUntil(lambda: bool(timeline.card_text))
    text = timeline.card_text
    for part in (
        "Discharge at 5.0 kW until 20 % is left",
        "2025-06-17 13:00:00 EDT",
        "17:00:00 UTC",
        "5,000 W × 2 h = 10.0 kWh",
        "20 %",
        "Going ahead (OK)",
        "Not answered (PENDING)",
        "No answer here",
        "in 10 min",
    ):
        assert part in text
    qtbot.mouseMove(timeline.canvas.viewport(), QPoint(5, 300))
    qtbot.waitUntil(lambda: not timeline.card_text)


def test_space_shows_the_card_of_the_selected_bar_and_escape_hides_it(
    timeline: TimelineView, make_row: MakeRow, qtbot: QtBot
) -> None:
    row = make_row(1)
    timeline.show_rows(by_id(row))
    timeline.select([row.id])
    qtbot.keyClick(timeline, Qt.Key.Key_Space)
    assert "Discharge" in timeline.card_text
    qtbot.keyClick(timeline, Qt.Key.Key_Escape)
    assert timeline.card_text == ""


def test_markup_from_a_server_stays_text(timeline: TimelineView, make_row: MakeRow, qtbot: QtBot) -> None:
    evil = "<img src='file:///etc/passwd'><b>x</b>"
    row = make_row(1, device_id=evil, mode="<i>TURBO</i>")
    timeline.show_rows(by_id(row))
    timeline.select([row.id])
    qtbot.keyClick(timeline, Qt.Key.Key_Space)
    assert evil in timeline.card_text
    assert "<i>TURBO</i>" in timeline.card_text
    labels = timeline.findChildren(QLabel)
    assert labels
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)
    timeline.grab()


def test_the_accessible_description_tells_the_selected_bar(timeline: TimelineView, make_row: MakeRow) -> None:
    row = make_row(1)
    timeline.show_rows(by_id(row))
    assert timeline.accessibleName()
    assert "1 battery" in timeline.accessibleDescription()
    timeline.select([row.id])
    assert "battery-1: Discharge at 5.0 kW until 20 % is left, today 13:00 to 15:00 EDT" in (
        timeline.accessibleDescription()
    )
    timeline.set_zone(ZoneInfo("UTC"))
    assert "today 17:00 to 19:00 UTC" in timeline.accessibleDescription()
    assert all(button.accessibleName() for button in timeline.findChildren(QAbstractButton))


def test_a_diff_changes_only_what_it_names(timeline: TimelineView, make_row: MakeRow) -> None:
    a, b, c = (make_row(n, device_id=f"battery-{n}") for n in (1, 2, 3))
    rows = by_id(a, b)
    timeline.show_rows(rows)
    rows |= by_id(c)
    del rows[b.id]
    timeline.apply([b.id, c.id])
    assert set(timeline.bars.ids) == {a.id, c.id}


def test_a_filter_hides_bars_and_their_lanes(timeline: TimelineView, make_row: MakeRow) -> None:
    a, b = make_row(1, device_id="a"), make_row(2, device_id="b")
    timeline.show_rows(by_id(a, b))
    timeline.set_visible_ids({b.id})
    assert (timeline.bars.ids, timeline.lanes) == ([b.id], ["b"])
    timeline.set_visible_ids(None)
    assert timeline.lanes == ["a", "b"]


def test_lanes_keep_their_places_while_the_pointer_is_inside(
    timeline: TimelineView, make_row: MakeRow, qtbot: QtBot
) -> None:
    rows = by_id(make_row(1, device_id="a"), make_row(2, device_id="b"))
    timeline.show_rows(rows)
    urgent = make_row(2, device_id="b", pending_min=14)
    QApplication.sendEvent(timeline, enter_event())
    rows[urgent.id] = urgent
    timeline.apply([urgent.id])
    assert timeline.lanes == ["a", "b"]
    QApplication.sendEvent(timeline, leave_event())
    assert timeline.lanes == ["b", "a"]


def test_lanes_keep_their_places_while_an_outcome_is_looked_at(
    timeline: TimelineView, make_row: MakeRow, now: datetime
) -> None:
    rows = by_id(*(make_row(n, device_id=f"battery-{n:03d}", pending_min=12) for n in range(60)))
    answered = rows[make_row(0).id]
    QApplication.sendEvent(timeline, leave_event())  # the pointer of the platform may lie anywhere
    timeline.show_rows(rows)
    timeline.set_now(now)
    timeline.select([answered.id])
    before = timeline.lanes
    rows[answered.id] = make_row(0, device_id="battery-000", device_status="OK", stage=Stage.DELIVERED)
    timeline.apply([answered.id])
    timeline.set_now(now + timedelta(seconds=9))
    assert timeline.lanes == before
    timeline.set_now(now + timedelta(seconds=10))
    assert timeline.lanes == [*before[1:], before[0]]
    assert timeline.canvas.viewport().rect().contains(centre_of(timeline, rows[answered.id]))


def test_another_selection_sorts_the_lanes_at_once(timeline: TimelineView, make_row: MakeRow, now: datetime) -> None:
    rows = by_id(make_row(1, device_id="a", pending_min=12), make_row(2, device_id="b"))
    first, second = rows
    QApplication.sendEvent(timeline, leave_event())  # the pointer of the platform may lie anywhere
    timeline.show_rows(rows)
    timeline.set_now(now)
    timeline.select([first])
    rows[first] = make_row(1, device_id="a", device_status="OK", stage=Stage.DELIVERED)
    timeline.apply([first])
    timeline.select([first])
    assert timeline.lanes == ["a", "b"]
    timeline.select([second])
    assert timeline.lanes == ["b", "a"]


def test_the_selected_lane_stays_in_its_place_when_the_others_are_sorted(
    timeline: TimelineView, make_row: MakeRow, now: datetime
) -> None:
    rows = by_id(*(make_row(n, device_id=f"battery-{n:03d}") for n in range(60)))
    chosen = make_row(30, device_id="battery-030")
    QApplication.sendEvent(timeline, leave_event())  # the pointer of the platform may lie anywhere
    timeline.show_rows(rows)
    timeline.set_now(now)
    timeline.select([chosen.id])
    place = centre_of(timeline, chosen)
    urgent = [make_row(n, device_id=f"battery-{n:03d}", pending_min=14) for n in range(40, 60)]
    rows |= by_id(*urgent)
    timeline.apply([row.id for row in urgent])
    assert timeline.lanes[0] == "battery-040"
    assert centre_of(timeline, chosen) == place


def enter_event() -> QEnterEvent:
    return QEnterEvent(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5))


def leave_event() -> QEvent:
    return QEvent(QEvent.Type.Leave)


def test_rows_that_cannot_be_drawn_are_counted(timeline: TimelineView, make_row: MakeRow) -> None:
    timeline.show_rows(by_id(make_row(1), make_row(2, None)))
    assert any("1 command has no readable start" in label.text() for label in timeline.findChildren(QLabel))


def test_the_zone_is_named(timeline: TimelineView) -> None:
    assert any("EDT (America/New_York)" in button.text() for button in timeline.findChildren(QAbstractButton))
    timeline.set_zone(ZoneInfo("Asia/Kolkata"))
    assert any("IST (Asia/Kolkata)" in button.text() for button in timeline.findChildren(QAbstractButton))


def test_the_theme_changes_while_it_runs(timeline: TimelineView, make_row: MakeRow) -> None:
    timeline.show_rows(by_id(make_row(1)))
    light = timeline.canvas.grab().toImage()
    timeline.set_theme(Theme.of("dark"))
    dark = timeline.canvas.grab().toImage()
    assert light.pixelColor(5, 200).lightness() > 200
    assert dark.pixelColor(5, 200).lightness() < 60


def test_a_hundred_thousand_bars_are_built_in_slices(timeline: TimelineView, make_row: MakeRow, qtbot: QtBot) -> None:
    template = make_row(1)
    command = template.held.command
    rows: dict[str, Row] = {}
    for number in range(100_000):
        start = command.starts_at + timedelta(hours=4 * (number % 100)) if command.starts_at else None
        one = changed(
            command,
            id=f"{number:08x}-0000-4000-8000-000000000000",
            device_id=f"battery-{number // 100:04d}",
            starts_at=start,
            ends_at=start + timedelta(hours=2) if start else None,
        )
        rows[one.id] = Row(changed(template.held, command=one))
    timeline.show_rows(rows)
    assert len(rows) > SLICE
    assert not timeline.is_complete
    qtbot.waitUntil(lambda: timeline.is_complete, timeout=20_000)
    assert len(timeline.bars) == 100_000
    assert len(timeline.lanes) == 1000
    timeline.moves.fit_all()
    timeline.canvas.grab()


def test_many_changes_are_taken_in_slices_and_few_at_once(
    timeline: TimelineView, make_row: MakeRow, qtbot: QtBot
) -> None:
    rows = by_id(*(make_row(n, n % 5, device_id=f"battery-{n % 300:03d}") for n in range(900)))
    timeline.show_rows(rows)
    newer = by_id(*(make_row(n, n % 7, device_id=f"battery-{n % 300:03d}", device_status="OK") for n in range(800)))
    rows |= newer
    dropped = [make_row(n).id for n in range(800, 850)]
    for command_id in dropped:
        del rows[command_id]
    timeline.apply([*newer, *dropped])
    assert not timeline.is_settled
    qtbot.waitUntil(lambda: timeline.is_settled)
    assert sorted(timeline.bars.ids) == sorted(rows)
    begins = dict(zip(timeline.bars.ids, timeline.bars.start.tolist(), strict=True))
    for row in rows.values():
        assert row.held.command.starts_at is not None
        assert begins[row.id] == row.held.command.starts_at.timestamp()
    last = make_row(899, 9, device_id="battery-299")
    rows[last.id] = last
    timeline.apply([last.id])
    assert timeline.is_settled


def test_a_window_keeps_its_time_when_the_widget_is_resized(timeline: TimelineView, qtbot: QtBot) -> None:
    before = timeline.window_shown
    timeline.resize(1400, 500)
    qtbot.waitUntil(lambda: timeline.window_shown.width > before.width)
    after = timeline.window_shown
    assert isinstance(after, Window)
    assert (after.start, after.end) == (before.start, before.end)
    assert replace(after, width=before.width, height=before.height) == before


class Paints(QObject):
    """Counts what reaches a viewport."""

    count = 0

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_a_pan_paints_the_bars_once(timeline: TimelineView, make_row: MakeRow, qtbot: QtBot) -> None:
    timeline.show_rows(by_id(make_row(1)))
    QApplication.processEvents()
    QApplication.processEvents()
    paints = Paints()
    timeline.canvas.viewport().installEventFilter(paints)
    timeline.moves.pan(50, 0)
    qtbot.waitUntil(lambda: paints.count > 0)
    for _turn in range(5):
        QApplication.processEvents()
    assert paints.count == 1


def test_the_legend_can_be_hidden(timeline: TimelineView, qtbot: QtBot) -> None:
    height = timeline.canvas.height()
    qtbot.keyClick(timeline, Qt.Key.Key_L)
    qtbot.waitUntil(lambda: timeline.canvas.height() > height)


def test_times_far_from_now_do_no_harm(timeline: TimelineView, make_row: MakeRow) -> None:
    far = make_row(1, starts_at=datetime(1971, 1, 1, tzinfo=UTC), ends_at=datetime(2199, 1, 1, tzinfo=UTC))
    timeline.show_rows(by_id(far, make_row(2)))
    timeline.moves.fit_all()
    timeline.grab()
    timeline.select([far.id])
    timeline.moves.fit()
    timeline.grab()


def test_a_bar_that_is_over_shows_what_flip_said_last_and_the_card_what_was_sent(
    timeline: TimelineView, make_row: MakeRow
) -> None:
    """S16."""
    sent = Ack(
        command_id=make_row(1).id,
        device_status=Answer.OK,
        reason=None,
        operator="Ana",
        terms=terms_of(make_row(1).held.command),
        seen_updated_at=NOW,
        created_at=NOW,
        not_before=NOW,
        state=AckState.DELIVERED,
        seq=1,
    )

    def past(device_status: str) -> Row:
        row = make_row(1, -5, 2, device_status=device_status, stage=Stage.DELIVERED)
        return changed(row, acks=(sent,))

    for device_status, state, answer in (
        ("OK", BarState.ANSWERED, "OK (Delivered)"),
        ("FAILED_FAULT", BarState.FAILED, "OK (Delivered); Flip tells another device status by now"),
    ):
        row = past(device_status)
        timeline.show_rows(by_id(row))
        assert timeline.bars.state.tolist() == [state]
        assert dict(timeline.card_lines(row.id))["Your answer"] == answer
