"""What the window does about the site book: it opens it, one at a time, and asks before anything is deleted."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from flipconsole.app.batteries import Batteries
from flipconsole.app.console import Console
from flipconsole.app.site_walk import SiteWalk
from flipconsole.ui.site_book.dialog import SiteBookDialog
from flipconsole.ui.site_book.wipe_dialog import WipeDialog
from flipconsole.ui.theme import Theme


class SiteBookDesk(QObject):
    """`walk` is None where nothing can be read from Flip.

    Signals:
        wiping_asked: a person has said that the personal data is to be deleted.
    """

    wiping_asked = Signal()

    def __init__(self, console: Console, batteries: Batteries, walk: SiteWalk | None, owner: QWidget) -> None:
        super().__init__(owner)
        self._console = console
        self._batteries = batteries
        self._walk = walk
        self._owner = owner
        self._dialog: SiteBookDialog | None = None

    def show(self, theme: Theme, device_id: str = "") -> None:
        """Open the book, at one battery if its id is given."""
        if self._dialog is None or not isValid(self._dialog):
            self._dialog = SiteBookDialog(
                self._batteries, self._walk, self._with_command, self._console.now, theme, self._owner
            )
            self._dialog.wipe_asked.connect(self._on_wipe_asked)
            self._dialog.finished.connect(self._on_finished)
        self._dialog.show()
        if device_id:
            self._dialog.go_to(device_id)

    def _with_command(self) -> set[str]:
        return {device_id for row in self._console.rows.values() if (device_id := row.held.command.device_id)}

    def _on_wipe_asked(self) -> None:
        dialog = WipeDialog(self._console.origin.base_url, self._dialog or self._owner)
        dialog.delete_button.setEnabled(not self._console.refusal)
        dialog.accepted.connect(self.wiping_asked)
        dialog.open()

    def _on_finished(self, _result: int) -> None:
        self._dialog = None
