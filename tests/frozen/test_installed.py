"""The program as pip and pipx install it, from packages that hold all that is needed (K8)."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.house import tree

INSTALL_S = 600
MAKER = tree.ROOT / "build/venv/bin/python"
RUN_LOCK = tree.ROOT / "packaging/locks/run.txt"


def make(source: Path, folder: Path, kind: str) -> Path:
    """The sdist or wheel of a source tree, with the hatchling of the build's lock."""
    if not MAKER.exists():
        pytest.skip("the build's own environment is not here")
    command = [MAKER, "-m", "hatchling", "build", "-t", kind, "-d", folder]
    surroundings = {**os.environ, "SOURCE_DATE_EPOCH": "1764000000"}
    subprocess.run(command, cwd=source, check=True, capture_output=True, env=surroundings)
    (made,) = folder.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tree.ROOT, tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source tree as an sdist holds it."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(make(tree.ROOT, folder, "sdist")) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (inside,) = (folder / "unpacked").iterdir()
    return inside


def contents(wheel: Path) -> dict[str, str]:
    with zipfile.ZipFile(wheel) as packed:
        return {name: hashlib.sha256(packed.read(name)).hexdigest() for name in packed.namelist()}


def test_the_source_package_holds_the_whole_project(unpacked: Path) -> None:
    held = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    ours = {tree.name(path) for path in tree.files()}
    assert {"packaging/dev.py", "packaging/locks/build.txt", "resources/icons/flipconsole.svg"} <= ours
    assert ours - held == set()
    assert held - ours <= {"PKG-INFO", ".gitignore"}


def test_both_ways_lead_to_the_same_wheel(wheel: Path, unpacked: Path, tmp_path: Path) -> None:
    again = make(unpacked, tmp_path, "wheel")
    assert contents(again) == contents(wheel)
    held = contents(wheel)
    assert {"flipconsole/__main__.py", "flipconsole/resources/icons/flipconsole.svg"} <= held.keys()
    outside = {name for name in held if not name.startswith("flipconsole/") and ".dist-info/" not in name}
    assert outside == set(), "an installed program brings no modules with common names"


def surroundings(home: Path) -> dict[str, str]:
    return {"HOME": str(home), "LANG": "C.UTF-8", "PATH": "", "QT_QPA_PLATFORM": "offscreen"}


def test_pip_installs_it_into_an_environment_of_its_own(wheel: Path, tmp_path: Path) -> None:
    venv = tmp_path / "an environment"
    python = venv / "bin/python"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True, timeout=INSTALL_S)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    locked = ["--require-hashes", "--only-binary", ":all:", "-r", str(RUN_LOCK)]
    subprocess.run([*pip, *locked], check=True, timeout=INSTALL_S)
    subprocess.run([*pip, "--no-index", str(wheel)], check=True, timeout=INSTALL_S)
    home = tmp_path / "home"
    home.mkdir()
    said = subprocess.run(
        [venv / "bin/flipconsole", "selftest", "--json"],
        cwd=home,
        env=surroundings(home),
        capture_output=True,
        text=True,
        timeout=100,
    )
    report = json.loads(said.stdout)
    assert said.returncode == 0, report
    assert str(venv) in report["place"]["Program"]
    subprocess.run([python, "-m", "pip", "uninstall", "--quiet", "-y", "flipconsole"], check=True, timeout=100)
    assert [path for path in venv.rglob("*flipconsole*") if path.name != "__pycache__"] == []


@pytest.mark.skipif(shutil.which("pipx") is None, reason="pipx is not here")
def test_pipx_installs_it(wheel: Path, tmp_path: Path) -> None:
    constraints = tmp_path / "constraints.txt"
    versions = re.findall(r"^([^\s#\\]+==[^\\\n]+)", RUN_LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    constraints.write_text("\n".join(version.strip() for version in versions) + "\n", encoding="utf-8")
    places = {
        "PIPX_HOME": str(tmp_path / "pipx"),
        "PIPX_BIN_DIR": str(tmp_path / "bin"),
        "PIPX_MAN_DIR": str(tmp_path / "man"),
        "PIPX_DEFAULT_PYTHON": sys.executable,
    }
    install = ["pipx", "install", str(wheel), "--pip-args", f"--constraint {constraints} --only-binary :all:"]
    subprocess.run(install, env={**os.environ, **places}, check=True, capture_output=True, timeout=INSTALL_S)
    command = [tmp_path / "bin/flipconsole", "--version"]
    said = subprocess.run(command, env=surroundings(tmp_path), capture_output=True, text=True, check=True)
    assert said.stdout.startswith("flipconsole ")
    assert (tmp_path / "bin/flipconsole-window").exists()
