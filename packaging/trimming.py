"""Leaves out of a build what `left_out` names, and what only that needed."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import left_out

_NEEDED = re.compile(r"^  NEEDED +(\S+)$", re.MULTILINE)

Entry = tuple[str, str, str]
"""As PyInstaller lists a file: its place in the build, its source (for a link: what it points to), its kind."""


def trim(analysis: Any, work: Path) -> None:
    """Make PyInstaller's analysis smaller, in place; stripped copies go into the work folder.

    PyInstaller's own Qt start goes, too: it would load Qt for every word of the command line, to say what the wheel
    knows.
    """
    analysis.scripts = [entry for entry in analysis.scripts if entry[0] != "pyi_rth_pyside6"]
    analysis.datas = without(analysis.datas, left_out.FILES)
    analysis.binaries = needed(without(analysis.binaries, left_out.FILES), sys.executable)
    analysis.datas = without_dangling_links(analysis.datas, analysis.binaries)
    analysis.binaries = stripped(analysis.binaries, work / "stripped")


def without(entries: Iterable[Entry], patterns: Iterable[str]) -> list[Entry]:
    """The entries that no pattern names."""
    patterns = list(patterns)
    return [entry for entry in entries if not any(fnmatch.fnmatch(_posix(entry[0]), pattern) for pattern in patterns)]


def needed(entries: list[Entry], program: str) -> list[Entry]:
    """Without the libraries that nothing needs any more: those that came along with a plugin that was left out.

    A plugin or an extension is loaded by name, so each of them is needed; a library is if one of them, or the program
    itself, is linked with it, or with one that is.
    """
    libraries = {os.path.basename(entry[0]): entry[1] for entry in entries if _is_library(entry)}
    kept = {name for name in libraries if name.startswith("libpython")}
    waiting = [program, *(libraries[name] for name in kept)]
    waiting += [entry[1] for entry in entries if entry[2] in ("BINARY", "EXTENSION") and not _is_library(entry)]
    while waiting:
        for name in linked_with(waiting.pop()):
            if name in libraries and name not in kept:
                kept.add(name)
                waiting.append(libraries[name])
    dropped = libraries.keys() - kept
    return [entry for entry in entries if os.path.basename(entry[0]) not in dropped]


def linked_with(path: str) -> set[str]:
    """The names of the libraries that a file itself asks for, not of those that these ask for in their turn."""
    if sys.platform.startswith("linux"):  # where PyInstaller asks `ldd`, which tells the whole tree
        return set(_NEEDED.findall(subprocess.run(["objdump", "-p", path], capture_output=True, text=True).stdout))
    from PyInstaller.depend.bindepend import get_imports  # type: ignore[import-untyped,import-not-found,unused-ignore]

    return {os.path.basename(name) for name, _found in get_imports(path)}


def without_dangling_links(entries: list[Entry], binaries: list[Entry]) -> list[Entry]:
    """Without links to files that are not in the build."""
    places = {_posix(place) for place, _, _ in [*entries, *binaries]}

    def is_whole(entry: Entry) -> bool:
        place, target, kind = entry
        return kind != "SYMLINK" or os.path.normpath(os.path.join(os.path.dirname(place), target)) in places

    return [entry for entry in entries if is_whole(entry)]


def stripped(entries: list[Entry], folder: Path) -> list[Entry]:
    """With Python's own libraries without what only a debugger reads: 20 MB, where Python was compiled by hand.

    What came in wheels is left as it is: its makers have stripped it, and some of it does not survive a second time.
    `sources.json` in the folder says what each copy was made from.
    """
    strip = shutil.which("strip")
    if strip is None or not sys.platform.startswith("linux"):
        return entries
    folder.mkdir(parents=True, exist_ok=True)
    result: list[Entry] = []
    sources: dict[str, str] = {}
    for place, source, kind in entries:
        if kind in ("BINARY", "EXTENSION") and (
            "lib-dynload" in place or os.path.basename(place).startswith("libpython")
        ):
            target = folder / os.path.basename(place)
            subprocess.run([strip, "--strip-unneeded", "-o", str(target), os.path.realpath(source)], check=True)
            sources[str(target)] = source
            result.append((place, str(target), kind))
        else:
            result.append((place, source, kind))
    (folder / "sources.json").write_text(json.dumps(sources), encoding="utf-8")
    return result


def _is_library(entry: Entry) -> bool:
    """Whether this is found by being linked with, not by its name; on Windows nothing is taken for one."""
    place, _source, kind = entry
    return kind == "BINARY" and "/plugins/" not in _posix(place) and os.path.basename(place).startswith("lib")


def _posix(place: str) -> str:
    return place.replace(os.sep, "/")
