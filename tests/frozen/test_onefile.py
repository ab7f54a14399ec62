"""The single-file build works, and what it unpacked goes with it; `dev.py build --onefile` makes it.

What its window tells when a cleaner was faster (fault 84) is in `tests/ui/window/test_unpacked.py`.
"""

from __future__ import annotations

import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from tests.frozen.conftest import LIMIT_S, Frozen


@pytest.fixture
def one_file(original: Path, frozen: Frozen) -> Frozen:
    """A copy of it, with the home of the other."""
    made = original.parent / "flipconsole-onefile"
    if not made.exists():
        pytest.skip("no single file: `dev.py build --onefile`")
    folder = frozen.folder.parent / "one file"
    folder.mkdir()
    shutil.copy2(made, folder / "flipconsole")
    return Frozen(folder, frozen.home)


@pytest.fixture
def temporary(frozen: Frozen) -> Path:
    folder = frozen.home.parent / "temporary"
    folder.mkdir()
    return folder


def test_it_passes_its_self_test_and_takes_away_what_it_unpacked(one_file: Frozen, temporary: Path) -> None:
    ran = one_file.run("selftest", "--json", TMPDIR=str(temporary))
    assert ran.failed == {}, ran.err
    assert ran.code == 0
    assert list(temporary.iterdir()) == []


def test_what_it_unpacks_is_its_users_alone(one_file: Frozen, temporary: Path) -> None:
    child = one_file.start("simulate", TMPDIR=str(temporary))
    try:
        assert child.stdout is not None
        assert child.stdout.readline()
        (unpacked,) = temporary.iterdir()
        assert stat.S_IMODE(unpacked.stat().st_mode) == 0o700
    finally:
        child.terminate()
        child.communicate(timeout=LIMIT_S)


def test_where_nothing_may_be_unpacked_it_says_so(one_file: Frozen, temporary: Path) -> None:
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(temporary)]
    if subprocess.run(mount, stderr=subprocess.DEVNULL).returncode != 0:
        pytest.skip("only root may mount, and not everywhere")
    try:
        ran = one_file.run("--version", TMPDIR=str(temporary))
    finally:
        subprocess.run(["umount", str(temporary)], check=True)
    assert ran.code != 0
    assert ran.err.strip()
