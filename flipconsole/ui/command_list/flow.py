"""A layout that sets widgets side by side and goes on in the next line where the width ends."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget
from shiboken6 import isValid
from typing_extensions import override


class FlowLayout(QLayout):
    """Left to right, then down; as high as its width makes it, each line's widgets at the middle of its height."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 4, line_spacing: int | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._line_spacing = spacing if line_spacing is None else line_spacing
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), moves=False)

    @override
    def sizeHint(self) -> QSize:
        return self.minimumSize()

    @override
    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            if isValid(item):
                size = size.expandedTo(item.minimumSize())
        return size

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, moves=True)

    def _arrange(self, rect: QRect, moves: bool) -> int:
        y = rect.y() - self._line_spacing
        for line in self._lines(rect.width()):
            y += self._line_spacing
            height = max(size.height() for _x, _item, size in line)
            if moves:
                for x, item, size in line:
                    item.setGeometry(QRect(QPoint(rect.x() + x, y + (height - size.height()) // 2), size))
            y += height
        return max(0, y - rect.y())

    def _lines(self, width: int) -> list[list[tuple[int, QLayoutItem, QSize]]]:
        lines: list[list[tuple[int, QLayoutItem, QSize]]] = []
        x = 0
        for item in self._items:
            if not isValid(item) or item.isEmpty():  # its widget is just being destroyed, or hidden
                continue
            size = item.sizeHint()
            if not lines or x + size.width() > width:
                lines.append([])
                x = 0
            lines[-1].append((x, item, size))
            x += size.width() + self.spacing()
        return lines
