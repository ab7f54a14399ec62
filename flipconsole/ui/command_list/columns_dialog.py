"""The dialog of the columns: which are shown, where, how wide, and by which the list is sorted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from flipconsole.domain.language import _
from flipconsole.ui.command_list.columns import Columns
from flipconsole.ui.command_list.order import Column
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.signed_dialog import SignedDialog

_COLUMN = Qt.ItemDataRole.UserRole


class ColumnsDialog(SignedDialog):
    """Everything takes effect at once in the list beside it. Opened with `open()`; it deletes itself."""

    def __init__(self, columns: Columns, title_of: Callable[[Column], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._title_of = title_of
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Columns and order"))
        self.list = _ColumnList(self)
        self.list.setAccessibleName(_("Columns"))
        self.list.move_asked.connect(self._move)
        self.up = self._button(_("Move &up"), lambda: self._move(-1))
        self.down = self._button(_("Move &down"), lambda: self._move(1))
        self.wider = self._button(_("&Wider"), lambda: self._columns.widen(self._chosen(), 1))
        self.narrower = self._button(_("&Narrower"), lambda: self._columns.widen(self._chosen(), -1))
        self.sort = self._button(_("&Sort by it alone"), lambda: self._columns.toggle_sort(self._chosen(), adds=False))
        self.sort_too = self._button(_("Sort by it &too"), lambda: self._columns.toggle_sort(self._chosen(), adds=True))
        self.reset = self._button(_("As it &was at first"), self._columns.reset)
        self.close_button = self._button(_("Close"), self.accept)
        self.close_button.setDefault(True)
        self._lay_out()
        self._fill(Column.ACK_IN if not columns.in_places else columns.in_places[0])
        self.list.itemChanged.connect(self._on_item_changed)
        columns.changed.connect(self._show)
        self.resize(520, 420)

    def _lay_out(self) -> None:
        hint = PlainLabel(
            _(
                "Space shows or hides a column, Alt and ↑ or ↓ moves it. In the list itself a click on a title sorts, "
                "Ctrl and a click adds a column to the order, and titles can be dragged."
            ),
            self,
        )
        hint.setWordWrap(True)
        hint.setProperty("tone", "muted")
        side = QVBoxLayout()
        side.setSpacing(6)
        for button in (self.up, self.down, self.wider, self.narrower, self.sort, self.sort_too):
            side.addWidget(button)
        side.addStretch(1)
        bottom = QHBoxLayout()
        bottom.addWidget(self.reset)
        bottom.addStretch(1)
        bottom.addWidget(self.close_button)
        grid = QGridLayout(self)
        grid.setContentsMargins(20, 16, 20, 16)
        grid.setSpacing(12)
        grid.addWidget(hint, 0, 0, 1, 2)
        grid.addWidget(self.list, 1, 0)
        grid.addLayout(side, 1, 1)
        grid.addLayout(bottom, 2, 0, 1, 2)

    def _button(self, text: str, does: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text.replace("&", ""))
        button.setAutoDefault(False)
        button.clicked.connect(lambda: does())
        return button

    def _chosen(self) -> Column:
        return Column(self.list.currentItem().data(_COLUMN))

    def _move(self, step: int) -> None:
        self._columns.move(self._chosen(), step)

    def _on_item_changed(self, item: QListWidgetItem) -> None:
        self._columns.show(Column(item.data(_COLUMN)), is_shown=item.checkState() is Qt.CheckState.Checked)

    def _show(self) -> None:
        self._fill(self._chosen())

    def _fill(self, chosen: Column) -> None:
        """The columns in their places; the chosen one keeps the keyboard."""
        self.list.blockSignals(True)
        self.list.clear()
        for column in self._columns.in_places:
            item = QListWidgetItem(self._said(column))
            item.setData(_COLUMN, int(column))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            shown = self._columns.is_chosen(column)
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
            self.list.addItem(item)
            if column is chosen:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)

    def _said(self, column: Column) -> str:
        parts = [self._title_of(column)]
        order = self._columns.order
        place = next((place for place, key in enumerate(order, 1) if key.column is column), None)
        if place is not None:
            pattern = _("sorted, {place}. down") if order[place - 1].descending else _("sorted, {place}. up")
            parts.append(pattern.format(place=place))
        if self._columns.has_own_width(column):
            parts.append(_("own width"))
        if self._columns.is_chosen(column) and column not in self._columns.visible:
            is_known = column is not Column.SITE or self._columns.has_sites
            parts.append(_("no room for it now") if is_known else _("no site is known yet"))
        return " · ".join(parts)


class _ColumnList(QListWidget):
    """Alt with an arrow key asks to move the column that is chosen.

    Signals:
        move_asked: one place up (-1) or down (1).
    """

    move_asked = Signal(int)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_asked.emit(step)
        else:
            super().keyPressEvent(event)
