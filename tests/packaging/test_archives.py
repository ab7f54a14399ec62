"""Archives and sums: the same bytes whenever they are made, and what is in them is what was put there."""

import hashlib
import os
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

MOMENT = 1_764_000_000


def folder(place: Path, order: str) -> Path:
    made = place / "flipconsole"
    made.mkdir(parents=True)
    for name in order:
        (made / name).write_text(name, encoding="utf-8")
    (made / "a").chmod(0o700)
    (made / "b").chmod(0o600)
    (made / "link").symlink_to("a")
    return made


@pytest.mark.parametrize("kind", ["tar", "zipped"])
def test_the_same_folder_makes_the_same_bytes(part: Callable[[str], ModuleType], tmp_path: Path, kind: str) -> None:
    archives = part("archives")
    sums = []
    for number, order in enumerate(("abc", "cba")):
        made = folder(tmp_path / str(number), order)
        archives.settle(made, MOMENT)
        target = getattr(archives, kind)(made, tmp_path / f"{number}.x", MOMENT)
        sums.append(hashlib.sha256(target.read_bytes()).hexdigest())
    assert sums[0] == sums[1]
    os.utime(made / "a", (1, 1))
    (made / "a").write_text("changed", encoding="utf-8")
    again = getattr(archives, kind)(made, tmp_path / "2.x", MOMENT)
    assert hashlib.sha256(again.read_bytes()).hexdigest() != sums[0]


def test_all_may_read_and_only_programs_run(part: Callable[[str], ModuleType], tmp_path: Path) -> None:
    archives = part("archives")
    made = folder(tmp_path, "abc")
    archives.settle(made, MOMENT)
    with tarfile.open(archives.tar(made, tmp_path / "x.tar.xz", MOMENT)) as archive:
        modes = {member.name: member.mode for member in archive if not member.issym()}
        owners = {(member.uid, member.gid, member.uname) for member in archive}
        links = {member.name: member.linkname for member in archive if member.issym()}
    assert modes == {
        "flipconsole": 0o755, "flipconsole/a": 0o755, "flipconsole/b": 0o644, "flipconsole/c": 0o644,
    }  # fmt: skip
    assert owners == {(0, 0, "")}
    assert links == {"flipconsole/link": "a"}
    with zipfile.ZipFile(archives.zipped(made, tmp_path / "x.zip", MOMENT)) as packed:
        assert packed.read("flipconsole/b") == b"b"


def test_sums_are_as_sha256sum_reads_them(part: Callable[[str], ModuleType], tmp_path: Path) -> None:
    (tmp_path / "one.deb").write_bytes(b"one")
    (tmp_path / "two.zip").write_bytes(b"two")
    part("archives").write_sums(tmp_path)
    check = ["sha256sum", "--check", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True).returncode == 0
    (tmp_path / "two.zip").write_bytes(b"three")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True).returncode != 0
