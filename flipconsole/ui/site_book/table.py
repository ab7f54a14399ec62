"""The table of the site book: a cell is typed into where it stands, time zones are offered by name."""

from __future__ import annotations

from zoneinfo import available_timezones

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from flipconsole.domain.language import _
from flipconsole.ui.site_book.model import FIELDS, SiteBookModel, title_of
from flipconsole.ui.theme import row_height, scaled

_WIDTHS = (140, 110, 180, 230, 160, 120, 140, 100, 100, 130)
_LONGEST = 400


class BookTable(QTableView):
    """Shows a `SiteBookModel`.

    Signals:
        current_changed: another cell is the current one.
    """

    current_changed = Signal()

    def __init__(self, model: SiteBookModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = model
        self.setModel(model)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(_("Site book"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(row_height())
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(48)
        header.setStretchLastSection(True)
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, scaled(width))
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.selectionModel().currentChanged.connect(lambda _new, _old: self.current_changed.emit())
        self._kept: tuple[str, int] | None = None
        self._scrolled = (0, 0)
        model.modelAboutToBeReset.connect(self._on_reset_begun)
        model.modelReset.connect(self._on_reset)

    def go_to(self, device_id: str, column: int = 1) -> None:
        """Make a cell of this battery the current one, where it is listed."""
        if device_id in self._book.rows:
            index = self._book.index(self._book.rows.index(device_id), column)
            self.setCurrentIndex(index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _on_reset_begun(self) -> None:
        index = self.currentIndex()
        self._kept = (self._book.rows[index.row()], index.column()) if index.isValid() else None
        self._scrolled = self.horizontalScrollBar().value(), self.verticalScrollBar().value()

    def _on_reset(self) -> None:
        if self._kept is not None:
            self.go_to(*self._kept)
        for bar, value in zip((self.horizontalScrollBar(), self.verticalScrollBar()), self._scrolled, strict=True):
            bar.setValue(value)
        self.current_changed.emit()


class _Delegate(QStyledItemDelegate):
    """A plain line to type into; of a time zone all names are offered that contain what was typed."""

    @override
    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        field = FIELDS[index.column() - 1]
        editor = QLineEdit(parent)
        editor.setFrame(False)
        editor.setMaxLength(_LONGEST)
        editor.setAccessibleName(title_of(field))
        if field == "zone":
            completer = QCompleter(sorted(available_timezones()), editor)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            editor.setCompleter(completer)
        return editor
