"""The site book shows every battery, is searched, typed into, taken in and handed on; nothing is guessed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from flipconsole.app.backoff import Backoff
from flipconsole.app.batteries import Batteries
from flipconsole.app.clock import FlipClock
from flipconsole.app.site_walk import SiteWalk
from flipconsole.app.walked import Walked, WalkState
from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.sites import Catalogue, Device, Site, facts_of_sites
from flipconsole.ui.site_book.dialog import SiteBookDialog
from flipconsole.ui.site_book.model import FIELDS, Shown
from flipconsole.ui.site_book.wipe_dialog import WipeDialog
from flipconsole.ui.theme import Theme
from tests.ui.desk import button_of, unnamed, visible_texts

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ZONE, CAPACITY = 1 + FIELDS.index("zone"), 1 + FIELDS.index("capacity_wh")
SITES = {
    "S-1": Site("S-1", "9 Oak Street", "9 Oak Street, Barre", None,
                (Device("dev-1", "Halden", "Hearth 13", "SN-1", "BATTERY", 13_500.0, 6000.0, 7500.0),), NOW),
    "S-2": Site("S-2", "3 Elm Street", None, None, (Device("dev-2"),), NOW, "1 device at it could not be read."),
}  # fmt: skip


class _Walk(SiteWalk):
    def __init__(self, batteries: Batteries, catalogue: Catalogue) -> None:
        super().__init__(
            None, batteries, catalogue, facts_of_sites(catalogue.sites.values()), lambda _kept: None,  # type: ignore[arg-type]
            FlipClock(), Backoff(Random(1)), lambda: True,
        )  # fmt: skip


OpenBook = Callable[..., SiteBookDialog]


@pytest.fixture
def batteries() -> Batteries:
    return Batteries({"dev-1": BatteryFacts(name="Garage")})


@pytest.fixture
def walk(batteries: Batteries) -> SiteWalk:
    asyncio.set_event_loop(None)
    return _Walk(batteries, Catalogue(SITES, True, NOW))


@pytest.fixture
def book(batteries: Batteries, walk: SiteWalk, themed: Theme, qtbot: QtBot) -> SiteBookDialog:
    dialog = SiteBookDialog(batteries, walk, lambda: ["dev-1", "dev-9"], lambda: NOW + timedelta(hours=3), themed)
    qtbot.addWidget(dialog)
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def line(book: SiteBookDialog, row: int) -> list[str]:
    return [str(book.model.index(row, column).data() or "") for column in range(book.model.columnCount())]


Enter = Callable[[int, int, str], None]


@pytest.fixture
def enter(book: SiteBookDialog, qtbot: QtBot) -> Enter:
    """Types over a cell as a hand does."""

    def typed(row: int, column: int, text: str) -> None:
        index = book.model.index(row, column)
        book.table.setCurrentIndex(index)
        book.table.edit(index)
        (editor,) = book.table.viewport().findChildren(QLineEdit)
        editor.clear()
        QTest.keyClicks(editor, text)
        QTest.keyClick(editor, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not book.table.viewport().findChildren(QLineEdit))

    return typed


def test_every_battery_has_a_line_with_what_is_known(book: SiteBookDialog) -> None:
    assert [line(book, row)[0] for row in range(book.model.rowCount())] == ["dev-1", "dev-2", "dev-9"]
    assert line(book, 0) == [
        "dev-1", "Garage", "9 Oak Street", "9 Oak Street, Barre", "time zone not known", "13.5 kWh", "6 or 7.5 kW",
        "Halden", "Hearth 13", "SN-1",
    ]  # fmt: skip
    assert "3 batteries" in visible_texts(book)
    assert "2 sites of Flip's are known, read 3 h ago. 1 site could not be read." in visible_texts(book)
    assert not unnamed(book)


def test_the_line_below_says_who_says_it(book: SiteBookDialog) -> None:
    for column, said in (
        (1, "Name: Garage (entered or imported here)."),
        (CAPACITY, "Capacity (kWh): 13.5 kWh (from Flip, read 3 h ago; what you type takes its place)."),
        (ZONE, "Time zone: time zone not known (Flip does not tell it and it is never guessed: type it, F2)."),
        (0, "Battery dev-1: its id at Flip, which never changes."),
    ):
        book.table.setCurrentIndex(book.model.index(0, column))
        assert book.about_cell.text() == said
        if column:
            assert "entered" in said or book.model.index(0, column).data(Qt.ItemDataRole.AccessibleTextRole)


def test_what_is_typed_is_known_at_once_and_flips_word_comes_back(
    book: SiteBookDialog, batteries: Batteries, enter: Enter
) -> None:
    enter(0, ZONE, "America/Denver")
    assert batteries.facts_of("dev-1").zone == "America/Denver"
    enter(0, CAPACITY, "10,5")
    assert batteries.told["dev-1"] == BatteryFacts(10_500.0, zone="America/Denver", name="Garage")
    assert line(book, 0)[CAPACITY] == "10.5 kWh"
    enter(0, CAPACITY, "")
    assert line(book, 0)[CAPACITY] == "13.5 kWh"
    assert not book.model.flags(book.model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable


@pytest.mark.parametrize(("column", "text"), [(ZONE, "Mars/Base"), (CAPACITY, "lots"), (CAPACITY, "-3")])
def test_what_cannot_be_used_is_told_and_changes_nothing(
    book: SiteBookDialog, batteries: Batteries, enter: Enter, column: int, text: str
) -> None:
    before = dict(batteries.known)
    enter(0, column, text)
    assert dict(batteries.known) == before
    assert book.said.isVisible()
    assert book.said.text()
    enter(0, 1, "Shed")
    assert not book.said.isVisible(), "what was wrong is over"


def test_it_is_searched_and_narrowed(book: SiteBookDialog, batteries: Batteries) -> None:
    book.search.setText("halden garage")
    assert book.model.rows == ["dev-1"]
    assert "1 of 3 batteries" in visible_texts(book)
    book.search.setText("nothing like it")
    assert "No battery fits" in visible_texts(book)
    book.search.clear()
    batteries.enter("dev-2", "zone", "UTC")
    for shown, rows in (
        (Shown.WITH_COMMAND, ["dev-1", "dev-9"]),
        (Shown.WITHOUT_ZONE, ["dev-1", "dev-9"]),
        (Shown.TOLD, ["dev-1", "dev-2"]),
    ):
        book.kind.setCurrentIndex(book.kind.findData(shown))
        assert book.model.rows == rows
    book.go_to("dev-2")
    book.kind.setCurrentIndex(book.kind.findData(Shown.WITH_COMMAND))
    book.go_to("dev-2")
    assert book.model.rows == ["dev-1", "dev-2", "dev-9"], "what is asked for is shown whatever was searched"
    assert book.model.told_at(book.table.currentIndex()).device_id == "dev-2"


def test_columns_sort_with_the_unknown_last_and_keep_the_current_cell(book: SiteBookDialog) -> None:
    book.go_to("dev-2")
    book.table.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    assert book.model.rows == ["dev-2", "dev-1", "dev-9"]
    book.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    assert book.model.rows == ["dev-1", "dev-2", "dev-9"]
    assert book.model.told_at(book.table.currentIndex()).device_id == "dev-2"


def test_a_file_is_taken_in_and_its_bad_lines_are_named(
    book: SiteBookDialog, batteries: Batteries, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "book.csv"
    path.write_text("device_id,name,zone,colour\ndev-7,Shed,UTC,red\ndev-8,,Mars/Base,\ndev-1,Barn,,\n")
    book.take_in(path)
    qtbot.waitUntil(lambda: book.said.isVisible())
    assert book.said.text() == (
        "book.csv: 1 new, 1 changed, 0 as they were. Columns not used: colour. 1 line was left out:"
    )
    assert (
        book.bad_lines.toPlainText() == "Line 3: There is no time zone “Mars/Base”. Names look like America/New_York."
    )
    assert batteries.facts_of("dev-7") == BatteryFacts(zone="UTC", name="Shed")
    assert batteries.facts_of("dev-1").name == "Barn"
    assert "4 batteries" in visible_texts(book)


def test_a_file_that_is_none_is_told(book: SiteBookDialog, tmp_path: Path, qtbot: QtBot) -> None:
    for path, why in ((tmp_path / "missing.csv", "not a file"), (tmp_path / "bad.csv", "device_id")):
        if why == "device_id":
            path.write_text("a,b\n1,2\n")
        book.said.hide()
        book.take_in(path)
        qtbot.waitUntil(lambda: book.said.isVisible())
        assert why in book.said.text()


def test_what_is_handed_on_is_private_and_comes_back_equal(
    book: SiteBookDialog, batteries: Batteries, tmp_path: Path, qtbot: QtBot
) -> None:
    batteries.enter("dev-1", "name", "=Garage")
    path = tmp_path / "out.csv"
    book.hand_on(path)
    qtbot.waitUntil(lambda: book.said.isVisible())
    assert book.said.text() == "Written to out.csv."
    assert path.stat().st_mode & 0o077 == 0
    assert "'=Garage" in path.read_text("utf-8")
    before = dict(batteries.told), dict(batteries.known)
    book.said.hide()
    book.take_in(path)
    qtbot.waitUntil(lambda: book.said.isVisible())
    assert book.said.text() == "out.csv: 0 new, 0 changed, 3 as they were."
    assert (dict(batteries.told), dict(batteries.known)) == before


def test_what_is_read_meanwhile_moves_nothing(book: SiteBookDialog, batteries: Batteries) -> None:
    book.resize(500, 300)
    many = {f"more-{number:03d}": BatteryFacts(site="s") for number in range(100)}
    batteries.take_flips(many, NOW)
    book.go_to("more-050")
    across, down = book.table.horizontalScrollBar(), book.table.verticalScrollBar()
    across.setValue(40)
    before = across.value(), down.value()
    assert before[1] > 0
    batteries.take_flips(many | {"zz": BatteryFacts(site="s")}, NOW)
    assert (across.value(), down.value()) == before
    assert book.model.told_at(book.table.currentIndex()).device_id == "more-050"


def test_the_walk_is_asked_for_and_told(book: SiteBookDialog, walk: SiteWalk) -> None:
    button_of(book, "Read from").click()
    assert walk.walked.state is WalkState.READING
    button_of(book, "Stop reading").click()
    assert walk._polite.is_stopped
    assert not walk.is_due()
    walk._show(Walked(WalkState.READING, 12, 4_000))
    assert "Reading: 12 of 4,000 sites." in visible_texts(book)
    walk._show(Walked(WalkState.WAITING, 12, 4_000, "Flip asked the console to wait (429)."))
    assert "Flip asked the console to wait (429)." in visible_texts(book)
    walk._show(Walked(WalkState.STOPPED, 12, 4_000, "Flip does not accept the token."))
    assert "It ended before all was read: Flip does not accept the token." in visible_texts(book)
    assert button_of(book, "Read from").isEnabled()


def test_an_empty_book_says_how_to_begin(themed: Theme, qtbot: QtBot) -> None:
    known = Batteries()
    dialog = SiteBookDialog(known, _Walk(known, Catalogue()), list, lambda: NOW, themed)
    qtbot.addWidget(dialog)
    dialog.show()
    assert "No battery is known yet" in visible_texts(dialog)
    assert "Flip's sites were not read yet" in visible_texts(dialog)


def test_hostile_words_stay_words(book: SiteBookDialog, batteries: Batteries) -> None:
    batteries.take_flips({"dev-2": BatteryFacts(site="<b>x</b>\u202eevil"), "<img src=x>": BatteryFacts(site="s")}, NOW)
    texts = [text for row in range(book.model.rowCount()) for text in line(book, row)]
    assert "<b>x</b>[U+202E]evil" in texts
    assert "<img src=x>" in texts


def test_the_question_before_a_wipe_says_what_goes_and_what_stays(book: SiteBookDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(book.wipe_asked):
        button_of(book, "Delete personal data").click()
    dialog = WipeDialog("https://flip.test", book)
    qtbot.addWidget(dialog)
    dialog.show()
    said = visible_texts(dialog)
    for words in ("the site book", "sites and devices", "known last", "answers that have not arrived", "journal"):
        assert words in said
    assert dialog.stay.isDefault()
    with qtbot.waitSignal(dialog.accepted):
        dialog.delete_button.click()
