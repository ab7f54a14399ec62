"""The window follows what becomes known of batteries: list, detail, the battery's own clock, and the site book."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from flipconsole.app.batteries import Batteries
from flipconsole.domain.battery import BatteryFacts
from flipconsole.ui.command_list.order import Column
from flipconsole.ui.site_book.dialog import SiteBookDialog
from tests.ui.desk import NOW, a_row, button_of, id_of, visible_texts
from tests.ui.window.conftest import OpenWindow, WindowConsole


def test_an_import_reaches_list_detail_and_the_batterys_clock(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    del tmp_path
    window = open_window(WindowConsole([a_row(1), a_row(2)]))
    batteries: Batteries = window._batteries
    window.workspace.show_command(id_of(1))
    window._zones.choose("battery")
    assert window._zones.is_unknown
    batteries.take_book({"PW-1": {"name": "Garage", "zone": "America/Denver"}, "PW-2": {"site": "Oak"}})
    qtbot.waitUntil(lambda: "Garage · PW-1" in visible_texts(window.workspace.detail))
    assert window._zones.zone.key == "America/Denver"
    model = window.workspace.list.table.rows
    names = {model.cell(row, Column.BATTERY).text for row in range(model.rowCount())}
    assert names == {"Garage", "PW-2"}
    batteries.take_flips({"PW-1": BatteryFacts(site="Elm")}, NOW)
    qtbot.waitUntil(lambda: "from Flip, read just now" in visible_texts(window.workspace.detail))


def test_the_site_book_opens_by_key_and_at_a_battery(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(WindowConsole([a_row(1), a_row(2)]))
    window.workspace.show_command(id_of(2))
    window.actions_of_window.site_book.trigger()
    (book,) = window.findChildren(SiteBookDialog)
    assert book.model.rows == ["PW-1", "PW-2"]
    button_of(window.workspace.detail, "Site book…").click()
    assert window.findChildren(SiteBookDialog) == [book]
    assert book.model.told_at(book.table.currentIndex())[:2] == ("PW-2", "zone"), "what is missing is where one types"
    with qtbot.waitSignal(window.wiping_requested):
        window.site_book.wiping_asked.emit()
