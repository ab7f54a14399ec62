"""A picture of a window, taken when everything in it has its place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from flipconsole.domain.errors import StoreError
from flipconsole.domain.language import _


def save_picture(window: QWidget, path: Path, size: tuple[int, int]) -> None:
    """Write the window to `path`, `size` pixels wide and high whatever the screen's pixel ratio is.

    Raises:
        StoreError: the file cannot be written.
    """
    window.resize(*size)
    _settle(window)
    picture = QImage(QSize(*size), QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(1.0)
    window.render(picture)
    if not picture.save(str(path)):
        raise StoreError(_("The picture could not be written to {path}.").format(path=path))


def _settle(window: QWidget) -> None:
    """Deliver the layout requests and resizes that are still on their way; no other event is turned."""
    for _round in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.Resize)
        for layout in [window.layout(), *(child.layout() for child in window.findChildren(QWidget))]:
            if layout is not None:
                layout.activate()
