"""What is drawn anew when the rows, the wishes or the time are others, and nothing else."""

from __future__ import annotations

import math
from datetime import datetime

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from flipconsole.ui.timeline.battery.windows import BatteryWindows
from flipconsole.ui.timeline.board import Board
from flipconsole.ui.timeline.filling import Filling
from flipconsole.ui.timeline.hovering import Hovering
from flipconsole.ui.timeline.lane_desk import LaneDesk
from flipconsole.ui.timeline.moves import Moves
from flipconsole.ui.timeline.selection import Selection
from flipconsole.ui.timeline.strips import Strips
from flipconsole.ui.timeline.table import TableTwin
from flipconsole.ui.timeline.telling import Telling
from flipconsole.ui.timeline.tools import Tools
from flipconsole.ui.timeline.wishes import Wishes

_FUSE_STEP_S = 5
_POWER_LANES = 1.6  # times as high as usual


class Upkeep(QObject):
    """Listens to the filling and the wishes; `pass_time` is to be called each second."""

    def __init__(
        self,
        board: Board,
        tools: Tools,
        strips: Strips,
        table: TableTwin,
        windows: BatteryWindows,
        filling: Filling,
        wishes: Wishes,
        telling: Telling,
        moves: Moves,
        hovering: Hovering,
        lane_desk: LaneDesk,
        selection: Selection,
        host: QWidget,
    ) -> None:
        super().__init__(host)
        self._board, self._picture, self._tools, self._strips, self._table = board, board.picture, tools, strips, table
        self._windows, self._filling, self._wishes, self._telling = windows, filling, wishes, telling
        self._moves, self._hovering, self._lane_desk, self._selection = moves, hovering, lane_desk, selection
        filling.arranged.connect(self._on_arranged)
        wishes.changed.connect(self._show_power)
        wishes.changed.connect(lambda: strips.show_look(wishes.look))

    def pass_time(self, now: datetime) -> None:
        """Move now; the first time, and while it is followed, the window moves with it."""
        picture, moves, canvas = self._picture, self._moves, self._board.canvas
        is_first = picture.now == 0.0
        moment = now.timestamp()
        if now.minute != self._telling.now.minute:
            self._telling.forget_labels()
        x_before, late_before = round(picture.window.x_of(picture.now)), self._late_count()
        self._telling.now, picture.now = now, moment
        self._board.axis.set_now(moment)
        if is_first:
            moves.begin_at_now()
        else:
            moves.follow()
        is_burning = now.second % _FUSE_STEP_S == 0 and bool(np.isfinite(picture.bars.late_at).any())
        if is_burning or round(picture.window.x_of(moment)) != x_before or self._late_count() != late_before:
            canvas.item.update()
        self._tools.pass_time()
        self._strips.set_now(moment)
        self._windows.tick()
        if self._lane_desk.tick():
            canvas.item.update()
        self._hovering.refresh()
        self._filling.pass_time(now)

    def _on_arranged(self) -> None:
        picture, layout = self._picture, self._filling.layout
        lane_before = picture.lane
        picture.bars = layout.bars
        picture.empty_text = self._telling.empty_text()
        self._telling.forget_labels()
        picture.hovered = None
        self._show_power()
        self._lane_desk.show()
        self._strips.show_bars()
        self._windows.refresh()
        if self._table.isVisible():
            self._table.show_bars(picture.current)
        self._tools.bar.set_count(self._telling.lane_count())
        self._selection.find()
        self._moves.keep_within_lanes(lane_before, picture.lane, layout.pinned)
        self._hovering.refresh()
        self._selection.describe()

    def _show_power(self) -> None:
        """Heights are powers, if a person wants that, and then the lanes are higher; the scale stands in the corner."""
        picture, draws_power = self._picture, self._wishes.look.draws_power
        power = np.abs(picture.bars.power)
        most = float(np.nanmax(power)) if np.isfinite(power).any() else 1000.0
        was_drawn = picture.full_w > 0
        picture.full_w = math.ceil(most / 1000) * 1000.0 if draws_power else 0.0
        if was_drawn != draws_power:
            self._moves.grow_lanes(_POWER_LANES if draws_power else 1 / _POWER_LANES)
        self._board.corner.setText(self._telling.scale(picture.full_w))
        self._hovering.hide()
        self._board.canvas.item.update()

    def _late_count(self) -> int:
        return int((self._picture.bars.late_at <= self._picture.now).sum())
