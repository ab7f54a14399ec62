"""A profile as a file to hand on: everything but secrets, which no profile holds."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

from flipconsole.domain.errors import ProfileError, StoreError
from flipconsole.domain.language import _
from flipconsole.domain.profile import Profile, new_id
from flipconsole.store.private import write_private_file
from flipconsole.store.toml_table import read_table, table_lines

_HEAD = "# A profile of the Flip console. It holds no token: whoever imports it is asked for theirs."
_LARGEST = 64 * 1024
_OF_THIS_COMPUTER = ("id = ", "own_folder = ", "ca_file = ")


def write_profile(path: Path, profile: Profile) -> None:
    """Write the file, readable by its owner alone; what belongs to this computer stays out of it.

    Raises:
        StoreError: it could not be written.
    """
    lines = [line for line in table_lines(profile) if not line.startswith(_OF_THIS_COMPUTER)]
    try:
        write_private_file(path, "\n".join([_HEAD, "[profile]", *lines, ""]))
    except OSError as error:
        raise StoreError(_("The profile was NOT exported: {why}.").format(why=error.strerror or error)) from error


def read_profile(path: Path) -> Profile:
    """The profile in the file, with an id of its own.

    Raises:
        ProfileError: it is no such file, or a value in it cannot be used.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise ValueError(_("it is too large"))
        table = tomllib.loads(content.decode("utf-8-sig")).get("profile")
        if not isinstance(table, dict):
            raise ValueError(_("there is no profile in it"))
        return replace(Profile(**read_table(Profile, table)), id=new_id(), own_folder=False, ca_file="").checked()
    except (OSError, ValueError, RecursionError) as error:
        raise ProfileError(_("The file cannot be read as a profile ({why}).").format(why=error)) from error
