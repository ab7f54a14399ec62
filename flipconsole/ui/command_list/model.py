"""The table model over the index: it tells Qt of every change as insert, remove, move or change, never as a reset."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

from flipconsole.domain.language import _
from flipconsole.domain.row import Row
from flipconsole.ui.command_list.cells import Cell, Cells
from flipconsole.ui.command_list.entry import Entry
from flipconsole.ui.command_list.fold_words import FoldWords, fold_words
from flipconsole.ui.command_list.folds import Fold, Grouping
from flipconsole.ui.command_list.headers import header, header_tip
from flipconsole.ui.command_list.index import CommandIndex
from flipconsole.ui.command_list.listing import Item
from flipconsole.ui.command_list.order import Column, SortKey
from flipconsole.ui.command_list.tooltips import tooltip
from flipconsole.ui.plain import plain_tooltip

Index = QModelIndex | QPersistentModelIndex
_COLUMNS = tuple(Column)
_TOLD_ELSEWHERE = frozenset({Column.FLIP_STATUS, Column.DEVICE_STATUS, Column.SITE})
"""Columns whose contents other cells tell while they are hidden."""
_NO_PARENT = QModelIndex()


class CommandModel(QAbstractTableModel):
    """Rows by urgency or by any column, filtered by chip and words.

    `apply` takes facts and leaves every listed row where it stands; `settle` then moves and removes what no longer
    belongs where it is. Only a new filter or a new set of rows resets, and the view then restores the selection. With
    `is_test` every order says that nothing of it is real.

    Signals:
        order_changed: the rows are sorted by other columns, or the other way round.
    """

    order_changed = Signal()

    def __init__(self, zone: tzinfo, now: datetime, parent: QObject | None = None, *, is_test: bool = False) -> None:
        super().__init__(parent)
        self.is_test = is_test
        self.index_of_rows = CommandIndex(now)
        self.zone = zone
        self.now = now
        self._hidden: frozenset[Column] = frozenset()
        self._marks_zones = False
        self._unsettled: set[Entry] = set()
        self._has_moved_folds = False

    # facts

    def replace_all(self, rows: Iterable[Row]) -> None:
        """Start anew with other rows; filter and order stay."""
        self.beginResetModel()
        index = self.index_of_rows
        index.drop(list(index.entries))
        index.listed = []
        index.take(rows)
        self._relist()
        self.endResetModel()

    def apply(self, rows: Iterable[Row], removed: Iterable[str], *, lists_new: bool = True) -> None:
        """Take new and changed rows and forget removed ones; no listed row changes places.

        New rows are listed; with `lists_new` False only by a later `place_all`.
        """
        index = self.index_of_rows
        dropped = index.drop(removed)
        self._unsettled.difference_update(dropped)
        self._remove(dropped)
        taken = index.take(rows)
        self._show_folds()
        self._show_changed([entry for entry in taken if entry.is_listed])
        if lists_new:
            self._insert([entry for entry in taken if not entry.is_listed and index.matches(entry)])
            self._insert([entry for entry in index.let_in() if not entry.is_listed])

    def pass_time(self, now: datetime) -> None:
        """Move the clock: rows become late (or a corrected clock takes that back)."""
        new_day = now.astimezone(self.zone).date() != self.now.astimezone(self.zone).date()
        self.now = now
        index = self.index_of_rows
        changed = index.pass_time(now)
        self._show_folds()
        self._show_changed([entry for entry in changed if entry.is_listed])
        self._insert([entry for entry in changed if not entry.is_listed and index.matches(entry)])
        if new_day:
            self._forget_cells()

    def learn(self) -> None:
        """Something else is known of batteries: whether missing zones are marked follows from it."""
        if self.index_of_rows.knows_zones is not self._marks_zones:
            self._marks_zones = not self._marks_zones
            self._forget_cells()

    def set_zone(self, zone: tzinfo) -> None:
        """Show all times in another zone; hours of its own make other groups."""
        self.zone = zone
        folds = self.index_of_rows.folds
        if folds is not None and folds.grouping is Grouping.START:
            self.group_by(folds.grouping)
        self._forget_cells()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_COLUMNS) - 1)

    def set_hidden(self, hidden: frozenset[Column]) -> None:
        """Take note of the columns that nobody sees: others may then say what those would."""
        if hidden & _TOLD_ELSEWHERE != self._hidden:
            self._hidden = hidden & _TOLD_ELSEWHERE
            self._forget_cells()
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, Column.ANSWER, Column.ANSWER)

    # order and filter

    @property
    def has_unsettled(self) -> bool:
        """Whether some listed row stands where it no longer belongs."""
        return bool(self._unsettled) or self._has_moved_folds

    def is_unsettled(self, item_id: str) -> bool:
        """Whether `settle` would move or remove this row."""
        entry = self.index_of_rows.entries.get(item_id)
        if entry is not None:
            return entry in self._unsettled
        fold = self.index_of_rows.fold_of_id(item_id)
        return fold is not None and not fold.members

    def settle(self, held: Collection[str]) -> None:
        """Move every row to its place and remove what the filter no longer keeps, except the rows in `held`."""
        index = self.index_of_rows
        index.held = frozenset(held)
        if not self.has_unsettled:
            return
        leaving = [entry for entry in self._unsettled if not index.matches(entry) or self._goes_out_of_sight(entry)]
        self._unsettled.difference_update(leaving)
        self._remove(leaving)
        index.enrol(leaving)
        self._show_folds()
        moving = [entry for entry in self._unsettled if entry.id not in index.held and entry.is_displaced]
        self._unsettled = {entry for entry in self._unsettled if entry.id in index.held}
        has_moved_folds, self._has_moved_folds = self._has_moved_folds, False
        if moving or (has_moved_folds and not index.are_folds_in_order()):
            self._reorder(lambda: index.settled(moving))
        if has_moved_folds or moving or leaving:
            empty = index.empty_folds()
            self._remove([fold for fold in empty if fold.id not in index.held])
            self._has_moved_folds = any(fold.is_listed for fold in empty)

    def hold(self, command_id: str) -> None:
        """List this row even if the filter hides it, until it is let go by a `settle` that does not hold it."""
        index = self.index_of_rows
        entry = index.entries.get(command_id)
        if entry is None or entry.is_listed:
            return
        index.held = index.held | {command_id}
        if index.folds is not None:
            index.folds.enrol(entry, passes=True)
            self._show_folds()
            fold = index.folds.of(entry)
            if not fold.is_open:
                self.set_open(fold, is_open=True)
        if not entry.is_listed:
            self._insert([entry])
        self._unsettled.add(entry)

    def set_open(self, fold: Fold, *, is_open: bool) -> None:
        """Show the members of a group, or only its line."""
        index = self.index_of_rows
        if index.folds is None or fold.is_open == is_open:
            return
        index.folds.set_open(fold, is_open)
        if is_open:
            self._insert([entry for entry in index.members_of(fold) if not entry.is_listed])
        else:
            under = [item for item in index.listed if isinstance(item, Entry) and item.fold is fold]
            for entry in self._unsettled.intersection(under):  # what was only held is let go
                index.folds.enrol(entry, passes=index.passes(entry))
            self._unsettled.difference_update(under)
            self._remove(under)
            self._show_folds()
        place = index.place_of_item(fold)
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(_COLUMNS) - 1))

    def group_by(self, grouping: Grouping, open_keys: Collection[str] = ()) -> None:
        """Group the rows, or show them without groups."""
        self.index_of_rows.group_by(grouping, self.zone, open_keys)
        self.refilter()

    def _goes_out_of_sight(self, entry: Entry) -> bool:
        """Whether it has moved to a group that is closed."""
        fold = entry.member_of
        held = self.index_of_rows.held
        return fold is not None and fold is not entry.fold and not fold.is_open and entry.id not in held

    def place_all(self) -> None:
        """Put every row where it belongs, all at once: for thousands of new ones, that is quicker than one by one."""
        self.beginResetModel()
        self._relist()
        self.endResetModel()

    def refilter(self) -> None:
        """Show what `index_of_rows` keeps after its filter was changed."""
        self.beginResetModel()
        self.index_of_rows.held = frozenset()
        self._relist()
        self.endResetModel()

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.sort_by([SortKey(Column(column), order is Qt.SortOrder.DescendingOrder)])

    def sort_by(self, order: Sequence[SortKey]) -> None:
        """Sort by several columns, the one that counts most first."""
        self._unsettled = {entry for entry in self._unsettled if not self.index_of_rows.matches(entry)}
        self._reorder(lambda: self.index_of_rows.sort_by(order))
        self.order_changed.emit()

    # what Qt asks

    @override
    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.index_of_rows.listed)

    @override
    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(_COLUMNS)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), _COLUMNS[index.column()]
        item = self.index_of_rows.listed[row]
        if isinstance(item, Fold):
            return self._fold_data(item, column, role)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.cell(row, column).text
            case Qt.ItemDataRole.AccessibleTextRole:
                cell = self.cell(row, column)
                return ", ".join(filter(None, (cell.text, cell.note))) or _("nothing")
            case Qt.ItemDataRole.ToolTipRole:
                said = tooltip(item.row, column, self.cell(row, column), self.zone, self.now, item.facts)
                return plain_tooltip(said)
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(_COLUMNS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.title_of(_COLUMNS[section])
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(header_tip(_COLUMNS[section], self.zone, self.now))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def cells(self, row: int) -> Cells:
        """The cells of a listed command, worked out at most once per change."""
        entry = self._entry_at(row)
        if entry.cells is None:
            entry.cells = Cells(
                entry.row,
                entry.chips,
                self.zone,
                self.now,
                self._hidden,
                entry.facts,
                marks_zone=self._marks_zones,
                is_test=self.is_test,
            )
        return entry.cells

    def cell(self, row: int, column: Column) -> Cell:
        """One cell at the time that `pass_time` set."""
        return self.cells(row).cell(column, self.zone, self.now)

    def title_of(self, column: Column) -> str:
        """The title of a column; not "yours" where it also tells the answers that came from elsewhere."""
        if column is Column.ANSWER and Column.DEVICE_STATUS in self._hidden:
            return _("Answer")
        return header(column, self.zone, self.now)

    def row_at(self, row: int) -> Row:
        """The command's row in a line of the list that is no group's."""
        return self._entry_at(row).row

    def fold_at(self, row: int) -> Fold | None:
        """The group whose line this is."""
        item = self.index_of_rows.listed[row]
        return item if isinstance(item, Fold) else None

    def id_at(self, row: int) -> str:
        """The id of the command in a row, or of the group whose line it is."""
        return self.index_of_rows.listed[row].id

    def tick(self, first: int, last: int) -> None:
        """Have the countdowns of the visible rows `first` to `last` painted again."""
        if first <= last:
            self.dataChanged.emit(
                self.index(first, Column.ACK_IN), self.index(last, Column.STARTS_IN), [Qt.ItemDataRole.DisplayRole]
            )

    def fold_words(self, fold: Fold) -> FoldWords:
        """What the line of a group says at this time."""
        folds = self.index_of_rows.folds
        grouping = Grouping.NONE if folds is None else folds.grouping
        return fold_words(fold, grouping, self.zone, self.now)

    def _fold_data(self, fold: Fold, column: Column, role: int) -> Any:
        words = self.fold_words(fold)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return words.title if column is Column.BATTERY else ""
            case Qt.ItemDataRole.AccessibleTextRole:
                return words.said
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip(words.said)
        return None

    def _entry_at(self, row: int) -> Entry:
        item = self.index_of_rows.listed[row]
        assert isinstance(item, Entry)
        return item

    # telling Qt

    def _show_folds(self) -> None:
        """The lines of groups that have come or changed."""
        folds = self.index_of_rows.folds
        if folds is None or not folds.touched:
            return
        touched, folds.touched = folds.touched, set()
        self._has_moved_folds = True
        fresh = [fold for fold in touched if fold.members and not fold.is_listed]
        self._put(self.index_of_rows.lines_to_insert(fresh))
        for first, last in self.index_of_rows.runs_to_remove([fold for fold in touched if fold.is_listed]):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(_COLUMNS) - 1))

    def _show_changed(self, entries: list[Entry]) -> None:
        index = self.index_of_rows
        for entry in entries:
            if entry.is_displaced or not index.matches(entry):
                self._unsettled.add(entry)
            else:
                self._unsettled.discard(entry)
        for first, last in index.runs_to_remove(entries):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(_COLUMNS) - 1))

    def _insert(self, entries: list[Entry]) -> None:
        self._put(self.index_of_rows.runs_to_insert(entries))

    def _put(self, runs: list[tuple[int, list[Item]]]) -> None:
        listed = self.index_of_rows.listed
        for place, run in runs:
            self.beginInsertRows(_NO_PARENT, place, place + len(run) - 1)
            listed[place:place] = run
            self.endInsertRows()

    def _remove(self, items: Sequence[Item]) -> None:
        listed = self.index_of_rows.listed
        for first, last in self.index_of_rows.runs_to_remove(items):
            self.beginRemoveRows(_NO_PARENT, first, last)
            for item in listed[first : last + 1]:
                item.is_listed = False
            del listed[first : last + 1]
            self.endRemoveRows()

    def _reorder(self, ordered: Callable[[], list[Item]]) -> None:
        # WORKAROUND PySide6 6.11.3: emitting it with its arguments (parents, hint) kills the process.
        self.layoutAboutToBeChanged.emit()
        before = self.index_of_rows.listed
        old = self.persistentIndexList()
        items = [before[index.row()] for index in old]
        self.index_of_rows.listed = ordered()
        place_of = self.index_of_rows.place_of_item
        self.changePersistentIndexList(
            old, [self.index(place_of(item), index.column()) for item, index in zip(items, old, strict=True)]
        )
        self.layoutChanged.emit()

    def _relist(self) -> None:
        self._unsettled.clear()
        self.index_of_rows.listed = self.index_of_rows.relist()

    def _forget_cells(self) -> None:
        for entry in self.index_of_rows.entries.values():
            entry.cells = None
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(_COLUMNS) - 1))
