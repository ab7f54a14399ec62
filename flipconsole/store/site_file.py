"""`sites.json`: what Flip has told of sites and devices, per origin, so that it is known offline too."""

from __future__ import annotations

from pathlib import Path

from flipconsole.domain.errors import StoreError
from flipconsole.domain.language import _
from flipconsole.domain.record import decode, encode
from flipconsole.domain.sites import Catalogue
from flipconsole.store.private import write_private_file

NAME = "sites.json"
_LARGEST = 256 * 1024 * 1024


class SiteFile:
    """A cache that may be lost: one that cannot be read counts as empty, and is replaced."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def load(self) -> Catalogue:
        """What was kept last."""
        try:
            with self._path.open("rb") as file:
                return decode(Catalogue, file.read(_LARGEST))
        except (OSError, StoreError):
            return Catalogue()

    def keep(self, catalogue: Catalogue) -> None:
        """Replace the file at once.

        Raises:
            StoreError: it was not written; the one before stands.
        """
        try:
            write_private_file(self._path, encode(catalogue) + "\n")
        except OSError as error:
            raise StoreError(
                _("What Flip told about sites is used now but was NOT saved for the next start: {why}.").format(
                    why=error.strerror or error
                )
            ) from error
