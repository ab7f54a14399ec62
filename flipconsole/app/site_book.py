"""The site book as a file: read with every bad line named, written for its owner alone; both block."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.errors import ProfileError, StoreError
from flipconsole.domain.language import _
from flipconsole.domain.site_csv import LARGEST_BYTES, ReadBook, decode_csv, read_book, write_book
from flipconsole.store.private import write_private_file


def read_site_book(path: Path) -> ReadBook:
    """The usable rows of a file, and its bad lines.

    Raises:
        ProfileError: it is no such file, or cannot be read.
    """
    try:
        if not path.is_file():
            raise ProfileError(_("This is not a file."))
        with path.open("rb") as file:
            raw = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise ProfileError(_("The file could not be read: {why}.").format(why=error.strerror or error)) from error
    return read_book(decode_csv(raw))


def write_site_book(path: Path, batteries: Mapping[str, BatteryFacts]) -> None:
    """Write what is known of the batteries, by their ids; a file that is there is replaced.

    Raises:
        StoreError: it was not written; the one before stands.
    """
    try:
        write_private_file(path, write_book(sorted(batteries.items())))
    except OSError as error:
        raise StoreError(_("It was NOT written: {why}.").format(why=error.strerror or error)) from error
