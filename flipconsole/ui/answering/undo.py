"""Undo: takes the newest answers back for the few seconds before they leave."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction, QKeySequence

from flipconsole.domain.language import _, ngettext
from flipconsole.domain.row import Row, Stage
from flipconsole.ui.answering.asks import AnsweringConsole

_TICK_MS = 200
_COMING = (Stage.SAVING, Stage.HOLDING)


class Undo(QObject):
    """Holds `action` (Ctrl+Z), which shows itself and the seconds left only while something can be undone.

    What is undone are the selected rows that are held; where none is, the last answers given, wherever they are.
    """

    def __init__(self, console: AnsweringConsole, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._console = console
        self._selected: tuple[str, ...] = ()
        self._last: tuple[str, ...] = ()
        self.action = QAction(self)
        self.action.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
        self.action.setAutoRepeat(False)
        self.action.triggered.connect(self._on_triggered)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.refresh)
        self.refresh()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Take the selection."""
        self._selected = tuple(row.id for row in rows if row.stage in _COMING)
        self.refresh()

    def remember(self, ids: Sequence[str]) -> None:
        """These were answered just now."""
        self._last = tuple(ids)
        self.refresh()

    def refresh(self) -> None:
        """Show what can be undone now, and for how long."""
        held = self._held()
        now = self._console.now()
        seconds = [(row.newest_ack.not_before - now).total_seconds() for row in held if row.newest_ack is not None]
        left_s = math.ceil(max(seconds, default=0.0))
        can_undo = left_s > 0
        self.action.setEnabled(can_undo)
        self.action.setVisible(can_undo)
        if can_undo:
            self.action.setText(_("Undo ({seconds} s)").format(seconds=left_s))
            devices = ", ".join(row.held.command.device_id for row in held[:10])
            text = ngettext("Take {count} answer back: {devices}", "Take {count} answers back: {devices}", len(held))
            self.action.setStatusTip(text.format(count=len(held), devices=devices))
        else:
            self.action.setText(_("Undo"))
            self.action.setStatusTip(_("There is nothing to undo."))
        if self._may_come():
            self._timer.start()
        else:
            self._timer.stop()

    def _held(self) -> list[Row]:
        return self._in_stage(self._selected, (Stage.HOLDING,)) or self._in_stage(self._last, (Stage.HOLDING,))

    def _may_come(self) -> bool:
        return bool(self._in_stage(self._selected, _COMING) or self._in_stage(self._last, _COMING))

    def _in_stage(self, ids: Sequence[str], stages: Sequence[Stage]) -> list[Row]:
        rows = self._console.rows
        return [rows[command_id] for command_id in ids if command_id in rows and rows[command_id].stage in stages]

    def _on_triggered(self) -> None:
        for row in self._held():
            self._console.undo(row.id)
        self.refresh()
