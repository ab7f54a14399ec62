"""What can be done with the list beyond answering: copying, choosing columns; actions with their keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import zip_longest
from typing import TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from flipconsole.app.view_book import ViewBook
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.row import Row
from flipconsole.domain.saved_views import SavedView
from flipconsole.ui.command_list.columns_dialog import ColumnsDialog
from flipconsole.ui.command_list.copying import MOST_ROWS, Copier
from flipconsole.ui.command_list.folds import Grouping
from flipconsole.ui.command_list.view import CommandListView
from flipconsole.ui.command_list.views_dialog import ViewsDialog
from flipconsole.ui.plain import plain_caption
from flipconsole.ui.theme import Density, density

Choice = TypeVar("Choice")


class ListActions(QObject):
    """The actions of one list; `fill` puts them into a menu."""

    def __init__(self, view: CommandListView, book: ViewBook | None = None) -> None:
        super().__init__(view)
        self._view = view
        self._book = book or ViewBook()
        self.copy = self._action(_("&Copy"), "Ctrl+C", self._copy_lines, only_in_list=True)
        self.copy_cell = self._action(_("Copy the c&ell"), "Ctrl+Shift+C", self._copy_cell)
        self.copy_markdown = self._action(_("Copy as &Markdown"), "Ctrl+Shift+M", self._copy_markdown)
        self.copy_sentences = self._action(_("Copy as &sentences"), "Ctrl+Shift+T", self._copy_sentences)
        self.columns = self._action(_("&Columns and order…"), "Ctrl+Shift+K", self.show_columns)
        self.views = self._action(_("Saved &views…"), "Ctrl+Shift+S", self.show_views)
        self.usual = self._action(_("The &usual view"), "Alt+0", self._show_usual)
        self.numbered = [
            self._action("", f"Alt+{number}", partial(self._show_numbered, number)) for number in range(1, 10)
        ]
        self._book.changed.connect(self._show_names)
        self._show_names()
        self.next_group = self._action(_("Group by the &next thing"), "Ctrl+G", self._group_by_next)
        self.open_all = self._action(_("&Open all groups"), "Ctrl+Right", self._open_all, only_in_list=True)
        self.close_all = self._action(_("C&lose all groups"), "Ctrl+Left", self._close_all, only_in_list=True)
        self.groupings = self._choices({each: grouping_title(each) for each in Grouping}, view.group_by)
        self.densities = self._choices({each: density_title(each) for each in Density}, view.set_density)
        view.density_changed.connect(lambda chosen: self.densities[chosen].setChecked(True))
        self.densities[density()].setChecked(True)
        view.grouped.connect(self._show_grouping)
        self._show_grouping(view.grouping)

    def fill(self, menu: QMenu) -> None:
        """Put the actions into the menu of the list."""
        menu.addActions([self.copy, self.copy_cell, self.copy_markdown, self.copy_sentences])
        menu.addSeparator()
        menu.addAction(self.columns)
        views = menu.addMenu(_("Saved vie&ws"))
        views.setAccessibleName(_("Saved views"))
        views.addActions([self.views, self.usual])
        views.addSeparator()
        views.addActions(self.numbered)
        groups = menu.addMenu(_("&Group by"))
        groups.setAccessibleName(_("Group by"))
        groups.addActions(list(self.groupings.values()))
        rows = menu.addMenu(_("&Density"))
        rows.setAccessibleName(_("Density"))
        rows.addActions(list(self.densities.values()))
        groups.addSeparator()
        groups.addActions([self.next_group, self.open_all, self.close_all])

    def show_columns(self) -> None:
        """The dialog of the columns."""
        model = self._view.table.rows
        ColumnsDialog(self._view.table.columns, model.title_of, self._view).open()

    def show_views(self) -> None:
        """The dialog of the named views."""
        ViewsDialog(self._book, self._view.as_view, self._view.show_view, self._view).open()

    def _show_usual(self) -> None:
        self._view.show_view(SavedView(_("The usual view")))

    def _show_numbered(self, number: int) -> None:
        if number <= len(self._book.views):
            self._view.show_view(self._book.views[number - 1])

    def _show_names(self) -> None:
        for action, view in zip_longest(self.numbered, self._book.views[: len(self.numbered)]):
            action.setText("" if view is None else plain_caption(view.name))
            action.setVisible(view is not None)

    def _group_by_next(self) -> None:
        kinds = [
            each for each in Grouping if each is not Grouping.SITE or self._view.table.rows.index_of_rows.knows_sites
        ]
        place = kinds.index(self._view.grouping) if self._view.grouping in kinds else 0
        chosen = kinds[(place + 1) % len(kinds)]
        self._view.group_by(chosen)
        self._view.tell(_("Groups: {what}.").format(what=grouping_title(chosen).replace("&", "")))

    def _open_all(self) -> None:
        self._view.table.folding.set_all(is_open=True)

    def _close_all(self) -> None:
        self._view.table.folding.set_all(is_open=False)

    def _show_grouping(self, grouping: Grouping) -> None:
        self.groupings[grouping].setChecked(True)
        for action in (self.open_all, self.close_all):
            action.setEnabled(grouping is not Grouping.NONE)

    def _copy_cell(self) -> None:
        index = self._view.table.currentIndex()
        if index.isValid() and self._view.table.rows.fold_at(index.row()) is None:
            row = self._view.table.rows.row_at(index.row())
            self._put(self._copier().cell(row, self._view.table.current_column()), _("The cell was copied."))

    def _copy_lines(self) -> None:
        self._copy(lambda rows: self._copier().lines(rows, self._view.table.columns.visible))

    def _copy_markdown(self) -> None:
        self._copy(lambda rows: self._copier().markdown(rows, self._view.table.columns.visible))

    def _copy_sentences(self) -> None:
        self._copy(lambda rows: self._copier().sentences(rows))

    def _copy(self, written: Callable[[Sequence[Row]], str]) -> None:
        rows = self._view.selected_rows()
        if not rows:
            self._view.tell(_("Nothing is selected, so nothing was copied."))
            return
        said = ngettext("{count} command was copied.", "{count} commands were copied.", min(len(rows), MOST_ROWS))
        if len(rows) > MOST_ROWS:
            said = _("The first {count} of {total} commands were copied: more at once is not possible.")
        self._put(written(rows[:MOST_ROWS]), said.format(count=min(len(rows), MOST_ROWS), total=len(rows)))

    def _put(self, text: str, said: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._view.tell(said)

    def _copier(self) -> Copier:
        model = self._view.table.rows
        return Copier(model.zone, model.now, model.index_of_rows.known, is_test=model.is_test)

    def _choices(self, titles: dict[Choice, str], chosen: Callable[[Choice], None]) -> dict[Choice, QAction]:
        group = QActionGroup(self)
        actions = {}
        for value, title in titles.items():
            action = actions[value] = QAction(title, self)
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, value=value: chosen(value))
            group.addAction(action)
        return actions

    def _action(self, text: str, key: str, does: Callable[[], None], *, only_in_list: bool = False) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(key))
        action.setAutoRepeat(False)
        action.triggered.connect(lambda _checked=False: does())
        if only_in_list:  # a text field that has the keyboard copies its own text
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self._view.table.addAction(action)
        else:
            self._view.addAction(action)
        return action


def grouping_title(grouping: Grouping) -> str:
    """By what rows are grouped, in words."""
    match grouping:
        case Grouping.EVENT:
            return _("&Event")
        case Grouping.SITE:
            return _("&Site")
        case Grouping.MODE:
            return _("&Mode")
        case Grouping.START:
            return _("Hour of the &start")
    return _("N&othing")


def density_title(chosen: Density) -> str:
    """A density in words."""
    match chosen:
        case Density.COMPACT:
            return _("&Compact: more rows")
        case Density.NORMAL:
            return _("&Normal")
        case Density.FIELD:
            return _("&Field: large, for touch and gloves")
