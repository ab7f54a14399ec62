"""Puts a window back where it was, as long as that is on a screen, and reads where it is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from flipconsole.ui.frame.remembered import WindowState, pulled_back, room_on
from flipconsole.ui.timeline.look import Look

_DEFAULT = QSize(1280, 800)


def put_back(window: QWidget, kept: WindowState) -> None:
    """Place and size as they were kept; the default size, as far as the screen has room, where nothing is known."""
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    if kept.place is None:
        window.resize(_DEFAULT.boundedTo(room_on(screens[0]).size()) if screens else _DEFAULT)
    else:
        window.setGeometry(pulled_back(QRect(*kept.place), screens))
    if kept.is_maximised:
        window.setWindowState(Qt.WindowState.WindowMaximized)


def state_of(
    window: QWidget,
    splitters: Mapping[str, tuple[int, ...]],
    *,
    hides_timeline: bool,
    text_size: int,
    timeline: Look,
) -> WindowState:
    """What is worth keeping of a window; of a maximised one the place that it would go back to."""
    place = window.normalGeometry() if window.isMaximized() else window.geometry()
    where = (place.x(), place.y(), place.width(), place.height())
    return WindowState(where, window.isMaximized(), dict(splitters), hides_timeline, text_size, timeline)
