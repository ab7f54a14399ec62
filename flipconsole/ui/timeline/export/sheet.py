"""One sheet with what the timeline shows: where from, which zone, how old, then axis, lanes, power and legend."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from flipconsole.ui.plain import plain
from flipconsole.ui.theme import Theme, scaled
from flipconsole.ui.timeline.canvas import Canvas

_EDGE, _LINE = 14, 20


class Sheet:
    """Paints in pixels of the screen, as large as `size`; the painter may be that of any device.

    `above` and `left` are the axis and the names of lanes, `below` what lies under the lanes, each with its words
    first; `legend` comes last. Only what can be seen on the screen is painted.
    """

    def __init__(
        self,
        canvas: Canvas,
        above: QWidget,
        left: QWidget,
        below: Sequence[tuple[str, QWidget]],
        legend: QWidget,
    ) -> None:
        self._canvas, self._above, self._left = canvas, above, left
        self._below = [(words, strip) for words, strip in below if not strip.isHidden()]
        self._legend = legend

    def size(self, lines: Sequence[str]) -> QSize:
        """Its size with so many lines of words above."""
        width = self._width()
        high = scaled(_LINE) * len(lines) + 2 * _EDGE + self._above.height() + self._canvas.height()
        high += sum(strip.height() for _words, strip in self._below)
        return QSize(width + 2 * _EDGE, high + self._legend.heightForWidth(width))

    def paint(self, painter: QPainter, lines: Sequence[str], theme: Theme) -> None:
        """Paint all of it; the first line is the title.

        A drawing knows no clipping: what sticks out of a part is covered before the next part is painted.
        """
        size = self.size(lines)
        ground = QColor(theme.surface)
        whole = QRectF(0, 0, size.width(), size.height())
        painter.fillRect(whole, ground)
        axis_y = _EDGE + scaled(_LINE) * len(lines) + _EDGE // 2
        lanes_y = axis_y + self._above.height()
        x = _EDGE + self._left.width()
        lanes = QRectF(x, lanes_y, self._canvas.viewport().width(), self._canvas.height())
        painter.save()
        painter.translate(lanes.topLeft())
        painter.setClipRect(QRectF(0, 0, lanes.width(), lanes.height()))
        self._canvas.item.paint_upon(painter, self._canvas.font(), 1.0)
        painter.restore()
        _cover(painter, whole, lanes, ground)
        self._render(painter, self._above, QPoint(x, axis_y))
        painter.fillRect(QRectF(0, 0, x, lanes_y), ground)
        painter.fillRect(QRectF(lanes.right(), 0, whole.width() - lanes.right(), lanes_y), ground)
        self._render(painter, self._left, QPoint(_EDGE, lanes_y))
        painter.fillRect(QRectF(0, lanes.bottom(), whole.width(), whole.height() - lanes.bottom()), ground)
        painter.fillRect(QRectF(0, axis_y, x, lanes_y - axis_y), ground)
        y = round(lanes.bottom())
        for words, strip in self._below:
            self._render(painter, strip, QPoint(x, y))
            painter.fillRect(QRectF(0, y, x, strip.height()), ground)
            self._write(painter, words, QRectF(_EDGE + 12, y, self._left.width() - 16, strip.height()), theme)
            y += strip.height()
        before = self._legend.size()
        self._legend.resize(self._width(), self._legend.heightForWidth(self._width()))
        self._render(painter, self._legend, QPoint(_EDGE, y))
        self._legend.resize(before)
        self._paint_lines(painter, lines, theme)

    def _width(self) -> int:
        return self._left.width() + self._canvas.viewport().width()

    def _paint_lines(self, painter: QPainter, lines: Sequence[str], theme: Theme) -> None:
        font = QFont(self._canvas.font())
        font.setPixelSize(scaled(13))
        y = _EDGE
        for number, line in enumerate(lines):
            font.setWeight(QFont.Weight.DemiBold if not number else QFont.Weight.Normal)
            metrics = QFontMetricsF(font)
            painter.setFont(font)
            painter.setPen(QColor(theme.text if not number else theme.muted))
            shown = metrics.elidedText(plain(line, 1000), Qt.TextElideMode.ElideRight, self._width())
            painter.drawText(QPointF(_EDGE, y + metrics.ascent()), shown)
            y += scaled(_LINE)

    def _write(self, painter: QPainter, words: str, place: QRectF, theme: Theme) -> None:
        font = QFont(self._canvas.font())
        font.setPixelSize(scaled(12))
        painter.setFont(font)
        painter.setPen(QColor(theme.muted))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(place, flags, words)

    @staticmethod
    def _render(painter: QPainter, widget: QWidget, place: QPoint) -> None:
        painter.save()
        painter.translate(place)
        widget.render(painter, QPoint(0, 0))
        painter.restore()


def _cover(painter: QPainter, whole: QRectF, part: QRectF, ground: QColor) -> None:
    painter.fillRect(QRectF(0, 0, whole.width(), part.top()), ground)
    painter.fillRect(QRectF(0, part.bottom(), whole.width(), whole.height() - part.bottom()), ground)
    painter.fillRect(QRectF(0, part.top(), part.left(), part.height()), ground)
    painter.fillRect(QRectF(part.right(), part.top(), whole.width() - part.right(), part.height()), ground)
