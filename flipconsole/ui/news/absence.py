"""Absence: since when nobody looked at the window, because it was hidden, the computer slept, or no hand moved."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QWindow
from shiboken6 import isValid
from typing_extensions import override

IDLE_S = 600.0
"""So long without a key or the mouse, and nobody is taken to be looking."""

ARRIVING = timedelta(seconds=90)
"""What comes so soon after somebody is back still belongs to the absence: the first look takes a moment."""

_HANDS = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
     QEvent.Type.TouchBegin, QEvent.Type.TabletPress}
)  # fmt: skip

_SIGHT = frozenset({QEvent.Type.Expose, QEvent.Type.Hide})
"""After these the window may be hidden, or an icon only."""


class Absence(QObject):
    """Watches one window; moments are on Flip's clock, as those of the news are.

    `since` is None while there was no absence that still counts; `covers` says whether a moment falls into it.
    """

    def __init__(
        self, now: Callable[[], datetime], parent: QObject, steady: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._steady = steady
        self._window: QWindow | None = None
        self._touched_at = steady()
        self._last_seen = now()
        self.since: datetime | None = None
        self._until: datetime | None = None

    def watch(self, window: QWindow) -> None:
        """Note every key, every move of the mouse over this window, and that it cannot be seen."""
        if self._window is not window:
            self.unwatch()
            self._window = window
            window.installEventFilter(self)

    def unwatch(self) -> None:
        """Note nothing more; before the window goes, as a filter must not see it being destroyed."""
        if self._window is not None and isValid(self._window):
            self._window.removeEventFilter(self)
        self._window = None

    def covers(self, moment: datetime) -> bool:
        """Whether something that happened then happened while nobody looked."""
        return self.since is not None and self.since <= moment and (self._until is None or moment <= self._until)

    def begin(self) -> None:
        """Nobody looks from now on (hidden, asleep); an absence that is not dealt with goes on."""
        if self.since is None or self._until is not None:
            self.since = self.since or self._last_seen
        self._until = None

    def pass_time(self) -> None:
        """A second has passed with the window on the screen."""
        if self._steady() - self._touched_at > IDLE_S:
            self.begin()
        elif self.since is None:
            self._last_seen = self._now()

    def touch(self) -> None:
        """Somebody is here."""
        self._touched_at = self._steady()
        if self.since is not None and self._until is None:
            self._until = self._now() + ARRIVING

    def forget(self) -> None:
        """It was dealt with."""
        self.since = self._until = None
        self._last_seen = self._now()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _HANDS:
            self.touch()
        elif event.type() in _SIGHT and isinstance(watched, QWindow) and not watched.isExposed():
            self.begin()
        return False
