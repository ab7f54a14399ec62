"""The one switch of the zone in which every view tells its times."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from flipconsole.app.batteries import Batteries
from flipconsole.domain.language import _
from flipconsole.domain.times import zone_name

LAPTOP, UTC, BATTERY = "laptop", "UTC", "battery"
CHOICES = (LAPTOP, BATTERY, UTC)


class Zones(QObject):
    """The computer's zone, that of the selected battery where it is known (else the computer's), or UTC.

    Signals:
        changed: all times are told in `zone` from now on.
        chosen: the name of the choice that a person made.
    """

    changed = Signal()
    chosen = Signal(str)

    def __init__(self, laptop: ZoneInfo, batteries: Batteries, choice: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.laptop = laptop
        self._batteries = batteries
        self.choice = choice if choice in CHOICES else LAPTOP
        self._device_id: str | None = None
        self.zone = self._wanted()

    @property
    def is_unknown(self) -> bool:
        """Whether the battery's zone is wanted and not known."""
        if self.choice != BATTERY or self._device_id is None:
            return False
        return self._batteries.zone_of(self._device_id) is None

    def titles(self, now: datetime) -> dict[str, str]:
        """The choices in words."""
        return {
            LAPTOP: _("This computer's: {zone}").format(zone=zone_name(self.laptop, now)),
            BATTERY: _("The selected battery's, where it is known"),
            UTC: _("UTC"),
        }

    def choose(self, choice: str) -> None:
        """A person wants another zone."""
        self.choice = choice
        self._take()
        self.chosen.emit(choice)

    def choose_next(self) -> None:
        """The next choice of the three."""
        self.choose(CHOICES[(CHOICES.index(self.choice) + 1) % len(CHOICES)])

    def follow(self, device_id: str | None) -> None:
        """Another battery is looked at, or it is known better."""
        self._device_id = device_id
        self._take()

    def _take(self) -> None:
        wanted = self._wanted()
        if wanted != self.zone:
            self.zone = wanted
            self.changed.emit()

    def _wanted(self) -> ZoneInfo:
        match self.choice:
            case "UTC":
                return ZoneInfo("UTC")
            case "battery" if self._device_id is not None:
                return self._batteries.zone_of(self._device_id) or self.laptop
        return self.laptop
