"""How a hand opens and closes the groups of the list: by keys on their lines and within, or at the sign before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt

from flipconsole.ui.command_list.folds import Fold
from flipconsole.ui.command_list.widths import GAP, ICON, PADDING
from flipconsole.ui.theme import TARGET, Density, density, scaled

if TYPE_CHECKING:
    from flipconsole.ui.command_list.table import CommandTable

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Folding:
    """→ opens, ← closes or goes to the line of the group, Enter does either."""

    def __init__(self, table: CommandTable) -> None:
        self._table = table

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier, row: int) -> bool:
        """Do what a key asks; False when it means nothing here."""
        index = self._table.rows.index_of_rows
        if index.folds is None:
            return False
        fold = self._table.rows.fold_at(row)
        if modifiers & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        elif fold is not None and key in _ENTER:
            self._set(fold, is_open=not fold.is_open)
        elif fold is not None and key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self._set(fold, is_open=key == Qt.Key.Key_Right)
        elif fold is None and key == Qt.Key.Key_Left:
            self._go_to(index.listed[row].fold)
        elif fold is None and key == Qt.Key.Key_Right:
            pass
        else:
            return False
        return True

    def toggle(self, row: int) -> None:
        """Open the group whose line this is, or close it."""
        fold = self._table.rows.fold_at(row)
        if fold is not None:
            self._set(fold, is_open=not fold.is_open)

    def set_all(self, *, is_open: bool) -> None:
        """Open or close every group; the keyboard stays on its row, or goes to the line that hides it."""
        folds = self._table.rows.index_of_rows.folds
        for fold in [] if folds is None else list(folds.by_key.values()):
            if fold.is_listed:
                self._set(fold, is_open=is_open)

    def is_on_sign(self, x: float) -> bool:
        """Whether the sign that opens and closes a group is there."""
        least = TARGET if density() is Density.FIELD else 0
        return x < max(least, PADDING + scaled(ICON) + GAP) - self._table.horizontalOffset()

    def _set(self, fold: Fold, *, is_open: bool) -> None:
        """Members that were selected or had the keyboard leave them to the line that now hides them."""
        table = self._table
        index, listed = table.currentIndex(), table.rows.index_of_rows.listed
        had_keyboard = index.isValid() and listed[index.row()].fold is fold
        table.keeping_place(lambda: table.rows.set_open(fold, is_open=is_open))
        if had_keyboard and not is_open:
            self._go_to(fold)

    def _go_to(self, fold: Fold | None) -> None:
        place = None if fold is None else self._table.rows.index_of_rows.place_of(fold.id)
        if place is not None:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self._table.selectionModel().setCurrentIndex(self._table.rows.index(place, 0), flags)
