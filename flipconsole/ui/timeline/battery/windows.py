"""The windows of batteries that are open, one for each battery."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from flipconsole.app.batteries import Batteries
from flipconsole.domain.row import Row
from flipconsole.ui.theme import Theme
from flipconsole.ui.timeline.battery.dialog import BatteryDialog
from flipconsole.ui.timeline.filling import Filling
from flipconsole.ui.timeline.telling import Telling

_EVERY_S = 5


class BatteryWindows(QObject):
    """Opens, and keeps what is open up to date."""

    def __init__(self, batteries: Batteries, filling: Filling, telling: Telling, theme: Theme, host: QWidget) -> None:
        super().__init__(host)
        self._batteries, self._filling, self._telling = batteries, filling, telling
        self._theme, self._host = theme, host
        self._open: dict[str, BatteryDialog] = {}

    def set_theme(self, theme: Theme) -> None:
        """For what is opened from now on; what is open is closed, as its pictures have the other colours."""
        self._theme = theme
        for dialog in self.shown():
            dialog.close()

    def open(self, device_id: str) -> None:
        """Show a battery; one that is open comes to the front, as a person asked for it."""
        known = self._open.get(device_id)
        if known is None or not isValid(known) or not known.isVisible():
            known = self._open[device_id] = BatteryDialog(
                device_id,
                self._batteries,
                self._rows_of,
                lambda: self._telling.now,
                self._telling.zone,
                self._theme,
                self._host,
            )
            known.show()
        known.activateWindow()

    def shown(self) -> list[BatteryDialog]:
        """Those that are open."""
        self._open = {
            device_id: dialog for device_id, dialog in self._open.items() if isValid(dialog) and dialog.isVisible()
        }
        return list(self._open.values())

    def refresh(self) -> None:
        """The rows are others."""
        for dialog in self.shown():
            dialog.refresh()

    def tick(self) -> None:
        """A second has passed."""
        if self._open and self._telling.now.second % _EVERY_S == 0:
            self.refresh()

    def set_zone(self, zone: ZoneInfo) -> None:
        """Tell all times in another zone."""
        for dialog in self.shown():
            dialog.set_zone(zone)

    def _rows_of(self, device_id: str) -> list[Row]:
        rows = self._filling.rows
        return [rows[each] for each in self._filling.layout.commands_of(device_id) if each in rows]
