"""`settings.toml`: read strictly, written at once, and never trusted when it was cut or changed by accident.

The last line carries a sum of all lines before it. A file whose sum does not fit was cut, damaged or edited; since
those cannot be told apart, it is not used, and the last good copy is, with a sentence that says so. Whoever edits the
file by hand says it by making the last line `# end, edited by hand`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from flipconsole.domain.environment import read_origin
from flipconsole.domain.errors import ProfileError, StoreError
from flipconsole.domain.evidence import EvidenceMode
from flipconsole.domain.language import _
from flipconsole.domain.profile import MAIN, Profile, Wanted, checked_profiles, chosen_profile, placed, usual_name
from flipconsole.domain.reading import Clock, PowerUnit, Reading, WeekStart
from flipconsole.store.private import write_private_file
from flipconsole.store.toml_table import read_table, table_lines

THEMES = ("system", "light", "dark", "sunlight", "contrast")
ZONES = ("laptop", "battery", "UTC")
"""The computer's zone, that of the selected battery where it is known, or UTC."""
LONGEST_UNDO_S = 60.0
LONGEST_ASK_WHO_MIN = 240

_NAME = "settings.toml"
_GOOD_COPY = "settings.last-good.toml"
_UNUSED = "settings.unused.toml"
_BY_HAND = "# end, edited by hand"
_SUM = "# end, sum "
_HEAD = f"# Settings of the Flip console. If you edit this file, make its last line: {_BY_HAND}\n"


@dataclass(frozen=True)
class Settings:
    """What a person has set; nothing is filled in about a server: without `profiles` nobody has entered one.

    `profile` is the id of the profile in use. `undo_s` is in seconds, 0 to 60; None leaves it to the environment (5 in
    production, 0 elsewhere). `auto_send`: answers leave by themselves; `needs_reason`: no failure leaves without one.
    `signs_reasons`: the operator's name ends each of them. `ask_who_after_min`: minutes without a hand after which it
    is asked who is here, 0 for never. `trouble` is a plain sentence when the file could not be used as it stood; it is
    never written.
    """

    profile: str = ""
    operator: str = ""
    theme: str = "system"
    auto_send: bool = True
    evidence: EvidenceMode = EvidenceMode.OFF
    needs_reason: bool = True
    signs_reasons: bool = False
    ask_who_after_min: int = 0
    undo_s: float | None = None
    zone: str = "laptop"
    clock: Clock = Clock.H24
    week_start: WeekStart = WeekStart.MONDAY
    power_unit: PowerUnit = PowerUnit.FITTING
    profiles: tuple[Profile, ...] = ()
    trouble: str = field(default="", compare=False)

    @property
    def reading(self) -> Reading:
        """How times and powers are written."""
        return Reading(self.clock, self.week_start, self.power_unit)

    def chosen(self, wanted: Wanted) -> Profile | None:
        """The profile to work with, by name, by address, or else the one in use; None when nobody has entered one.

        Raises:
            ProfileError: there is none of that name, or no token may be sent to that address.
        """
        return chosen_profile(self.profiles, self.profile, wanted)

    def using(self, profile: Profile) -> Settings:
        """With this profile in use, in the place of the one with its id, or as a further one."""
        return replace(self.holding(profile), profile=profile.id)

    def holding(self, profile: Profile) -> Settings:
        """With this profile in the place of the one with its id, or as a further one."""
        profile = placed(profile, self.profiles)
        held = [profile if other.id == profile.id else other for other in self.profiles]
        return replace(self, profiles=tuple(held if profile in held else [*held, profile]))

    def checked(self) -> Settings:
        """Itself, when every value can be used; else ProfileError."""
        checked_profiles(self.profiles)
        if self.profile and all(profile.id != self.profile for profile in self.profiles):
            raise ProfileError(_("The profile in use is not among the profiles."))
        if self.undo_s is not None and not 0 <= self.undo_s <= LONGEST_UNDO_S:
            raise ProfileError(_("The undo time must be between 0 and 60 seconds."))
        if not 0 <= self.ask_who_after_min <= LONGEST_ASK_WHO_MIN:
            raise ProfileError(_("Who is here can be asked after 0 to 240 minutes."))
        if self.theme not in THEMES:
            raise ProfileError(_("The theme must be one of: {names}.").format(names=", ".join(THEMES)))
        if self.zone not in ZONES:
            raise ProfileError(_("The zone must be one of: {names}.").format(names=", ".join(ZONES)))
        return self


