"""The outline icons of `resources/icons`, drawn in any colour and size."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QFile, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

SEARCH_PREFIX = "flipconsole"
"""Qt's name for the resources directory: `flipconsole:icons/check.svg`; set by `apply_theme`."""

_RATIOS = (1.0, 2.0)


def pixmap(name: str, colour: str, size: int = 16, ratio: float = 1.0) -> QPixmap:
    """The icon `size` logical pixels wide, for a screen with `ratio` physical pixels each; cached.

    Empty where `resources/icons` has no such file, so that a missing icon never takes the words beside it away.
    """
    key = f"{SEARCH_PREFIX}/{name}/{colour}/{size}/{ratio:g}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    drawn = _draw(name, colour, size, ratio)
    if not drawn.isNull():
        QPixmapCache.insert(key, drawn)
    return drawn


def icon(name: str, colour: str, size: int = 16) -> QIcon:
    """The icon for buttons and menus, sharp at one and two physical pixels per logical one."""
    result = QIcon()
    for ratio in _RATIOS:
        drawn = pixmap(name, colour, size, ratio)
        if not drawn.isNull():
            result.addPixmap(drawn)
    return result


def _draw(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    file = QFile(f"{SEARCH_PREFIX}:icons/{name}.svg")
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        return QPixmap()
    markup = bytes(file.readAll().data()).replace(b"currentColor", colour.encode("ascii"))
    file.close()
    renderer = QSvgRenderer(QByteArray(markup))
    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
