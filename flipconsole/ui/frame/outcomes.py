"""Tells a screen reader what became of answers, several in one sentence."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from flipconsole.app.console import Console
from flipconsole.app.facts import RowsDiff
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.row import Stage
from flipconsole.domain.words import stage_text

_TOLD = (Stage.DELIVERED, Stage.NOT_ACCEPTED, Stage.NEEDS_REVIEW, Stage.NOT_SAVED, Stage.NOT_CONFIRMED)


class Outcomes(QObject):
    """Watches the rows whose answers move on.

    Signals:
        told: a sentence.
    """

    told = Signal(str)

    def __init__(self, console: Console, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._console = console
        self._stages: dict[str, Stage] = {}
        console.rows_changed.connect(self._on_rows_changed)

    def close(self) -> None:
        """Watch no more."""
        self._console.rows_changed.disconnect(self._on_rows_changed)

    def _on_rows_changed(self, diff: RowsDiff) -> None:
        moved: dict[Stage, list[str]] = {}
        for command_id in diff.changed:
            row = self._console.rows[command_id]
            before = self._stages.get(command_id, Stage.NONE)
            if row.stage is before:
                continue
            self._stages[command_id] = row.stage
            if row.stage in _TOLD:
                moved.setdefault(row.stage, []).append(row.held.command.device_id)
        for stage, batteries in moved.items():
            if len(batteries) == 1:
                self.told.emit(_("{battery}: {stage}").format(battery=batteries[0], stage=stage_text(stage)))
            else:
                text = ngettext("{count} answer: {stage}", "{count} answers: {stage}", len(batteries))
                self.told.emit(text.format(count=len(batteries), stage=stage_text(stage)))
