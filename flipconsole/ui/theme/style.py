"""One call that dresses the whole application: style, palette, font and style sheet."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QDir
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from flipconsole.ui.theme.colours import Theme
from flipconsole.ui.theme.icons import SEARCH_PREFIX
from flipconsole.ui.theme.sheet import style_sheet
from flipconsole.ui.theme.text_size import text_size, use_text_size

FONT_FAMILY = "Inter"
_POINTS = 13.0 if sys.platform == "darwin" else 9.75  # both are 13 logical pixels

_loaded: set[str] = set()


def apply_theme(app: QApplication, theme: Theme, resources: Path, percent: int | None = None) -> None:
    """Dress the application; may be called again to change theme or text size (`percent`) while it runs.

    Fusion with our own palette on every platform: Qt's own colour scheme does nothing on plain Linux. Without
    `resources/fonts` the system's font stays.
    """
    QDir.setSearchPaths(SEARCH_PREFIX, [str(resources)])
    if percent is not None:
        use_text_size(app, percent)
    app.setStyle("Fusion")
    app.setPalette(palette_of(theme))
    app.setFont(_font(resources, app.font()))
    app.setStyleSheet(style_sheet(theme))


def palette_of(theme: Theme) -> QPalette:
    """The palette for widgets that draw themselves by Fusion's rules."""
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.surface,
        QPalette.ColorRole.AlternateBase: theme.hover,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.muted,
        QPalette.ColorRole.Button: theme.raised,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.BrightText: theme.danger,
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.Highlight: theme.selected,
        QPalette.ColorRole.HighlightedText: theme.text,
        QPalette.ColorRole.Accent: theme.accent,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.LinkVisited: theme.accent,
        QPalette.ColorRole.Light: theme.raised,
        QPalette.ColorRole.Midlight: theme.hover,
        QPalette.ColorRole.Mid: theme.border,
        QPalette.ColorRole.Dark: theme.outline,
        QPalette.ColorRole.Shadow: theme.outline,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.outline))
    return palette


def _font(resources: Path, current: QFont) -> QFont:
    for file in sorted((resources / "fonts").glob(f"{FONT_FAMILY}-*.ttf")):
        if str(file) not in _loaded and QFontDatabase.addApplicationFont(str(file)) >= 0:
            _loaded.add(str(file))
    font = QFont(FONT_FAMILY) if _loaded else QFont(current)
    font.setPointSizeF(_POINTS * text_size() / 100)
    font.setFeature(QFont.Tag("tnum"), 1)  # digits of one width: a ticking countdown does not wobble
    return font
