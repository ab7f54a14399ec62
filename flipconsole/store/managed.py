"""Settings that an administrator has set for this computer: a file at a system path, variables of the environment."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from flipconsole.domain.errors import ProfileError
from flipconsole.domain.language import _
from flipconsole.domain.profile import Profile, placed
from flipconsole.store.settings import Settings, load
from flipconsole.store.toml_table import read_table

_PREFIX = "FLIPCONSOLE_"
_NOT_A_SETTING = ("profile", "profiles", "trouble")
_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


@dataclass(frozen=True)
class Managed:
    """`values` and `profiles` go before what a person has set; `where` says of each name where it comes from.

    `trouble` is a sentence when there is such a file and it cannot be used: then everything is read only.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    profiles: tuple[Profile, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""

    def over(self, own: Settings) -> Settings:
        """The settings of a person with those of the administrator in their places."""
        theirs = {profile.id for profile in self.profiles}
        names = {profile.name.casefold() for profile in self.profiles}
        kept = (mine for mine in own.profiles if mine.id not in theirs and mine.name.casefold() not in names)
        profiles = (*self.profiles, *(placed(mine, self.profiles) for mine in kept))
        used = self.values.get("profile", own.profile)
        if profiles and all(profile.id != used for profile in profiles):
            used = profiles[0].id
        if self.trouble:
            profiles = tuple(replace(profile, read_only=True) for profile in profiles)
        trouble = " ".join(text for text in (own.trouble, self.trouble) if text)
        return replace(own, **{**self.values, "profile": used}, profiles=profiles, trouble=trouble)

    def why_read_only(self, profile: Profile) -> str:
        """Why nothing may be answered in this profile whatever a person says; "" where that is theirs to say."""
        if self.trouble:
            return self.trouble
        if any(theirs.id == profile.id and theirs.read_only for theirs in self.profiles):
            return _("Read only: the administrator of this computer has set it so for this profile.")
        return ""


def system_file(environment: Mapping[str, str]) -> Path:
    """Where an administrator puts the file; only they can write there."""
    if sys.platform == "win32":
        return Path(environment.get("ProgramData", r"C:\ProgramData")) / "flipconsole" / "settings.toml"
    if sys.platform == "darwin":
        return Path("/Library/Application Support/flipconsole/settings.toml")
    return Path("/etc/flipconsole/settings.toml")


def read_managed(environment: Mapping[str, str] | None = None, path: Path | None = None) -> Managed:
    """What the administrator has set; the environment goes before the file. Never raises: see `trouble`."""
    environment = os.environ if environment is None else environment
    path = system_file(environment) if path is None else path
    try:
        values, profiles = _of_file(path)
        where = dict.fromkeys(values, str(path))
        for name, value in _of_environment(environment).items():
            values[name], where[name] = value, _PREFIX + name.upper()
        managed = Managed(values, profiles, where)
        managed.over(Settings()).checked()
    except (OSError, ValueError, RecursionError, ProfileError) as error:
        text = _(
            "The settings of this computer's administrator cannot be used ({why}): until that is repaired, nothing is "
            "answered or sent from here. What you saved is safe."
        )
        return Managed(trouble=text.format(why=error))
    return managed


def load_managed(directory: Path) -> Settings:
    """The settings of a person in the data directory under those of the administrator."""
    return read_managed().over(load(directory))


def _of_file(path: Path) -> tuple[dict[str, Any], tuple[Profile, ...]]:
    try:
        found = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return {}, ()
    tables = found.get("profiles", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ValueError("profiles")
    return read_table(Settings, found), tuple(Profile(**read_table(Profile, table)).checked() for table in tables)


def _of_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in fields(Settings):
        text = environment.get(_PREFIX + one.name.upper())
        if text is None or one.name in _NOT_A_SETTING or one.default is MISSING:
            continue
        found |= read_table(Settings, {one.name: _typed(text, one.default)})
    return found


def _typed(text: str, default: object) -> object:
    """The text as the kind of value that the setting has."""
    if isinstance(default, bool):
        word = text.strip().casefold()
        return True if word in _TRUE else False if word in _FALSE else text
    return float(text) if default is None or isinstance(default, float) else text
