"""Every mode, state and sign looks different from every other, in colour and without."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from flipconsole.domain.command import Mode
from flipconsole.domain.layout import MODES
from flipconsole.domain.row import Row, Stage
from flipconsole.ui.theme import Theme, ThemeName
from flipconsole.ui.timeline.brushes import Brushes
from flipconsole.ui.timeline.legend import Legend, entries
from flipconsole.ui.timeline.view import TimelineView

MakeRow = Callable[..., Row]

LOOKS: dict[str, dict[str, object]] = {
    "pending": {},
    "answered": {"device_status": "OK"},
    "failed": {"device_status": "FAILED_FAULT"},
    "cancelled": {"status": "CANCELED", "device_status": "OK"},
    "unclear": {"device_status": "SOMETHING_NEW"},
    "open end": {"length_h": None, "device_status": "OK"},
    "preparatory": {"is_preparatory": True},
    "late": {"pending_min": 20.0},
    "removal": {"status": "CANCELED"},
    "under way": {"stage": Stage.WAITING},
    "asking": {"stage": Stage.NEEDS_REVIEW},
}


def grey(image: QImage) -> np.ndarray:
    picture = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
    return rows[:, : picture.width()].astype(int)


def bar_picture(view: TimelineView, row: Row) -> np.ndarray:
    """The bar of the only row, without what lies around it, in grey."""
    view.show_rows({row.id: row})
    assert row.held.command.starts_at is not None
    left = round(view.window_shown.x_of(row.held.command.starts_at.timestamp())) - 8
    return grey(view.canvas.grab().toImage())[0:30, left : left + 110]


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """How many parts in a hundred of the pixels differ clearly."""
    return float((np.abs(one - other) > 12).mean() * 100)


@pytest.mark.parametrize("theme", ["light", "dark", "sunlight", "contrast"])
def test_each_state_and_sign_differs_in_grey(timeline: TimelineView, make_row: MakeRow, theme: ThemeName) -> None:
    timeline.set_theme(Theme.of(theme))
    pictures = {name: bar_picture(timeline, make_row(1, **look)) for name, look in LOOKS.items()}
    for (one, first), (other, second) in itertools.combinations(pictures.items(), 2):
        assert difference(first, second) > 1.5, (one, other)


@pytest.mark.parametrize("theme", ["light", "dark", "sunlight", "contrast"])
@pytest.mark.parametrize("device_status", ["OK", "PENDING"])
def test_each_mode_differs_in_grey_even_without_its_letter_and_shade(
    timeline: TimelineView, make_row: MakeRow, theme: ThemeName, device_status: str
) -> None:
    timeline.set_theme(Theme.of(theme))
    patterns = {}
    for mode in Mode:
        picture = bar_picture(timeline, make_row(1, 1.0, 0.8, mode=mode, device_status=device_status))
        inside = picture[8:24, 26:38].astype(float)  # right of the letter, too narrow for a label
        patterns[mode] = inside - np.median(inside)
        assert inside.std() > 1, mode
    for one, other in itertools.combinations(Mode, 2):
        assert np.abs(patterns[one] - patterns[other]).mean() > 2, (one, other)


@pytest.mark.parametrize("look", ["failed", "cancelled"])
def test_a_failure_is_crossed_and_a_cancellation_hatched(timeline: TimelineView, make_row: MakeRow, look: str) -> None:
    standing_by = make_row(1, 1.0, 1.0, mode="TURBO", **LOOKS[look])  # an unknown mode has no pattern of its own
    pending = make_row(2, 1.0, 1.0, mode="TURBO")
    assert bar_picture(timeline, pending)[8:17, 26:38].std() == 0  # above the fuse and the charge to keep
    assert bar_picture(timeline, standing_by)[8:17, 26:38].std() > 5


def test_the_same_look_gives_the_same_picture(timeline: TimelineView, make_row: MakeRow) -> None:
    """What the tests above call different is not mere noise."""
    one, other = bar_picture(timeline, make_row(1)), bar_picture(timeline, make_row(2))
    assert difference(one, other) == 0


def test_the_legend_names_and_draws_every_look(themed: Theme, qtbot: object) -> None:
    del qtbot
    legend = Legend(themed)
    legend.resize(1280, legend.heightForWidth(1280))
    narrow = legend.heightForWidth(400)
    assert narrow > legend.height()
    texts = [text for text, *_rest in entries()]
    assert len(set(texts)) == len(texts) == len(Mode) + 17
    assert all(text in legend.accessibleDescription() for text in texts)
    picture = grey(legend.grab().toImage())
    assert picture.std() > 10


def test_every_mode_has_a_colour_of_its_own(themed: Theme, qapp: object) -> None:
    del qapp
    brushes = Brushes(themed, 1.0)
    assert len({colour.name() for colour in brushes.colours}) == len(MODES) + 1


def test_the_clock_change_is_drawn_as_a_line(timeline: TimelineView, make_row: MakeRow) -> None:
    from datetime import UTC, datetime

    timeline.show_rows({})
    day = datetime(2025, 11, 2, 4, tzinfo=UTC).timestamp()
    timeline.moves.show_range(day, day + 8 * 3600, 0, 10)
    x = round(timeline.window_shown.x_of(day + 2 * 3600))
    with_change = timeline.canvas.grab().toImage()
    assert with_change.pixelColor(x, 100) != with_change.pixelColor(x + 2, 100) or (
        with_change.pixelColor(x, 103) != with_change.pixelColor(x + 2, 103)
    )
    timeline.moves.show_range(day + 86400, day + 86400 + 8 * 3600, 0, 10)
    next_day = timeline.canvas.grab().toImage()
    blue = [y for y in range(0, 200) if with_change.pixelColor(x, y).blue() > with_change.pixelColor(x, y).red() + 60]
    assert len(blue) > 50
    assert not [y for y in range(0, 200) if next_day.pixelColor(x, y).blue() > next_day.pixelColor(x, y).red() + 60]


def test_a_thousand_lanes_on_few_pixels_show_what_needs_a_person(timeline: TimelineView, make_row: MakeRow) -> None:
    rows = [make_row(n, device_id=f"battery-{n:04d}", device_status="OK") for n in range(1000)]
    timeline.show_rows({row.id: row for row in rows})
    timeline.moves.fit_all()
    calm = timeline.canvas.grab().toImage()
    failed = make_row(500, device_id="battery-0500", device_status="FAILED_FAULT", mode=Mode.BACKUP)
    timeline.show_rows({row.id: row for row in [*rows[:500], failed, *rows[501:]]})
    timeline.moves.fit_all()
    assert timeline.canvas.grab().toImage() != calm


@pytest.mark.parametrize("theme", ["light", "dark", "sunlight", "contrast"])
def test_power_is_height_with_its_sign(timeline: TimelineView, make_row: MakeRow, theme: ThemeName) -> None:
    timeline.set_theme(Theme.of(theme))
    rows = [
        make_row(1, device_id="a", device_status="OK"),
        make_row(2, device_id="b", device_status="OK", mode=Mode.CHARGE),
        make_row(3, device_id="c", device_status="OK", mode=Mode.CHARGE, setpoint_w=2500),
    ]
    timeline.show_rows({row.id: row for row in rows})
    QTest.keyClick(timeline, Qt.Key.Key_H)
    shown = timeline.canvas.item.shown()
    rects = {int(index): rect for index, rect in zip(shown.index, shown.rects.tolist(), strict=True)}
    window = timeline.window_shown
    middle = [window.y_of(lane) + window.lane_px / 2 for lane in range(3)]
    discharge, charge, half = rects[0], rects[1], rects[2]
    assert discharge[1] == pytest.approx(middle[0], abs=1)  # from the middle downwards
    assert charge[1] + charge[3] == pytest.approx(middle[1], abs=1)  # from the middle upwards
    assert charge[3] == discharge[3] == pytest.approx(half[3] * 2, abs=1)
    QTest.keyClick(timeline, Qt.Key.Key_H)
    assert len(set(timeline.canvas.item.shown().rects[:, 3].tolist())) == 1


def test_the_fuse_burns_down_and_the_reserve_is_a_line(timeline: TimelineView, make_row: MakeRow) -> None:
    def dark(row: Row, part: slice) -> int:
        return int((bar_picture(timeline, row)[part, 10:80] < 90).sum())

    above, edge = slice(4, 17), slice(18, 24)
    fresh, old = make_row(1, pending_min=1.0), make_row(1, pending_min=13.0)
    assert dark(fresh, edge) > dark(old, edge) + 20
    with_reserve = bar_picture(timeline, make_row(2, device_status="OK", mode=Mode.STANDBY, reserve=50))
    without = bar_picture(timeline, make_row(2, device_status="OK", mode=Mode.STANDBY, reserve=None))
    lines = {int(y) for y in np.flatnonzero((with_reserve != without).any(axis=1))}
    assert lines
    assert max(lines) - min(lines) <= 5
    assert above.start < min(lines) < above.stop
