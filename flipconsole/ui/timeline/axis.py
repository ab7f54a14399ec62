"""The time axis: days above, clock times below, the clock change and now marked."""

from __future__ import annotations

import math
from datetime import datetime, tzinfo

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from flipconsole.domain.reading import clock_text
from flipconsole.domain.times import abbreviation
from flipconsole.ui.theme import Theme, scaled
from flipconsole.ui.timeline.texts import Texts, sized
from flipconsole.ui.timeline.ticks import ClockChange, Day, Tick, clock_changes, day_kind, days, step_for, ticks
from flipconsole.ui.timeline.window import Window

_DAY_S = 86400
_WIDEST = 3.0  # times what is shown
_BAND, _HEIGHT = 22, 46  # at the usual text size


class AxisMarks:
    """The ticks, days and clock changes of a zone, kept for a wider time than is shown so that a move costs nothing."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._key: tuple[float, ...] | None = None
        self._from = self._until = 0.0
        self.ticks: list[Tick] = []
        self.days: list[Day] = []
        self.changes: list[ClockChange] = []
        self.step = 3600

    def set_zone(self, zone: tzinfo) -> None:
        """Another zone."""
        self._zone = zone
        self._key = None
        self._from = self._until = 0.0

    def show(self, window: Window) -> None:
        """Have everything for this window."""
        zone, span = self._zone, window.span_s
        is_wider = self._from <= window.start and window.end <= self._until
        if not is_wider or self._until - self._from > _WIDEST * span:
            self._key = None
            self._from, self._until = window.start - span / 2, window.end + span / 2
            self.changes = clock_changes(self._from, self._until, zone)
        label_px = float(scaled(78 if self.changes else 52))
        step = step_for(1 / window.px_per_s, label_px if span < 20 * _DAY_S else float(scaled(40)))
        key = (step, day_kind(window.px_per_s))
        if key != self._key:
            self._key, self.step = key, step
            self.ticks = ticks(self._from, self._until, step, zone)
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
        self._plain = Texts(sized(self.font(), scaled(12)))
        self._strong = Texts(sized(self.font(), scaled(12), QFont.Weight.DemiBold))
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
        theme, window, plain, strong = self._theme, self._window, self._plain, self._strong
        painter.fillRect(self.rect(), QColor(theme.surface))
        plates = [(change, self._change_plate(change)) for change in self.marks.changes]
        self._paint_days(painter, [plate for _change, plate in plates])
        painter.setFont(plain.font)
        now_span = self._now_span()
        days_are_named = bool(self.marks.days) and self.marks.days[0].end - self.marks.days[0].start < 3 * _DAY_S
        written_until = -math.inf
        muted, outline, border = QColor(theme.muted), QColor(theme.outline), QColor(theme.border)
        baseline = self._height - scaled(10) - plain.metrics.ascent()
        for tick in self.marks.ticks:
            x = window.x_of(tick.at)
            if not -1 < x < self.width():
                continue
            ink = outline if tick.is_day and self.marks.step < _DAY_S else border
            painter.fillRect(QRectF(round(x), self._height - 5, 1, 5), ink)
            if self.marks.step >= _DAY_S and days_are_named:
                continue
            words, width = plain.laid(tick.label)
            left = x - width / 2
            if now_span is not None and left < now_span[1] + 4 and left + width > now_span[0] - 4:
                continue
            if left < written_until + 4:
                continue  # where the clocks go forward, two marks stand closer than their words are long
            if left < 0 or left + width > self.width():
                continue  # half a time is none
            written_until = left + width
            painter.setPen(muted)
            painter.drawStaticText(QPointF(round(left), round(baseline)), words)
        self._paint_changes(painter, plates)
        self._paint_now(painter, strong.font, now_span)
        painter.fillRect(QRectF(0, self._height - 1, self.width(), 1), border)

    def _paint_days(self, painter: QPainter, plates: list[QRectF]) -> None:
        window, theme, strong = self._window, self._theme, self._strong
        painter.fillRect(QRectF(0, 0, self.width(), self._band), QColor(theme.sunken))
        painter.setFont(strong.font)
        outline, text = QColor(theme.outline), QColor(theme.text)
        for day in self.marks.days:
            left, right = window.x_of(day.start), window.x_of(day.end)
            if right < 0 or left > self.width():
                continue
            painter.fillRect(QRectF(round(left), 0, 1, self._band), outline)
            low, high = max(left, 0.0) + 8, min(right, float(self.width())) - 6
            for plate in plates:
                if plate.right() > low and plate.left() < high:
                    low, high = (low, plate.left() - 6) if plate.left() - low > 30 else (plate.right() + 6, high)
            for name in day.names:
                words, width = strong.laid(name)
                if width <= high - low:
                    painter.setPen(text)
                    painter.drawStaticText(QPointF(round(low), round(scaled(15) - strong.metrics.ascent())), words)
                    break

    def _paint_changes(self, painter: QPainter, plates: list[tuple[ClockChange, QRectF]]) -> None:
        theme = self._theme
        painter.setFont(self._plain.font)
        for change, plate in plates:
            x = round(self._window.x_of(change.at))
            if not 0 <= x <= self.width():
                continue
            painter.setPen(QPen(QColor(theme.info), 1, Qt.PenStyle.DashLine))
            painter.drawLine(x, 0, x, self._height)
            painter.fillRect(plate, QColor(theme.info_soft))
            painter.setPen(QColor(theme.info))
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, change.text)

    def _change_plate(self, change: ClockChange) -> QRectF:
        x = round(self._window.x_of(change.at))
        width = self._plain.laid(change.text).width + 12
        left = x + 4 if x + 4 + width <= self.width() else x - 4 - width
        return QRectF(left, 3, width, self._band - 6)

    def _now_span(self) -> tuple[float, float] | None:
        x = self._window.x_of(self._now)
        if not 0 <= x <= self.width():
            return None
        half = self._strong.metrics.horizontalAdvance(self._now_text()) / 2 + 9
        left = min(max(x - half, 2.0), self.width() - 2 - 2 * half)
        return left, left + 2 * half

    def _now_text(self) -> str:
        local = datetime.fromtimestamp(self._now, self._zone)
        clock = clock_text(local.hour, local.minute, local.second)
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
