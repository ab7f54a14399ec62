"""The token that the environment gives: taken out of it for good, and kept out of what a dying program leaves."""

from __future__ import annotations

import contextlib
import os
import sys

TOKEN_VARIABLE = "FLIPCONSOLE_TOKEN"


def take_secret() -> str:
    """The token from the environment, which from then on no child process inherits and nobody reads there.

    Removing a variable leaves its text where the system put it at the start, and `/proc/PID/environ` and `ps e` show
    that place: it is overwritten.
    """
    secret = os.environ.get(TOKEN_VARIABLE, "")
    if secret and sys.platform != "win32":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):  # a system without dlsym
            getenv = ctypes.CDLL(None).getenv
            getenv.restype = ctypes.c_void_p
            place = getenv(TOKEN_VARIABLE.encode())
            if place:
                ctypes.memset(place, ord("x"), len(os.fsencode(secret)))
    os.environ.pop(TOKEN_VARIABLE, None)
    return secret.strip()


def write_no_core() -> None:
    """Let a crash of this process leave no copy of its memory, in which the token would stand, on the disk."""
    if sys.platform != "win32":
        import resource

        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
