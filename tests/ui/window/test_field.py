"""L10: for fingers in the field, whatever the window shows that can be pressed has 44 pixels."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from flipconsole.ui.theme import TARGET, Density, use_density
from flipconsole.ui.window import MainWindow
from tests.ui.desk import a_row
from tests.ui.window.conftest import WindowConsole
from tests.ui.window.test_window import OpenWindow


@pytest.fixture(autouse=True)
def usual_density(qapp: QApplication) -> Iterator[None]:
    yield
    use_density(qapp, Density.NORMAL)
    qapp.setStyleSheet("")


def small(window: MainWindow) -> list[str]:
    """What can be pressed and is too small; a button within a field is pressed together with it."""
    found: list[QWidget] = [*window.findChildren(QAbstractButton), *window.findChildren(QLineEdit)]
    shown = [one for one in found if one.isVisible() and not isinstance(one.parent(), QLineEdit)]
    assert len(shown) > 15
    return [
        f"{type(one).__name__} {one.accessibleName() or getattr(one, 'text', str)()}: {one.width()} x {one.height()}"
        for one in shown
        if one.height() < TARGET or (one.width() < TARGET and isinstance(one, QToolButton))
    ]


def test_everything_that_can_be_pressed_has_44_pixels(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(WindowConsole([a_row(1), a_row(2), a_row(3, status="CANCELED")]))
    window.resize(1280, 900)
    qtbot.waitUntil(window.is_complete)
    window.select_most_urgent()
    QApplication.processEvents()
    assert small(window), "the same look finds them small in the usual density"
    window.workspace.list.set_density(Density.FIELD)
    QApplication.processEvents()
    assert small(window) == []
    window.outbox.open_most_urgent()
    QApplication.processEvents()
    assert small(window) == []
