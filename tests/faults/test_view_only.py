"""A home that takes nothing: the window starts all the same, shows what can be read, and says what it cannot do."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flipconsole.app.waiting import until
from flipconsole.domain.ack import AckState
from flipconsole.domain.command import Answer
from flipconsole.domain.profile import profile_at
from flipconsole.parts import open_parts
from flipconsole.store.home import Home
from flipconsole.store.settings import Settings
from flipconsole.ui.states.standing import Step
from flipconsole.ui.window import MainWindow
from tests.faults.desktops import has_rows, titles

VIEW_ONLY = "View only: answers cannot be saved"


class ReadOnly:
    """A folder that can be filled, and then takes nothing; by its mode, or for root, whom no mode stops, by a mount."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(mode=0o700)
        self._is_mounted = os.geteuid() == 0
        if self._is_mounted and not self._mount("-t", "tmpfs", "-o", "size=40m,mode=0700", "tmpfs"):
            path.rmdir()
            pytest.skip("root may write everywhere, and nothing can be mounted here")

    def close(self) -> None:
        if self._is_mounted:
            self._mount("-o", "remount,ro")
        else:
            for one in sorted(self.path.rglob("*"), reverse=True):
                one.chmod(0o500 if one.is_dir() else 0o400)
            self.path.chmod(0o500)

    def open(self) -> None:
        if self._is_mounted:
            self._mount("-o", "remount,rw")
        else:
            self.path.chmod(0o700)
            for one in self.path.rglob("*"):
                one.chmod(0o700 if one.is_dir() else 0o600)

    def end(self) -> None:
        self.open()
        if self._is_mounted:
            subprocess.run(["umount", "-l", str(self.path)], check=True)

    def _mount(self, *how: str) -> bool:
        return subprocess.run(["mount", *how, str(self.path)], capture_output=True).returncode == 0


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[ReadOnly]:
    if os.name != "posix" or shutil.which("mount") is None:
        pytest.skip("needs POSIX modes or mounts")
    made = ReadOnly(tmp_path / "home")
    yield made
    made.end()


def _refuses(window: MainWindow) -> str:
    """Answer the first row and take it back: why both are refused."""
    row = next(iter(window._console.rows.values()))
    (excluded,) = window._console.acknowledge([row], Answer.OK, None)
    return excluded.why


def test_a_home_that_cannot_be_made_is_shown_live_and_takes_no_answer(
    desktop: Any, simulator_server: Any, tmp_path: Path
) -> None:
    running = simulator_server()
    running.simulator.add()
    place = tmp_path / "a file"
    place.write_text("not a folder")

    async def visit(window: MainWindow) -> None:
        await has_rows(window, 1)
        assert VIEW_ONLY in titles(window)
        assert "cannot be saved" in _refuses(window)
        await window._console._courier.one_round()
        assert window._console.unsent() == ()

    desktop(place, running, visit)
    assert running.simulator.received.totals["patch"] == 0
    assert place.read_text() == "not a folder"


def test_a_read_only_home_shows_what_it_holds_and_works_again_once_it_is_repaired(
    desktop: Any, simulator_server: Any, read_only: ReadOnly
) -> None:
    """An answer from before waits in it: shown, not sent, untouched; sent after "Try again". Also the control: the same
    check finds nothing view only in the repaired home."""
    running = simulator_server()
    ids = [running.simulator.add().id, running.simulator.add().id]
    profile = profile_at(running.url)
    asyncio.run(_answer(running, read_only.path, ids[0]))
    folder = read_only.path / profile.folder
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    read_only.close()

    async def look(window: MainWindow) -> None:
        await has_rows(window, 2)
        assert VIEW_ONLY in titles(window)
        assert "not be saved" in titles(window) or "cannot be" in titles(window)
        console = window._console
        (waiting,) = console.unsent()
        assert (waiting.command_id, waiting.state) == (ids[0], AckState.QUEUED)
        assert _refuses(window)
        console.withdraw(waiting.seq)
        assert await until(lambda: console.link.list_at is not None, console.link_changed, timeout_s=20)
        assert console.unsent() == (waiting,)
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
        read_only.open()
        window._on_step_asked("view_only", Step.REOPEN)

    async def work(window: MainWindow) -> None:
        console = window._console
        assert await until(lambda: not console.unsent(), console.acks_changed, console.link_changed, timeout_s=20)
        assert console.link.view_only == ""
        assert VIEW_ONLY not in titles(window)

    desktop(read_only.path, running, look, work)
    assert running.simulator.get(ids[0]).device_status == "OK"
    assert running.simulator.received.totals["patch"] == 1


async def _answer(running: Any, directory: Path, command_id: str) -> None:
    """A run before: it reads the list, and its answer is saved, and never leaves."""
    async with open_parts(
        profile_at(running.url), Home(directory), Settings(operator="Ana"), running.token, undo_s=0.0
    ) as parts:
        await parts.courier.fetch_once()
        parts.console.acknowledge([parts.console.rows[command_id]], Answer.OK, None)
        assert await until(lambda: not parts.console.is_saving(command_id), parts.console.acks_saved, timeout_s=10)


def test_a_database_of_a_newer_version_is_shown_without_its_answers_and_untouched(
    desktop: Any, simulator_server: Any, tmp_path: Path
) -> None:
    running = simulator_server()
    command_id = running.simulator.add().id
    asyncio.run(_answer(running, tmp_path / "home", command_id))
    (path,) = (tmp_path / "home").glob("*/outbox.sqlite3")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = path.read_bytes()

    async def visit(window: MainWindow) -> None:
        await has_rows(window, 1)
        assert "newer version" in titles(window)
        assert "newer version" in _refuses(window)

    desktop(tmp_path / "home", running, visit)
    assert path.read_bytes() == before
    assert running.simulator.received.totals["patch"] == 0
