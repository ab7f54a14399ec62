"""When the list must not change its order: while the operator's hand is on it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

IDLE_S = 10.0
"""A hand that has not moved for so long has left the list, even if the pointer still lies on it."""


class Stillness:
    """Whether rows may change places now.

    They may not while a menu or dialog is open, a mouse button is down, or within `IDLE_S` of the last pointer
    movement, wheel turn or key press in the list, unless the pointer has left it since.
    """

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s = clock_s
        self._touched_at: float | None = None

    def note_touch(self) -> None:
        """The hand is on the list."""
        self._touched_at = self._clock_s()

    def note_leave(self) -> None:
        """The pointer left the list."""
        self._touched_at = None

    @property
    def is_wanted(self) -> bool:
        """Whether the order must stay as it is for now."""
        if QApplication.activePopupWidget() is not None or QApplication.activeModalWidget() is not None:
            return True
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return True
        return self._touched_at is not None and self._clock_s() - self._touched_at < IDLE_S
