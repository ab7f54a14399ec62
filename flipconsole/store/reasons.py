"""`reasons.txt`: the ready-made reasons that somebody has changed; there is none while the shipped ones serve."""

from __future__ import annotations

import contextlib
from pathlib import Path

from flipconsole.domain.errors import StoreError
from flipconsole.domain.language import _
from flipconsole.domain.reason_file import LARGEST_BYTES
from flipconsole.store.private import write_private_file

_NAME = "reasons.txt"


def load_reasons(directory: Path) -> str | None:
    """The text of the file; None when there is none.

    Raises:
        StoreError: it cannot be read, or is none of ours.
    """
    try:
        with (directory / _NAME).open("rb") as file:
            body = file.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(_("The file of reasons cannot be read: {why}.").format(why=error.strerror or error)) from error
    if len(body) > LARGEST_BYTES:
        raise StoreError(_("The file of reasons is too large to be one."))
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StoreError(_("The file of reasons is not UTF-8 text.")) from error


def save_reasons(directory: Path, text: str) -> None:
    """Replace the file at once; after a crash there is the old one or the new one.

    Raises:
        StoreError: it was NOT saved; the one before stands.
    """
    try:
        write_private_file(directory / _NAME, text)
    except OSError as error:
        raise StoreError(
            _("The reasons were NOT saved: {why}. The ones before stand.").format(why=error.strerror or error)
        ) from error


def forget_reasons(directory: Path) -> None:
    """Remove the file, so that the shipped reasons serve again.

    Raises:
        StoreError: it could not be removed, and stands.
    """
    try:
        with contextlib.suppress(FileNotFoundError):
            (directory / _NAME).unlink()
    except OSError as error:
        raise StoreError(
            _("The file of reasons could not be removed: {why}.").format(why=error.strerror or error)
        ) from error
