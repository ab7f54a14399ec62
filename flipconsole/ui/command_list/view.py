"""The list of commands as one widget: chips, search, table and a line that counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple, Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.chips import Chip
from flipconsole.domain.filter.filter import Note
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.list_layout import ListLayout
from flipconsole.domain.row import Row
from flipconsole.domain.saved_views import SavedView
from flipconsole.domain.times import zone_name
from flipconsole.ui.announcing import announce
from flipconsole.ui.command_list.chip_bar import ChipBar
from flipconsole.ui.command_list.empty_note import EmptyNote
from flipconsole.ui.command_list.entry import Entry
from flipconsole.ui.command_list.filter_note import FilterNote
from flipconsole.ui.command_list.folds import Grouping
from flipconsole.ui.command_list.search import SearchField
from flipconsole.ui.command_list.table import CommandTable
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Density, Theme, density, icon, scaled, style_sheet, use_density

_TOLD_FOR = timedelta(seconds=5)

MANY = 2000
"""More new rows than this are placed all at once."""


class Diff(Protocol):
    """The ids that appeared, changed and went."""

    @property
    def added(self) -> tuple[str, ...]:
        """Ids of new rows."""

    @property
    def changed(self) -> tuple[str, ...]:
        """Ids of rows that differ."""

    @property
    def removed(self) -> tuple[str, ...]:
        """Ids of rows that are no more."""


class _Learned(NamedTuple):
    """Rows of which only what is known of their batteries has changed."""

    changed: tuple[str, ...]
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class CommandListView(QWidget):
    """Shows the rows of a console and keeps selection, scroll and order still while facts change.

    `clock` gives the present on Flip's clock. Countdowns tick once a second while the widget is visible. Order and
    filter are applied to changed rows only when the operator's hand is off the list (`Stillness`); rows under the
    pointer and under the keyboard stay even then. With `is_test` every row says that nothing of it is real.

    Signals:
        selection_changed: the selected ids from the top down, as a list of str.
        activated: a row was opened by Enter or a double click; carries the id.
        filter_changed: a person has chosen another filter.
        grouped: the rows are grouped by something else; carries a `Grouping`.
        density_changed: rows have another height; carries a `Density`.
    """

    selection_changed = Signal(list)
    activated = Signal(str)
    filter_changed = Signal()
    grouped = Signal(object)
    density_changed = Signal(object)

    def __init__(
        self,
        clock: Callable[[], datetime],
        zone: tzinfo,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        is_test: bool = False,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._rows: Mapping[str, Row] = {}
        self._selected: list[str] = []
        self._is_moving = False
        self._told, self._told_until = "", clock()
        self._to_come = 0
        self.chips = ChipBar(theme, self)
        self.table = CommandTable(zone, clock(), theme, self, is_test=is_test)
        self.filter_note = FilterNote(theme, self)
        self.cut_note = FilterNote(theme, self)
        self.empty_note = EmptyNote(self.table.viewport())
        self.footer = PlainLabel("", self)
        self.footer.setProperty("tone", "muted")
        self.several_button = QPushButton(_("Select several"), self)
        self.several_button.setAccessibleName(_("Select several rows by touching them"))
        self.several_button.setCheckable(True)
        self.several_button.hide()
        self.newcomers_button = QPushButton(self)
        self.newcomers_button.setProperty("kind", "link")
        self.newcomers_button.hide()
        self.search_field = SearchField(self._names_of, theme, self)
        self._unseen: set[str] = set()
        self._is_behind = False
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._connect()
        self._filter = ("open", "")
        self.set_theme(theme)
        self._show_facts()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(12, 10, 12, 10)
        top.setSpacing(12)
        top.addWidget(self.chips, 1)
        top.addWidget(self.search_field, 0, Qt.AlignmentFlag.AlignTop)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(12, 2, 8, 2)
        bottom.addWidget(self.footer, 1)
        bottom.addWidget(self.newcomers_button)
        bottom.addWidget(self.several_button)
        bottom.addStrut(28)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(self.filter_note)
        whole.addWidget(self.cut_note)
        whole.addWidget(self.table, 1)
        whole.addLayout(bottom)
        QWidget.setTabOrder(self.search_field, self.table)

    def _connect(self) -> None:
        self._timer.timeout.connect(lambda: self.tick(self._clock()))
        self.chips.chosen.connect(self._on_filter_edited)
        self.search_field.textChanged.connect(self._on_filter_edited)
        self.empty_note.clear_asked.connect(self.clear_filter)
        self.empty_note.all_asked.connect(lambda: self.chips.button("all").click())
        self.table.opened.connect(self.activated)
        self.table.pointer_left.connect(self._settle)
        self.table.verticalScrollBar().valueChanged.connect(self._show_newcomers)
        self.several_button.toggled.connect(self.table.set_touching)
        self.newcomers_button.clicked.connect(self.table.scrollToTop)
        self.table.selectionModel().selectionChanged.connect(self._on_selection_changed)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WindowShortcut)
        find.activated.connect(self._on_find_asked)
        self.search_field.left.connect(self._on_search_left)
        self.search_field.entered.connect(self._on_list_wanted)

    # facts

    def set_rows(self, rows: Mapping[str, Row], to_come: int = 0) -> None:
        """Show other rows; the mapping is read again at every `apply`, so it may be a live one.

        `to_come` more are known of but not read yet: nothing is counted until they are.
        """
        self._rows, self._to_come = rows, to_come
        self.table.rows.pass_time(self._clock())
        self._unseen.clear()
        self._with_selection_kept(lambda: self.table.rows.replace_all(rows.values()))

    def know(self, known: Mapping[str, BatteryFacts]) -> None:
        """Take names, sites and all that of the batteries from here; it may be a live view (`learn`)."""
        self.table.rows.index_of_rows.known = known
        self.learn(frozenset(known))

    def learn(self, device_ids: frozenset[str]) -> None:
        """What is known of these batteries is something else now; nothing moves under the operator's hand."""
        changed = tuple(one for one, row in self._rows.items() if row.held.command.device_id in device_ids)
        self.table.rows.learn()
        self.table.columns.fit()
        if len(changed) > MANY:
            self.set_rows(self._rows)
        elif changed:
            self.apply(_Learned(changed))

    def apply(self, diff: Diff, *, is_more: bool = False) -> None:
        """Take what changed in the rows; nothing moves under the operator's hand.

        `is_more`: it is a part of a flood, whose new rows are listed all together with its last part.
        """
        named = dict.fromkeys((*diff.added, *diff.changed))
        present = [self._rows[command_id] for command_id in named if command_id in self._rows]
        self.table.rows.pass_time(self._clock())
        is_late = is_more or self._is_behind or len(diff.added) > MANY
        self._keeping_place(lambda: self.table.rows.apply(present, diff.removed, lists_new=not is_late))
        self._is_behind = is_more
        if is_late and not is_more:
            self._with_selection_kept(self.table.rows.place_all)
        self._unseen.update(diff.added)
        self._settle()
        self._show_facts()
        self._show_newcomers()
        self._tell_selection()

    def tick(self, now: datetime) -> None:
        """Move the clock: countdowns are painted again, rows become late, and what waited for stillness settles."""
        model = self.table.rows
        if model.index_of_rows.is_due(now):
            self._keeping_place(lambda: model.pass_time(now))
        else:
            model.pass_time(now)
        model.tick(*self.table.visible_rows())
        self._settle()
        self._show_facts()

    # what the operator has picked

    def selected_ids(self) -> list[str]:
        """The selected commands, from the top down."""
        return self.table.selected_ids()

    def selected_rows(self) -> list[Row]:
        """The rows of the selected commands, from the top down."""
        return [self._rows[command_id] for command_id in self.selected_ids() if command_id in self._rows]

    def tell(self, text: str) -> None:
        """Say for a moment what was just done, in the line under the list and to screen readers."""
        self._told = text
        self._told_until = self._clock() + _TOLD_FOR
        announce(self, text)
        self._show_facts()

    def select(self, ids: Iterable[str], scroll: bool = True) -> None:
        """Select exactly these commands; rows that the filter hides are shown as long as they stay selected."""
        wanted = list(ids)
        for command_id in wanted:
            self.table.rows.hold(command_id)
        self.table.select_ids(wanted, wanted[0] if wanted else None, scroll)
        self._show_facts()

    def filtered_ids(self) -> frozenset[str] | None:
        """What the filter that a person has chosen leaves; None while it is the usual one."""
        if self._filter == ("open", ""):
            return None
        return self.table.rows.index_of_rows.shown_ids()

    def clear_filter(self) -> None:
        """Back to every open command, no search."""
        self.chips.choose("open")
        self.search_field.clear()
        self._on_filter_edited()

    def take_view_of(self, other: CommandListView) -> None:
        """Filter, selection and place as another list of the same commands was left, and a changed order."""
        if other.table.columns.layout().sort:
            self.table.columns.sort_by(other.table.columns.order)
        self.chips.choose(other.chips.chosen_name)
        self.search_field.setText(other.search_field.text())
        self._on_filter_edited()
        self.select(other.selected_ids(), scroll=False)
        place = other.table.verticalScrollBar().value()
        # Before it is shown the table does not know yet how far it can scroll.
        QTimer.singleShot(0, self, lambda: self.table.verticalScrollBar().setValue(place))

    # looks

    def lay_out_as(self, layout: ListLayout) -> None:
        """Columns, order and groups as they were kept."""
        self._with_selection_kept(lambda: self.table.columns.apply(layout))
        self.group_by(_grouping(layout))
        self.set_density(Density(layout.density) if layout.density in set(Density) else Density.NORMAL)

    def layout_of_list(self) -> ListLayout:
        """What a person has changed of columns, order and groups."""
        chosen = density()
        return self.table.columns.layout(self.grouping.value, "" if chosen is Density.NORMAL else chosen.value)

    def as_view(self, name: str) -> SavedView:
        """The list as it is now, under a name; the density belongs to the hand, not to a view."""
        layout = self.table.columns.layout(self.grouping.value)
        return SavedView(name, self.chips.chosen_name, self.search_field.text(), layout)

    def show_view(self, view: SavedView) -> None:
        """Take chip, search, columns, order and groups of a view."""
        known = {"open", "all", *Chip}
        self.chips.choose(view.chip if view.chip in known else "open")
        self.search_field.setText(view.search)
        self._on_filter_edited()
        self._with_selection_kept(lambda: self.table.columns.apply(view.layout))
        self.group_by(_grouping(view.layout))
        self.tell(_("View: {name}").format(name=view.name))

    def set_density(self, chosen: Density) -> None:
        """Give rows, and the buttons of the whole application, more or less room."""
        application = QApplication.instance()
        if isinstance(application, QApplication) and chosen is not density():
            use_density(application, chosen)
            application.setStyleSheet(style_sheet(self._theme))
        self.table.take_look()
        self.several_button.setVisible(chosen is Density.FIELD)
        if chosen is not Density.FIELD:
            self.several_button.setChecked(False)
        self.density_changed.emit(chosen)

    @property
    def grouping(self) -> Grouping:
        """By what the rows are grouped."""
        folds = self.table.rows.index_of_rows.folds
        return Grouping.NONE if folds is None else folds.grouping

    def group_by(self, grouping: Grouping) -> None:
        """Group the rows, closed at first, or show them without groups."""
        if grouping is not self.grouping:
            self._with_selection_kept(lambda: self.table.rows.group_by(grouping))
            self.grouped.emit(grouping)

    def set_zone(self, zone: tzinfo) -> None:
        """Show all times in another zone."""
        self._with_selection_kept(lambda: self.table.rows.set_zone(zone))

    def set_theme(self, theme: Theme) -> None:
        """Paint with another theme; the application's own style is `apply_theme`'s."""
        self._theme = theme
        self.search_field.setFixedWidth(min(scaled(208), 340))
        self.search_field.set_theme(theme)
        self.filter_note.set_theme(theme)
        self.cut_note.set_theme(theme)
        self.table.set_theme(theme)
        self.chips.set_theme(theme)
        self.newcomers_button.setIcon(icon("chevron-up", theme.accent, 16))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.tick(self._clock())
        self._timer.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    # inside

    def _settle(self) -> None:
        table = self.table
        if table.stillness.is_wanted or not table.rows.has_unsettled:
            return
        held = table.held_ids() | self._revealed()
        self._keeping_place(
            lambda: table.rows.settle(held), lambda each: each not in held and table.rows.is_unsettled(each)
        )
        self._show_facts()
        self._tell_selection()

    def _revealed(self) -> frozenset[str]:
        """Selected rows that are listed only because they were asked for by name."""
        return self.table.rows.index_of_rows.held.intersection(self._selected)

    def _on_filter_edited(self) -> None:
        wanted = (self.chips.chosen_name, self.search_field.text())
        if wanted == self._filter:
            return
        self._filter = wanted
        index = self.table.rows.index_of_rows
        index.chip = Chip(wanted[0]) if wanted[0] in set(Chip) else None
        index.shows_all = wanted[0] == "all"
        index.search(wanted[1])
        notes = [*index.filter.notes, *self._notes_on_sites()]
        self.search_field.mark(notes)
        self.filter_note.explain(wanted[1], notes)
        self._with_selection_kept(self.table.rows.refilter)
        self.filter_changed.emit()

    def _notes_on_sites(self) -> list[Note]:
        index = self.table.rows.index_of_rows
        if "site" not in index.filter.keys or index.knows_sites:
            return []
        said = _("This console knows no sites yet, so “site:” can find none.")
        return [Note(0, len(self.search_field.text()), said, is_error=False)]

    def _names_of(self, key: str, part: str) -> list[str]:
        return self.table.rows.index_of_rows.names_of(key, part)

    def _on_find_asked(self) -> None:
        self.search_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_field.selectAll()

    def _on_list_wanted(self) -> None:
        """The keyboard goes from the search to the first row that it found."""
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.table.rows.rowCount() and not self.table.selectionModel().hasSelection():
            self.table.selectRow(0)

    def _on_search_left(self) -> None:
        self.search_field.clear()
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _keeping_place(
        self, change: Callable[[], None], leaving_out: Callable[[str], bool] = lambda _id: False
    ) -> None:
        """As the table's; every run of rows that leaves would tell a new selection, and the caller tells the last."""
        self._is_moving = True
        try:
            self.table.keeping_place(change, leaving_out)
        finally:
            self._is_moving = False

    def _on_selection_changed(self) -> None:
        if not self._is_moving:
            self._tell_selection()
            self._show_facts()

    def _with_selection_kept(self, change: Callable[[], None]) -> None:
        selected, current = self.table.selected_lines(), self.table.current_id()
        self._keeping_place(change)
        if selected:
            self.table.select_ids(selected, current)
        self._show_facts()
        self._tell_selection()

    def _tell_selection(self) -> None:
        selected = self.table.selected_ids()
        if selected != self._selected:
            self._selected = selected
            self.selection_changed.emit(selected)

    def _show_newcomers(self) -> None:
        """Say how many rows came in above what is visible: the list stayed where it was for them."""
        if self._unseen:
            first, _last = self.table.visible_rows()
            above = self.table.rows.index_of_rows.listed[:first]
            self._unseen = {item.id for item in above if isinstance(item, Entry) and item.id in self._unseen}
        count = len(self._unseen)
        self.newcomers_button.setVisible(count > 0)
        if count:
            self.newcomers_button.setText(ngettext("{count} new above", "{count} new above", count).format(count=count))

    def _show_facts(self) -> None:
        model = self.table.rows
        index = model.index_of_rows
        shown, picked = index.shown_count, len(self._selected)
        self.chips.show_counts(None if self._to_come else index)
        elsewhere = index.count_in_all() if not shown and self._filter[1] and self._filter[0] != "all" else 0
        self.empty_note.explain(shown, index.total, elsewhere, is_filtered=self._filter != ("open", ""))
        self.cut_note.explain("", _on_limit(len(index.beyond), index.limit))
        total = index.total + self._to_come
        counted = ngettext("{shown} of {total} command", "{shown} of {total} commands", total)
        parts = [counted.format(shown=shown, total=total)]
        if self._to_come:
            parts.append(_("reading the others …"))
        if picked:
            parts.append(ngettext("{count} selected", "{count} selected", picked).format(count=picked))
        parts.append(_("times in {zone}").format(zone=zone_name(model.zone, model.now)))
        text = self._told if self._told and model.now < self._told_until else " · ".join(parts)
        if text != self.footer.text():
            self.footer.setText(text)


def _grouping(layout: ListLayout) -> Grouping:
    return Grouping(layout.group) if layout.group in set(Grouping) else Grouping.NONE


def _on_limit(hidden: int, limit: int) -> list[Note]:
    """What is said where the list cannot show everything that the filter keeps."""
    if not hidden:
        return []
    text = ngettext(
        "{hidden} command is not shown: the list takes the {limit} most urgent. A chip or the search shows it.",
        "{hidden} commands are not shown: the list takes the {limit} most urgent. A chip or the search shows them.",
        hidden,
    )
    return [Note(0, 0, text.format(hidden=f"{hidden:,}", limit=f"{limit:,}"), is_error=False)]
