"""Presence: whether the person whose name stands on the answers is taken to be at this computer."""

from __future__ import annotations

import time
from collections.abc import Callable

from psygnal import Signal

from flipconsole.domain.language import _


class Presence:
    """After some time without a hand, nothing can be answered here until somebody has said who they are.

    It guards a shared computer against answers that are given by accident, or under the name of who sat there before.
    It keeps nobody out: who uses this account of the system can read its files and start the command line. So it asks
    for a name and not for a PIN, which would promise more than it holds; what keeps others out is the system's own lock
    and a token that is forgotten. What was answered before goes on its way meanwhile.

    Signals:
        changed: `is_asking` is another now.
    """

    changed = Signal()

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._after_s = 0.0
        self._touched_at = steady()
        self.is_asking = False

    def ask_after(self, seconds: float) -> None:
        """Ask after so long without a hand; 0 never asks by itself."""
        if seconds != self._after_s:
            self._after_s = seconds
            self._touched_at = self._steady()

    def touch(self) -> None:
        """A key, or the mouse."""
        if not self.is_asking:
            self._touched_at = self._steady()

    def tick(self) -> None:
        """Look whether it is time to ask; about each second, while a window is there."""
        if self._after_s and self._steady() - self._touched_at >= self._after_s:
            self.ask()

    def wake(self, lost_s: float) -> None:
        """The computer slept for so long: whoever is here now may be somebody else."""
        if self._after_s and lost_s >= self._after_s:
            self.ask()

    def ask(self) -> None:
        """Take no answer until somebody has said who they are."""
        if not self.is_asking:
            self.is_asking = True
            self.changed.emit()

    def confirm(self) -> None:
        """Somebody has."""
        self._touched_at = self._steady()
        if self.is_asking:
            self.is_asking = False
            self.changed.emit()

    def why_not(self) -> str:
        """Why nothing may be answered now; "" when it may."""
        return _("First say who is here: the question stands on the screen.") if self.is_asking else ""
