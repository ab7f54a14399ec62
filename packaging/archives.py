"""Archives and sums of a build, the same bytes whenever and wherever they are made."""

from __future__ import annotations

import hashlib
import os
import tarfile
import zipfile
from pathlib import Path

SUMS = "SHA256SUMS"


def settle(folder: Path, moment: int) -> None:
    """Give every file one time, and the modes that an archive should carry: all may read, the owner may write."""
    for path in [*folder.rglob("*"), folder]:
        if not path.is_symlink():
            is_program = path.is_dir() or bool(path.stat().st_mode & 0o100)
            path.chmod(0o755 if is_program else 0o644)
        os.utime(path, (moment, moment), follow_symlinks=False)


def tar(folder: Path, target: Path, moment: int) -> Path:
    """The folder as `.tar.xz`, in one order, owned by nobody in particular."""

    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        member.mtime = moment
        return member

    with tarfile.open(target, "w:xz", preset=1) as archive:
        archive.add(folder, folder.name, recursive=False, filter=plain)
        for path in sorted(folder.rglob("*")):
            archive.add(path, f"{folder.name}/{path.relative_to(folder).as_posix()}", recursive=False, filter=plain)
    return target


def zipped(folder: Path, target: Path, moment: int) -> Path:
    """The folder as `.zip`; for systems that do not open the other kind."""
    import time

    stamp = time.gmtime(max(moment, 315532800))[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", stamp)
            entry.external_attr = (path.stat().st_mode & 0xFFFF) << 16
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return target


def write_sums(folder: Path) -> Path:
    """`SHA256SUMS` of what is published from this folder, as `sha256sum --check` reads it."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != SUMS)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    target = folder / SUMS
    target.write_text("".join(lines), encoding="utf-8")
    return target


def size(folder: Path) -> int:
    """The bytes of all files; a link counts as nothing."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
