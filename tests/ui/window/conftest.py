"""A main window over a console that records, in a time that stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from psygnal import Signal
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flipconsole.app.boxes import Boxes
from flipconsole.app.console import Console
from flipconsole.app.credentials import Credentials
from flipconsole.app.facts import RowsDiff
from flipconsole.app.link import Link, LinkState
from flipconsole.app.notices import Notice, NoticeKind
from flipconsole.domain.ack import Ack, AckState, Attention
from flipconsole.domain.command import UnreadableRow
from flipconsole.domain.profile import profile_at
from flipconsole.domain.row import Row
from flipconsole.store.secrets.keychain import Keychain
from flipconsole.store.secrets.vault import Entry
from flipconsole.ui.theme import Theme
from flipconsole.ui.window import MainWindow
from tests.ui.boxes import FakeBoxes
from tests.ui.desk import NEW_YORK, NOW, FeedAsTold, RecordingConsole


class WindowConsole(RecordingConsole):
    """What a window asks of the console beyond its views."""

    link_changed = Signal(object)
    notice_raised = Signal(object)
    acks_changed = Signal(object)
    acks_saved = Signal(object)

    def __init__(self, rows: Iterable[Row] = (), base_url: str = "http://127.0.0.1:8000") -> None:
        self.profile = profile_at(base_url)
        self.origin = self.profile.origin
        super().__init__(rows, self.profile.environment)
        self.operator = "Ana"
        self.news = FeedAsTold()
        self.bad: tuple[UnreadableRow, ...] = ()
        self.saving: set[str] = set()
        self.link = Link(
            LinkState.LIVE,
            list_at=NOW - timedelta(seconds=7),
            next_poll_at=NOW + timedelta(seconds=50),
            skew_s=0.0,
        )

    def unsent(self) -> tuple[Ack, ...]:
        return tuple(ack for row in self.rows.values() for ack in row.acks if ack.seq and not ack.state.is_settled)

    def needing_you(self) -> tuple[Ack, ...]:
        asking = (AckState.NEEDS_REVIEW, AckState.FAILED)
        return tuple(row.acks[-1] for row in self.rows.values() if row.acks and row.acks[-1].state in asking)

    def attention(self) -> tuple[Attention, ...]:
        return tuple(item for row in self.rows.values() for item in row.attention)

    def is_saving(self, command_id: str) -> bool:
        return command_id in self.saving

    def unreadable(self) -> tuple[UnreadableRow, ...]:
        return self.bad

    def refresh(self) -> None:
        self.asked.append(("refresh",))

    def use_token(self, secret: str) -> None:
        self.asked.append(("use_token", secret))

    # what happens to it

    def bring(self, *rows: Row) -> None:
        """New or changed rows, as a poll brings them."""
        added = tuple(row.id for row in rows if row.id not in self.rows)
        changed = tuple(row.id for row in rows if row.id in self.rows)
        self.rows |= {row.id: row for row in rows}
        self.rows_changed.emit(RowsDiff(added, changed, ()))

    def stand(self, **changes: Any) -> None:
        """Another state of the link."""
        self.link = replace(self.link, **changes)
        self.link_changed.emit(self.link)

    def raise_notice(self, kind: NoticeKind, text: str, *ids: str, urgent: bool = True) -> None:
        self.notice_raised.emit(Notice(kind, text, urgent, ids))


def credentials_of(console: WindowConsole) -> Credentials:
    """Credentials without a keychain, whose tokens go to the console."""

    async def ask_flip(_token: str) -> int:
        raise AssertionError("nothing runs here that could ask")

    return Credentials(Entry("test", "token"), Keychain(), console.use_token, ask_flip, lambda job: job())


OpenWindow = Callable[..., MainWindow]


@pytest.fixture
def open_window(qtbot: QtBot, themed: Theme, resources: Path, tmp_path: Path) -> Iterator[OpenWindow]:
    """Shows a window over a console; every window is put away at the end."""
    opened: list[MainWindow] = []

    def opens(console: WindowConsole, *, complete: bool = False, directory: Path = tmp_path) -> MainWindow:
        boxes = cast(Boxes, FakeBoxes(console))
        window = MainWindow(
            cast(Console, console), boxes, NEW_YORK, "light", resources, directory, credentials=credentials_of(console)
        )
        opened.append(window)
        window.show()
        qtbot.waitUntil(window.is_complete if complete else window.is_painted, timeout=20_000)
        return window

    yield opens
    for window in opened:
        if window.isVisible():  # one that was put away before gets no timeline any more
            qtbot.waitUntil(lambda window=window: window.workspace.timeline is not None, timeout=20_000)
        window.put_away()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
