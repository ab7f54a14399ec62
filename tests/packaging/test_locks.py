"""What a lock does not name with its hash is not installed (SEC12)."""

import hashlib
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tests.house import tree

LOCKS = sorted((tree.ROOT / "packaging/locks").glob("*.txt"))
REQUIREMENT = re.compile(r"^([a-z0-9][\w.-]*==[^ ;\\]+)", re.MULTILINE)
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def unlocked(lock: str) -> list[str]:
    """The lines of a lock that let in what nobody has looked at."""
    lines = lock.splitlines()
    bare = [
        line
        for line, after in zip(lines, [*lines[1:], ""], strict=True)
        if REQUIREMENT.match(line) and not HASH.match(after)
    ]
    return bare + [line for line in lines if not REQUIREMENT.match(line) and not HASH.match(line)]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_package_is_named_with_its_hashes_and_nothing_else_is_said(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert len(REQUIREMENT.findall(text)) > 10
    assert unlocked(text) == []


@pytest.mark.parametrize("planted", ["thing==1.0", "thing>=1.0 \\", "--extra-index-url x", "-e .", "thing @ file:///x"])
def test_a_planted_line_is_found(planted: str) -> None:
    assert unlocked(LOCKS[0].read_text(encoding="utf-8") + planted + "\n") == [planted]


def test_the_maker_of_builds_is_one_that_looks_for_nothing_beside_the_program() -> None:
    """Before 6.0 PyInstaller let a module beside the program be imported (CVE-2025-59042)."""
    text = (tree.ROOT / "packaging/locks/build.txt").read_text(encoding="utf-8")
    found = re.search(r"^pyinstaller==(\d+)\.", text, re.MULTILINE)
    assert found is not None
    assert int(found[1]) >= 6


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder of packages in place of a registry."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    facts = "Metadata-Version: 2.1\nName: thing\nVersion: 1.0\n"
    with zipfile.ZipFile(folder / "thing-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("thing.py", "")
        wheel.writestr("thing-1.0.dist-info/METADATA", facts)
        wheel.writestr("thing-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("thing-1.0.dist-info/RECORD", "")
    return folder


@pytest.mark.parametrize("planted", ["nothing", "another hash", "no hash", "a source to be built"])
def test_what_does_not_fit_its_hash_is_not_installed(
    part: Callable[[str], ModuleType],
    shelf: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    planted: str,
) -> None:
    environment = part("environment")
    monkeypatch.setattr(environment, "LOCKS", tmp_path)
    (wheel,) = shelf.iterdir()
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if planted == "a source to be built":
        wheel.rename(shelf / "thing-1.0.zip")
    said = "" if planted == "no hash" else f" --hash=sha256:{'0' * 64 if planted == 'another hash' else digest}"
    lock = f"--no-index\n--find-links {shelf.as_uri()}\nthing==1.0{said}\n"
    (tmp_path / "run.txt").write_text(lock, encoding="utf-8")
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    python = environment.python_of(venv)
    if planted == "nothing":
        environment._install("run", venv)
    else:
        with pytest.raises(environment.SetUpFailedError):
            environment._install("run", venv)
    is_there = subprocess.run([python, "-c", "import thing"], capture_output=True, cwd=tmp_path).returncode == 0
    assert is_there == (planted == "nothing"), capfd.readouterr().err
