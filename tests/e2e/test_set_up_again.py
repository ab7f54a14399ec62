"""A person types a token, opens the set-up again, and starts with the same server: the token is still there."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from flipconsole.app.link import LinkState
from flipconsole.ui.setup import SetupWindow
from flipconsole.ui.token.form import TokenForm
from flipconsole.ui.window import MainWindow
from tests.e2e.life import comes, live, shown


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


def test_the_token_stays_for_the_same_server(qapp: QApplication, tmp_path: Path, simulator_server) -> None:
    server = simulator_server()
    server.simulator.add()

    async def visit() -> None:
        await comes(lambda: shown(MainWindow))
        window = await again_with(None, server.token)
        await comes(lambda: is_live(window))

    live(qapp, tmp_path / "data", server.url, visit)


def test_the_token_never_follows_to_another_server(qapp: QApplication, tmp_path: Path, simulator_server) -> None:
    server, other = simulator_server(), simulator_server()
    server.simulator.add()

    async def visit() -> None:
        window = await again_with(other.url, server.token)
        await comes(lambda: window._console.link.state is LinkState.NO_TOKEN)

    live(qapp, tmp_path / "data", server.url, visit)
    assert other.simulator.received.requests() == []
