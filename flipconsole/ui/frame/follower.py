"""What the window does when a setting changes: its own look and times are written anew."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from flipconsole.app.preferences import Preferences

_WRITTEN = frozenset({"clock", "week_start", "power_unit"})


class Follower(QObject):
    """Follows the preferences for as long as the window is there.

    Signals:
        theme_chosen: the name of the theme that a person wants.
        zone_chosen: the choice of the zone for all times.
        writing_changed: times and powers are written in another way.
    """

    theme_chosen = Signal(str)
    zone_chosen = Signal(str)
    writing_changed = Signal()

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        preferences.changed.connect(self._on_changed)

    def close(self) -> None:
        """Follow them no longer."""
        self._preferences.changed.disconnect(self._on_changed)

    def _on_changed(self, names: frozenset[str]) -> None:
        settings = self._preferences.settings
        if "theme" in names:
            self.theme_chosen.emit(settings.theme)
        if "zone" in names:
            self.zone_chosen.emit(settings.zone)
        if names & _WRITTEN:
            self.writing_changed.emit()
