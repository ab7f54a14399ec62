from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from flipconsole.ui.importing.drops import Drops


def drop(widget: QWidget, mime: QMimeData) -> bool:
    """Drag over the widget and let go; whether both were accepted."""
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering, dropping = QDragEnterEvent(QPoint(5, 5), *how), QDropEvent(QPointF(5, 5), *how)
    entering.ignore()
    dropping.ignore()
    for event in (entering, dropping):
        QApplication.sendEvent(widget, event)
    return entering.isAccepted() and dropping.isAccepted()


def dropped_on(qtbot: QtBot, mime: QMimeData) -> tuple[bool, list[object]]:
    window = QWidget()
    qtbot.addWidget(window)
    drops = Drops(window)
    told: list[object] = []
    drops.files_dropped.connect(told.append)
    drops.text_dropped.connect(told.append)
    return drop(window, mime), told


def test_files_and_text_are_taken(qtbot: QtBot, tmp_path: Path) -> None:
    files, text = QMimeData(), QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("a.json", "b.json")])
    text.setText("[]")
    assert dropped_on(qtbot, files) == (True, [[tmp_path / "a.json", tmp_path / "b.json"]])
    assert dropped_on(qtbot, text) == (True, ["[]"])


def test_an_address_on_the_network_is_never_fetched(qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("http://evil.example/list.json")])
    assert dropped_on(qtbot, mime) == (False, [])


def test_nothing_is_taken_from_an_empty_drag(qtbot: QtBot) -> None:
    assert dropped_on(qtbot, QMimeData()) == (False, [])
