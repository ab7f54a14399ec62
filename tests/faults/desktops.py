"""Runs the program's own desktop in a test, so that a visit can use the window that stands there."""

import asyncio
import gc
import logging
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import qasync
from PySide6.QtWidgets import QApplication

import flipconsole.desktop
from flipconsole.app.waiting import until
from flipconsole.desktop import Desktop
from flipconsole.domain.profile import Wanted
from flipconsole.resources import find_resources
from flipconsole.store.log import PrivateLogHandler, stop_log
from flipconsole.ui.states.banner import Banner
from flipconsole.ui.theme import USUAL, Theme, apply_theme
from flipconsole.ui.window import MainWindow

Visit = Callable[[MainWindow], Awaitable[None]]


@contextmanager
def desktops(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """A function that runs a desktop and lets each visit use the window of its turn; the last window is then closed."""
    apply_theme(qapp, Theme.of("light"), find_resources(), USUAL)
    monkeypatch.setattr(flipconsole.desktop, "make_application", lambda *_: qapp)  # there can be only one in a process
    qapp.setQuitOnLastWindowClosed(False)

    async def visited(work: Any, visits: tuple[Visit, ...]) -> int:
        talking = asyncio.create_task(work)
        seen: list[MainWindow] = []
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

    def run(directory: Path, running: Any, *visits: Visit) -> None:
        def on_qt(application: QApplication, work: Any) -> int:
            with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
                return runner.run(visited(work, visits))

        shown = Desktop(directory, find_resources(), ZoneInfo("UTC"), "light", on_qt)
        assert shown.show(Wanted(base_url=running.url), running.token) == 0
        gc.collect()

    try:
        yield run
    finally:
        for handler in list(logging.getLogger().handlers):
            if isinstance(handler, PrivateLogHandler):
                stop_log(handler)
        gc.unfreeze()
        sys.setswitchinterval(0.005)


async def _new_window(seen: list[MainWindow]) -> MainWindow:
    while True:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, MainWindow) and widget.isVisible() and widget not in seen:
                seen.append(widget)
                return widget
        await asyncio.sleep(0.02)


async def has_rows(window: MainWindow, count: int) -> None:
    """Wait until the window has so many rows, and a list from Flip."""
    console = window._console
    assert await until(lambda: len(console.rows) >= count, console.rows_changed, timeout_s=20)
    assert await until(lambda: console.link.list_at is not None, console.link_changed, timeout_s=20)
    window._show_link()


def titles(window: MainWindow) -> str:
    """What the banners say."""
    return "\n".join(banner._title.text() + " " + banner._text.text() for banner in window.banners.findChildren(Banner))
