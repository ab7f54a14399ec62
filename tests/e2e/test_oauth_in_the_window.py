"""A person says that a client id and its secret let them in, enters the secret, and has the list (P4)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from flipconsole.app.link import LinkState
from flipconsole.ui.token.dialog import TokenDialog
from flipconsole.ui.token.form import TokenForm
from flipconsole.ui.window import MainWindow
from tests.e2e.life import comes, live, shown


def test_from_a_token_to_client_credentials(qapp: QApplication, tmp_path: Path, simulator_server: Any) -> None:
    server = simulator_server()
    server.simulator.add()
    oauth = server.simulator.oauth

    async def visit() -> None:
        first = await comes(lambda: shown(MainWindow))
        first.actions_of_window.token.trigger()
        dialog = await comes(lambda: shown(TokenDialog))
        dialog.access.by_client.setChecked(True)
        assert not dialog.access.apply.isEnabled()
        dialog.access.client_id.setText(oauth.client_id)
        dialog.access.token_url.setText("https://oauth.flip.energy/token")
        assert "stand-in" in dialog.access.why_not.text()
        dialog.access.token_url.setText(f"{server.url}/oauth/token")
        dialog.access.apply.click()
        window = await comes(lambda: shown(MainWindow) if shown(MainWindow) is not first else None)
        form = await comes(lambda: next((one for one in window.findChildren(TokenForm) if one.isVisible()), None))
        assert form.field.placeholderText() == "Client secret from Flip"
        form.field.setText(oauth.client_secret)
        form.button.click()
        await comes(lambda: window._console.link.state is LinkState.LIVE)

    live(qapp, tmp_path, server.url, visit)
    assert oauth.given == 1
    assert oauth.client_secret not in "".join(
        path.read_text(errors="replace") for path in tmp_path.rglob("*") if path.is_file()
    )
    assert 'token_kind = "oauth"' in (tmp_path / "settings.toml").read_text()
