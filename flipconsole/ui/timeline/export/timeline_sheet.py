"""What of the timeline goes on paper, under lines that say where from, in which zone and of when it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from flipconsole.domain.language import _
from flipconsole.domain.times import show_exact, show_span
from flipconsole.ui.theme import Theme
from flipconsole.ui.timeline.board import Board
from flipconsole.ui.timeline.export.sheet import Sheet
from flipconsole.ui.timeline.strips import Strips
from flipconsole.ui.timeline.telling import Telling


class TimelineSheet:
    """`source` tells where the commands come from and how old they are."""

    def __init__(self, board: Board, strips: Strips, telling: Telling, source: Callable[[], Sequence[str]]) -> None:
        self._board, self._strips, self._telling, self._source = board, strips, telling, source

    def sheet(self) -> Sheet:
        """What is seen at this moment."""
        board, strips = self._board, self._strips
        below = ((strips.fleet_words.text(), strips.fleet),)
        return Sheet(board.canvas, board.axis, board.column, below, board.legend)

    def lines(self) -> list[str]:
        """What stands above the lanes; the first is the title."""
        telling, window = self._telling, self._board.picture.window
        start, end = (datetime.fromtimestamp(each, UTC) for each in (window.start, window.end))
        return [
            _("Flip console, timeline: {what}").format(what=telling.lane_count()),
            *self._source(),
            f"{telling.zone_line()} · {show_span(start, end, telling.zone, telling.now)}",
            _("Saved {time}").format(time=show_exact(telling.now, telling.zone)),
            *filter(None, (self._board.axis.accessibleDescription(),)),
        ]

    def dress(self, theme: Theme) -> None:
        """Other colours for all that is on it, and back, before anything is painted on the screen."""
        self._board.set_theme(theme)
        self._strips.fleet.set_theme(theme)
