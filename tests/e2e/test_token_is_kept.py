"""From the first start to the second one: a token typed in the set-up is kept, and read back (P3)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import qasync
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from flipconsole.app.credentials import Kept
from flipconsole.app.link import LinkState
from flipconsole.desktop import Desktop
from flipconsole.domain.profile import Wanted
from flipconsole.ui.setup import SetupWindow
from flipconsole.ui.window import MainWindow
from tests import secret_service
from tests.e2e.life import RESOURCES, comes, shown


@pytest.fixture(scope="module")
def ring() -> Iterator[secret_service.SecretService]:
    with secret_service.running() as found:
        yield found


@pytest.fixture(autouse=True)
def with_keyring(ring: secret_service.SecretService, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ring.surroundings.items():
        monkeypatch.setenv(name, value)


def start(folder: Path, visit: Callable[[], Awaitable[None]]) -> None:
    def run(application: QApplication, work: Any) -> int:
        async def both() -> int:
            async with asyncio.TaskGroup() as group:
                code = group.create_task(work)
                await visit()
                window = shown(MainWindow)
                assert window is not None
                window.close()
                return await code

        with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
            return runner.run(both())

    assert Desktop(folder, RESOURCES, ZoneInfo("America/New_York"), "light", run).show(Wanted(), "") == 0


def test_the_second_start_needs_no_token(qapp: QApplication, tmp_path: Path, simulator_server: Any) -> None:
    server = simulator_server()
    server.simulator.add()

    async def first() -> None:
        setup = await comes(lambda: shown(SetupWindow))
        await comes(setup.keep.isVisible)
        assert "Secret Service" in setup.keep.text()
        setup.own.setChecked(True)
        setup.address.setText(server.url)
        setup.operator.setText("Ana")
        QTest.keyClicks(setup.token, server.token)
        setup._on_start_asked()
        window = await comes(lambda: shown(MainWindow))
        await comes(lambda: window.token._credentials.holding.kept is Kept.THIS)

    async def second() -> None:
        window = await comes(lambda: shown(MainWindow))
        await comes(lambda: window._console.link.state is LinkState.LIVE)
        assert window.token._credentials.holding.kept is Kept.THIS
        window.token._credentials.forget()
        await comes(lambda: window._console.link.state is LinkState.NO_TOKEN)
        await comes(lambda: window.token._credentials.holding.kept is Kept.NOTHING)

    async def third() -> None:
        window = await comes(lambda: shown(MainWindow))
        await comes(lambda: window.token._credentials.holding.kept is Kept.NOTHING)
        assert window._console.link.state is LinkState.NO_TOKEN

    for visit in (first, second, third):
        start(tmp_path, visit)
    assert not any(server.token.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
