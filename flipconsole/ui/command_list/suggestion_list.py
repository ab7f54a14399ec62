"""The suggestions under the search field: a list that never takes the keyboard away from it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from flipconsole.domain.filter.completion import Suggestion
from flipconsole.domain.language import _
from flipconsole.ui.announcing import announce
from flipconsole.ui.plain import plain
from flipconsole.ui.theme import Theme, row_height, scaled

_PADDING = 10
_ABOUT = Qt.ItemDataRole.UserRole
_WIDEST = 460


class SuggestionList(QListWidget):
    """Lies under `field`, over every widget of `area` that was made before it.

    Signals:
        taken: the `Suggestion` that was chosen and taken.
    """

    taken = Signal(object)

    def __init__(self, field: QWidget, area: QWidget) -> None:
        super().__init__(area)
        self._field = field
        self._area = area
        self._offered: list[Suggestion] = []
        self.setObjectName("suggestions")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Suggestions for the search"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self._delegate = _TwoTone(self)
        self.setItemDelegate(self._delegate)
        self.itemClicked.connect(self._on_item_clicked)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._delegate.theme = theme
        self.setStyleSheet(
            f"#suggestions {{ background: {theme.raised}; border: 1px solid {theme.outline}; border-radius: 6px; }}"
        )

    def offer(self, offered: Sequence[Suggestion]) -> None:
        """Show these; nothing is chosen yet. Without any the list goes away."""
        if not offered:
            self.hide()
            return
        if list(offered) != self._offered or not self.isVisible():
            self._offered = list(offered)
            self.clear()
            for each in offered:
                item = QListWidgetItem(plain(each.text))
                item.setData(_ABOUT, plain(each.about))
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{plain(each.text)}, {plain(each.about)}")
                self.addItem(item)
        self.setCurrentRow(-1)
        self._place()
        self.show()

    def choose(self, step: int) -> None:
        """Choose the next or the one before; from the first it goes up to none."""
        if not self.isVisible():
            return
        row = max(-1, min(self.count() - 1, self.currentRow() + step))
        self.setCurrentRow(row)
        if row >= 0:
            said = _("{suggestion}, {place} of {count}")
            chosen = self._offered[row]
            announce(self, said.format(suggestion=f"{chosen.text} {chosen.about}", place=row + 1, count=self.count()))

    def take_chosen(self) -> bool:
        """Take the chosen one, if there is one."""
        row = self.currentRow()
        if not self.isVisible() or row < 0:
            return False
        self.taken.emit(self._offered[row])
        return True

    def _place(self) -> None:
        height = self.sizeHintForRow(0) * self.count() + 2 * self.frameWidth() + 2
        widest = max(self._delegate.width_of(self.item(row), self) for row in range(self.count()))
        area = self._area
        below = self._field.mapTo(area, QPoint(0, self._field.height() + 2))
        width = min(max(self._field.width(), min(widest, scaled(_WIDEST))), area.width())
        left = max(0, min(below.x() + self._field.width() - width, area.width() - width))
        self.setGeometry(left, below.y(), width, min(height, area.height() - below.y()))

    def _on_item_clicked(self, item: QListWidgetItem) -> None:
        self.taken.emit(self._offered[self.row(item)])


class _TwoTone(QStyledItemDelegate):
    """What can be typed on the left, what it means in a quieter tone on the right."""

    theme: Theme

    def width_of(self, item: QListWidgetItem, view: QWidget) -> int:
        metrics = view.fontMetrics()
        return metrics.horizontalAdvance(item.text()) + metrics.horizontalAdvance(item.data(_ABOUT)) + 5 * _PADDING

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, max(row_height(), option.fontMetrics.height() + 8))

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(self.theme.selected))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(self.theme.hover))
        inner = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        text, about = index.data(), index.data(_ABOUT)
        metrics = option.fontMetrics
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(self.theme.text))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, shown)
        rest = inner.adjusted(metrics.horizontalAdvance(shown) + 2 * _PADDING, 0, 0, 0)
        if rest.width() > 0:
            painter.setPen(QColor(self.theme.muted))
            said = metrics.elidedText(about, Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, middle | Qt.AlignmentFlag.AlignRight, said)
