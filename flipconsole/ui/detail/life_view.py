"""Draws the life of a command as a line with a dot for each moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from flipconsole.domain.language import _, ngettext
from flipconsole.domain.times import show_exact
from flipconsole.ui.broken import broken
from flipconsole.ui.card import tone_colour
from flipconsole.ui.detail.life_line import LifeEntry
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme

NEWEST = 100
"""How many moments are shown before "Show all"; a command that was retried for a day has hundreds."""


class LifeView(QWidget):
    """The moments of one command, oldest first; built anew only when they changed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[tuple[LifeEntry, ...], tzinfo | None, bool] | None = None
        self._rows: list[QWidget] = []
        self._all = QPushButton(self)
        self._all.setProperty("kind", "link")
        self._all.setVisible(False)
        self._all.clicked.connect(self._on_all_clicked)
        self._hint = PlainLabel(_("Nothing is known about it yet."), self)
        self._hint.setProperty("tone", "muted")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._all, 0, Qt.AlignmentFlag.AlignLeft)
        self._layout.addWidget(self._hint)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        if self._shown is not None and self._shown[1] is not None:
            entries, zone, whole = self._shown
            self._shown = None
            self._show(entries, zone, whole)

    def show_life(self, entries: Sequence[LifeEntry], zone: tzinfo) -> None:
        """Show these moments; what was opened by "Show all" for the same command stays open."""
        whole = self._shown is not None and self._shown[2] and self._shown[0][:1] == tuple(entries[:1])
        self._show(tuple(entries), zone, whole)

    def _show(self, entries: tuple[LifeEntry, ...], zone: tzinfo | None, whole: bool) -> None:
        if self._shown == (entries, zone, whole) or zone is None:
            return
        self._shown = (entries, zone, whole)
        for row in self._rows:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        shown = entries if whole else entries[-NEWEST:]
        self._rows = [
            _LifeRow(entry, zone, self._theme, place == 0, place == len(shown) - 1, self)
            for place, entry in enumerate(shown)
        ]
        for widget in self._rows:
            self._layout.addWidget(widget)
            widget.show()
        hidden = len(entries) - len(shown)
        self._all.setVisible(hidden > 0)
        self._all.setText(ngettext("Show {count} earlier", "Show {count} earlier", hidden).format(count=hidden))
        self._hint.setVisible(not entries)

    def _on_all_clicked(self) -> None:
        if self._shown is not None:
            self._show(self._shown[0], self._shown[1], True)


class _LifeRow(QWidget):
    def __init__(
        self, entry: LifeEntry, zone: tzinfo, theme: Theme, is_first: bool, is_last: bool, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._ends = (is_first, is_last)
        self._line_colour = QColor(theme.border)
        self._dot_colour = QColor(tone_colour(theme, entry.tone))
        self._fill = QColor(theme.surface) if entry.tone == "neutral" else self._dot_colour
        moment = show_exact(entry.at, zone)
        title = PlainLabel(entry.title, self)
        title.setProperty("role", "strong")
        time = PlainLabel(moment, self)
        time.setProperty("tone", "muted")
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(title, 1)
        head.addWidget(time)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 2, 0, 10)
        column.setSpacing(1)
        column.addLayout(head)
        for text, tone in ((entry.text, ""), (entry.detail, "muted")):
            if text:
                label = PlainLabel(broken(text), self)
                label.setWordWrap(True)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                label.setProperty("tone", tone)
                column.addWidget(label)
        self.setAccessibleName(f"{moment}: {entry.title}. {broken(entry.text)}")

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, height = 11.0, 8.0
        is_first, is_last = self._ends
        painter.setPen(QPen(self._line_colour, 2))
        painter.drawLine(
            QPointF(height, middle if is_first else 0.0), QPointF(height, middle if is_last else float(self.height()))
        )
        painter.setPen(QPen(self._dot_colour, 2))
        painter.setBrush(self._fill)
        painter.drawEllipse(QPointF(height, middle), 4.0, 4.0)
        painter.end()
