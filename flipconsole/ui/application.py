"""The one QApplication, dressed, named and told not to end when a window closes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import PySide6
from PySide6.QtCore import QCoreApplication, QLibraryInfo, Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from flipconsole.ui.theme import USUAL, Theme, ThemeName, apply_theme

SYSTEM = "system"


def make_application(resources: Path, theme: str, percent: int = USUAL) -> QApplication:
    """The application, in the theme "light", "dark" or "system" and a text size; one that exists is dressed anew."""
    QCoreApplication.setApplicationName("flipconsole")
    QGuiApplication.setApplicationDisplayName("Flip console")
    QGuiApplication.setDesktopFileName("flipconsole")
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    _use_only_own_plugins()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise TypeError("another kind of Qt application runs in this process")
    application.setQuitOnLastWindowClosed(False)
    apply_theme(application, chosen_theme(theme), resources, percent)
    application.setWindowIcon(QIcon(str(resources / "icons" / "flipconsole.svg")))
    return application


def _use_only_own_plugins() -> None:
    """Let Qt load its plugins from its own folder alone: not from beside the program, not where a planted file says.

    Qt would also look where QT_PLUGIN_PATH says, and where a `qt.conf` beside the program does.
    It adds the program's folder when the application is made, and removes again what was removed from its paths before:
    so that folder is first named, and then removed. Nothing is done once there is an application.
    """
    if QCoreApplication.instance() is not None:
        return
    package = Path(PySide6.__file__).parent
    brought = [folder for folder in (package / "Qt" / "plugins", package / "plugins") if folder.is_dir()]
    own = str(brought[0]) if brought else QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
    os.environ["QT_PLUGIN_PATH"] = str(Path(sys.executable).resolve().parent)
    QCoreApplication.libraryPaths()
    del os.environ["QT_PLUGIN_PATH"]
    QCoreApplication.setLibraryPaths([own])


def chosen_theme(name: str) -> Theme:
    """The theme of that name; for "system" the one that the desktop asks for, light where it does not say."""
    if name != SYSTEM:
        return Theme.of("dark" if name == "dark" else "light")
    wants_dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    wanted: ThemeName = "dark" if wants_dark else "light"
    return Theme.of(wanted)