def load(directory: Path) -> Settings:
    """The settings in the data directory; the last good copy when the file cannot be trusted; else the defaults.

    Never raises for a bad file: `trouble` says what was wrong and what is used instead.
    """
    path, good_copy = directory / _NAME, directory / _GOOD_COPY
    try:
        settings = _read(path)
    except FileNotFoundError:
        if not good_copy.exists():
            return Settings()
        why = _("The settings file is gone.")
    except ProfileError as error:
        why = str(error)
    else:
        _keep_good_copy(good_copy, settings)
        return settings
    try:
        settings = _read(good_copy)
    except (FileNotFoundError, ProfileError):
        return Settings(trouble=_("{why} There is no good copy of it: enter your settings again.").format(why=why))
    return replace(settings, trouble=_("{why} The last good copy of your settings is used.").format(why=why))


def save(directory: Path, settings: Settings) -> None:
    """Replace the file at once; after a crash there is the old one or the new one. A file not used before is kept.

    Raises:
        ProfileError: a value cannot be used.
        StoreError: it was NOT saved; the settings before it stand.
    """
    text = _write(settings.checked())
    path = directory / _NAME
    try:
        with contextlib.suppress(FileNotFoundError):
            try:
                _read(path)
            except ProfileError:
                os.replace(path, directory / _UNUSED)
        write_private_file(path, text)
        write_private_file(directory / _GOOD_COPY, text)
    except OSError as error:
        raise StoreError(
            _("The settings were NOT saved: {why}. The ones before stand.").format(why=error.strerror or error)
        ) from error


def _keep_good_copy(good_copy: Path, settings: Settings) -> None:
    text = _write(settings)
    with contextlib.suppress(OSError):  # it is a second net; a full disk must not keep the console from starting
        if not good_copy.exists() or good_copy.read_text("utf-8") != text:
            write_private_file(good_copy, text)


def _read(path: Path) -> Settings:
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        body, last_line = _split(text)
        if last_line != _BY_HAND and last_line != _SUM + _sum(body):
            raise ProfileError(
                _(
                    "The settings file was cut, damaged, or edited. If you edited it, make its last line "
                    "“{line}” and start again."
                ).format(line=_BY_HAND)
            )
        return _settings(tomllib.loads(body)).checked()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise ProfileError(
            _("The settings file cannot be read ({why}).").format(why=error.strerror or error)
        ) from error
    except (ValueError, RecursionError) as error:
        raise ProfileError(_("The settings file cannot be understood ({why}).").format(why=error)) from error


def _split(text: str) -> tuple[str, str]:
    """The lines before the last one that is not blank, and that one."""
    stripped = text.rstrip()
    body, newline, last_line = stripped.rpartition("\n")
    return body + newline, last_line.strip()


def _sum(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def _settings(values: Mapping[str, object]) -> Settings:
    """Names that this version does not know are passed over."""
    tables = values.get("profiles")
    if tables is None:
        return _of_one_address(values)
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ValueError("profiles")
    profiles = tuple(Profile(**read_table(Profile, table)) for table in tables)
    return Settings(**read_table(Settings, values), profiles=profiles)


def _of_one_address(values: Mapping[str, object]) -> Settings:
    """Settings from before there were profiles: their one address becomes the main profile."""
    settings = Settings(**(read_table(Settings, values) | {"profile": ""}))
    base_url, paths = values.get("base_url", ""), values.get("paths", {})
    if not isinstance(base_url, str):
        raise ValueError("base_url")
    if not isinstance(paths, dict):
        raise ValueError("paths")
    if not base_url:
        return settings
    origin = read_origin(base_url)
    named = {f"{name}_path": paths[name] for name in ("commands", "command") if name in paths}
    known = {"id": MAIN, "name": usual_name(origin), "base_url": base_url, "read_only": values.get("read_only", False)}
    return settings.using(Profile(**read_table(Profile, known | named)))


def _write(settings: Settings) -> str:
    lines = table_lines(settings)
    for profile in settings.profiles:
        lines += ["", "[[profiles]]", *table_lines(profile)]
    body = _HEAD + "\n".join([*lines, "", ""])
    return f"{body}{_SUM}{_sum(body)}\n"
