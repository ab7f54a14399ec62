"""Lets changes of the link through at once, but its mere count of waiting answers no oftener than a person can read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from flipconsole.app.link import Link

PAUSE_MS = 100


class Counting(QObject):
    """In a bulk the count changes with every step of every answer, hundreds of times a second."""

    def __init__(self, link: Link, show: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown = self._newest = link
        self._show = show
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._catch_up)

    def take(self, link: Link) -> None:
        """Show it now, or with what follows when the pause is over."""
        self._newest = link
        if not self._pause.isActive() or replace(link, waiting=self._shown.waiting) != self._shown:
            self._hand_on()

    def stop(self) -> None:
        """Show nothing any more."""
        self._pause.stop()

    def _catch_up(self) -> None:
        if self._newest != self._shown:
            self._hand_on()

    def _hand_on(self) -> None:
        self._shown = self._newest
        self._pause.start()
        self._show()
