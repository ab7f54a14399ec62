"""The card that tells everything about one bar, in plain text, inside the timeline."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget
from typing_extensions import override

from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme, scaled

WIDTH = 440


class Card(QWidget):
    """A sentence and lines of name and value; the pointer passes through it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedWidth(scaled(WIDTH))
        self._theme = theme
        self._host = parent
        self._sentence = PlainLabel()
        self._sentence.setProperty("role", "strong")
        self._sentence.setWordWrap(True)
        self._lines: list[tuple[QLabel, QLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 10, 12, 10)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self._sentence, 0, 0, 1, 2)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours, and the text size as it is now."""
        self._theme = theme
        self.setFixedWidth(scaled(WIDTH))
        self.update()

    def tell(self, sentence: str, lines: list[tuple[str, str]]) -> None:
        """Say something else."""
        self._sentence.setText(sentence)
        while len(self._lines) < len(lines):
            pair = (PlainLabel("", self), PlainLabel("", self))
            pair[0].setProperty("tone", "muted")
            pair[1].setWordWrap(True)
            row = len(self._lines) + 1
            self._grid.addWidget(pair[0], row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(pair[1], row, 1)
            self._lines.append(pair)
        for number, (name_label, value_label) in enumerate(self._lines):
            used = number < len(lines)
            name_label.setVisible(used)
            value_label.setVisible(used)
            if used:
                name_label.setText(lines[number][0])
                value_label.setText(lines[number][1])
        self._grid.activate()
        self.resize(scaled(WIDTH), self._grid.totalHeightForWidth(scaled(WIDTH)))

    @property
    def text(self) -> str:
        """All that it says."""
        lines = [f"{name.text()}: {value.text()}" for name, value in self._lines if not name.isHidden()]
        return "\n".join([self._sentence.text(), *lines])

    def show_beside(self, anchor: QRect) -> None:
        """Appear below or above `anchor` (a bar, or the pointer), in the parent's coordinates, wholly in sight."""
        room = self._host.rect().adjusted(4, 4, -4, -4)
        x = max(room.left(), min(anchor.left(), room.right() - self.width()))
        below, above = anchor.bottom() + 8, anchor.top() - 8 - self.height()
        if below + self.height() <= room.bottom():
            y = below
        elif above >= room.top():
            y = above
        else:  # beside it, so that it does not hide what it tells about
            y = max(room.top(), min(below, room.bottom() - self.height()))
            beside = anchor.right() + 16
            x = beside if beside + self.width() <= room.right() else max(room.left(), anchor.left() - 16 - self.width())
        y = max(room.top(), min(y, room.bottom() - self.height()))  # what it tells about may be out of sight
        self.move(QPoint(x, y))
        self.show()
        self.raise_()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.outline), 1))
        painter.setBrush(QColor(self._theme.raised))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
