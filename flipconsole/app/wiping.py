"""The wipe of personal data in a whole data directory, for the command line."""

from __future__ import annotations

from pathlib import Path

from flipconsole.store.wiping import personal_folders, wipe_folder


def wipe_all(directory: Path) -> int:
    """Delete the personal data of every server and profile; how many files that were.

    Raises:
        StoreError: a console is open, or a file cannot be deleted; it can be asked for again.
    """
    return sum(wipe_folder(folder) for folder in personal_folders(directory))
