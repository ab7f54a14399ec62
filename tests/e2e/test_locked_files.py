"""Another program holds the answers' file when the console starts: it waits, says so, and opens when it can."""

import contextlib
import sqlite3
from pathlib import Path

from PySide6.QtWidgets import QApplication

from flipconsole.domain.profile import profile_at
from flipconsole.store.home import Home
from flipconsole.store.outbox import Outbox
from flipconsole.ui.opening_note import OpeningNote
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.window import MainWindow
from tests.e2e.life import comes, live, shown


def test_a_start_that_must_wait_says_why(qapp: QApplication, tmp_path: Path, simulator_server) -> None:
    server = simulator_server()
    folder = Home(tmp_path / "data").of_profile(profile_at(server.url))
    Outbox.open(folder).close()
    with contextlib.closing(sqlite3.connect(folder / "outbox.sqlite3", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE").fetchall()
        other.execute("BEGIN EXCLUSIVE")

        async def visit() -> None:
            note = await comes(lambda: shown(OpeningNote))
            assert shown(MainWindow) is None
            assert "Nothing is lost" in " ".join(label.text() for label in note.findChildren(PlainLabel))
            other.close()
            window = await comes(lambda: shown(MainWindow))
            assert shown(OpeningNote) is None
            assert not window.is_view_only()

        live(qapp, tmp_path / "data", server.url, visit)


def test_a_start_that_need_not_wait_says_nothing(qapp: QApplication, tmp_path: Path, simulator_server) -> None:
    server = simulator_server()
    notes: list[OpeningNote] = []

    async def visit() -> None:
        await comes(lambda: notes.extend(filter(None, [shown(OpeningNote)])) or shown(MainWindow))

    live(qapp, tmp_path / "data", server.url, visit)
    assert notes == []
