"""Compares two builds, and names what differs."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_STEP = 1 << 20


def differences(one: Path, other: Path) -> list[str]:
    """What the second lacks, has besides, or has otherwise: bytes, targets of links, modes; [] of equals.

    Both are files or both are folders; the name of each file is told with what is wrong with it.
    """
    places, others = _places(one), _places(other)
    found = [f"{one.name}/{place}: only in the first" for place in sorted(places - others)]
    found += [f"{one.name}/{place}: only in the second" for place in sorted(others - places)]
    for place in sorted(places & others):
        found += [f"{os.path.join(one.name, place)}: {text}" for text in _of_one(one / place, other / place)]
    return found


def _places(path: Path) -> set[str]:
    return {"", *(inner.relative_to(path).as_posix() for inner in path.rglob("*"))} if path.is_dir() else {""}


def _of_one(one: Path, other: Path) -> list[str]:
    before, after = one.lstat(), other.lstat()
    if stat.S_IFMT(before.st_mode) != stat.S_IFMT(after.st_mode):
        return ["another kind of file"]
    if one.is_symlink():
        return [] if one.readlink() == other.readlink() else ["another target"]
    found = [] if before.st_mode == after.st_mode else [f"mode {before.st_mode:o}, then {after.st_mode:o}"]
    if one.is_dir():
        return found
    offset = _first_difference(one, other)
    return found if offset is None else [*found, f"other bytes from {offset:,} on"]


def _first_difference(one: Path, other: Path) -> int | None:
    with one.open("rb") as first, other.open("rb") as second:
        offset = 0
        while True:
            ours, theirs = first.read(_STEP), second.read(_STEP)
            if ours != theirs:
                inside = next((n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), None)
                return offset + (min(len(ours), len(theirs)) if inside is None else inside)
            if not ours:
                return None
            offset += len(ours)
