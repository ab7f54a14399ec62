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
from flipconsole.domain.paths import Paths
from flipconsole.store.private import write_private_file

THEMES = ("system", "light", "dark")
LONGEST_UNDO_S = 60.0

_NAME = "settings.toml"
_GOOD_COPY = "settings.last-good.toml"
_UNUSED = "settings.unused.toml"
_BY_HAND = "# end, edited by hand"
_SUM = "# end, sum "
_HEAD = f"# Settings of the Flip console. If you edit this file, make its last line: {_BY_HAND}\n"


@dataclass(frozen=True)
class Settings:
    """What a person has set; no default address: an empty `base_url` means that nobody has entered one.

    `undo_s` is in seconds, 0 to 60; None leaves it to the environment (5 in production, 0 elsewhere). `auto_send`:
    answers leave by themselves. `trouble` is a plain sentence when the file could not be used as it stood; it is never
    written.
    """

    base_url: str = ""
    paths: Paths = field(default_factory=Paths)
    operator: str = ""
    undo_s: float | None = None
    theme: str = "system"
    auto_send: bool = True
    evidence: EvidenceMode = EvidenceMode.OFF
    read_only: bool = False
    trouble: str = field(default="", compare=False)

    def checked(self) -> Settings:
        """Itself, when every value can be used; else ProfileError."""
        if self.base_url:
            read_origin(self.base_url)
        self.paths.checked()
        if self.undo_s is not None and not 0 <= self.undo_s <= LONGEST_UNDO_S:
            raise ProfileError(_("The undo time must be between 0 and 60 seconds."))
        if self.theme not in THEMES:
            raise ProfileError(_("The theme must be one of: {names}.").format(names=", ".join(THEMES)))
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
    paths = values.get("paths", {})
    if not isinstance(paths, dict):
        raise ValueError("paths")
    undo_s = values.get("undo_s")
    if undo_s is not None and (isinstance(undo_s, bool) or not isinstance(undo_s, int | float)):
        raise ValueError("undo_s")
    default = Paths()
    return Settings(
        base_url=_text(values, "base_url", ""),
        paths=Paths(_text(paths, "commands", default.commands), _text(paths, "command", default.command)),
        operator=_text(values, "operator", ""),
        undo_s=None if undo_s is None else undo_s,
        theme=_text(values, "theme", "system"),
        auto_send=_yes_or_no(values, "auto_send", True),
        evidence=EvidenceMode(_text(values, "evidence", EvidenceMode.OFF)),
        read_only=_yes_or_no(values, "read_only", False),
    )


def _yes_or_no(values: Mapping[str, object], name: str, default: bool) -> bool:
    value = values.get(name, default)
    if not isinstance(value, bool):
        raise ValueError(name)
    return value


def _text(values: Mapping[str, object], name: str, default: str) -> str:
    value = values.get(name, default)
    if not isinstance(value, str):
        raise ValueError(name)
    return value


def _write(settings: Settings) -> str:
    lines = [
        f"base_url = {_quoted(settings.base_url)}",
        f"operator = {_quoted(settings.operator)}",
        f"theme = {_quoted(settings.theme)}",
        f"auto_send = {str(settings.auto_send).lower()}",
        f"evidence = {_quoted(settings.evidence)}",
        f"read_only = {str(settings.read_only).lower()}",
    ]
    if settings.undo_s is not None:
        lines.append(f"undo_s = {float(settings.undo_s)!r}")
    lines += [
        "",
        "[paths]",
        f"commands = {_quoted(settings.paths.commands)}",
        f"command = {_quoted(settings.paths.command)}",
        "",
    ]
    body = _HEAD + "\n".join(lines)
    return f"{body}{_SUM}{_sum(body)}\n"


def _quoted(text: str) -> str:
    """A TOML basic string; what TOML cannot hold (lone surrogates) becomes a visible escape."""
    storable = text.encode("utf-8", "backslashreplace").decode()
    return '"' + "".join(_escaped(letter) for letter in storable) + '"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    if letter < " " or "\x7f" <= letter <= "\x9f" or letter in "\u2028\u2029":
        return f"\\u{ord(letter):04x}"
    return letter
