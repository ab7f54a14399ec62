"""Which columns the list shows, in which places, how wide, and by which it is sorted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QTableView

from flipconsole.domain.list_layout import ListLayout, SortedBy
from flipconsole.ui.command_list.header import ListHeader, column_of
from flipconsole.ui.command_list.model import CommandModel
from flipconsole.ui.command_list.order import OFF_AT_FIRST, Column, SortKey
from flipconsole.ui.command_list.placing import MOST_KEYS

DEFAULT_ORDER = (SortKey(Column.ACK_IN),)
_STEP = 24
_NARROWEST = 48
_WIDEST = 2000

Widths = Callable[[int, Sequence[Column]], dict[Column, int]]


class Columns(QObject):
    """`widths_for(available, shown)` are the widths that fit; a column that a person has made wider keeps its own.

    Signals:
        changed: a person has changed something; `layout` would now return something else.
    """

    changed = Signal()

    def __init__(self, table: QTableView, header: ListHeader, model: CommandModel, widths_for: Widths) -> None:
        super().__init__(table)
        self._table = table
        self._header = header
        self._model = model
        self._widths_for = widths_for
        self._hidden: set[Column] = set(OFF_AT_FIRST)
        self._own: dict[Column, int] = {}
        self._is_arranging = False
        header.sectionResized.connect(self._on_section_resized)
        header.sectionHandleDoubleClicked.connect(self._on_edge_double_clicked)
        header.sectionMoved.connect(lambda *_places: self._tell())
        header.sort_asked.connect(lambda section, adds: self.toggle_sort(Column(section), adds=adds))
        model.order_changed.connect(self._show_order)
        self._show_order()

    # how it is

    @property
    def in_places(self) -> list[Column]:
        """All columns from the left, hidden ones too."""
        return [Column(self._header.logicalIndex(place)) for place in range(self._header.count())]

    @property
    def visible(self) -> list[Column]:
        """What can be seen, from the left."""
        return [column for column in self.in_places if not self._table.isColumnHidden(column)]

    @property
    def order(self) -> tuple[SortKey, ...]:
        """By what the list is sorted."""
        return self._model.index_of_rows.placing.order

    def is_chosen(self, column: Column) -> bool:
        """Whether a person wants to see it; it may still have given way to a narrow window."""
        return column not in self._hidden

    @property
    def has_sites(self) -> bool:
        """Whether any site is known: until then its column takes no room."""
        return self._model.index_of_rows.knows_sites

    def has_own_width(self, column: Column) -> bool:
        """Whether a person has given it a width."""
        return column in self._own

    def layout(self, group: str = "", density: str = "") -> ListLayout:
        """Everything that a person has changed, empty where nothing was, with grouping and density of the list."""
        places = self.in_places
        return ListLayout(
            columns=() if places == list(Column) else tuple(_name(column) for column in places),
            hidden=tuple(_name(column) for column in sorted(self._hidden - OFF_AT_FIRST)),
            shown=tuple(_name(column) for column in sorted(OFF_AT_FIRST - self._hidden)),
            widths={_name(column): width for column, width in sorted(self._own.items())},
            sort=()
            if self.order == DEFAULT_ORDER
            else tuple(SortedBy(_name(key.column), key.descending) for key in self.order),
            group=group,
            density=density,
        )

    # what a person does

    def apply(self, layout: ListLayout) -> None:
        """Lay the columns out as was kept; what is unknown or impossible is passed over."""
        known = [column for column in map(column_of, layout.columns) if column is not None]
        places = [*dict.fromkeys(known), *(column for column in Column if column not in known)]
        widths = {column_of(name): width for name, width in layout.widths.items()}
        self._own = {
            column: min(_WIDEST, max(_NARROWEST, width)) for column, width in widths.items() if column is not None
        }
        hidden = {column for column in map(column_of, layout.hidden) if column is not None}
        hidden |= OFF_AT_FIRST - {column_of(name) for name in layout.shown}
        self._hidden = hidden if len(hidden) < len(Column) else set(OFF_AT_FIRST)
        self._arrange(places)
        order: dict[Column, SortKey] = {}
        for each in layout.sort:
            column = column_of(each.column)
            if column is not None:
                order.setdefault(column, SortKey(column, each.descending))
        self.sort_by(tuple(order.values())[:MOST_KEYS] or DEFAULT_ORDER)

    def reset(self) -> None:
        """As it was before anybody touched it."""
        self.apply(ListLayout())
        self.changed.emit()

    def show(self, column: Column, *, is_shown: bool) -> None:
        """Show a column or hide it; the last one stays."""
        hidden = self._hidden - {column} if is_shown else self._hidden | {column}
        if len(hidden) < len(Column):
            self._hidden = hidden
        self.fit()
        self._tell()

    def move(self, column: Column, step: int) -> None:
        """Move a column one place to the left (-1) or right (1)."""
        place = self._header.visualIndex(column)
        if 0 <= place + step < self._header.count():
            self._header.moveSection(place, place + step)

    def widen(self, column: Column, steps: int) -> None:
        """Make a column wider, or narrower with fewer than no steps."""
        width = self._own.get(column) or self._table.columnWidth(column)
        self._own[column] = min(_WIDEST, max(_NARROWEST, width + steps * _STEP))
        self.fit()
        self._tell()

    def toggle_sort(self, column: Column, *, adds: bool) -> None:
        """Sort by a column, or the other way round if it is; with `adds`, after the columns that count more."""
        order = list(self.order)
        place = next((place for place, key in enumerate(order) if key.column is column), None)
        if not adds:
            turns = place == 0 and len(order) == 1
            order = [SortKey(column, not self.order[0].descending if turns else False)]
        elif place is None:
            order = [*order[: MOST_KEYS - 1], SortKey(column)]
        elif not order[place].descending:
            order[place] = SortKey(column, descending=True)
        elif len(order) > 1:
            del order[place]
        else:
            order[place] = SortKey(column)
        self.sort_by(order)
        self._tell()

    def sort_by(self, order: Sequence[SortKey]) -> None:
        """Sort by these columns."""
        if tuple(order) != self.order:
            self._model.sort_by(order)

    # widths

    def fit(self) -> None:
        """Share the width of the table among the columns."""
        available = self._table.viewport().width()
        away = self._away()
        free = [column for column in Column if column not in away and column not in self._own]
        taken = sum(width for column, width in self._own.items() if column not in away)
        widths = self._widths_for(available - taken, free) | {
            column: width for column, width in self._own.items() if column not in away
        }
        self._is_arranging = True
        for column in Column:
            width = widths.get(column, 0)
            self._table.setColumnHidden(column, width == 0)
            if width:
                self._table.setColumnWidth(column, width)
        self._is_arranging = False
        self._model.set_hidden(frozenset(column for column in Column if not widths.get(column, 0)))

    def _away(self) -> set[Column]:
        """What nobody is to see: the sites not while none is known either."""
        is_empty = not self.has_sites
        rest = set(Column) - self._hidden - {Column.SITE}
        return self._hidden | {Column.SITE} if is_empty and rest else self._hidden

    def _arrange(self, places: Sequence[Column]) -> None:
        self._is_arranging = True
        for place, column in enumerate(places):
            self._header.moveSection(self._header.visualIndex(column), place)
        self._is_arranging = False
        self.fit()

    def _on_section_resized(self, section: int, _old: int, new: int) -> None:
        """A hand on the edge of a column; the last one only takes what the others leave."""
        if self._header.is_held and not self._is_arranging and new and Column(section) is not self.visible[-1]:
            self._own[Column(section)] = new
            self._tell()

    def _on_edge_double_clicked(self, section: int) -> None:
        self._own.pop(Column(section), None)
        self.fit()
        self._tell()

    def _show_order(self) -> None:
        self._header.show_order(self.order)

    def _tell(self) -> None:
        if not self._is_arranging:
            self.changed.emit()


def _name(column: Column) -> str:
    return column.name.lower()
