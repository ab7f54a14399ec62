"""Where Qt may take plugins from: its own folder, and nowhere that somebody could plant one."""

from __future__ import annotations

import logging
import os
import struct
import sys
from pathlib import Path

import PySide6
from PySide6.QtCore import QCoreApplication, QFile, QLibraryInfo, qRegisterResourceData

_SETTINGS = ":/qt/etc/qt.conf"
_NODE, _NAME = ">IHII", ">HI"
_DIRECTORY, _FILE = 2, 0
_ANY_LOCALE = 1
_registered: list[bytes] = []
"""Qt reads it where it lies, for as long as the program runs."""


def use_only_own_plugins() -> None:
    """Keep Qt from loading what lies beside the program, where QT_PLUGIN_PATH says, or where a planted `qt.conf` says.

    Nothing is done once there is an application: by then the first plugin has been loaded.
    """
    if QCoreApplication.instance() is not None:
        return
    own = _own_folder()
    if not QFile.exists(_SETTINGS):
        _embed(f"[Paths]\nPrefix = {Path(own).parent.as_posix()}\nPlugins = {Path(own).as_posix()}\n")
    # Qt adds the program's folder when the application is made, and removes again what was removed from its paths
    # before: so that folder is first named, and then removed.
    os.environ["QT_PLUGIN_PATH"] = str(Path(sys.executable).resolve().parent)
    QCoreApplication.libraryPaths()
    del os.environ["QT_PLUGIN_PATH"]
    QCoreApplication.setLibraryPaths([own])


def _own_folder() -> str:
    """The plugins of the wheel; Qt's own word for them where PySide6 came in another way."""
    package = Path(PySide6.__file__).parent
    brought = [folder for folder in (package / "Qt" / "plugins", package / "plugins") if folder.is_dir()]
    return str(brought[0]) if brought else QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)


def _embed(text: str) -> None:
    """Give Qt a `qt.conf` of its own, which it then reads in place of one beside the program.

    PySide6 does so itself, but not where there is such a file: then it takes the program for one that was frozen so.
    """
    content = text.encode()
    # The hashes are those that Qt's resource compiler computes.
    names = b"".join(
        struct.pack(_NAME, len(name), code) + name.encode("utf-16-be")
        for name, code in (("qt", 0x0784), ("etc", 0x6CA3), ("qt.conf", 0x0874A6A6))
    )
    nodes = ((0, _DIRECTORY, 1, 1), (0, _DIRECTORY, 1, 2), (10, _DIRECTORY, 1, 3), (22, _FILE, _ANY_LOCALE, 0))
    tree = b"".join(struct.pack(_NODE, *node) for node in nodes)
    data = struct.pack(">I", len(content)) + content
    _registered.extend((tree, names, data))
    if not qRegisterResourceData(1, tree, names, data) or not QFile.exists(_SETTINGS):
        logging.getLogger(__name__).warning("Qt did not take its own settings")
