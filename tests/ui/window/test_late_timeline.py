"""The timeline's libraries come on a thread, and only once no type of Qt is left to be made."""

from __future__ import annotations

import threading
from types import ModuleType

import pytest
from pytestqt.qtbot import QtBot

from flipconsole.ui.frame import late_timeline
from flipconsole.ui.frame.late_timeline import LateTimeline


class Recording(ModuleType):
    """A module that makes its names when they are asked for, as PySide6's do, and notes on which thread."""

    def __init__(self) -> None:
        super().__init__("recording")
        self.asked: list[tuple[str, str]] = []

    def __dir__(self) -> list[str]:
        return ["QBrush", "QColor", "QPen"]

    def __getattr__(self, name: str) -> object:
        self.asked.append((name, threading.current_thread().name))
        return object()


def test_every_type_is_made_on_the_windows_thread_before_another_begins(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = Recording()
    monkeypatch.setattr(late_timeline, "QtGui", recording)
    made_before: list[int] = []
    monkeypatch.setattr(late_timeline.importlib, "import_module", lambda name: made_before.append(len(recording.asked)))
    late = LateTimeline()
    with qtbot.waitSignal(late.arrived, timeout=20_000):
        late.start()
    here = threading.current_thread().name
    assert recording.asked == [("QBrush", here), ("QColor", here), ("QPen", here)]
    assert made_before == [3]
