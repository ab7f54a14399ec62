"""The table widget: a row at a time, an anchor that keeps its pixel, and a focus that can be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget
from typing_extensions import override

from flipconsole.domain.language import _
from flipconsole.ui.command_list.columns import Columns
from flipconsole.ui.command_list.delegate import CommandDelegate, Index
from flipconsole.ui.command_list.folding import Folding
from flipconsole.ui.command_list.folds import Fold
from flipconsole.ui.command_list.header import ListHeader
from flipconsole.ui.command_list.listing import Item
from flipconsole.ui.command_list.model import CommandModel
from flipconsole.ui.command_list.order import Column
from flipconsole.ui.command_list.stillness import Stillness
from flipconsole.ui.command_list.widths import column_widths
from flipconsole.ui.theme import Theme, row_height

Anchor = list[tuple[str, int]]
"""Ids with the pixel at which each stands, the best one first."""


_GOING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CommandTable(QTableView):
    """Shows a `CommandModel`.

    Signals:
        opened: a row was double-clicked, or Enter was pressed on it; carries the id.
        pointer_left: the pointer went away from the rows.
    """

    opened = Signal(str)
    pointer_left = Signal()

    def __init__(
        self, zone: tzinfo, now: datetime, theme: Theme, parent: QWidget | None = None, *, is_test: bool = False
    ) -> None:
        super().__init__(parent)
        self.stillness = Stillness()
        self.rows = CommandModel(zone, now, self, is_test=is_test)
        self._painter_of_cells = CommandDelegate(self.rows, theme, self.font(), self)
        self._theme = theme
        self.row_height = row_height()
        self._pointer_y: int | None = None
        self.setModel(self.rows)
        self.setItemDelegate(self._painter_of_cells)
        self.setAccessibleName(_("Commands"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.viewport().setMouseTracking(True)
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = ListHeader(theme, self)
        self.setHorizontalHeader(header)
        self._header = header
        self.folding = Folding(self)
        self.columns = Columns(self, header, self.rows, self._widths_for)
        self.take_look()

    # what the operator has picked

    def selected_ids(self) -> list[str]:
        """The ids of the selected commands, from the top down; a selected group stands for all its members."""
        ids: dict[str, None] = {}
        for item in self._selected_items():
            members = self.rows.index_of_rows.members_of(item) if isinstance(item, Fold) else (item,)
            ids.update(dict.fromkeys(entry.id for entry in members))
        return list(ids)

    def selected_lines(self) -> list[str]:
        """The ids of the selected rows as they are, those of groups too: for `select_ids`."""
        return [item.id for item in self._selected_items()]

    def _selected_items(self) -> list[Item]:
        picked = self.selectionModel().selection()
        parts = [picked.at(place) for place in range(picked.count())]
        rows = sorted({row for part in parts for row in range(part.top(), part.bottom() + 1)})
        return [self.rows.index_of_rows.listed[row] for row in rows]

    def select_ids(self, ids: Iterable[str], current: str | None = None, scroll: bool = False) -> None:
        """Select exactly these rows, as far as they are listed; `current` (or the first) gets the keyboard's place."""
        place_of = self.rows.index_of_rows.place_of
        places = sorted(place for place in map(place_of, ids) if place is not None)
        picked = QItemSelection()
        last_column = len(Column) - 1
        for first, last in _runs(places):
            picked.select(self.rows.index(first, 0), self.rows.index(last, last_column))
        self.selectionModel().select(picked, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        place = place_of(current) if current is not None else None
        if place is None and places:
            place = places[0]
        if place is not None:
            index = self.rows.index(place, max(0, self.currentIndex().column()))
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            if scroll:
                self.scrollTo(index)

    def current_id(self) -> str | None:
        """The id of the row that the keyboard stands on."""
        index = self.currentIndex()
        return self.rows.id_at(index.row()) if index.isValid() else None

    def current_column(self) -> Column:
        """The column of the cell that was clicked last; the first that can be seen where that one cannot."""
        column, visible = Column(max(0, self.currentIndex().column())), self.columns.visible
        return column if column in visible else visible[0]

    def held_ids(self) -> set[str]:
        """The rows that must not move by themselves: under the pointer, and the selected one the keyboard stands on."""
        held = set()
        if self._painter_of_cells.hovered_row >= 0:
            held.add(self.rows.id_at(self._painter_of_cells.hovered_row))
        index = self.currentIndex()
        if index.isValid() and self.selectionModel().isRowSelected(index.row(), QModelIndex()):
            held.add(self.rows.id_at(index.row()))
        return held

    # what stays where it is

    def visible_rows(self) -> tuple[int, int]:
        """The first and last row of which something can be seen; (0, -1) when there is none."""
        top = self.verticalScrollBar().value() // self.row_height
        bottom = (self.verticalScrollBar().value() + self.viewport().height() - 1) // self.row_height
        return top, min(bottom, self.rows.rowCount() - 1)

    def keeping_place(self, change: Callable[[], None], leaving_out: Callable[[str], bool] = lambda _id: False) -> None:
        """Make a change to the model while the row that matters most stays on its pixel.

        That is the row under the pointer, else the selected one if it can be seen, else the topmost; at the very top
        with nothing selected and no pointer, newcomers simply appear.
        """
        anchor = [(command_id, y) for command_id, y in self._anchor() if not leaving_out(command_id)]
        change()
        self.executeDelayedItemsLayout()
        self.updateGeometries()
        for command_id, y in anchor:
            place = self.rows.index_of_rows.place_of(command_id)
            if place is not None:
                self.verticalScrollBar().setValue(place * self.row_height - y)
                break
        self._find_hovered()

    def _anchor(self) -> Anchor:
        first, last = self.visible_rows()
        if first > last:
            return []
        scrolled = self.verticalScrollBar().value()
        best = self._painter_of_cells.hovered_row
        if best < 0:
            index = self.currentIndex()
            if (
                index.isValid()
                and first <= index.row() <= last
                and self.selectionModel().isRowSelected(index.row(), QModelIndex())
            ):
                best = index.row()
            elif scrolled > 0:
                best = first
            else:
                return []
        nearest = sorted(range(first, last + 1), key=lambda row: (abs(row - best), row < best))
        return [(self.rows.id_at(row), row * self.row_height - scrolled) for row in nearest]

    # looks

    def set_theme(self, theme: Theme) -> None:
        """Paint with another theme."""
        self._theme = theme
        self._header.set_theme(theme)
        self.take_look()
        self.viewport().update()

    def set_touching(self, is_touching: bool) -> None:
        """Whether every touch adds a row to the selection, or takes it out, as Ctrl does for a mouse."""
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.MultiSelection if is_touching else modes.ExtendedSelection)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self.take_look()
            self.columns.fit()

    def take_look(self) -> None:
        """Theme, font and text size as they are now; another height of the rows keeps the place."""
        self._painter_of_cells.set_look(self._theme, self.font())
        before, rows = self.row_height, self.verticalHeader()
        if rows.defaultSectionSize() == row_height() == before:
            return
        top = self.verticalScrollBar().value() / before
        self.row_height = row_height()
        rows.setMinimumSectionSize(self.row_height)
        rows.setDefaultSectionSize(self.row_height)
        self.verticalScrollBar().setValue(round(top * self.row_height))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        index = self.currentIndex()
        if self.hasFocus() and index.isValid():
            top = self.rowViewportPosition(index.row())
            painter = QPainter(self.viewport())
            painter.setPen(QPen(QColor(self._theme.focus), 2))
            painter.drawRect(QRect(1, top + 1, self.viewport().width() - 2, self.row_height - 3))
            painter.end()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.columns.fit()

    def _widths_for(self, available: int, shown: Sequence[Column]) -> dict[Column, int]:
        strong = self._painter_of_cells.strong_metrics
        return column_widths(available, self.fontMetrics(), strong, shown, is_test=self.rows.is_test)

    # the hand

    @override
    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End go to the first and the last row."""
        if action in (QAbstractItemView.CursorAction.MoveHome, QAbstractItemView.CursorAction.MoveEnd):
            modifiers |= Qt.KeyboardModifier.ControlModifier
        return super().moveCursor(action, modifiers)

    @override
    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if self.rows.index_of_rows.folds is not None or self._painter_of_cells.selected_folds:
            folds = frozenset(item for item in self._selected_items() if isinstance(item, Fold))
            if folds != self._painter_of_cells.selected_folds:
                self._painter_of_cells.selected_folds = folds
                self.viewport().update()

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        """The focus goes around whole rows: both are painted anew, not a cell of each."""
        super().currentChanged(current, previous)
        for index in (previous, current):
            self._update_row(index.row())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.stillness.note_touch()
        index = self.currentIndex()
        if index.isValid() and self.folding.press(Qt.Key(event.key()), event.modifiers(), index.row()):
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and index.isValid():
            self.opened.emit(self.rows.id_at(index.row()))
            return
        super().keyPressEvent(event)
        if event.key() in _GOING and not event.modifiers() and not self.selectionModel().hasSelection():
            self.selectRow(self.currentIndex().row())  # Qt selects only where the key has led to another row

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        row = self.rowAt(round(event.position().y()))
        if row < 0 or event.button() is not Qt.MouseButton.LeftButton:
            return
        if self.rows.fold_at(row) is None:
            self.opened.emit(self.rows.id_at(row))
        elif not self.folding.is_on_sign(event.position().x()):  # there the two presses have done it already
            self.folding.toggle(row)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.stillness.note_touch()
        row = self.rowAt(round(event.position().y()))
        if row >= 0 and self.rows.fold_at(row) is not None and self.folding.is_on_sign(event.position().x()):
            self.folding.toggle(row)
            return
        super().mousePressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.stillness.note_touch()
        self._pointer_y = round(event.position().y())
        self._hover(self.rowAt(self._pointer_y))
        super().mouseMoveEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self.stillness.note_touch()
        super().wheelEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.stillness.note_leave()
        self._pointer_y = None
        self._hover(-1)
        super().leaveEvent(event)
        self.pointer_left.emit()

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._find_hovered()

    def _find_hovered(self) -> None:
        if self._pointer_y is not None:
            self._hover(self.rowAt(self._pointer_y))

    def _hover(self, row: int) -> None:
        before, self._painter_of_cells.hovered_row = self._painter_of_cells.hovered_row, row
        if before != row:
            for changed in (before, row):
                self._update_row(changed)

    def _update_row(self, row: int) -> None:
        if row >= 0:
            self.viewport().update(0, self.rowViewportPosition(row), self.viewport().width(), self.row_height)


def _runs(places: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs
