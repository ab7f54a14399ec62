"""The settings as they hold now: each change is written at once, and told to whoever follows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from psygnal import Signal

from flipconsole.domain.errors import StoreError
from flipconsole.domain.language import _
from flipconsole.domain.profile import Profile
from flipconsole.domain.reading import use_reading
from flipconsole.store.home import Home
from flipconsole.store.managed import Managed, read_managed
from flipconsole.store.settings import THEMES, ZONES, Settings, load, save

__all__ = ["THEMES", "ZONES", "Preferences", "Settings"]


class Preferences:
    """What a person has set, over what `imposed` says for this run alone.

    A change is made upon the file as it is at that moment, so that two consoles with two profiles take nothing from
    each other. What cannot be kept holds for this run, and is told.

    Signals:
        changed: the names of the settings that are others now (a frozenset).
        not_kept: a sentence that says why the change holds for this run only.
    """

    changed = Signal(object)
    not_kept = Signal(str)

    def __init__(self, directory: Path, imposed: dict[str, Any] | None = None, managed: Managed | None = None) -> None:
        self._directory = directory
        self._imposed = dict(imposed or {})
        self.managed = read_managed() if managed is None else managed
        self._used = ""
        self._own = load(directory)
        self.settings = self._merged()
        use_reading(self.settings.reading)
        self.unkept = ""
        """Why the last change could not be kept; "" when it is on the disk."""

    @property
    def trouble(self) -> str:
        """Why the file could not be used as it stood at the start; "" when it could."""
        return self.settings.trouble

    def managed_by(self, name: str) -> str:
        """Where a setting comes from that cannot be changed here; "" for one that can."""
        if name in self._imposed:
            return _("the way in which this program was started")
        return self.managed.where.get(name, "")

    def change(self, **values: Any) -> None:
        """Set these from now on."""
        used = values.pop("profile", "")
        if used:
            self._used = used
        own = {name: value for name, value in values.items() if not self.managed_by(name)}
        kept = any(profile.id == used for profile in self._own.profiles)
        self._take(lambda settings: replace(settings, **own, **({"profile": used} if kept else {})))

    def hold(self, profile: Profile) -> None:
        """Keep the profile, in the place of the one with its id, or as a further one."""
        if not self._is_theirs(profile.id):
            self._take(lambda settings: settings.holding(profile))

    def use(self, profile: Profile) -> None:
        """Work with this profile at the next start, too; it is kept if it was not."""
        if self._is_theirs(profile.id):
            self.change(profile=profile.id)
        else:
            self._used = profile.id
            self._take(lambda settings: settings.using(profile))

    def _take(self, change: Callable[[Settings], Settings]) -> None:
        before = self.settings
        found = load(self._directory)
        self._own = change(self._own if found.trouble or self.unkept else found).checked()
        try:
            save(Home(self._directory).directory, self._own)
            self.unkept = ""
        except StoreError as error:
            self.unkept = str(error)
        self.settings = self._merged()
        use_reading(self.settings.reading)
        names = (field.name for field in fields(Settings))
        others = frozenset(name for name in names if getattr(before, name) != getattr(self.settings, name))
        if others:
            self.changed.emit(others)
        if self.unkept:
            self.not_kept.emit(self.unkept)

    def _merged(self) -> Settings:
        merged = self.managed.over(self._own)
        if any(profile.id == self._used for profile in merged.profiles):
            merged = replace(merged, profile=self._used)
        return replace(merged, **self._imposed)

    def _is_theirs(self, profile_id: str) -> bool:
        return any(profile.id == profile_id for profile in self.managed.profiles)
