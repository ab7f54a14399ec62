"""When the card of a bar comes and goes: with the pointer after a moment, or held by the keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QTimer, Signal
from PySide6.QtWidgets import QWidget

from flipconsole.ui.timeline.canvas import Canvas
from flipconsole.ui.timeline.card import Card
from flipconsole.ui.timeline.scene import Picture

HOVER_MS = 90
"""How long the pointer rests on a bar before its card comes."""

Telling = Callable[[str], tuple[str, list[tuple[str, str]]] | None]
"""Gives the sentence and the lines for a command's id, or None where there is no such row any more."""


class Hovering(QObject):
    """Shows the card for the bar under the pointer, or for the current bar when asked to.

    Signals:
        wanted: the number of the bar whose card is about to come by key, wherever the bar is.
    """

    wanted = Signal(int)

    def __init__(self, card: Card, picture: Picture, canvas: Canvas, tell: Telling, host: QWidget) -> None:
        super().__init__(host)
        self._card, self._picture, self._canvas, self._tell, self._host = card, picture, canvas, tell, host
        self._pointer: QPointF | None = None
        self._shown_id = ""
        self._is_held = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(HOVER_MS)
        self._timer.timeout.connect(self._on_pointer_rested)
        canvas.pointer_moved.connect(self._on_pointer_moved)

    def bar_at(self, place: QPointF) -> int | None:
        """The bar under a pixel of the canvas."""
        return self._canvas.item.bar_at(place)

    def toggle(self) -> None:
        """Show the card of the current bar, or hide the card that is shown."""
        if self._card.isVisible() or self._picture.current is None:
            self.hide()
        else:
            self.wanted.emit(self._picture.current)
            self._is_held = True
            self._show(self._picture.current)

    def follow_current(self) -> None:
        """Another bar is the current one: a card that is shown goes along."""
        if self._card.isVisible() and self._picture.current is not None:
            self._show(self._picture.current)

    def follow_window(self) -> None:
        """The bars lie elsewhere now: a held card goes along, another one has lost its pointer."""
        if not self._card.isVisible():
            return
        if self._is_held and self._picture.current is not None:
            self._show(self._picture.current)
        else:
            self.hide()

    def refresh(self) -> None:
        """Tell the same bar anew."""
        if self._card.isVisible():
            self._fill()

    def hide(self) -> None:
        """No card."""
        self._timer.stop()
        self._is_held = False
        self._card.hide()

    def _on_pointer_moved(self, place: QPointF | None) -> None:
        self._pointer = place
        index = None if place is None else self.bar_at(place)
        if index == self._picture.hovered:
            return
        self._picture.hovered = index
        self._canvas.item.update()
        if index is None:
            self._timer.stop()
            if not self._is_held:
                self.hide()
        elif self._card.isVisible():
            self._is_held = False
            self._show(index)
        else:
            self._timer.start()

    def _on_pointer_rested(self) -> None:
        if self._picture.hovered is not None:
            self._show(self._picture.hovered)

    def _show(self, index: int) -> None:
        window, bars = self._picture.window, self._picture.bars
        self._shown_id = bars.ids[index]
        if not self._fill():
            return
        lane = int(bars.lane[index])
        upper, lower = window.y_of(lane), window.y_of(lane + 1)
        by_pointer = self._pointer is not None and not self._is_held
        left = self._pointer.x() if by_pointer and self._pointer else max(0.0, window.x_of(float(bars.start[index])))
        corner = self._canvas.mapTo(self._host, QPoint(round(left), round(upper)))
        self._card.show_beside(QRect(corner.x(), corner.y(), 1, max(1, round(lower - upper))))

    def _fill(self) -> bool:
        told = self._tell(self._shown_id)
        if told is None:
            self.hide()
            return False
        self._card.tell(*told)
        return True
