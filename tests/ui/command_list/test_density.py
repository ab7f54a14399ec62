"""L10 and X8: three densities; in the field every row and button can be hit, and everything done without hover."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from flipconsole.domain.list_layout import ListLayout
from flipconsole.ui.command_list.actions import ListActions
from flipconsole.ui.command_list.folds import Grouping
from flipconsole.ui.theme import TARGET, TEXT_SIZES, Density, Theme, density, row_height, style_sheet, use_density
from flipconsole.ui.theme.text_size import use_text_size
from tests.ui.command_list.conftest import Desk
from tests.ui.command_list.fleet import fleet


@pytest.fixture(autouse=True)
def usual_density(qapp: QApplication) -> Iterator[None]:
    yield
    use_density(qapp, Density.NORMAL)
    use_text_size(qapp, 100)
    qapp.setStyleSheet("")


def touch(desk: Desk, row: int, x: int = 200) -> None:
    y = desk.table.rowViewportPosition(row) + desk.table.row_height // 2
    QTest.mouseClick(desk.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(x, y))


def test_rows_are_lower_or_higher_and_the_list_stays_where_it_was(desk: Desk) -> None:
    desk.set_rows(fleet(400))
    desk.table.verticalScrollBar().setValue(20 * desk.table.row_height)
    top = desk.ids()[20]
    heights = []
    for chosen in (Density.COMPACT, Density.NORMAL, Density.FIELD):
        desk.view.set_density(chosen)
        heights.append(desk.table.rowHeight(0))
        assert abs(desk.y_of(top)) < desk.table.row_height
    assert heights == [22, 28, 44]


@pytest.mark.parametrize("percent", TEXT_SIZES)
def test_in_the_field_rows_have_44_pixels_at_every_text_size(qapp: QApplication, percent: int) -> None:
    use_text_size(qapp, percent)
    use_density(qapp, Density.FIELD)
    assert row_height() >= TARGET == 44
    use_density(qapp, Density.NORMAL)
    assert row_height() == round(28 * percent / 100)


def small_buttons(desk: Desk) -> list[str]:
    buttons = [each for each in desk.view.findChildren(QAbstractButton) if each.isVisible() and each.text()]
    assert len(buttons) > 8
    return [each.text() for each in buttons if each.height() < TARGET or each.width() < TARGET]


def test_in_the_field_every_button_has_44_pixels_and_usually_not(desk: Desk) -> None:
    desk.set_rows(fleet(50))
    assert small_buttons(desk), "the same look finds them small in the usual density"
    desk.view.set_density(Density.FIELD)
    QApplication.processEvents()
    assert small_buttons(desk) == []
    assert desk.view.search_field.height() >= TARGET
    assert desk.table.horizontalHeader().height() >= TARGET


def test_touching_selects_several_without_a_keyboard(desk: Desk) -> None:
    desk.set_rows(fleet(50))
    assert not desk.view.several_button.isVisible()
    desk.view.set_density(Density.FIELD)
    touch(desk, 1)
    touch(desk, 3)
    assert desk.view.selected_ids() == [desk.ids()[3]]
    desk.view.several_button.click()
    touch(desk, 1)
    touch(desk, 4)
    assert desk.view.selected_ids() == [desk.ids()[row] for row in (1, 3, 4)]
    touch(desk, 3)
    assert desk.view.selected_ids() == [desk.ids()[row] for row in (1, 4)]
    desk.view.set_density(Density.NORMAL)
    touch(desk, 2)
    assert desk.view.selected_ids() == [desk.ids()[2]]


def test_a_finger_opens_a_group_at_a_sign_of_44_pixels(desk: Desk) -> None:
    desk.set_rows(fleet(50))
    desk.view.group_by(Grouping.MODE)
    desk.view.set_density(Density.FIELD)
    before = desk.model.rowCount()
    touch(desk, 0, x=40)
    assert desk.model.rowCount() > before


def test_the_density_is_chosen_in_a_menu_and_kept_with_the_layout(desk: Desk) -> None:
    actions = ListActions(desk.view)
    actions.densities[Density.FIELD].trigger()
    kept = desk.view.layout_of_list()
    assert kept == ListLayout(density="field")
    actions.densities[Density.NORMAL].trigger()
    assert desk.view.layout_of_list() == ListLayout()
    desk.view.lay_out_as(kept)
    assert density() is Density.FIELD
    assert actions.densities[Density.FIELD].isChecked()
    desk.view.lay_out_as(ListLayout(density="zebra"))
    assert density() is Density.NORMAL


def test_a_change_of_theme_keeps_the_density(desk: Desk) -> None:
    desk.view.set_density(Density.FIELD)
    assert "min-height: 36px" in style_sheet(Theme.of("dark"))
