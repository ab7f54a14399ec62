"""The detail pane: one command, a summary of several, or a quiet hint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from flipconsole.app.batteries import Batteries
from flipconsole.domain.language import _
from flipconsole.domain.row import Row
from flipconsole.ui.detail.asks import DetailConsole
from flipconsole.ui.detail.row_page import RowPage
from flipconsole.ui.detail.summary import Summary
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme

TICK_MS = 500
"""Countdowns show whole seconds; twice as often keeps each within half a second of the truth."""


class DetailPane(QWidget):
    """Shows the selected rows; whoever owns it hands it each newer version of them.

    Signals:
        link_activated: the id of another command that should be selected now.
        book_asked: the device id of a battery that should be shown in the site book.
    """

    link_activated = Signal(str)
    book_asked = Signal(str)

    def __init__(
        self,
        console: DetailConsole,
        zone: tzinfo,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        batteries: Batteries | None = None,
    ) -> None:
        super().__init__(parent)
        self._hint = PlainLabel(_("Select a command to see what it asks and where its answer stands."), self)
        self._hint.setProperty("tone", "muted")
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setContentsMargins(24, 24, 24, 24)
        batteries = batteries or Batteries()
        self._page = RowPage(console, batteries, zone, theme)
        self._page.book_asked.connect(self.book_asked)
        self._page.link_activated.connect(self.link_activated)
        self._summary = Summary(batteries)
        self._one = _scrolled(self._page, _("Detail of the command"))
        self._several = _scrolled(self._summary, _("Summary of the selected commands"))
        self._stack = QStackedWidget(self)
        for page in (self._hint, self._one, self._several):
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._shown_id = ""
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._page.tick)
        self.set_theme(theme)

    def show_row(self, row: Row | None) -> None:
        """Show this row, or the hint."""
        self.show_rows([] if row is None else [row])

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show what is selected: nothing, one row, or a summary."""
        if not rows:
            self._stack.setCurrentWidget(self._hint)
        elif len(rows) == 1:
            if rows[0].id != self._shown_id:
                self._shown_id = rows[0].id
                self._one.verticalScrollBar().setValue(0)
            self._page.show_row(rows[0])
            self._stack.setCurrentWidget(self._one)
        else:
            self._summary.show_rows(rows)
            self._stack.setCurrentWidget(self._several)

    def set_zone(self, zone: tzinfo) -> None:
        """Show all times in another zone."""
        self._page.set_zone(zone)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._stack.setStyleSheet(f"QStackedWidget, QScrollArea, #page {{ background: {theme.surface}; }}")
        self._page.set_theme(theme)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._page.tick()
        self._timer.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)


def _scrolled(page: QWidget, name: str) -> QScrollArea:
    page.setObjectName("page")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    area.setAccessibleName(name)
    area.setWidget(page)
    return area
