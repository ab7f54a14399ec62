"""The header of the list: a click sorts, Ctrl or Shift and a click adds a column to the order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget
from typing_extensions import override

from flipconsole.domain.language import _
from flipconsole.ui.command_list.order import Column, SortKey
from flipconsole.ui.theme import Theme, pixmap, scaled

_ADDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_ICON = 12
_MARGIN = 4


class ListHeader(QHeaderView):
    """Columns can be dragged to another place and made wider; `is_held` while a mouse button is down on it.

    Signals:
        sort_asked: a column was clicked; with True to add it to the order that there is.
    """

    sort_asked = Signal(int, bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._order: tuple[SortKey, ...] = ()
        self._is_adding = False
        self.is_held = False
        self.setAccessibleName(_("Columns"))
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(48)
        self.setStretchLastSection(True)
        self.setSortIndicatorShown(False)
        self.sectionClicked.connect(lambda section: self.sort_asked.emit(section, self._is_adding))

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.viewport().update()

    def show_order(self, order: Sequence[SortKey]) -> None:
        """Mark the columns by which the list is sorted; several with their numbers."""
        self._order = tuple(order)
        self.viewport().update()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._is_adding = bool(event.modifiers() & _ADDING)
        self.is_held = True
        super().mousePressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.is_held = False

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        painter.save()
        super().paintSection(painter, rect, logicalIndex)
        painter.restore()
        place = next((place for place, key in enumerate(self._order) if key.column == logicalIndex), None)
        if place is None:
            return
        size = scaled(_ICON)
        right = rect.right() - _MARGIN
        name = "chevron-down" if self._order[place].descending else "chevron-up"
        picture = pixmap(name, self._theme.text, size, painter.device().devicePixelRatioF())
        background = QColor(self._theme.sunken)
        width = size + (size if len(self._order) > 1 else 0)
        spot = QRect(right - width, rect.top() + 1, width + _MARGIN, rect.height() - 3)
        painter.fillRect(spot, background)  # a title that reaches here gives way to the sign
        painter.drawPixmap(right - size, rect.top() + (rect.height() - size) // 2, picture)
        if len(self._order) > 1:
            painter.setPen(QColor(self._theme.text))
            number = QRect(right - 2 * size, rect.top(), size, rect.height())
            painter.drawText(number, Qt.AlignmentFlag.AlignCenter, str(place + 1))


def column_of(name: str) -> Column | None:
    """The column that a kept name means."""
    return Column.__members__.get(name.upper())
