"""The whole program in this process, from its start to its end, with a visitor who looks at what is on the screen."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import qasync
from PySide6.QtWidgets import QApplication, QWidget

from flipconsole.desktop import Desktop
from flipconsole.domain.profile import Wanted, profile_at
from flipconsole.store.home import Home
from flipconsole.store.settings import Settings, save
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


def live(qapp: QApplication, folder: Path, base_url: str, visit: Callable[[], Any]) -> None:
    """Start with this server; when the visitor is done, the window is closed."""
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
