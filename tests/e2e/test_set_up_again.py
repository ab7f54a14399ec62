"""A person types a token, opens the set-up again, and starts with the same server: the token is still there."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import qasync
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from flipconsole.app.link import LinkState
from flipconsole.desktop import Desktop
from flipconsole.domain.profile import Wanted, profile_at
from flipconsole.store.home import Home
from flipconsole.store.settings import Settings, save
from flipconsole.ui.setup import SetupWindow
from flipconsole.ui.states.token_form import TokenForm
from flipconsole.ui.window import MainWindow

RESOURCES = Path(__file__).resolve().parents[2] / "resources"

Window = TypeVar("Window", bound=QWidget)


def shown(kind: type[Window]) -> Window | None:
    """The window of this kind that is on the screen."""
    return next((one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()), None)


async def comes(what: Callable[[], Any]) -> Any:
    async with asyncio.timeout(30):
        while not (found := what()):  # noqa: ASYNC110 - windows that do not exist yet have no signal to wait for
            await asyncio.sleep(0.02)
    return found


def button(owner: QWidget, words: str) -> QPushButton:
    return next(one for one in owner.findChildren(QPushButton) if words in one.text())


def is_live(window: MainWindow | None) -> MainWindow | None:
    return window if window is not None and window._console.link.state is LinkState.LIVE else None


async def again_with(address: str | None, token: str) -> MainWindow:
    """Type the token, set up again, and start; another address is typed where one is given."""
    window = await comes(lambda: shown(MainWindow))
    form = await comes(lambda: next((one for one in window.findChildren(TokenForm) if one.isVisible()), None))
    form.field.setText(token)
    form.button.click()
    await comes(lambda: is_live(window))
    window.actions_of_window.connection.trigger()
    setup = await comes(lambda: shown(SetupWindow))
    if address is not None:
        setup.own.setChecked(True)
        setup.address.setText(address)
    button(setup, "Start").click()
    return await comes(lambda: shown(MainWindow) if shown(MainWindow) is not window else None)


def start(qapp: QApplication, folder: Path, base_url: str, visit: Callable[[], Any]) -> None:
    Home(folder)
    save(folder, Settings(operator="Ana").using(profile_at(base_url)))

    def run(application: QApplication, work: Any) -> int:
        async def both() -> int:
            async with asyncio.TaskGroup() as group:
                code = group.create_task(work)
                await visit()
                shown(MainWindow).close()
                return await code

        with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
            return runner.run(both())

    desktop = Desktop(folder, RESOURCES, ZoneInfo("America/New_York"), "light", run)
    assert desktop.show(Wanted(), "") == 0


def test_the_token_stays_for_the_same_server(qapp: QApplication, tmp_path: Path, simulator_server) -> None:
    server = simulator_server()
    server.simulator.add()

    async def visit() -> None:
        await comes(lambda: shown(MainWindow))
        window = await again_with(None, server.token)
        await comes(lambda: is_live(window))

    start(qapp, tmp_path / "data", server.url, visit)


def test_the_token_never_follows_to_another_server(qapp: QApplication, tmp_path: Path, simulator_server) -> None:
    server, other = simulator_server(), simulator_server()
    server.simulator.add()

    async def visit() -> None:
        window = await again_with(other.url, server.token)
        await comes(lambda: window._console.link.state is LinkState.NO_TOKEN)

    start(qapp, tmp_path / "data", server.url, visit)
    assert other.simulator.received.requests() == []
