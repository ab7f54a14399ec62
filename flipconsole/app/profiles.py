"""The profiles of this console: which one is open, which others there are, and what waits in them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from psygnal import Signal

from flipconsole.app.preferences import Preferences
from flipconsole.domain.errors import ProfileError, StoreError
from flipconsole.domain.language import _
from flipconsole.domain.profile import Profile, free_name
from flipconsole.store.profile_file import read_profile, write_profile
from flipconsole.store.waiting import Held, held_elsewhere

AGAIN_S = 60.0
"""How often the others are counted: only another console, or this one before a switch, changes them."""


class Elsewhere(NamedTuple):
    """Answers that leave only while another profile is open; `place` is its name, or the folder of one that is gone."""

    place: str
    profile_id: str
    waiting: int
    asking: int


class Profiles:
    """Built for each profile that is opened.

    Signals:
        changed: there are others, or what waits in them is another number.
    """

    changed = Signal()

    def __init__(self, preferences: Preferences, opened: Profile, directory: Path) -> None:
        self._preferences = preferences
        self._directory = directory
        self._held: list[Held] = []
        self.opened = opened
        preferences.changed.connect(self._on_preferences_changed)

    @property
    def all(self) -> tuple[Profile, ...]:
        """Every profile, in the order in which they were made; the one that is open first if it is kept nowhere."""
        kept = self._preferences.settings.profiles
        return kept if any(profile.id == self.opened.id for profile in kept) else (self.opened, *kept)

    @property
    def elsewhere(self) -> tuple[Elsewhere, ...]:
        """What waits outside of the profile that is open; drills against a simulator that is gone are passed over."""
        by_folder = {self._directory / profile.folder: profile for profile in self.all}
        found = ((held, by_folder.get(held.folder)) for held in self._held)
        return tuple(_elsewhere(held, profile) for held, profile in found if profile or not _is_drill(held))

    def waiting_in(self, profile_id: str) -> int:
        """How many answers another profile holds, with those that need a person."""
        return sum(there.waiting + there.asking for there in self.elsewhere if there.profile_id == profile_id)

    async def run(self) -> None:
        """Count what waits elsewhere, now and every minute, until cancelled."""
        while True:
            await self.count()
            await asyncio.sleep(AGAIN_S)

    async def count(self) -> None:
        """Count what waits elsewhere."""
        held = await asyncio.to_thread(held_elsewhere, self._directory, self._directory / self.opened.folder)
        if held != self._held:
            self._held = held
            self.changed.emit()

    def export(self, path: Path) -> str:
        """Write the profile that is open to a file, without any secret; a sentence says what became of it."""
        try:
            write_profile(path, self._now())
        except StoreError as error:
            return str(error)
        return _("The profile was exported to {path}. It holds no token.").format(path=path)

    def take_in(self, path: Path) -> str:
        """Keep the profile of a file as a further one; a sentence says what became of it."""
        try:
            found = read_profile(path)
            found = replace(found, name=free_name(found.name, self.all))
            self._preferences.hold(found)
        except ProfileError as error:
            return str(error)
        return _("The profile “{name}” was imported. Switch to it to enter its token.").format(name=found.name)

    def _now(self) -> Profile:
        """The profile that is open, as it is kept."""
        return next((profile for profile in self.all if profile.id == self.opened.id), self.opened)

    def close(self) -> None:
        """Follow the preferences no longer."""
        self._preferences.changed.disconnect(self._on_preferences_changed)

    def _on_preferences_changed(self, names: frozenset[str]) -> None:
        if "profiles" in names:
            self.changed.emit()


def _is_drill(held: Held) -> bool:
    """Whether the address is on this computer: only there plain http is allowed."""
    return held.folder.name.startswith("http-")


def _elsewhere(held: Held, profile: Profile | None) -> Elsewhere:
    place, profile_id = (held.folder.name, "") if profile is None else (profile.name, profile.id)
    return Elsewhere(place, profile_id, held.waiting, held.asking)
