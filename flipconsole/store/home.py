"""Where the console keeps its files, one folder per profile and origin."""

from __future__ import annotations

from pathlib import Path

from flipconsole.domain.errors import StoreError
from flipconsole.domain.language import _
from flipconsole.domain.profile import Profile
from flipconsole.store.private import make_private_folder


class Home:
    """The data directory; every folder it names exists, with mode 0700, once it has been asked for.

    Raises:
        StoreError: from each method and the constructor, when a folder cannot be made.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        _make(directory)

    def of_profile(self, profile: Profile) -> Path:
        """The folder of one profile at its origin: no answer, snapshot or lock is ever shared between two of them."""
        folder = self.directory
        for part in profile.folder.parts:
            folder = _make(folder / part)
        return folder

    @property
    def log(self) -> Path:
        """The folder of the program's own log."""
        return _make(self.directory / "log")


def _make(folder: Path) -> Path:
    try:
        make_private_folder(folder)
    except OSError as error:
        raise StoreError(
            _("The folder {folder} cannot be used ({why}), so answers cannot be saved. Check its permissions.").format(
                folder=folder, why=error.strerror or error
            )
        ) from error
    return folder
