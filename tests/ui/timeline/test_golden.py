"""Golden images: every mode and every state of a bar, in both themes, as they were looked at and found good.

After a change of looks that is meant, run the tests once with FLIPCONSOLE_NEW_PICTURES=1, look at the pictures in
`golden/`, and commit them.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from flipconsole.domain.command import Mode
from flipconsole.domain.row import Row, Stage
from flipconsole.ui.theme import Theme, ThemeName
from flipconsole.ui.timeline.axis import TimeAxis
from flipconsole.ui.timeline.view import TimelineView

GOLDEN = Path(__file__).with_name("golden")
NEW_PICTURES = "FLIPCONSOLE_NEW_PICTURES" in os.environ
MAY_DIFFER = 0.3
"""Parts in a hundred of the pixels: another processor rounds the edges of letters and hatches differently."""

MakeRow = Callable[..., Row]

STATES: tuple[dict[str, object], ...] = (
    {},
    {"device_status": "OK"},
    {"device_status": "FAILED_FAULT"},
    {"status": "CANCELED", "device_status": "OK"},
    {"status": "CANCELED"},
    {"device_status": "SOMETHING_NEW"},
    {"length_h": None, "device_status": "OK"},
    {"is_preparatory": True},
    {"pending_min": 20.0},
    {"stage": Stage.WAITING},
    {"stage": Stage.NEEDS_REVIEW},
    {"power_mode": "FOLLOW_LOAD", "device_status": "OK"},
)


def picture_of(view: TimelineView, rows: list[Row]) -> QImage:
    view.resize(900, 220 + 32 * len(rows))
    view.show_rows({row.id: row for row in rows})
    return view.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)


def pixels(image: QImage) -> np.ndarray:
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].astype(int)


def difference(one: QImage, other: QImage) -> float:
    """Parts in a hundred of the pixels that clearly differ; 100 for pictures of different sizes."""
    if one.size() != other.size():
        return 100.0
    return float((np.abs(pixels(one) - pixels(other)) > 48).mean() * 100)


def check(name: str, image: QImage) -> None:
    path = GOLDEN / f"{name}.png"
    if NEW_PICTURES:
        GOLDEN.mkdir(exist_ok=True)
        assert image.save(str(path))
    golden = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB888)
    assert not golden.isNull(), f"there is no golden image {path.name}"
    assert difference(image, golden) <= MAY_DIFFER


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_state_of_a_bar_looks_as_it_was_approved(
    timeline: TimelineView, make_row: MakeRow, theme: ThemeName
) -> None:
    timeline.set_theme(Theme.of(theme))
    rows = [make_row(number, device_id=f"battery-{number:02}", **look) for number, look in enumerate(STATES, start=1)]
    check(f"states-{theme}", picture_of(timeline, rows))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_mode_looks_as_it_was_approved(timeline: TimelineView, make_row: MakeRow, theme: ThemeName) -> None:
    timeline.set_theme(Theme.of(theme))
    modes = [*Mode, "TURBO"]
    rows = [
        make_row(number, device_id=f"battery-{number:02}", mode=mode, device_status="OK")
        for number, mode in enumerate(modes, start=1)
    ]
    check(f"modes-{theme}", picture_of(timeline, rows))


def test_every_mode_is_told_apart_in_greys(timeline: TimelineView, make_row: MakeRow) -> None:
    """The picture as a person without colours, or a grey print, has it."""
    rows = [
        make_row(number, device_id=f"battery-{number:02}", mode=mode, device_status=status)
        for number, (mode, status) in enumerate(itertools.product(Mode, ("OK", "PENDING")), start=1)
    ]
    grey = picture_of(timeline, rows).convertToFormat(QImage.Format.Format_Grayscale8)
    check("modes-grey", grey.convertToFormat(QImage.Format.Format_RGB888))


@pytest.mark.parametrize("zone", ["America/New_York", "UTC", "Australia/Lord_Howe"])
def test_the_night_of_a_clock_change_looks_as_it_was_approved(
    timeline: TimelineView, make_row: MakeRow, zone: str
) -> None:
    """New York's clocks go back in this night, Lord Howe's stand still, and nothing happens in UTC."""
    night = datetime(2025, 11, 2, 4, 30, tzinfo=UTC)
    times = {"starts_at": night, "ends_at": night + timedelta(hours=3)}
    later = {"starts_at": night + timedelta(hours=2), "ends_at": night + timedelta(hours=4)}
    rows = [
        make_row(1, device_id="across", device_status="OK", **times),
        make_row(2, device_id="powerful", mode=Mode.CHARGE, **times),
        make_row(3, device_id="overlap", event_id="night", **times),
        make_row(4, device_id="overlap", event_id="night", mode=Mode.STANDBY, **later),
    ]
    timeline.set_zone(ZoneInfo(zone))
    timeline.resize(1000, 330)
    QApplication.processEvents()
    timeline.show_rows({row.id: row for row in rows})
    timeline.moves.show_range(night.timestamp() - 3600, night.timestamp() + 5 * 3600, 0, 5)
    QApplication.processEvents()
    axis = timeline.findChildren(TimeAxis)[0]
    place = QRect(0, axis.y(), timeline.width(), axis.height() + timeline.canvas.height())
    check(
        f"night-{zone.rpartition('/')[2]}", timeline.grab(place).toImage().convertToFormat(QImage.Format.Format_RGB888)
    )


def test_one_bar_in_another_state_is_noticed(timeline: TimelineView, make_row: MakeRow) -> None:
    """Negative control: the smallest change that matters is more than what may differ."""
    rows = [make_row(number, device_id=f"battery-{number:02}", **look) for number, look in enumerate(STATES, start=1)]
    before = picture_of(timeline, rows)
    after = picture_of(timeline, [make_row(1, device_id="battery-01", device_status="OK"), *rows[1:]])
    assert difference(before, after) > MAY_DIFFER
