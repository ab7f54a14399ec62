"""The self-test's look at the window's ground: platform, fonts, time axis and a drawn timeline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, qVersion
from PySide6.QtGui import QColor, QFontInfo, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication

from flipconsole.domain.checkup import Unfit
from flipconsole.domain.command import BatteryCommand, Command, Mode, PowerMode
from flipconsole.domain.held import Held
from flipconsole.domain.language import _
from flipconsole.domain.row import Row
from flipconsole.ui.theme import FONT_FAMILY, LIGHT, mode_colour
from flipconsole.ui.timeline.ticks import ticks
from flipconsole.ui.timeline.view import TimelineView

_NEW_YORK = ZoneInfo("America/New_York")
_HOUR = 3600
_NIGHTS = {
    # midnight in New York, in UTC: the labels of the hours that follow
    datetime(2026, 11, 1, 4, tzinfo=UTC): ("00:00 EDT", "01:00 EDT", "01:00 EST", "02:00 EST", "03:00 EST"),
    datetime(2027, 3, 14, 5, tzinfo=UTC): ("00:00 EST", "01:00 EST", "03:00 EDT", "04:00 EDT", "05:00 EDT"),
}
_INCOMPLETE = "The program is incomplete: install it again."


def check_screen() -> str:
    """Qt runs, and on what."""
    screen = QGuiApplication.primaryScreen()
    if screen is None:
        raise Unfit(_("Qt finds no screen."), _("Start the program in a graphical session."))
    size = screen.size()
    return _("Qt {version} on “{platform}”, {width}x{height}, plugins from {folder}.").format(
        version=qVersion(),
        platform=QGuiApplication.platformName(),
        width=size.width(),
        height=size.height(),
        folder=", ".join(QCoreApplication.libraryPaths()),
    )


def check_fonts(application: QApplication) -> str:
    """The program's own font is there, and what is written with it can be seen."""
    font = application.font()
    family = QFontInfo(font).family()
    if font.family() != FONT_FAMILY or family != FONT_FAMILY:
        raise Unfit(
            _("The font {wanted} is not there; {found} stands in.").format(wanted=FONT_FAMILY, found=family),
            _(_INCOMPLETE),
        )
    image = QImage(200, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setFont(font)
    painter.drawText(4, 26, "17:00 kW ÄÖ")
    painter.end()
    inked = sum(image.pixelColor(x, y).lightness() < 128 for x in range(image.width()) for y in range(image.height()))
    if inked < 100:
        raise Unfit(_("Text is not drawn."), _(_INCOMPLETE))
    return _("{family} is there and drawn.").format(family=family)


def check_axis(zone: ZoneInfo = _NEW_YORK) -> str:
    """The hours of both nights on which clocks change, each an hour apart and named as clocks name them."""
    for midnight, expected in _NIGHTS.items():
        start = midnight.timestamp()
        found = ticks(start, start + 4 * _HOUR, _HOUR, zone)
        labels = tuple(tick.label for tick in found)
        if labels != expected or [tick.at - start for tick in found] != [_HOUR * n for n in range(5)]:
            raise Unfit(
                _("The hours of {day} read {labels}.").format(day=f"{midnight:%Y-%m-%d}", labels=", ".join(labels)),
                _(_INCOMPLETE),
            )
    return _("The hours are right on both nights on which the clocks change.")


def check_timeline() -> str:
    """A command is drawn where it belongs, in its colour."""
    view = TimelineView(LIGHT, _NEW_YORK)
    try:
        view.resize(800, 200)
        view.set_now(_NOW)
        row = _row()
        view.show_rows({row.id: row})
        view.ensurePolished()
        image = view.canvas.grab().toImage()
    finally:
        view.deleteLater()
    colour = QColor(mode_colour(LIGHT, Mode.DISCHARGE)).rgb()
    drawn = sum(image.pixel(x, y) == colour for x in range(image.width()) for y in range(image.height()))
    if drawn < 200:
        raise Unfit(_("A command on the timeline is not drawn."), _(_INCOMPLETE))
    return _("A command was drawn with {count} pixels of its colour.").format(count=drawn)


_NOW = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def _row() -> Row:
    command = Command(
        id="497f6eca-6276-4993-bfeb-53cbbbba6f08",
        event_id=None,
        device_id="self-test",
        starts_at=_NOW - timedelta(hours=1),
        ends_at=_NOW + timedelta(hours=2),
        duration_s=None,
        is_preparatory_action=False,
        battery_commands=BatteryCommand(
            mode=Mode.DISCHARGE, power_mode=PowerMode.SETPOINT, setpoint_w=5000, backup_reserve_percentage=20
        ),
        status="OK",
        device_status="OK",
        device_status_reason=None,
        created_at=_NOW,
        updated_at=_NOW,
    )
    return Row(Held(command, _NOW))
