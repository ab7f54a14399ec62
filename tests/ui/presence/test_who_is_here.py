"""The question who is here stands over the whole program until it is answered by a name (P7)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flipconsole.app.presence import Presence
from flipconsole.ui.presence.dialog import WhoDialog
from flipconsole.ui.window import MainWindow
from tests.ui.desk import a_row
from tests.ui.window.conftest import OpenWindow, WindowConsole, open_window

__all__ = ["open_window"]


class Console(WindowConsole):
    """One whose operator can be another."""

    def use_operator(self, name: str) -> None:
        self.operator = name


@pytest.fixture
def console() -> Console:
    return Console([a_row(1)])


@pytest.fixture
def window(open_window: OpenWindow, console: Console) -> MainWindow:
    return open_window(console)


def asked(window: MainWindow) -> WhoDialog:
    dialog = window.presence.dialog
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def ask(window: MainWindow, console: Console) -> WhoDialog:
    window.actions_of_window.ask_who.trigger()
    console.vigil.changed.emit()  # as the vigil of a true console does
    return asked(window)


def test_it_cannot_be_passed_by_and_the_name_is_that_of_the_next_answer(
    window: MainWindow, console: Console, qtbot: QtBot
) -> None:
    dialog = ask(window, console)
    assert dialog.isModal()
    assert dialog.windowModality() is Qt.WindowModality.ApplicationModal
    assert dialog.name.text() == "Ana"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.close()
    assert dialog.isVisible()
    dialog.name.setText("  ")
    assert not dialog.go_on.isEnabled()
    dialog.name.setText("Ben")
    with qtbot.waitSignal(window.operator_given) as given:
        QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert given.args == ["Ben"]
    assert console.operator == "Ben"
    assert not console.vigil.presence.is_asking
    assert window.presence.dialog is None


def test_whoever_hands_the_computer_over_forgets_the_token_there(
    window: MainWindow, console: Console, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window.token._credentials, "forget", lambda: console.use_token(""))
    dialog = ask(window, console)
    with qtbot.waitSignal(window.token_given) as given:
        dialog.forget.click()
    assert given.args == [""]
    assert console.asked[-1] == ("use_token", "")


def test_time_passes_by_the_windows_second_and_a_hand_begins_it_anew(
    window: MainWindow, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    presence = console.vigil.presence = Presence(lambda: now[0])
    window.presence._presence = presence
    window.actions_of_window.ask_who_after["5"].trigger()
    assert console.aids.rules.ask_who_after_min == 5
    window.presence._follow(window.windowHandle())
    now[0] = 299
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(5, 5),
        QPointF(5, 5),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window.windowHandle(), move)
    now[0] = 301
    window._on_second_passed()
    assert window.presence.dialog is None
    now[0] = 599
    window._on_second_passed()
    asked(window)
    assert QGuiApplication.modalWindow() is not None


def test_the_choice_stands_in_the_menu(window: MainWindow, console: Console) -> None:
    console.aids.rules.set_ask_who_after_min(30)
    choices = window.actions_of_window.ask_who_after
    assert [text for text, action in choices.items() if action.isChecked()] == ["30"]
    window.actions_of_window.signs_reasons.trigger()
    assert console.aids.rules.signs_reasons


def test_a_window_that_goes_takes_the_question_along(open_window: OpenWindow, console: Console) -> None:
    window = open_window(console)
    dialog = ask(window, console)
    window.put_away()
    assert not dialog.isVisible()
