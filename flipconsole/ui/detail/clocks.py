"""The two clocks of a command: how long Flip waits for the answer, and how long until it starts."""

from __future__ import annotations

from datetime import datetime, tzinfo

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from flipconsole.domain.countdown import countdown, start_countdown
from flipconsole.domain.language import _
from flipconsole.domain.row import Row
from flipconsole.domain.times import show_exact
from flipconsole.domain.work import Work
from flipconsole.ui.card import Card, Tone
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import LARGE, Theme, text_size

SHORT_S = 3 * 60
"""A fuse with less than this left is drawn as pressing."""


class Clocks(QWidget):
    """Two cards, side by side but in large text; the fuse is there only while Flip waits for an answer."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fuse = _Clock(_("Flip waits for the answer"), theme, self)
        self._start = _Clock(_("Starts"), theme, self)
        layout = self._layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._fuse, 1)
        layout.addWidget(self._start, 1)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme

    def show_row(self, row: Row, now: datetime, zone: tzinfo) -> None:
        """Show both clocks of this row at `now`."""
        is_large = text_size() >= LARGE
        self._layout.setDirection(QBoxLayout.Direction.TopToBottom if is_large else QBoxLayout.Direction.LeftToRight)
        ack_by = row.ack_by if row.open_work is not Work.NONE else None
        self._fuse.setVisible(ack_by is not None)
        if ack_by is not None:
            left_s = (ack_by - now).total_seconds()
            tone: Tone = "danger" if left_s <= 0 else "warn" if left_s < SHORT_S else "neutral"
            until = _("about {time}").format(time=show_exact(ack_by, zone))
            self._fuse.show_clock(countdown(ack_by, now), until, tone, self._theme)
        command = row.held.command
        starts_at, ends_at = command.starts_at, command.ends_at
        self._start.setVisible(starts_at is not None)
        if starts_at is None:
            return
        title, moment = (_("Starts"), starts_at)
        if starts_at <= now:
            has_ended = ends_at is not None and ends_at <= now
            title, moment = (_("Ended"), ends_at) if has_ended and ends_at is not None else (_("Started"), starts_at)
        self._start.set_title(title)
        self._start.show_clock(start_countdown(moment, now), show_exact(moment, zone), "neutral", self._theme)


class _Clock(Card):
    def __init__(self, title: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "neutral", parent)
        self.body.setSpacing(2)
        self._title = PlainLabel(title, self)
        self._title.setProperty("tone", "muted")
        self._left = PlainLabel(parent=self)
        self._left.setProperty("role", "title")
        self._moment = PlainLabel(parent=self)
        self._moment.setProperty("tone", "muted")
        for label in (self._title, self._left, self._moment):
            label.setWordWrap(True)
            self.body.addWidget(label)
        self.body.addStretch(1)

    def set_title(self, title: str) -> None:
        self._title.setText(title)

    def show_clock(self, left: str, moment: str, tone: Tone, theme: Theme) -> None:
        self.set_look(theme, tone)
        self._left.setText(left)
        self._moment.setText(moment)
