"""The libraries that Qt takes from a Linux system: which are missing, and how they get there."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from typing import NamedTuple


class Library(NamedTuple):
    """One shared library, and the Debian package that carries it."""

    soname: str
    package: str
    always: bool
    """Qt does not start at all without it; the others are needed by its network module or on an X11 screen."""


LIBRARIES = (
    Library("libGL.so.1", "libgl1", True),
    Library("libEGL.so.1", "libegl1", True),
    Library("libxkbcommon.so.0", "libxkbcommon0", True),
    Library("libglib-2.0.so.0", "libglib2.0-0", True),
    Library("libfontconfig.so.1", "libfontconfig1", True),
    Library("libdbus-1.so.3", "libdbus-1-3", True),
    Library("libgssapi_krb5.so.2", "libgssapi-krb5-2", False),
    Library("libxcb-cursor.so.0", "libxcb-cursor0", False),
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", False),
    Library("libxcb-icccm.so.4", "libxcb-icccm4", False),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1", False),
    Library("libxcb-shape.so.0", "libxcb-shape0", False),
)


def missing() -> list[Library]:
    """The libraries that the loader does not find here; always empty on macOS and Windows, where Qt brings its own."""
    if not sys.platform.startswith("linux"):
        return []
    return [library for library in LIBRARIES if not _loads(library.soname)]


def provide() -> bool:
    """Install what is missing, or say how to; false if Qt cannot start afterwards."""
    lacking = missing()
    if not lacking:
        return True
    packages = [library.package for library in lacking]
    if can_install():
        install(packages)
        lacking = missing()
        if not lacking:
            return True
    print("Qt needs system libraries that are not here:", file=sys.stderr)
    for library in lacking:
        print("    " + library.soname, file=sys.stderr)
    if shutil.which("apt-get"):
        print("Install them with:\n    " + apt_line(packages), file=sys.stderr)
    else:
        print("Install them with your system's package manager.", file=sys.stderr)
    return not any(library.always for library in lacking)


def provide_program(name: str, package: str) -> bool:
    """Install the Debian package of a program that is missing, or say which it is; false if it is still not here."""
    if (
        not sys.platform.startswith("linux")
        or shutil.which(name)
        or (can_install() and install([package]) and shutil.which(name))
    ):
        return True
    print(f"This needs {name}. On Debian and Ubuntu install it with:\n    {apt_line([package])}", file=sys.stderr)
    return False


def can_install() -> bool:
    """Whether this is root on a Debian-like system."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str]) -> bool:
    """Install Debian packages as root; false if apt-get failed, whose own words are then on the screen."""
    print("Installing system packages: " + " ".join(packages), file=sys.stderr)
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    steps = (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages],
    )
    # A failed update is not the end: the packages may be in the lists that are already here.
    return [subprocess.run(step, env=environment, stdout=sys.stderr).returncode for step in steps][-1] == 0


def apt_line(packages: list[str]) -> str:
    """What a person types to get these packages."""
    return "sudo apt-get update && sudo apt-get install -y --no-install-recommends " + " ".join(packages)


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True
