"""A session of the real program with a token that can be recognised, for `test_token_leaves_no_trace`.

    python -m tests.e2e.canary DATA URL TEXTS [--planted] [--crash]

It types the token (or finds it in the keychain), uses what the window has, and writes every text that stood anywhere on
the screen, in a title or in the clipboard to TEXTS. The token itself comes on standard input.
"""

from __future__ import annotations

import argparse
import asyncio
import faulthandler
import json
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import qasync
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from flipconsole.app.link import LinkState
from flipconsole.desktop import Desktop
from flipconsole.domain.command import Answer
from flipconsole.domain.profile import Wanted, profile_at
from flipconsole.given_secret import write_no_core
from flipconsole.resources import find_resources
from flipconsole.store import log
from flipconsole.store.home import Home
from flipconsole.store.settings import Settings, save
from flipconsole.ui.token.form import TokenForm
from flipconsole.ui.window import MainWindow
from tests.e2e.life import comes, shown

COPYING = ("Ctrl+C", "Ctrl+Shift+C", "Ctrl+Shift+M", "Ctrl+Shift+T")
DIALOGS = ("about", "log", "keys", "token", "news", "reasons", "by_id")


class Session:
    """One run; `said` gathers."""

    def __init__(self, token: str, planted: bool) -> None:
        self.token = token
        self.planted = planted
        self.said: list[str] = []

    async def visit(self) -> None:
        window = await comes(lambda: shown(MainWindow))
        await comes(lambda: is_settled(window))
        if window._console.link.state is not LinkState.LIVE:
            await self.enter(window)
        await comes(lambda: window._console.link.state is LinkState.LIVE)
        await comes(lambda: window._console.rows)
        window.workspace.changes.flush()
        logging.getLogger("flipconsole.canary").warning("%s", {"Authorization": f"Bearer {self.token}"})
        window.select_most_urgent()
        self.copy(window)
        await self.answer(window)
        for name in DIALOGS:
            getattr(window.actions_of_window, name).trigger()
            await asyncio.sleep(0.05)
            self.gather()
            for dialog in window.findChildren(QDialog):
                dialog.close()
        self.gather()

    async def enter(self, window: MainWindow) -> None:
        """Paste the token, look at it for a moment, try it, and use it."""
        form = await comes(lambda: next((one for one in window.findChildren(TokenForm) if one.isVisible()), None))
        QGuiApplication.clipboard().setText(self.token)
        form.field.setFocus()
        form.field.paste()
        form.field.eye.trigger()
        form.field.selectAll()
        QTest.keyClick(form.field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        QGuiApplication.clipboard().clear()
        form.field.copy()
        self.said.append(QGuiApplication.clipboard().text())
        form.field.hide_again()
        form.trial_button.click()
        await comes(lambda: "HTTP" in form.verdict.text())
        self.gather()
        QGuiApplication.clipboard().setText(self.token)  # as it was pasted
        form.button.click()

    def copy(self, window: MainWindow) -> None:
        window.token._sweep.sweep()  # what thirty seconds would do
        self.said.append(QGuiApplication.clipboard().text())
        window.workspace.list.table.setFocus()
        window.workspace.list.table.selectAll()
        for action in window.findChildren(QAction):
            if action.shortcut().toString() in COPYING:
                action.trigger()
                self.said.append(QGuiApplication.clipboard().text())

    async def answer(self, window: MainWindow) -> None:
        console = window._console
        row = next(row for row in console.rows.values() if row.work)
        console.acknowledge([row], Answer.FAILED_FAULT, "relay does not close")
        await comes(lambda: console.rows[row.id].acks and console.rows[row.id].acks[-1].state.is_settled)

    def gather(self) -> None:
        for top in QApplication.topLevelWidgets():
            for widget in (top, *top.findChildren(QWidget)):
                self.said += [text for text in texts(widget) if text]

    def write(self, file: Path) -> None:
        file.write_text(json.dumps(self.said), encoding="utf-8")


def is_settled(window: MainWindow) -> bool:
    """Whether the keychain has been asked, and Flip too if that brought a token."""
    holding = window.token._credentials.holding
    waits = holding.has_token and window._console.link.state is not LinkState.LIVE
    return window.is_painted() and not holding.doing and holding.kept != "unknown" and not waits


def texts(widget: QWidget) -> Iterator[str]:
    yield from (widget.windowTitle(), widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
    match widget:
        case QLabel():
            yield widget.text()
        case QLineEdit():
            yield widget.displayText()
        case QPlainTextEdit() | QTextEdit():
            yield widget.toPlainText()


def main() -> int:
    parser = argparse.ArgumentParser()
    for name in ("data", "url", "texts"):
        parser.add_argument(name)
    for name in ("--planted", "--crash"):
        parser.add_argument(name, action="store_true")
    given = parser.parse_args()
    session = Session(sys.stdin.readline().strip(), given.planted)
    write_no_core()
    faulthandler.enable()
    folder, texts_file = Path(given.data), Path(given.texts)
    if not folder.exists():
        save(Home(folder).directory, Settings(operator="Ana", undo_s=0.0).using(profile_at(given.url)))
    if given.planted:
        log.redact = lambda text: text

    def run(application: QApplication, work: Any) -> int:
        async def both() -> int:
            async with asyncio.TaskGroup() as group:
                code = group.create_task(work)
                async with asyncio.timeout(60):
                    await session.visit()
                session.write(texts_file)
                if given.crash:
                    os.abort()
                window = shown(MainWindow)
                assert window is not None
                window.close()
                return await code

        with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
            return runner.run(both())

    return Desktop(folder, find_resources(), ZoneInfo("America/New_York"), "light", run).show(Wanted(), "")


if __name__ == "__main__":
    sys.exit(main())
