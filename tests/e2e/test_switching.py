"""Switching profiles in the window: nothing of the one is in the other, and what waits there is said."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import qasync
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from flipconsole.app.link import LinkState
from flipconsole.desktop import Desktop
from flipconsole.domain.command import Answer
from flipconsole.domain.profile import Profile, Wanted, placed, profile_at
from flipconsole.store.home import Home
from flipconsole.store.settings import Settings, load, save
from flipconsole.ui.token.form import TokenForm
from flipconsole.ui.window import MainWindow

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
Window = TypeVar("Window", bound=QWidget)


def shown(kind: type[Window], other: QWidget | None = None) -> Window | None:
    found = (one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())
    return next((one for one in found if one is not other), None)


async def comes(what: Callable[[], Any]) -> Any:
    async with asyncio.timeout(30):
        while not (found := what()):  # noqa: ASYNC110 - windows that do not exist yet have no signal to wait for
            await asyncio.sleep(0.02)
    return found


async def live(window: MainWindow, token: str = "") -> MainWindow:
    if token:
        form = await comes(lambda: next((one for one in window.findChildren(TokenForm) if one.isVisible()), None))
        form.field.setText(token)
        form.button.click()
    await comes(lambda: window._console.link.state is LinkState.LIVE)
    return window


async def switch(window: MainWindow, number: int) -> MainWindow:
    """Open the profiles and take one."""
    window.actions_of_window.profiles.trigger()
    menu = await comes(lambda: shown(QMenu))
    assert menu.actions()[number - 1].text().startswith(f"&{number} ")
    menu.actions()[number - 1].trigger()
    menu.close()
    return await comes(lambda: shown(MainWindow, window))


def batteries(window: MainWindow) -> set[str]:
    window.workspace.changes.flush()
    return {row.held.command.device_id for row in window._console.rows.values()}


def run(folder: Path, visit: Callable[[], Awaitable[None]], secret: str = "", name: str = "") -> None:
    def on_qt(application: QApplication, work: Any) -> int:
        async def both() -> int:
            async with asyncio.TaskGroup() as group:
                code = group.create_task(work)
                await visit()
                window = shown(MainWindow)
                assert window is not None
                window._go()
                return await code

        with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
            return runner.run(both())

    assert Desktop(folder, RESOURCES, ZoneInfo("America/New_York"), "light", on_qt).show(Wanted(name), secret) == 0


def test_nothing_of_one_profile_is_in_the_other(qapp: QApplication, tmp_path: Path, simulator_server: Any) -> None:
    east, west = simulator_server(token="a-token-of-the-east"), simulator_server(token="a-token-of-the-west")
    one = east.simulator.add(device_id="EAST-1")
    west.simulator.add(id=one.id, device_id="WEST-1")  # the same id: what is known of it must not cross either
    west.simulator.add(device_id="WEST-2")
    folder = tmp_path / "data"
    Home(folder)
    profiles = (profile_at(east.url, name="Grid East"), profile_at(west.url, id="west", name="Grid West"))
    save(folder, Settings(profile="main", operator="Ana", profiles=profiles))

    async def visit() -> None:
        window = await live(await comes(lambda: shown(MainWindow)))
        assert "Grid East" in window.windowTitle()
        assert batteries(window) == {"EAST-1"}
        window.actions_of_window.auto_send.trigger()
        console = window._console
        console.acknowledge(list(console.rows.values()), Answer.OK, None)
        await comes(lambda: console.unsent() and console.unsent()[0].seq)

        second = await switch(window, 2)
        assert "Grid West" in second.windowTitle()
        assert "Grid East" not in second.windowTitle()
        assert second._console.link.state is not LinkState.LIVE
        assert batteries(second) == set()
        await live(second, west.token)
        await comes(lambda: batteries(second) == {"WEST-1", "WEST-2"})
        banner = await comes(lambda: second.banners.banners.get("elsewhere"))
        assert "1 answer waits in “Grid East”" in banner.accessibleName()
        assert second._console.unsent() == ()

        third = await switch(second, 1)  # its token is still known in this run, and its answer leaves now
        third.actions_of_window.auto_send.trigger()
        await comes(lambda: east.simulator.get(one.id).device_status == "OK")
        assert batteries(third) == {"EAST-1"}

    run(folder, visit, east.token)
    assert west.simulator.received.requests("patch") == []
    for flip in (east, west):
        assert {request.token for request in flip.simulator.received.requests()} <= {"right"}
    assert load(folder).profile == "main"


def test_two_profiles_of_one_server_do_not_share_their_answers(
    qapp: QApplication, tmp_path: Path, simulator_server: Any
) -> None:
    server = simulator_server()
    server.simulator.add()
    mine = profile_at(server.url, name="Mine")
    theirs = placed(Profile("theirs", "Theirs", server.url, read_only=True), [mine])
    folder = tmp_path / "data"
    Home(folder)
    save(folder, Settings(profile="main", profiles=(mine, theirs)))

    async def visit() -> None:
        window = await live(await comes(lambda: shown(MainWindow)))
        assert not window._console.aids.rules.read_only
        other = await live(await switch(window, 2), server.token)
        assert other._console.aids.rules.read_only
        assert other.windowTitle().startswith("READ ONLY")
        other.actions_of_window.read_only.trigger()
        assert not other._console.aids.rules.read_only

    run(folder, visit, server.token, "Mine")
    kept = load(folder)
    assert [profile.read_only for profile in kept.profiles] == [False, False]
    assert kept.profile == "theirs"
    assert (folder / "profiles" / "theirs").is_dir()
