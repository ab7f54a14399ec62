"""What a person does with one bar: copy what is told of it, and a menu with everything else, by pointer or key."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from flipconsole.domain.inert import inert_cell
from flipconsole.domain.language import _
from flipconsole.ui.plain import plain
from flipconsole.ui.timeline.board import Board
from flipconsole.ui.timeline.choice import Choice
from flipconsole.ui.timeline.hovering import Hovering
from flipconsole.ui.timeline.lane_desk import LaneDesk
from flipconsole.ui.timeline.menus import with_key
from flipconsole.ui.timeline.moves import Moves
from flipconsole.ui.timeline.selection import Selection
from flipconsole.ui.timeline.telling import Telling


class BarDesk(QObject):
    """Acts upon the current bar.

    Signals:
        told: what became of it, as a plain sentence.
    """

    told = Signal(str)

    def __init__(
        self,
        choice: Choice,
        board: Board,
        telling: Telling,
        selection: Selection,
        moves: Moves,
        hovering: Hovering,
        lane_desk: LaneDesk,
        host: QWidget,
    ) -> None:
        super().__init__(host)
        self._choice, self._board, self._telling, self._host = choice, board, telling, host
        self._selection, self._moves, self._hovering, self._lane_desk = selection, moves, hovering, lane_desk

    def copy(self) -> None:
        """Put all that the card tells of the current bar upon the clipboard, its times on three clocks."""
        command_id = self._choice.current_id
        card = None if command_id is None else self._telling.card_of(command_id)
        if card is None:
            self.told.emit(_("Nothing was copied: no bar is selected."))
            return
        QGuiApplication.clipboard().setText(card_text(*card))
        self.told.emit(_("Copied what is told of the selected bar."))

    def show_menu(self, place: QPoint | None = None) -> None:
        """Show what can be done with the bar at a place of the canvas, or with the current one."""
        canvas, picture = self._board.canvas, self._board.picture
        if place is not None:
            index = self._hovering.bar_at(canvas.viewport().mapFrom(canvas, place).toPointF())
            if index is None:
                return
            self._choice.choose(index)
        if picture.current is None:
            return
        self._selection.reveal()
        at = self._board.place_of(picture.current).bottomLeft()
        where = canvas.mapToGlobal(place) if place is not None else self._host.mapToGlobal(at)
        self._menu().popup(where)

    def _menu(self) -> QMenu:
        menu = QMenu(self._host)
        menu.setAccessibleName(_("Bar"))
        for title, key, do in (
            (_("Go to the detail"), _("Enter"), self._selection.activate),
            (_("Card of the bar"), _("Space"), self._hovering.toggle),
            (_("Fit the bar"), "F", self._moves.fit),
            (_("Copy with times on three clocks"), "Ctrl+C", self.copy),
        ):
            menu.addAction(with_key(title, key)).triggered.connect(do)
        menu.addSeparator()
        self._lane_desk.fill_menu(menu, self._board.picture.lane)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu


def card_text(sentence: str, lines: list[tuple[str, str]]) -> str:
    """A sentence and lines of name and text, obeyed by no program that they are pasted into."""
    told = [sentence, *(_("{name}: {text}").format(name=name, text=text) for name, text in lines)]
    return "".join(inert_cell(plain(line, 2000)) + "\n" for line in told)
