"""The terminal: text goes out, whatever it holds and whatever became of its reader."""

from __future__ import annotations

import contextlib
import errno
import os
import sys

from flipconsole.domain.language import _


def visible(text: str) -> str:
    """Server text for a terminal: nothing in it can move the cursor, colour the screen or reverse the line."""
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)


def say(text: str) -> bool:
    """Print to standard output at once; False when that is impossible (a full disk, say), which is then told.

    A reader that has read enough (`| head`) is no fault: what follows goes nowhere, and the work goes on.
    """
    try:
        print(text, flush=True)
    except OSError as error:
        if error.errno in (errno.EPIPE, errno.EINVAL):  # Windows says EINVAL where others say EPIPE
            return True
        complain(_("The output could not be written: {why}.").format(why=error.strerror or error))
        return False
    return True


def complain(text: str) -> None:
    """One plain sentence on standard error."""
    with contextlib.suppress(OSError):
        print(visible(text), file=sys.stderr, flush=True)


def finish() -> None:
    """Write what Python still holds back; what cannot be written goes nowhere, so that Python's own end is quiet."""
    if sys.stdout is not None:
        try:
            sys.stdout.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)
