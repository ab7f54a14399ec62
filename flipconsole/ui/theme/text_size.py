"""How large text is, in per cent of the usual size, for the whole application."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

TEXT_SIZES = (80, 90, 100, 110, 125, 150, 175, 200)
USUAL = 100
LARGE = 150
"""From here on what stands side by side in a narrow pane stands one below the other."""

_PROPERTY = "textSize"


def use_text_size(application: QApplication, percent: int) -> None:
    """Have `scaled` answer for this size from now on; `apply_theme` calls it and sets the font."""
    application.setProperty(_PROPERTY, percent)


def text_size() -> int:
    """The size in force."""
    application = QApplication.instance()
    percent = None if application is None else application.property(_PROPERTY)
    return percent if isinstance(percent, int) else USUAL


def scaled(pixels: float) -> int:
    """What has so many pixels at the usual size: the height of a row, of letters that are painted by hand."""
    return round(pixels * text_size() / USUAL)
