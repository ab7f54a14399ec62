"""The news in words, beside the list: seen one by one or all, opened in the list, in the order in which they came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QTableWidget
from pytestqt.qtbot import QtBot

from flipconsole.domain.news import News, NewsKind
from flipconsole.domain.terms import terms_of
from flipconsole.ui.news.dialog import _LOOKS, NewsDialog
from flipconsole.ui.theme import Theme
from tests.ui.desk import (
    HOSTILE,
    NEW_YORK,
    NOW,
    FeedAsTold,
    RecordingConsole,
    a_command,
    a_row,
    button_of,
    faults_of_text,
    id_of,
    unnamed,
    unreached,
    visible_texts,
)

Open = Callable[[], NewsDialog]


def moved(number: int, minutes_ago: int = 5, device: str | None = None) -> News:
    command = a_command(number)
    assert command.starts_at is not None
    later = a_command(number, starts_at=command.starts_at + timedelta(minutes=30))
    return News(
        NewsKind.MOVED,
        NOW - timedelta(minutes=minutes_ago),
        command.id,
        device or command.device_id,
        terms_of(command),
        terms_of(later),
    )


@pytest.fixture
def console() -> RecordingConsole:
    return RecordingConsole([a_row(1), a_row(2), a_row(3)])


@pytest.fixture
def feed() -> FeedAsTold:
    feed = FeedAsTold()
    feed.bring(moved(1, 9), moved(2, 7), moved(3, 5))
    return feed


@pytest.fixture
def dialog(qtbot: QtBot, themed: Theme, console: RecordingConsole, feed: FeedAsTold) -> NewsDialog:
    dialog = NewsDialog(console, feed, NEW_YORK, themed)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def cells(dialog: NewsDialog) -> list[list[str]]:
    table = dialog.findChild(QTableWidget)
    assert table is not None
    found = []
    for line in range(table.rowCount()):
        items = [table.item(line, column) for column in range(table.columnCount())]
        found.append([item.text() for item in items if item is not None])
    return found


def test_each_line_says_when_which_what_before_and_now_the_newest_first(dialog: NewsDialog) -> None:
    lines = cells(dialog)
    assert [line[1] for line in lines] == ["PW-3", "PW-2", "PW-1"]
    assert lines[0] == [
        "today 15:55",
        "PW-3",
        "Start moved 30 min later",
        "today 17:00 to 19:00 EDT",
        "today 17:30 to 19:00 EDT",
    ]
    assert "3 changes you have not seen: 3 moved" in visible_texts(dialog)


def test_opening_a_line_shows_the_command_and_counts_as_seen(
    qtbot: QtBot, dialog: NewsDialog, feed: FeedAsTold
) -> None:
    with qtbot.waitSignal(dialog.command_asked) as asked:
        button_of(dialog, "Show in the list").click()
    assert asked.args == [id_of(3)]
    assert feed.seen == {3}
    qtbot.waitUntil(lambda: len(cells(dialog)) == 2, timeout=5000)
    with qtbot.waitSignal(dialog.command_asked) as asked:
        qtbot.keyClick(dialog.findChild(QTableWidget), Qt.Key.Key_Return)
    assert asked.args == [id_of(2)]


def test_a_line_or_all_are_seen_and_can_be_had_again(qtbot: QtBot, dialog: NewsDialog, feed: FeedAsTold) -> None:
    table = dialog.findChild(QTableWidget)
    assert table is not None
    table.selectRow(1)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert feed.seen == {2}
    qtbot.waitUntil(lambda: [line[1] for line in cells(dialog)] == ["PW-3", "PW-1"], timeout=5000)
    button_of(dialog, "All seen").click()
    qtbot.waitUntil(lambda: cells(dialog) == [], timeout=5000)
    assert "Nothing has changed that you have not seen" in visible_texts(dialog)
    box = dialog.findChild(QCheckBox)
    assert box is not None
    box.click()
    assert len(cells(dialog)) == 3
    item = table.item(0, 2)
    assert item is not None
    assert str(item.data(Qt.ItemDataRole.AccessibleTextRole)).endswith("seen")


def test_what_comes_while_it_is_open_appears_and_the_selection_stays(
    qtbot: QtBot, dialog: NewsDialog, feed: FeedAsTold
) -> None:
    table = dialog.findChild(QTableWidget)
    assert table is not None
    table.selectRow(2)
    feed.bring(moved(4, 0))
    qtbot.waitUntil(lambda: len(cells(dialog)) == 4, timeout=5000)
    assert table.currentRow() == 3


def test_a_chain_of_replacements_is_named_in_order(
    qtbot: QtBot, dialog: NewsDialog, feed: FeedAsTold, console: RecordingConsole
) -> None:
    for number in range(10, 14):
        console.rows |= {
            id_of(number): a_row(
                number,
                created_at=NOW - timedelta(minutes=15 * (13 - number)),
                replaces=id_of(number - 1) if number > 10 else None,
                replaced_by=id_of(number + 1) if number < 13 else None,
            )
        }
    feed.bring(
        *[
            News(
                NewsKind.REPLACED, NOW, id_of(number), "PW-9", None, terms_of(a_command(number)),
                other_id=id_of(number - 1),
            )
            for number in (11, 12, 13)
        ]
    )  # fmt: skip
    qtbot.waitUntil(lambda: len(cells(dialog)) == 6, timeout=5000)
    assert [line[1] for line in cells(dialog)][:3] == ["PW-9"] * 3
    table = dialog.findChild(QTableWidget)
    assert table is not None
    table.selectRow(0)
    text = visible_texts(dialog)
    assert "One replaced the other" in text
    times = [text.index(f"came today {clock} EDT") for clock in ("15:15", "15:30", "15:45", "16:00")]
    assert times == sorted(times)


def test_every_kind_has_a_look() -> None:
    assert set(_LOOKS) == set(NewsKind)
    assert len({symbol for symbol, _tone in _LOOKS.values()}) == len(_LOOKS)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_server_sends_stays_text(dialog: NewsDialog, feed: FeedAsTold, qtbot: QtBot, text: str) -> None:
    feed.bring(moved(5, 0, device=text))
    qtbot.waitUntil(lambda: len(cells(dialog)) == 4, timeout=5000)
    assert faults_of_text(dialog) == []


def test_every_control_has_a_name_and_is_reached(dialog: NewsDialog) -> None:
    assert unnamed(dialog) == []
    assert unreached(dialog) == []
