"""The first sight shows what the console would, goes when the main window is there, and keeps what a hand has done."""

from __future__ import annotations

import random
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flipconsole.app.clock import FlipClock
from flipconsole.app.facts import Facts
from flipconsole.domain.ack import AckState, Attention
from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.profile import profile_at
from flipconsole.domain.rows import all_rows
from flipconsole.domain.sites import Catalogue, Device, Site
from flipconsole.store.battery_file import BatteryFile
from flipconsole.store.known_batteries import read_known_batteries
from flipconsole.store.last_known import FIRST, read_last_known
from flipconsole.store.outbox import Outbox
from flipconsole.store.site_file import SiteFile
from flipconsole.store.snapshot import Snapshot
from flipconsole.ui.command_list.order import Column
from flipconsole.ui.first_sight import FirstSight
from flipconsole.ui.frame.remembered import WindowState
from flipconsole.ui.theme import Theme
from tests.ui.desk import NOW, a_row, an_ack, id_of
from tests.ui.window.conftest import OpenWindow, WindowConsole

PROFILE = profile_at("http://127.0.0.1:9")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files with commands of every kind, answers in every state and an open item."""
    chance = random.Random(1)
    held = [
        a_row(
            number,
            device_id=f"PW-{number // 3}",
            device_status=chance.choice(("PENDING", "OK", "FAILED_FAULT")),
            status=chance.choice(("OK", "CANCELED")),
            created_at=NOW + timedelta(seconds=number),
        ).held
        for number in range(60)
    ]
    snapshot, outbox = Snapshot.open(tmp_path / "snapshot.sqlite3"), Outbox.open(tmp_path)
    snapshot.apply(held, (), datetime.now(UTC)).result()
    for number in range(0, 60, 2):
        ack = outbox.put([an_ack(number, seq=0, state=AckState.QUEUED)]).result().acks[0]
        item = Attention(ack.command_id, "PW", "cancelled_first", "Remove it", NOW, ack.seq)
        state = chance.choice(list(AckState))
        outbox.change(
            ack.seq, [AckState.QUEUED], attention=[item] if number % 8 == 0 else [], state=state, settled_at=NOW
        ).result()
    for one in (snapshot, outbox):
        one.close()
    return tmp_path


def test_the_rows_are_those_that_the_console_derives(folder: Path) -> None:
    known = read_last_known(folder)
    assert known is not None
    clock = FlipClock(lambda: NOW)
    facts = Facts(clock)
    facts.load(known.held)
    facts.take_acks(known.acks)
    facts.take_attention(known.attention)
    rows = all_rows(known.held, known.acks, known.attention, clock.now())
    assert rows == dict(facts.rows)
    assert len({row.stage for row in rows.values()}) > 4
    assert any(row.attention for row in rows.values())


def test_of_many_only_the_most_urgent_are_read(tmp_path: Path) -> None:
    snapshot, outbox = Snapshot.open(tmp_path / "snapshot.sqlite3"), Outbox.open(tmp_path)
    rows = [a_row(number, held={"pending_since": NOW + timedelta(seconds=number)}) for number in range(2 * FIRST)]
    for number in (0, 2 * FIRST - 1):
        outbox.put([an_ack(number, seq=0, state=AckState.QUEUED)]).result()
    random.Random(1).shuffle(rows)
    snapshot.apply([row.held for row in rows], (), NOW).result()
    for one in (snapshot, outbox):
        one.close()
    known = read_last_known(tmp_path)
    assert known is not None
    assert [one.command.id for one in known.held] == [id_of(number) for number in range(FIRST)]
    assert known.to_come == FIRST
    assert [each.command_id for each in known.acks] == [id_of(0)]


def test_what_is_still_to_be_read_is_not_counted(qtbot: QtBot) -> None:
    rows = {row.id: row for row in map(a_row, range(3))}
    state = WindowState()
    sight = FirstSight(rows, PROFILE, lambda: NOW, ZoneInfo("UTC"), Theme.of("light"), state, to_come=9_997)
    qtbot.addWidget(sight)
    assert sight.list.footer.text().startswith("3 of 10000 commands · reading the others …")
    assert sight.list.chips.button("open").text() == "Open"
    sight.list.set_rows(rows)
    assert sight.list.footer.text().startswith("3 of 3 commands · times")
    assert sight.list.chips.button("open").text() == "Open  3"


def test_reading_changes_no_byte(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert read_last_known(folder) is not None
    after = {path: path.read_bytes() for path in before}
    assert after == before
    beside = set(folder.iterdir()) - set(before)  # what SQLite needs to read, with nothing in it
    assert all(path.name.endswith("-shm") or path.read_bytes() == b"" for path in beside)


def test_what_cannot_be_read_is_left_to_who_opens_it(folder: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(folder / "outbox.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert read_last_known(folder) is None
    (folder / "outbox.sqlite3").write_bytes(b"not a database, but as long as one")
    assert read_last_known(folder) is None
    assert read_last_known(tmp_path / "nowhere") is None


@pytest.fixture
def sight(qtbot: QtBot, folder: Path) -> FirstSight:
    known = read_last_known(folder)
    assert known is not None
    rows = all_rows(known.held, known.acks, known.attention, NOW)
    sight = FirstSight(rows, PROFILE, lambda: NOW, ZoneInfo("UTC"), Theme.of("light"), WindowState())
    qtbot.addWidget(sight)
    with qtbot.waitSignal(sight.painted):
        sight.show()
    return sight


def test_what_a_hand_does_meanwhile_goes_over_to_the_main_window(
    sight: FirstSight, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(WindowConsole([a_row(number) for number in range(60)]))
    sight.list.chips.button("all").click()
    sight.list.search_field.setText("PW")
    sight.list.select([id_of(7)])
    sight.list.table.verticalScrollBar().setValue(120)
    sight.hand_over(window, window.workspace.list)
    assert window.geometry() == sight.geometry()
    shown = window.workspace.list
    assert (shown.chips.chosen_name, shown.search_field.text()) == ("all", "PW")
    assert shown.selected_ids() == [id_of(7)]
    qtbot.waitUntil(lambda: shown.table.verticalScrollBar().value() == 120)
    sight.put_away()
    assert not sight.is_closed


def test_closing_the_first_sight_ends_the_program_before_it_has_begun(sight: FirstSight, qtbot: QtBot) -> None:
    with qtbot.waitSignal(sight.closed):
        sight.close()
    assert sight.is_closed
    assert QApplication.instance() is not None


def test_names_and_sites_are_there_from_the_first_sight_on(folder: Path, themed: Theme, qtbot: QtBot) -> None:
    BatteryFile(folder).keep({"PW-1": BatteryFacts(name="Garage")})
    site = Site("S-1", "Oak", "9 Oak Street", devices=(Device("PW-1"), Device("PW-2")))
    SiteFile(folder).keep(Catalogue({"S-1": site}))
    known = read_known_batteries(folder)
    assert known == {
        "PW-1": BatteryFacts(name="Garage", site="Oak", address="9 Oak Street"),
        "PW-2": BatteryFacts(site="Oak", address="9 Oak Street"),
    }
    sight = FirstSight({id_of(3): a_row(3, device_id="PW-1")}, PROFILE, lambda: NOW, ZoneInfo("UTC"), themed,
                       WindowState(), known)  # fmt: skip
    qtbot.addWidget(sight)
    model = sight.list.table.rows
    assert (model.cell(0, Column.BATTERY).text, model.cell(0, Column.SITE).text) == ("Garage", "Oak")


def test_damaged_files_say_nothing_of_batteries(folder: Path) -> None:
    for name in ("batteries.json", "sites.json"):
        (folder / name).write_text("{")
    assert read_known_batteries(folder) == {}
