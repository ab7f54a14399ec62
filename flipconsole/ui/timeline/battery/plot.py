"""The plot of one battery: signed power in steps above, projected charge with its band and the reserve below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from flipconsole.domain.command import Mode, PowerMode
from flipconsole.domain.language import _
from flipconsole.domain.projection import OPEN_END, Point
from flipconsole.domain.schedule import Span
from flipconsole.domain.words import mode_letter, mode_name
from flipconsole.ui.theme import Theme, mode_colour, mode_ink, scaled
from flipconsole.ui.timeline.axis import AxisMarks
from flipconsole.ui.timeline.battery.outlook import Outlook
from flipconsole.ui.timeline.window import Window

_LEFT = 62
_HIGH = 250
_POWER_PART = 0.5
_SIGNS: dict[str, float] = {Mode.CHARGE: 1.0, Mode.DISCHARGE: -1.0}


class BatteryPlot(QWidget):
    """Paints an `Outlook` upon the marks of a time axis that lies above it."""

    def __init__(self, theme: Theme, marks: AxisMarks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._marks = marks
        self._outlook: Outlook | None = None
        self._now = 0.0
        self.setMinimumHeight(scaled(_HIGH))
        self.setAccessibleName(_("Schedule and charge of the battery"))

    @override
    def sizeHint(self) -> QSize:
        return QSize(720, scaled(_HIGH))

    @property
    def left(self) -> int:
        """Where time begins; the names of the scales stand before it."""
        return scaled(_LEFT)

    def show_outlook(self, outlook: Outlook, now: datetime) -> None:
        """Another battery, or the same later on."""
        self._outlook, self._now = outlook, now.timestamp()
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        outlook = self._outlook
        if outlook is None:
            return
        painter = QPainter(self)
        theme, width = self._theme, self.width() - self.left
        painter.fillRect(self.rect(), QColor(theme.surface))
        font = QFont(self.font())
        font.setPixelSize(scaled(11))
        painter.setFont(font)
        window = outlook.window(width, self.height())
        has_charge = outlook.projection is not None
        upper = self.height() * (_POWER_PART if has_charge else 1.0)
        painter.save()
        painter.translate(self.left, 0)
        painter.setClipRect(QRectF(0, 0, width, self.height()))
        self._paint_grid(painter, window)
        self._paint_power(painter, outlook, window, QRectF(0, 6, width, upper - 18))
        if has_charge:
            self._paint_charge(painter, outlook, window, QRectF(0, upper + 8, width, self.height() - upper - 18))
        x = round(window.x_of(self._now))
        painter.fillRect(x - 1, 0, 2, self.height(), QColor(theme.accent))
        painter.restore()
        self._paint_scales(painter, outlook, upper)

    def _paint_grid(self, painter: QPainter, window: Window) -> None:
        theme = self._theme
        for tick in self._marks.ticks:
            x = round(window.x_of(tick.at))
            painter.fillRect(x, 0, 1, self.height(), QColor(theme.outline if tick.is_day else theme.border))
        for change in self._marks.changes:
            x = round(window.x_of(change.at))
            painter.setPen(QPen(QColor(theme.info), 1, Qt.PenStyle.DashLine))
            painter.drawLine(x, 0, x, self.height())

    def _paint_power(self, painter: QPainter, outlook: Outlook, window: Window, place: QRectF) -> None:
        theme, full = self._theme, full_w(outlook)
        middle = place.center().y()
        painter.setPen(QPen(QColor(theme.text), 1))
        painter.drawLine(QPointF(0, middle), QPointF(place.width(), middle))
        for span in outlook.schedule.spans:
            command = outlook.commands[span.command_id]
            battery = command.battery_commands
            left, right = window.x_of(span.starts_at.timestamp()), window.x_of(_end_s(span))
            sign = _SIGNS.get(battery.mode, 0.0)
            is_set = battery.power_mode == PowerMode.SETPOINT and battery.setpoint_w is not None
            share = min(1.0, (battery.setpoint_w or 0) / full) if is_set else 1.0
            reach = sign * share * place.height() / 2
            box = QRectF(left, min(middle, middle - reach), right - left, abs(reach))
            if not sign:
                box = QRectF(left, middle - 8, right - left, 16)
            colour = mode_colour(theme, battery.mode)
            ground = QColor(colour)
            ground.setAlphaF(0.85 if is_set or not sign else 0.25)
            painter.setPen(QPen(colour, 1, Qt.PenStyle.SolidLine if is_set or not sign else Qt.PenStyle.DashLine))
            painter.setBrush(ground)
            painter.drawRect(box)
            ink = mode_ink(theme, battery.mode) if is_set or not sign else QColor(theme.text)
            self._paint_words(painter, box, ink, span.mode, _power_words(battery.setpoint_w, is_set, bool(sign)))
        painter.setPen(QPen(QColor(theme.warn), 3))
        for overlap in outlook.schedule.overlaps:
            left, right = (window.x_of(each.timestamp()) for each in (overlap.starts_at, overlap.ends_at))
            painter.drawLine(QPointF(left, place.top() - 3), QPointF(right, place.top() - 3))

    def _paint_words(self, painter: QPainter, box: QRectF, ink: QColor, mode: str, power: str) -> None:
        metrics = painter.fontMetrics()
        words = [f"{mode_name(mode)} {power}".strip(), f"{mode_letter(mode)} {power}".strip(), mode_letter(mode)]
        for text in words:
            if metrics.horizontalAdvance(text) + 8 <= box.width():
                inside = box.height() >= metrics.height()
                painter.setPen(ink if inside else QColor(self._theme.text))
                place = box if inside else QRectF(box.left(), box.bottom() + 1, box.width(), metrics.height())
                painter.drawText(place.adjusted(4, 0, -4, 0), Qt.AlignmentFlag.AlignCenter, text)
                return

    def _paint_charge(self, painter: QPainter, outlook: Outlook, window: Window, place: QRectF) -> None:
        projection, capacity = outlook.projection, outlook.facts.capacity_wh
        if projection is None or not capacity:
            return
        theme = self._theme

        def path(points: Sequence[Point]) -> list[QPointF]:
            return [
                QPointF(window.x_of(point.at.timestamp()), place.bottom() - point.wh / capacity * place.height())
                for point in points
            ]

        band = QColor(theme.info)
        band.setAlphaF(0.25)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(band))
        painter.drawPolygon(QPolygonF([*path(projection.high), *reversed(path(projection.low))]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.info), 2))
        painter.drawPolyline(QPolygonF(path(projection.likely)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for span in outlook.schedule.spans:
            reserve = outlook.commands[span.command_id].battery_commands.backup_reserve_percentage
            if reserve is not None:
                y = round(place.bottom() - reserve / 100 * place.height())
                painter.setPen(QPen(QColor(theme.text), 1, Qt.PenStyle.DashLine))
                painter.drawLine(
                    QPointF(window.x_of(span.starts_at.timestamp()), y), QPointF(window.x_of(_end_s(span)), y)
                )
        for moments, colour in ((projection.emptied, theme.danger), (projection.filled, theme.ok)):
            for moment in moments.values():
                x = round(window.x_of(moment.timestamp()))
                painter.setPen(QPen(QColor(colour), 2, Qt.PenStyle.DotLine))
                painter.drawLine(x, round(place.top()), x, round(place.bottom()))

    def _paint_scales(self, painter: QPainter, outlook: Outlook, upper: float) -> None:
        theme = self._theme
        full = full_w(outlook) / 1000
        painter.setPen(QColor(theme.muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for y, text in (
            (14.0, _("charge {power:,.1f} kW").format(power=full)),
            ((upper - 6) / 2, _("0 kW")),
            (upper - 22.0, _("discharge {power:,.1f} kW").format(power=full)),
        ):
            first, _space, rest = text.partition(" ") if text.count(" ") > 1 else (text, "", "")
            painter.drawText(QRectF(0, y - 14, self.left - 6, 14), right, first)
            painter.drawText(QRectF(0, y, self.left - 6, 14), right, rest)
        if outlook.projection is not None:
            for y, text in ((upper + 10, _("100 %")), (self.height() - 12.0, _("0 %"))):
                painter.drawText(QRectF(0, y - 8, self.left - 6, 16), right, text)
        painter.setPen(QColor(theme.border))
        painter.drawLine(self.left - 1, 0, self.left - 1, self.height())


def full_w(outlook: Outlook) -> float:
    """The power that reaches the edge of the plot: the rated one, or the most that is asked for."""
    asked = [command.battery_commands.setpoint_w or 0 for command in outlook.commands.values()]
    return max([float(outlook.facts.rated_w or 0), 1000.0, *asked])


def _power_words(watts: int | None, is_set: bool, has_sign: bool) -> str:
    if not has_sign:
        return ""
    return _("{power:,.1f} kW").format(power=(watts or 0) / 1000) if is_set else _("following the load")


def _end_s(span: Span) -> float:
    return (span.ends_at or span.starts_at + OPEN_END).timestamp()
