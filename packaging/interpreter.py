"""The Python that runs the console: a version it supports, found on this machine."""

from __future__ import annotations

import os
import subprocess
import sys

OLDEST = (3, 11)
NEWEST = (3, 13)


def is_supported(version: tuple[int, int]) -> bool:
    """Whether the console runs on this (major, minor)."""
    return OLDEST <= version <= NEWEST


def find_supported() -> str | None:
    """The newest supported Python on this machine's PATH, or None."""
    minors = range(NEWEST[1], OLDEST[1] - 1, -1)
    if os.name == "nt":
        candidates = [["py", "-3." + str(minor)] for minor in minors]
    else:
        # Every folder, not only the first: a version manager's shim may be there and answer nothing.
        folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
        names = ["python3." + str(minor) for minor in minors]
        paths = [os.path.join(folder, name) for name in [*names, "python3"] for folder in folders if folder]
        candidates = [[path] for path in paths if os.access(path, os.X_OK)]
    for candidate in candidates:
        found = _supported_executable(candidate)
        if found:
            return found
    return None


def refusal() -> str:
    """What to tell a person whose Python is not supported, when no other was found."""
    return (
        "flipconsole needs Python {}.{} to {}.{}; this is Python {}.{} ({}),\n"
        "and no other was found on the PATH. Install one of these versions, for example from\n"
        "python.org or your system's packages, and start the same command with it."
    ).format(*OLDEST, *NEWEST, *sys.version_info[:2], sys.executable)


def _supported_executable(command: list[str]) -> str | None:
    question = "import sys; print(sys.version_info[0], sys.version_info[1], sys.executable)"
    try:
        answer = subprocess.run(
            [*command, "-c", question], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20, text=True
        )
        major, minor, executable = answer.stdout.strip().split(" ", 2)
        supported = is_supported((int(major), int(minor)))
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return executable if supported and os.path.exists(executable) else None
