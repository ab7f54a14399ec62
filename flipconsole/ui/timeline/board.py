"""The lanes with what stands around them, in one grid: tools, axis, names, picture, strips, legend, or the table."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QGridLayout, QScrollBar, QWidget

from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme, scaled
from flipconsole.ui.timeline.axis import TimeAxis
from flipconsole.ui.timeline.canvas import Canvas
from flipconsole.ui.timeline.card import Card
from flipconsole.ui.timeline.lanes import LaneColumn
from flipconsole.ui.timeline.legend import Legend
from flipconsole.ui.timeline.scene import Picture
from flipconsole.ui.timeline.strips import Strips
from flipconsole.ui.timeline.window import LANE_PX, Window


class Board:
    """Builds the widgets that show one `picture`, as children of `host`."""

    def __init__(self, theme: Theme, zone: ZoneInfo, text_of: Callable[[int], tuple[str, ...]], host: QWidget) -> None:
        self._host = host
        self.axis = TimeAxis(theme, zone, host)
        window = Window(0.0, 86400.0, lane_px=float(scaled(LANE_PX)))
        self.picture = Picture(theme, self.axis.marks, text_of, window)
        self.column = LaneColumn(theme, host)
        self.canvas = Canvas(self.picture, host)
        self.scroll = QScrollBar(Qt.Orientation.Vertical, host)
        self.legend = Legend(theme, host)
        self.corner = PlainLabel("", host)
        self.corner.setAutoFillBackground(True)
        self.corner.setProperty("tone", "muted")
        self.corner.setContentsMargins(8, 0, 4, 0)
        self.corner.setWordWrap(True)
        self.card = Card(theme, host)

    def lay_out(self, tools: QWidget, table: QWidget, strips: Strips) -> None:
        """Put everything into its place."""
        grid = QGridLayout(self._host)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(tools, 0, 0, 1, 3)
        grid.addWidget(self.corner, 1, 0)
        grid.addWidget(self.axis, 1, 1)
        grid.addWidget(self.column, 2, 0)
        grid.addWidget(self.canvas, 2, 1)
        grid.addWidget(self.scroll, 2, 2)
        grid.addWidget(table, 1, 0, 2, 3)
        strips.place(grid, 3)
        grid.addWidget(self.legend, 5, 0, 1, 3)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(2, 1)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        policy = self.scroll.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the time axis does not change its width when lanes come and go
        self.scroll.setSizePolicy(policy)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.picture.theme = theme
        for part in (self.axis, self.column, self.canvas, self.legend, self.card):
            part.set_theme(theme)

    def set_lanes_visible(self, is_visible: bool) -> None:
        """Show the picture of the lanes, or leave its place to the table."""
        for part in (self.corner, self.axis, self.column, self.canvas):
            part.setVisible(is_visible)
        self.scroll.setVisible(is_visible and self.scroll.maximum() > 0)

    def place_of(self, index: int) -> QRect:
        """Where a bar's lane is seen from where the bar begins, upon the host."""
        window, bars = self.picture.window, self.picture.bars
        lane = int(bars.lane[index])
        left, upper, lower = window.x_of(float(bars.start[index])), window.y_of(lane), window.y_of(lane + 1)
        x = min(max(0, round(left)), self.canvas.width() - 1)
        corner = self.canvas.mapTo(self._host, QRect(x, round(upper), 1, 1).topLeft())
        return QRect(corner.x(), corner.y(), 1, max(1, round(lower - upper)))
