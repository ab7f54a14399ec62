"""The power that all shown batteries are asked for together, by time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from flipconsole.domain.language import _, ngettext
from flipconsole.domain.layout import Asked
from flipconsole.ui.theme import Theme, mode_colour, scaled
from flipconsole.ui.timeline.window import Window

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

_HEIGHT = 64


class FleetStrip(QWidget):
    """A stepped curve upon the same time as the lanes: charge upwards, discharge downwards.

    Each value is the exact sum of what drives each shown battery at that moment; batteries that follow the load of
    their home are counted, not summed.

    Signals:
        pointed: the moment under the pointer in epoch seconds, or None when it has left.
    """

    pointed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._asked: Asked | None = None
        self._window = Window(0.0, 1.0)
        self._now = 0.0
        self._values: NDArray[np.float64] | None = None
        self.setMouseTracking(True)
        self.setAccessibleName(_("Power asked for by time"))
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours, and the text size as it is now."""
        self._theme = theme
        self.setFixedHeight(scaled(_HEIGHT))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(400, scaled(_HEIGHT))

    def show_asked(self, asked: Asked) -> None:
        """Other commands."""
        self._asked, self._values = asked, None
        self.update()

    def show_window(self, window: Window) -> None:
        """Another part of time."""
        self._window, self._values = window, None
        self.update()

    def set_now(self, now: float) -> None:
        """Move now."""
        if round(self._window.x_of(now)) != round(self._window.x_of(self._now)):
            self.update()
        self._now = now

    def values(self) -> NDArray[np.float64]:
        """The watts at the left edge of each pixel that is shown."""
        if self._values is None:
            window = self._window
            moments = window.start + np.arange(window.width + 1) / window.px_per_s
            self._values = np.zeros(len(moments)) if self._asked is None else self._asked.power_at(moments)
        return self._values

    def said(self, moment: float) -> str:
        """The sum at a moment, in words."""
        if self._asked is None:
            return ""
        at = np.array([moment])
        watts, following = float(self._asked.power_at(at)[0]), int(self._asked.following_at(at)[0])
        text = power_words(watts)
        if following:
            more = ngettext("{count} follows its load", "{count} follow their load", following).format(count=following)
            text = _("{power}, {more}").format(power=text, more=more)
        return text

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, window, high = self._theme, self._window, float(self.height())
        painter.fillRect(self.rect(), QColor(theme.surface))
        painter.setPen(QColor(theme.border))
        painter.drawLine(0, 0, self.width(), 0)
        values = self.values()
        most = max(1000.0, float(np.abs(values).max()))
        up, down = float(max(values.max(), 0.0)), float(max(-values.min(), 0.0))
        room = high - 8
        scale = room / max(up + down, most * 0.5)
        zero = 4 + (up * scale if down else room) if up else 4.0
        for sign, mode in ((1.0, "CHARGE"), (-1.0, "DISCHARGE")):
            part = np.maximum(values * sign, 0.0) * scale * sign
            if part.any():
                self._paint_steps(painter, zero - part, zero, mode_colour(theme, mode), is_hatched=sign < 0)
        painter.setPen(QPen(QColor(theme.muted), 1))
        painter.drawLine(QPointF(0, round(zero)), QPointF(self.width(), round(zero)))
        now = round(window.x_of(self._now))
        painter.fillRect(now - 1, 0, 2, self.height(), QColor(theme.accent))
        self._paint_extremes(painter, values)

    def _paint_steps(
        self, painter: QPainter, y: NDArray[np.float64], zero: float, colour: QColor, *, is_hatched: bool
    ) -> None:
        places = np.flatnonzero(np.diff(y)) + 1
        points = [QPointF(0, zero), QPointF(0, float(y[0]))]
        for place in places.tolist():
            points += [QPointF(place, float(y[place - 1])), QPointF(place, float(y[place]))]
        points += [QPointF(len(y), float(y[-1])), QPointF(len(y), zero)]
        area = QPolygonF(points)
        ground = QColor(colour)
        ground.setAlphaF(0.35)
        painter.setPen(QPen(colour, 1))
        painter.setBrush(ground)
        painter.drawPolygon(area)
        if is_hatched:  # told from charge without colour, and by its side
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(colour, Qt.BrushStyle.FDiagPattern))
            painter.drawPolygon(area)

    def _paint_extremes(self, painter: QPainter, values: NDArray[np.float64]) -> None:
        font = QFont(self.font())
        font.setPixelSize(scaled(11))
        painter.setFont(font)
        painter.setPen(QColor(self._theme.text))
        ground = QColor(self._theme.surface)
        ground.setAlphaF(0.85)
        place = QRectF(0, 2, self.width() - 6, self.height() - 4)
        for watts, side in (
            (float(values.max()), Qt.AlignmentFlag.AlignTop),
            (float(values.min()), Qt.AlignmentFlag.AlignBottom),
        ):
            if (watts > 0) is (side is Qt.AlignmentFlag.AlignTop) and watts:
                words, flags = power_words(watts), Qt.AlignmentFlag.AlignRight | side
                painter.fillRect(painter.boundingRect(place, flags, words).adjusted(-4, 0, 4, 0), ground)
                painter.drawText(place, flags, words)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointed.emit(self._window.time_at(event.position().x()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(None)


def power_words(watts: float) -> str:
    """A sum of power with its direction in words: "discharge 1,250.0 kW"."""
    amount = _("{power:,.1f} kW").format(power=abs(watts) / 1000)
    if round(watts) == 0:
        return _("nothing")
    return _("charge {power}").format(power=amount) if watts > 0 else _("discharge {power}").format(power=amount)
