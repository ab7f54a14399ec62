"""Gathers what becomes known of batteries, so that the views are told some times a second at most."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from flipconsole.app.batteries import Batteries

_EVERY_MS = 300


class Learning(QObject):
    """Listens until `stop`.

    Signals:
        learned: the device ids, a frozenset, of which something else is known now.
    """

    learned = Signal(object)

    def __init__(self, batteries: Batteries, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._batteries = batteries
        self._device_ids: set[str] = set()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_EVERY_MS)
        self._rest.timeout.connect(self._tell)
        batteries.changed.connect(self._on_one_changed)
        batteries.renewed.connect(self._on_many_changed)

    def stop(self) -> None:
        """Listen no more."""
        self._rest.stop()
        self._batteries.changed.disconnect(self._on_one_changed)
        self._batteries.renewed.disconnect(self._on_many_changed)

    def _on_one_changed(self, device_id: str) -> None:
        self._on_many_changed(frozenset((device_id,)))

    def _on_many_changed(self, device_ids: frozenset[str]) -> None:
        self._device_ids |= device_ids
        if not self._rest.isActive():
            self._rest.start(0 if len(device_ids) == 1 else _EVERY_MS)

    def _tell(self) -> None:
        told, self._device_ids = frozenset(self._device_ids), set()
        self.learned.emit(told)
