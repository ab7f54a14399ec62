"""The table of a box: rows of equal height, several of them can be chosen, and the choice survives every change."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from flipconsole.ui.outbox.line import Column, Key, Line
from flipconsole.ui.outbox.model import BoxModel
from flipconsole.ui.theme import scaled

_WIDTHS = {
    Column.STATE: 172,
    Column.BATTERY: 150,
    Column.ANSWER: 104,
    Column.GIVEN: 98,
    Column.TRIES: 46,
    Column.WHEN: 118,
}
_ROW = 28


class BoxTable(QTableView):
    """Shows a `BoxModel`.

    Signals:
        choice_changed: other lines are chosen now, or the current one is another.
        opened: a line was double-clicked, or Enter was pressed on it.
    """

    choice_changed = Signal()
    opened = Signal()

    def __init__(self, model: BoxModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = model
        self._keys: list[Key] = []
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(Column.WHY, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(48)
        self.fit()
        model.modelAboutToBeReset.connect(self._on_reset_begun)
        model.modelReset.connect(self._on_reset)
        self.selectionModel().selectionChanged.connect(lambda _new, _old: self.choice_changed.emit())
        self.selectionModel().currentRowChanged.connect(lambda _new, _old: self.choice_changed.emit())
        self.activated.connect(lambda _index: self.opened.emit())

    def fit(self) -> None:
        """Take the widths and the height of rows that fit the size of the text."""
        self.verticalHeader().setDefaultSectionSize(scaled(_ROW))
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, scaled(width))

    def chosen(self) -> list[Line]:
        """The chosen lines, from the top down."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [line for line in map(self._box.line_at, places) if line is not None]

    def current(self) -> Line | None:
        """The line with the focus, if it is chosen, else the first that is."""
        index = self.selectionModel().currentIndex()
        if index.isValid() and self.selectionModel().isRowSelected(index.row()):
            return self._box.line_at(index.row())
        chosen = self.chosen()
        return chosen[0] if chosen else None

    def choose_first(self) -> None:
        """Choose the first line where none is."""
        if not self.selectionModel().hasSelection() and self._box.rowCount():
            self._choose(0)

    def choose(self, key: Key) -> None:
        """Choose this line and bring it into sight."""
        place = self._box.place_of(key)
        if place is not None:
            self._choose(place)
            self.scrollTo(self._box.index(place, 0))

    def _choose(self, place: int) -> None:
        """Choose this line alone; `selectRow` would add it to the choice while somebody holds Ctrl or Shift."""
        index, mode = self._box.index(place, 0), QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, mode.ClearAndSelect | mode.Rows)

    def _on_reset_begun(self) -> None:
        self._keys = [line.key for line in self.chosen()]

    def _on_reset(self) -> None:
        places = [place for place in map(self._box.place_of, self._keys) if place is not None]
        if not places:
            return
        selection = QItemSelection()
        for place in places:
            selection.select(self._box.index(place, 0), self._box.index(place, len(Column) - 1))
        mode = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(self._box.index(places[0], 0), mode.NoUpdate)
        self.selectionModel().select(selection, mode.ClearAndSelect)
