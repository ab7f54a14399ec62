"""The overview strip: all time at once, how much lies where, and the part that is shown as a brush."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from flipconsole.domain.language import _
from flipconsole.domain.layout import BarFlag, Bars
from flipconsole.ui.theme import Theme, scaled
from flipconsole.ui.timeline.window import Window

_HEIGHT = 30
_GRIP_PX = 6.0
_LEAST_BRUSH_PX = 8.0
_AROUND_NOW_S = 12 * 3600.0
_HOUR_S = 3600.0


class Overview(QWidget):
    """Dragging the brush moves the window, dragging an edge of it changes its span, a click elsewhere brings it there.

    Signals:
        time_asked: start and end, in epoch seconds, of what is to be shown.
        all_asked: a double click.
    """

    time_asked = Signal(float, float)
    all_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bars: Bars | None = None
        self._window = Window(0.0, 1.0)
        self._now = 0.0
        self._reach = (math.inf, -math.inf)  # of all bars; a hundred thousand are looked at once
        self._picture: QImage | None = None
        self._counts: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
        self._drag: tuple[str, float, float, float] | None = None  # what, where it began, the window then
        self.setMouseTracking(True)
        self.setAccessibleName(_("Overview of all time"))
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours, and the text size as it is now."""
        self._theme = theme
        self.setFixedHeight(scaled(_HEIGHT))
        self._picture = None
        self.update()

    def show_bars(self, bars: Bars) -> None:
        """Other bars."""
        self._bars, self._counts, self._picture = bars, None, None
        self._reach = (math.inf, -math.inf)
        if len(bars):
            ends = np.where(np.isfinite(bars.end), bars.end, bars.start)
            self._reach = (float(bars.start.min()), float(ends.max()))
        self.update()

    def show_window(self, window: Window) -> None:
        """Another part is shown."""
        before = self.span
        self._window = window
        if self.span != before:
            self._counts = self._picture = None
        self.update()

    def set_now(self, now: float) -> None:
        """Move now."""
        if abs(now - self._now) >= self._seconds_per_px:
            self._counts = self._picture = None
            self._now = now
            self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(400, scaled(_HEIGHT))

    @property
    def span(self) -> tuple[float, float]:
        """From when to when the strip reaches: all bars, now, and what is shown, on whole hours."""
        first, last = self._reach
        start = min(first, self._now - _AROUND_NOW_S, self._window.start)
        end = max(last, self._now + _AROUND_NOW_S, self._window.end)
        return math.floor(start / _HOUR_S) * _HOUR_S, math.ceil(end / _HOUR_S) * _HOUR_S

    @property
    def counts(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many bars lie on each pixel, and how many of them wait for a person."""
        if self._counts is None or len(self._counts[0]) != max(1, self.width()):
            self._counts = self._counted()
        return self._counts

    def brush(self) -> QRectF:
        """Where the shown part lies."""
        left, right = self._x_of(self._window.start), self._x_of(self._window.end)
        wide = max(_LEAST_BRUSH_PX, right - left)
        return QRectF((left + right - wide) / 2, 0, wide, self.height())

    @property
    def _seconds_per_px(self) -> float:
        start, end = self.span
        return (end - start) / max(1, self.width())

    def _x_of(self, moment: float) -> float:
        return (moment - self.span[0]) / self._seconds_per_px

    def _counted(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        bars, width = self._bars, max(1, self.width())
        if bars is None or not len(bars):
            return np.zeros(width, np.int64), np.zeros(width, np.int64)
        start, scale = self.span[0], 1 / self._seconds_per_px
        first = np.clip((bars.start - start) * scale, 0, width - 1).astype(np.int64)
        after = np.clip(np.where(np.isfinite(bars.end), (bars.end - start) * scale, width), 0, width).astype(np.int64)
        np.maximum(after, first + 1, out=after)
        waits = (bars.late_at < math.inf) | ((bars.flags & (BarFlag.ASKING | BarFlag.REMOVAL)) != 0)

        def per_pixel(chosen: NDArray[np.bool_] | slice) -> NDArray[np.int64]:
            begun = np.bincount(first[chosen], minlength=width + 1)
            ended = np.bincount(after[chosen], minlength=width + 1)
            total: NDArray[np.int64] = np.cumsum(begun - ended)[:width]
            return total

        return per_pixel(slice(None)), per_pixel(waits)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._theme
        if self._picture is None or self._picture.width() != self.width():
            self._picture = self._drawn()
        painter.drawImage(0, 0, self._picture)
        now = round(self._x_of(self._now))
        painter.fillRect(now - 1, 0, 2, self.height(), QColor(theme.accent))
        outside = QColor(theme.surface)
        outside.setAlphaF(0.55)
        brush = self.brush()
        painter.fillRect(QRectF(0, 0, brush.left(), self.height()), outside)
        painter.fillRect(QRectF(brush.right(), 0, self.width() - brush.right(), self.height()), outside)
        painter.setPen(QPen(QColor(theme.focus), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(brush.adjusted(0, 0, -1, -1))
        for x in (brush.left(), brush.right()):
            painter.fillRect(QRectF(x - 2, self.height() / 2 - 6, 4, 12), QColor(theme.focus))

    def _drawn(self) -> QImage:
        """All bars and, before them, those that wait, as one picture, so that moving the brush costs nothing."""
        theme, high = self._theme, self.height()
        every, waiting = self.counts
        most = max(1, int(every.max()))
        rows = np.arange(high, 0, -1)[:, None]
        pixels = np.full((high, len(every)), QColor(theme.sunken).rgba(), np.uint32)
        for counts, colour in ((every, theme.outline), (waiting, theme.warn)):
            # a single bar among thousands must still be seen
            heights = np.where(counts > 0, np.maximum(np.round(counts / most * (high - 3)), 2), 0)
            pixels[rows <= heights] = QColor(colour).rgba()
        image = QImage(pixels.data, len(every), high, len(every) * 4, QImage.Format.Format_RGB32)
        return image.copy()

    def _part_at(self, x: float) -> str:
        brush = self.brush()
        if abs(x - brush.left()) <= _GRIP_PX:
            return "start"
        if abs(x - brush.right()) <= _GRIP_PX:
            return "end"
        return "all" if brush.left() < x < brush.right() else ""

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        x, part = event.position().x(), self._part_at(event.position().x())
        if not part:
            half = self._window.span_s / 2
            middle = self.span[0] + x * self._seconds_per_px
            self.time_asked.emit(middle - half, middle + half)
            part = "all"
        self._drag = (part, x, self._window.start, self._window.end)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._drag is None:
            shape = Qt.CursorShape.SizeHorCursor if self._part_at(x) in ("start", "end") else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            return
        part, begun, start, end = self._drag
        moved = (x - begun) * self._seconds_per_px
        least = _LEAST_BRUSH_PX * self._seconds_per_px
        match part:
            case "start":
                self.time_asked.emit(min(start + moved, end - least), end)
            case "end":
                self.time_asked.emit(start, max(end + moved, start + least))
            case _:
                self.time_asked.emit(start + moved, end + moved)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._drag = None
        self.all_asked.emit()
