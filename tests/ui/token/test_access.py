"""What lets a person in is chosen where the token is entered; the dialog grows for what that needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from flipconsole.app.credentials import Credentials
from flipconsole.domain.profile import Profile, TokenKind, profile_at
from flipconsole.store.secrets.keychain import Keychain
from flipconsole.store.secrets.vault import Entry
from flipconsole.ui.theme import Theme
from flipconsole.ui.token.dialog import TokenDialog

SANDBOX = profile_at("https://api-sandbox.flip.energy")


async def ask_flip(_token: str) -> int:
    return 0


@pytest.fixture
def dialog(qtbot: QtBot, themed: Theme) -> Iterator[TokenDialog]:
    credentials = Credentials(Entry("test", "token"), Keychain(), lambda _: None, ask_flip, lambda job: job())
    dialog = TokenDialog(credentials, SANDBOX, themed)
    dialog.show()
    yield dialog
    if isValid(dialog):
        dialog.close()


def test_a_client_needs_an_id_and_an_address_and_says_what_is_wrong(dialog: TokenDialog, qtbot: QtBot) -> None:
    access = dialog.access
    assert not access.apply.isVisible()
    access.by_client.setChecked(True)
    assert access.token_url.text() == "https://oauth.flip.energy/token"
    assert not access.apply.isEnabled()
    access.client_id.setText("desk 7")
    assert "without blanks" in access.why_not.text()
    access.client_id.setText("desk-7")
    with qtbot.waitSignal(dialog.access_chosen) as chosen:
        access.apply.click()
    profile: Profile = chosen.args[0]
    assert (profile.token_kind, profile.client_id) == (TokenKind.OAUTH, "desk-7")
    assert profile.token_url == "https://oauth.flip.energy/token"


def test_everything_stands_in_the_dialog(dialog: TokenDialog, qtbot: QtBot) -> None:
    dialog.access.by_client.setChecked(True)
    dialog.access.client_id.setText("desk 7")
    layout = dialog.layout()
    assert layout is not None
    qtbot.waitUntil(lambda: dialog.height() >= layout.totalHeightForWidth(dialog.width()), timeout=5_000)
    for field in (dialog.access.client_id, dialog.access.token_url):
        assert field.height() >= field.sizeHint().height()
        assert field.geometry().bottom() <= field.parentWidget().height()
