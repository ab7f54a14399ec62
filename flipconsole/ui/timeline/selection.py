"""One selection for the picture, the names, the table and all that is said of it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtWidgets import QWidget

from flipconsole.ui.timeline.board import Board
from flipconsole.ui.timeline.choice import Choice
from flipconsole.ui.timeline.filling import Filling
from flipconsole.ui.timeline.hovering import Hovering
from flipconsole.ui.timeline.lane_desk import LaneDesk
from flipconsole.ui.timeline.moves import Moves
from flipconsole.ui.timeline.table import TableTwin
from flipconsole.ui.timeline.telling import Telling


class Selection(QObject):
    """Brings the chosen bar into sight, wherever it was chosen.

    Signals:
        chosen: the id of the command whose bar a person chose; never after `take`.
        activated: the id of a bar that was double-clicked or entered.
    """

    chosen = Signal(str)
    activated = Signal(str)

    def __init__(
        self,
        choice: Choice,
        board: Board,
        table: TableTwin,
        filling: Filling,
        telling: Telling,
        lane_desk: LaneDesk,
        moves: Moves,
        hovering: Hovering,
        host: QWidget,
    ) -> None:
        super().__init__(host)
        self._choice, self._board, self._table, self._filling = choice, board, table, filling
        self._telling, self._lane_desk, self._moves, self._hovering = telling, lane_desk, moves, hovering
        self._host = host
        choice.chosen.connect(self._on_chosen)
        choice.stayed.connect(self.reveal)
        hovering.wanted.connect(moves.reveal)
        table.chosen.connect(choice.choose)
        board.canvas.pressed.connect(self._on_pressed)
        board.canvas.activated.connect(self._on_activated)

    def take(self, ids: Iterable[str]) -> None:
        """Others are selected elsewhere."""
        if self._choice.take(ids):
            self._lane_desk.open_group_of(next(iter(self._choice.ids), ""))
            self._filling.order.note_choice()
            self._filling.sort_if_stale()
        self.find()
        self.reveal()
        self.describe()

    def find(self) -> None:
        """Show where the selected bars are now."""
        picture = self._board.picture
        self._choice.find(self._filling.layout)
        if self._table.isVisible():
            self._table.go_to(picture.current)
        self._board.column.select(picture.lane)
        self._telling.selected_id = self._choice.current_id
        self._board.canvas.item.update()

    def activate(self) -> None:
        """Open what belongs to the current bar."""
        command_id = self._choice.current_id
        if command_id is not None:
            self.activated.emit(command_id)

    def describe(self) -> None:
        """Say to a screen reader what is selected."""
        described = self._telling.description(self._choice.current_id)
        if described != self._host.accessibleDescription():
            self._host.setAccessibleDescription(described)

    def reveal(self) -> None:
        """Bring the current bar into sight."""
        if self._board.picture.current is not None:
            self._moves.reveal(self._board.picture.current)

    def _on_chosen(self, command_id: str) -> None:
        self.find()
        self.reveal()
        self.describe()
        self._hovering.follow_current()
        self.chosen.emit(command_id)

    def _on_pressed(self, place: QPointF) -> None:
        self._host.setFocus(Qt.FocusReason.MouseFocusReason)
        index = self._hovering.bar_at(place)
        if index is not None:
            self._choice.choose(index)

    def _on_activated(self, place: QPointF) -> None:
        index = self._hovering.bar_at(place)
        if index is not None:
            self.activated.emit(self._board.picture.bars.ids[index])
