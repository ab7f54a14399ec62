"""`views.json` in the folder of an origin: how its list is laid out, and the views that a person has named."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from flipconsole.domain.errors import StoreError
from flipconsole.domain.language import _
from flipconsole.domain.saved_views import KeptViews, read_views, write_views
from flipconsole.store.private import write_private_file

_NAME = "views.json"
_UNUSED = "views.unused.json"
_LARGEST = 1024 * 1024


class ViewsFile:
    """A file that cannot be used is put aside when the next is written, and nothing of it is lost."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self) -> KeptViews:
        """What was kept last; nothing where there is no file or it is not what this program wrote."""
        try:
            return self._read()
        except (OSError, ValueError, RecursionError):
            return KeptViews()

    def save(self, kept: KeptViews) -> None:
        """Replace the file at once.

        Raises:
            StoreError: it was NOT saved; what was kept before stands.
        """
        path = self._folder / _NAME
        try:
            with contextlib.suppress(FileNotFoundError):
                try:
                    self._read()
                except (ValueError, RecursionError):
                    os.replace(path, self._folder / _UNUSED)
            write_private_file(path, write_views(kept))
        except OSError as error:
            raise StoreError(
                _("The views of the list were NOT saved: {why}. The ones before stand.").format(
                    why=error.strerror or error
                )
            ) from error

    def _read(self) -> KeptViews:
        with (self._folder / _NAME).open("rb") as file:
            return read_views(file.read(_LARGEST))
