"""First run: nothing is chosen beforehand, the address is judged while it is typed, the token is not shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from flipconsole.ui.setup import Setup, SetupWindow
from flipconsole.ui.theme import Theme
from tests.ui.desk import button_of, unnamed, unreached, visible_texts


@pytest.fixture
def window(qtbot: QtBot, themed: Theme) -> SetupWindow:
    window = SetupWindow("", "", "light")
    qtbot.addWidget(window)
    window.show()
    return window


def test_no_address_is_chosen_beforehand(window: SetupWindow) -> None:
    assert not any(choice.isChecked() for choice in (window.production, window.sandbox, window.own))
    assert window.address.text() == ""
    assert not button_of(window, "Start").isEnabled()
    assert "apidog" not in visible_texts(window)


def test_enter_without_a_server_starts_nothing(window: SetupWindow, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(window.submitted):
        QTest.keyClick(window.token, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("http://flip.example.com", "Plain http://"),
        ("flip.example.com", "must begin with https://"),
        ("https://user:secret@flip.example.com", "user name or password"),
        ("https://flip.example.com:99999", "port"),
        ("", "no server address yet"),
    ],
)
def test_an_address_that_no_token_may_go_to_is_refused_with_the_reason(
    window: SetupWindow, typed: str, words: str
) -> None:
    window.own.click()
    QTest.keyClicks(window.address, typed)
    assert words in visible_texts(window)
    assert not button_of(window, "Start").isEnabled()


def test_typing_an_address_picks_it_and_names_its_environment(window: SetupWindow) -> None:
    QTest.keyClicks(window.address, "https://flip.example.com/api/")
    assert window.own.isChecked()
    assert "CUSTOM" in visible_texts(window)
    assert "https://flip.example.com/api" in visible_texts(window)
    window.production.click()
    assert "PRODUCTION" in visible_texts(window)
    window.sandbox.click()
    assert "SANDBOX" in visible_texts(window)


def test_what_was_entered_is_handed_on_and_the_token_forgotten(window: SetupWindow, qtbot: QtBot) -> None:
    window.sandbox.click()
    QTest.keyClicks(window.operator, " Ana ")
    QTest.keyClicks(window.token, " t0ken ")
    assert window.token.echoMode() is QLineEdit.EchoMode.Password
    with qtbot.waitSignal(window.submitted) as told, qtbot.assertNotEmitted(window.closed):
        button_of(window, "Start").click()
        window.close()
    assert told.args == [Setup("https://api-sandbox.flip.energy", "Ana", "t0ken")]
    assert window.token.text() == ""


def test_closing_it_is_told(window: SetupWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.closed):
        window.close()


@pytest.mark.parametrize("address", ["https://api.flip.energy", "https://api-sandbox.flip.energy", "https://a.example"])
def test_an_address_from_before_is_shown_again(qtbot: QtBot, themed: Theme, address: str) -> None:
    window = SetupWindow(address, "Ana", "light")
    qtbot.addWidget(window)
    assert address in visible_texts(window)
    assert button_of(window, "Start").isEnabled()


def test_every_control_has_a_name_and_is_reached_by_tab(window: SetupWindow) -> None:
    assert unnamed(window) == []
    assert unreached(window) == []
