"""The one QApplication, dressed, named and told not to end when a window closes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import cast

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from flipconsole.ui.collecting import collect_on_this_thread
from flipconsole.ui.own_plugins import use_only_own_plugins
from flipconsole.ui.theme import USUAL, Theme, ThemeName, apply_theme

SYSTEM = "system"


def make_application(resources: Path, theme: str, percent: int = USUAL) -> QApplication:
    """The application, in the theme of that name (or "system") and a text size; one that exists is dressed anew."""
    QCoreApplication.setApplicationName("flipconsole")
    QGuiApplication.setApplicationDisplayName("Flip console")
    QGuiApplication.setDesktopFileName("flipconsole")
    use_only_own_plugins()
    application = QApplication.instance()
    if application is None:
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
        application = QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise TypeError("another kind of Qt application runs in this process")
    application.setQuitOnLastWindowClosed(False)
    collect_on_this_thread(application)
    apply_theme(application, chosen_theme(theme), resources, percent)
    application.setWindowIcon(QIcon(str(resources / "icons" / "flipconsole.svg")))
    return application


def chosen_theme(name: str) -> Theme:
    """The theme of that name; for "system" the one that the desktop asks for, light where it does not say."""
    if name != SYSTEM:
        return Theme.of(cast(ThemeName, name))
    hints = QGuiApplication.styleHints()
    wants_dark = hints.colorScheme() is Qt.ColorScheme.Dark
    if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
        return Theme.of("contrast" if wants_dark else "sunlight")
    return Theme.of("dark" if wants_dark else "light")
