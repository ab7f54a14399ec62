"""A home that takes nothing: the window starts all the same, shows what can be read, and says what it cannot do."""

import asyncio
import gc
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import qasync
from PySide6.QtWidgets import QApplication

import flipconsole.desktop
from flipconsole.app.waiting import until
from flipconsole.desktop import Desktop
from flipconsole.domain.ack import AckState
from flipconsole.domain.command import Answer
from flipconsole.domain.environment import read_origin
from flipconsole.parts import open_parts
from flipconsole.resources import find_resources
from flipconsole.store.home import Home
from flipconsole.store.log import PrivateLogHandler, stop_log
from flipconsole.store.settings import Settings
from flipconsole.ui.states.banner import Banner
from flipconsole.ui.states.standing import Step
from flipconsole.ui.theme import USUAL, Theme, apply_theme
from flipconsole.ui.window import MainWindow

Visit = Callable[[MainWindow], Awaitable[None]]
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


@pytest.fixture
def desktop(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Runs the program's own desktop, and lets each visit use the window that stands there; the last one closes it."""
    apply_theme(qapp, Theme.of("light"), find_resources(), USUAL)
    monkeypatch.setattr(flipconsole.desktop, "make_application", lambda *_: qapp)  # there can be only one in a process

    def run(directory: Path, running: Any, *visits: Visit) -> None:
        qapp.setQuitOnLastWindowClosed(False)

        async def visited(work: Any) -> int:
            talking = asyncio.create_task(work)
            seen: set[int] = set()
            try:
                async with asyncio.timeout(60):
                    for visit in visits:
                        await visit(await _new_window(seen))
            finally:
                for widget in QApplication.topLevelWidgets():
                    if isinstance(widget, MainWindow):
                        widget.close()
            code: int = await talking
            return code

        def on_qt(application: QApplication, work: Any) -> int:
            with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
                return runner.run(visited(work))

        shown = Desktop(directory, find_resources(), ZoneInfo("UTC"), "light", on_qt)
        assert shown.show(running.url, running.token) == 0
        gc.collect()

    yield run
    for handler in list(logging.getLogger().handlers):
        if isinstance(handler, PrivateLogHandler):
            stop_log(handler)
    gc.unfreeze()
    sys.setswitchinterval(0.005)


async def _new_window(seen: set[int]) -> MainWindow:
    while True:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, MainWindow) and widget.isVisible() and id(widget) not in seen:
                seen.add(id(widget))
                return widget
        await asyncio.sleep(0.02)


async def _has(window: MainWindow, count: int) -> None:
    console = window._console
    assert await until(lambda: len(console.rows) >= count, console.rows_changed, timeout_s=20)
    assert await until(lambda: console.link.list_at is not None, console.link_changed, timeout_s=20)
    window._show_link()


def _titles(window: MainWindow) -> str:
    return "\n".join(banner._title.text() + " " + banner._text.text() for banner in window.banners.findChildren(Banner))


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
        await _has(window, 1)
        assert VIEW_ONLY in _titles(window)
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
    origin = read_origin(running.url)
    asyncio.run(_answer(running, read_only.path, ids[0]))
    folder = read_only.path / origin.folder
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    read_only.close()

    async def look(window: MainWindow) -> None:
        await _has(window, 2)
        assert VIEW_ONLY in _titles(window)
        assert "not be saved" in _titles(window) or "cannot be" in _titles(window)
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
        assert VIEW_ONLY not in _titles(window)

    desktop(read_only.path, running, look, work)
    assert running.simulator.get(ids[0]).device_status == "OK"
    assert running.simulator.received.totals["patch"] == 1


async def _answer(running: Any, directory: Path, command_id: str) -> None:
    """A run before: it reads the list, and its answer is saved, and never leaves."""
    async with open_parts(
        read_origin(running.url), Home(directory), Settings(operator="Ana"), running.token, undo_s=0.0
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
        await _has(window, 1)
        assert "newer version" in _titles(window)
        assert "newer version" in _refuses(window)

    desktop(tmp_path / "home", running, visit)
    assert path.read_bytes() == before
    assert running.simulator.received.totals["patch"] == 0
