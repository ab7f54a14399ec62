"""The two strips below the lanes, the power of the fleet and the overview, with their words in the column of names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from flipconsole.domain.language import _
from flipconsole.domain.layout import TimelineLayout
from flipconsole.domain.times import show_zoned_time
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme
from flipconsole.ui.timeline.fleet import FleetStrip
from flipconsole.ui.timeline.look import Look
from flipconsole.ui.timeline.moves import Moves
from flipconsole.ui.timeline.overview import Overview
from flipconsole.ui.timeline.telling import Telling


class Strips(QObject):
    """What a hidden strip would show is not computed."""

    def __init__(
        self, theme: Theme, telling: Telling, moves: Moves, layout_of: Callable[[], TimelineLayout], host: QWidget
    ) -> None:
        super().__init__(host)
        self._telling, self._moves, self._layout_of = telling, moves, layout_of
        self.overview = Overview(theme, host)
        self.fleet = FleetStrip(theme, host)
        self._overview_words = PlainLabel(_("Overview"), host)
        self.fleet_words = PlainLabel("", host)
        self._pointed: float | None = None
        self._look = Look()
        self._is_hidden = False
        for label in (self._overview_words, self.fleet_words):
            label.setProperty("tone", "muted")
            label.setContentsMargins(12, 0, 4, 0)
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)  # as wide as the names
            label.setAutoFillBackground(True)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._show_bars)
        self._soon_asked = QTimer(self)
        self._soon_asked.setSingleShot(True)
        self._soon_asked.timeout.connect(self._show_asked)
        self.overview.time_asked.connect(moves.show_time)
        self.overview.all_asked.connect(moves.fit_all)
        self.fleet.pointed.connect(self._on_pointed)
        moves.moved.connect(self._on_moved)

    def place(self, grid: QGridLayout, row: int) -> None:
        """Lie in these two rows of the timeline."""
        for line, (label, strip) in enumerate(
            ((self.fleet_words, self.fleet), (self._overview_words, self.overview)), start=row
        ):
            grid.addWidget(label, line, 0)
            grid.addWidget(strip, line, 1)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.overview.set_theme(theme)
        self.fleet.set_theme(theme)

    def show_look(self, look: Look) -> None:
        """Be there or not."""
        self._look = look
        for parts, is_wanted in (
            ((self.fleet, self.fleet_words), look.shows_fleet),
            ((self.overview, self._overview_words), look.shows_overview),
        ):
            for part in parts:
                part.setVisible(is_wanted and not self._is_hidden)
        self.show_bars()
        self._on_moved()

    def set_hidden(self, is_hidden: bool) -> None:
        """There is no picture above them whose time they share."""
        self._is_hidden = is_hidden
        self.show_look(self._look)

    def show_bars(self) -> None:
        """Other bars are shown; the strips follow when there is time."""
        if not (self.overview.isHidden() and self.fleet.isHidden()):
            self._soon.start(0)

    def said_at(self, moment: float) -> str:
        """What all shown batteries are asked for at a moment; empty while that is not shown."""
        return "" if self.fleet.isHidden() else self.fleet.said(moment)

    def set_now(self, now: float) -> None:
        """Move now."""
        self.overview.set_now(now)
        self.fleet.set_now(now)
        self._tell()

    def _show_bars(self) -> None:
        if not self.overview.isHidden():
            self.overview.show_bars(self._layout_of().bars)
        if not self.fleet.isHidden():
            self._soon_asked.start(0)  # in another turn of the window: each of the two takes some milliseconds

    def _show_asked(self) -> None:
        self.fleet.show_asked(self._layout_of().asked)
        self._tell()

    def _on_moved(self) -> None:
        window = self._moves.window
        if not self.overview.isHidden():
            self.overview.show_window(window)
        if not self.fleet.isHidden():
            self.fleet.show_window(window)

    def _on_pointed(self, moment: float | None) -> None:
        self._pointed = moment
        self._tell()

    def _tell(self) -> None:
        if self.fleet.isHidden():
            return
        now = self._telling.now
        moment = now if self._pointed is None else datetime.fromtimestamp(self._pointed, UTC)
        said = self.fleet.said(moment.timestamp())
        when = _("now") if self._pointed is None else show_zoned_time(moment.replace(second=0), self._telling.zone, now)
        text = _("Asked {when}: {power}").format(when=when, power=said)
        if text != self.fleet_words.text():
            self.fleet_words.setText(text)
            self.fleet.setAccessibleDescription(text)
