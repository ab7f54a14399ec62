"""L5: a chip, a search and a layout are kept under a name, and come back by one key."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from flipconsole.app.view_book import ViewBook
from flipconsole.domain.chips import Chip
from flipconsole.domain.list_layout import ListLayout
from flipconsole.domain.saved_views import MOST_VIEWS, SavedView
from flipconsole.store.views_file import ViewsFile
from flipconsole.ui.command_list.actions import ListActions
from flipconsole.ui.command_list.folds import Grouping
from flipconsole.ui.command_list.order import Column, SortKey
from flipconsole.ui.command_list.views_dialog import ViewsDialog
from tests.ui.command_list.conftest import Desk
from tests.ui.command_list.fleet import fleet

ALT = Qt.KeyboardModifier.AltModifier


def opened(desk: Desk, actions: ListActions, qtbot: QtBot) -> ViewsDialog:
    actions.views.trigger()
    dialog = desk.view.findChild(ViewsDialog)
    qtbot.addWidget(dialog)
    qtbot.waitExposed(dialog)
    return dialog


def test_a_view_is_kept_and_comes_back_by_keyboard(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    desk.set_rows(fleet(200))
    actions = ListActions(desk.view, ViewBook(ViewsFile(tmp_path)))
    desk.view.chips.button("all").click()
    desk.view.search_field.setText("mode:discharge start<2h")
    desk.table.columns.sort_by([SortKey(Column.BATTERY)])
    desk.table.columns.show(Column.WHEN, is_shown=False)
    desk.view.group_by(Grouping.EVENT)
    shown = desk.model.index_of_rows.shown_ids()
    dialog = opened(desk, actions, qtbot)
    QTest.keyClicks(dialog.name, "Soon & discharging")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert dialog.list.item(0).text() == "Soon & discharging · mode:discharge start<2h · Alt+1"
    dialog.reject()

    desk.view.activateWindow()
    QTest.keyClick(desk.view, Qt.Key.Key_0, ALT)
    assert desk.view.as_view("x") == SavedView("x")
    assert desk.view.layout_of_list() == ListLayout()
    again = ListActions(desk.view, ViewBook(ViewsFile(tmp_path), ViewsFile(tmp_path).load()))
    again.numbered[0].trigger()
    assert desk.model.index_of_rows.shown_ids() == shown
    assert desk.view.search_field.text() == "mode:discharge start<2h"
    assert desk.view.grouping is Grouping.EVENT
    assert desk.table.isColumnHidden(Column.WHEN)
    assert desk.view.footer.text() == "View: Soon & discharging"


def test_a_view_is_replaced_under_its_name_and_forgotten(desk: Desk, qtbot: QtBot) -> None:
    book = ViewBook()
    actions = ListActions(desk.view, book)
    book.save(SavedView("a", search="1"))
    book.save(SavedView("b"))
    dialog = opened(desk, actions, qtbot)
    dialog.name.setText("a")
    assert dialog.save.text() == "&Replace"
    dialog.save.click()
    assert book.views[0].search == ""
    dialog.activateWindow()
    dialog.list.setFocus()
    qtbot.waitUntil(dialog.list.hasFocus)
    dialog.list.setCurrentRow(1)
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert [view.name for view in book.views] == ["a"]
    assert [action.isVisible() for action in actions.numbered[:2]] == [True, False]
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert desk.view.footer.text() == "View: a"


def test_a_disk_that_takes_nothing_and_a_full_book_are_said(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(desk, ListActions(desk.view, ViewBook(ViewsFile(tmp_path / "gone"))), qtbot)
    dialog.name.setText("x")
    dialog.save.click()
    assert "NOT saved" in dialog.said.text()
    dialog.reject()
    book = ViewBook()
    for number in range(MOST_VIEWS):
        book.save(SavedView(str(number)))
    other = ViewsDialog(book, desk.view.as_view, desk.view.show_view, desk.view)
    qtbot.addWidget(other)
    other.name.setText("one more")
    assert not other.save.isEnabled()
    assert "forget one first" in other.said.text()


def test_a_view_from_elsewhere_does_no_harm(desk: Desk) -> None:
    desk.set_rows(fleet(30))
    desk.view.show_view(SavedView("odd", "no such chip", "mood:x start<", ListLayout(group="zebra", hidden=("?",))))
    assert desk.view.chips.chosen_name == "open"
    desk.view.show_view(SavedView("late", Chip.LATE.value))
    assert desk.view.chips.button(Chip.LATE).isChecked()
