"""The time axis: days above, clock times below, the clock change and now marked."""

from __future__ import annotations

import math
from datetime import datetime, tzinfo

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from flipconsole.domain.times import abbreviation
from flipconsole.ui.theme import Theme, scaled
from flipconsole.ui.timeline.ticks import ClockChange, Day, Tick, clock_changes, days, step_for, ticks
from flipconsole.ui.timeline.window import Window

_DAY_S = 86400
_BAND, _HEIGHT = 22, 46  # at the usual text size


class AxisMarks:
    """The ticks, days and clock changes of a zone, kept for a wider time than is shown so that a pan costs nothing."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._key: tuple[float, int] | None = None
        self._from = self._until = 0.0
        self.ticks: list[Tick] = []
        self.days: list[Day] = []
        self.changes: list[ClockChange] = []
        self.step = 3600

    def set_zone(self, zone: tzinfo) -> None:
        """Another zone."""
        self._zone = zone
        self._key = None

    def show(self, window: Window) -> None:
        """Have everything for this window."""
        key = (round(window.span_s, 3), window.width)
        if key == self._key and self._from <= window.start and window.end <= self._until:
            return
        self._key = key
        self._from, self._until = window.start - window.span_s / 2, window.end + window.span_s / 2
        zone = self._zone
        self.changes = clock_changes(self._from, self._until, zone)
        label_px = float(scaled(78 if self.changes else 52))
        self.step = step_for(1 / window.px_per_s, label_px if window.span_s < 20 * _DAY_S else float(scaled(40)))
        self.ticks = ticks(self._from, self._until, self.step, zone)
        self.days = days(self._from, self._until, zone, window.px_per_s)


class TimeAxis(QWidget):
    """Paints `marks` for a window; a widget of its own, so that bars are not repainted for it."""

    def __init__(self, theme: Theme, zone: tzinfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.marks = AxisMarks(zone)
        self._theme = theme
        self._zone = zone
        self._window = Window(0.0, _DAY_S)
        self._now = 0.0
        self._take_size()

    @override
    def sizeHint(self) -> QSize:
        return QSize(400, self._height)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours, and the text size as it is now."""
        self._theme = theme
        self._take_size()
        self.update()

    def _take_size(self) -> None:
        self._band, self._height = scaled(_BAND), scaled(_HEIGHT)
        self.setFixedHeight(self._height)

    def set_zone(self, zone: tzinfo) -> None:
        """Tell times in another zone."""
        self._zone = zone
        self.marks.set_zone(zone)
        self.marks.show(self._window)
        self.update()

    def show_window(self, window: Window) -> None:
        """Tell the times of another window."""
        self._window = window
        self.marks.show(window)
        self.update()

    def set_now(self, now: float) -> None:
        """Move the sign of now."""
        self._now = now
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, window = self._theme, self._window
        painter.fillRect(self.rect(), QColor(theme.surface))
        font = QFont(self.font())
        font.setPixelSize(scaled(12))
        strong = QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        self._paint_days(painter, strong)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        now_span = self._now_span(metrics)
        days_are_named = bool(self.marks.days) and self.marks.days[0].end - self.marks.days[0].start < 3 * _DAY_S
        written_until = -math.inf
        for tick in self.marks.ticks:
            x = window.x_of(tick.at)
            if not -80 < x < self.width() + 80:
                continue
            painter.setPen(QColor(theme.outline if tick.is_day and self.marks.step < _DAY_S else theme.border))
            painter.drawLine(QPointF(round(x), self._height - 5), QPointF(round(x), self._height))
            if self.marks.step >= _DAY_S and days_are_named:
                continue
            width = metrics.horizontalAdvance(tick.label)
            left = x - width / 2
            if now_span is not None and left < now_span[1] + 4 and left + width > now_span[0] - 4:
                continue
            if left < written_until + 4:
                continue  # where the clocks go forward, two marks stand closer than their words are long
            written_until = left + width
            painter.setPen(QColor(theme.muted))
            painter.drawText(QPointF(round(left), self._height - scaled(10)), tick.label)
        self._paint_changes(painter, metrics)
        self._paint_now(painter, strong, now_span)
        painter.setPen(QColor(theme.border))
        painter.drawLine(0, self._height - 1, self.width(), self._height - 1)

    def _paint_days(self, painter: QPainter, font: QFont) -> None:
        metrics = QFontMetricsF(font)
        window, theme = self._window, self._theme
        painter.fillRect(QRectF(0, 0, self.width(), self._band), QColor(theme.sunken))
        painter.setFont(font)
        plates = [self._change_plate(change, self._text_metrics()) for change in self.marks.changes]
        for day in self.marks.days:
            left, right = window.x_of(day.start), window.x_of(day.end)
            if right < 0 or left > self.width():
                continue
            painter.setPen(QColor(theme.outline))
            painter.drawLine(QPointF(round(left), 0), QPointF(round(left), self._band))
            low, high = max(left, 0.0) + 8, min(right, float(self.width())) - 6
            for plate in plates:
                if plate.right() > low and plate.left() < high:
                    low, high = (low, plate.left() - 6) if plate.left() - low > 30 else (plate.right() + 6, high)
            for name in day.names:
                if metrics.horizontalAdvance(name) <= high - low:
                    painter.setPen(QColor(theme.text))
                    painter.drawText(QPointF(round(low), scaled(15)), name)
                    break

    def _paint_changes(self, painter: QPainter, metrics: QFontMetricsF) -> None:
        theme = self._theme
        for change in self.marks.changes:
            x = round(self._window.x_of(change.at))
            if not 0 <= x <= self.width():
                continue
            painter.setPen(QPen(QColor(theme.info), 1, Qt.PenStyle.DashLine))
            painter.drawLine(x, 0, x, self._height)
            plate = self._change_plate(change, metrics)
            painter.fillRect(plate, QColor(theme.info_soft))
            painter.setPen(QColor(theme.info))
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, change.text)

    def _change_plate(self, change: ClockChange, metrics: QFontMetricsF) -> QRectF:
        x = round(self._window.x_of(change.at))
        width = metrics.horizontalAdvance(change.text) + 12
        left = x + 4 if x + 4 + width <= self.width() else x - 4 - width
        return QRectF(left, 3, width, self._band - 6)

    def _text_metrics(self) -> QFontMetricsF:
        font = QFont(self.font())
        font.setPixelSize(scaled(12))
        return QFontMetricsF(font)

    def _now_span(self, metrics: QFontMetricsF) -> tuple[float, float] | None:
        x = self._window.x_of(self._now)
        if not 0 <= x <= self.width():
            return None
        half = metrics.horizontalAdvance(self._now_text()) / 2 + 9
        left = min(max(x - half, 2.0), self.width() - 2 - 2 * half)
        return left, left + 2 * half

    def _now_text(self) -> str:
        local = datetime.fromtimestamp(self._now, self._zone)
        clock = f"{local:%H:%M:%S}"
        return f"{clock} {abbreviation(local)}" if self.marks.changes else clock

    def _paint_now(self, painter: QPainter, font: QFont, span: tuple[float, float] | None) -> None:
        if span is None:
            return
        theme = self._theme
        plate = QRectF(span[0], self._band + 2, span[1] - span[0], scaled(18))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent))
        painter.drawRoundedRect(plate, 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        x = round(self._window.x_of(self._now))
        painter.fillRect(
            x - 1, self._band + scaled(18), 2, self._height - self._band - scaled(18), QColor(theme.accent)
        )
        painter.setFont(font)
        painter.setPen(QColor(theme.on_accent))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, self._now_text())
