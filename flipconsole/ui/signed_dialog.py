"""A dialog that says which Flip it is about: a band with the word and the profile's name, a frame, and its title."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QWidget
from typing_extensions import override

from flipconsole.domain.language import _
from flipconsole.domain.profile import Sign
from flipconsole.ui.theme import Theme, readable_on, sign_colour

FRAME = 3
"""Pixels, as those of the main window's frame."""

_AIR = 8


class SignedDialog(QDialog):
    """Every dialog of the console is one (`tests/house/test_signed.py`); the sign is that of the window it belongs to.

    The band and the frame lie in the contents' margins, so that no layout has to know of them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sign = sign_of(parent)
        self._make_room()

    @override
    def setWindowTitle(self, title: str) -> None:
        super().setWindowTitle(signed_title(title, self.sign))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._make_room()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.sign is None:
            return
        fill = sign_colour(_theme_of(self), self.sign)
        band = QRect(0, 0, self.width(), self.contentsMargins().top())
        painter = QPainter(self)
        painter.fillRect(band, QColor(fill))
        for side in (
            QRect(0, 0, FRAME, self.height()),
            QRect(self.width() - FRAME, 0, FRAME, self.height()),
            QRect(0, self.height() - FRAME, self.width(), FRAME),
        ):
            painter.fillRect(side, QColor(fill))
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(readable_on(fill)))
        place = band.adjusted(FRAME + 17, 0, -FRAME - 17, 0)
        text = painter.fontMetrics().elidedText(self.sign.text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
        painter.end()

    def _make_room(self) -> None:
        if self.sign is not None:
            self.setContentsMargins(FRAME, self.fontMetrics().height() + _AIR, FRAME, FRAME)


def sign_of(widget: QWidget | None) -> Sign | None:
    """The sign of the window that a widget belongs to; None where there is none."""
    while widget is not None:
        sign = getattr(widget, "sign", None)
        if isinstance(sign, Sign):
            return sign
        widget = widget.parentWidget()
    return None


def signed_title(title: str, sign: Sign | None) -> str:
    """The title of a window that is about one Flip."""
    return title if sign is None else _("{title} · {sign}").format(title=title, sign=sign.text)


def _theme_of(widget: QWidget) -> Theme:
    return Theme.of("dark" if widget.palette().window().color().lightness() < 128 else "light")
