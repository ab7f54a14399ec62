"""Makes the program that runs without Python: a folder or a single file, what proves its origin, and its packages."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import archives
import debian
import environment

ROOT = environment.ROOT
DIST = ROOT / "dist"
WORK = ROOT / "build" / "work"
PROGRAM = "flipconsole"
_VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)

USAGE = """python3 packaging/dev.py build [--onefile] [--folder-only]

  --onefile       one file that unpacks itself at each start; slower, and for places where a folder cannot be kept
  --folder-only   neither archive nor package: what the tests of a build need
"""


class BuildFailedError(Exception):
    """There is no build; the message says why."""


def build(arguments: list[str]) -> int:
    """Build into `dist/`, the same bytes for the same commit and lock; the exit status."""
    if set(arguments) - {"--onefile", "--folder-only"}:
        print("usage: " + USAGE, file=sys.stderr)
        return 2
    begun = time.monotonic()
    try:
        _build(one_file="--onefile" in arguments, with_packages="--folder-only" not in arguments)
    except (BuildFailedError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"built in {time.monotonic() - begun:.0f} s")
    return 0


def _build(*, one_file: bool, with_packages: bool) -> None:
    if sys.platform.startswith("linux") and shutil.which("objdump") is None:
        raise BuildFailedError("PyInstaller needs objdump: on Debian install binutils.")
    python = environment.ensure("build", environment.BUILD)
    note = _note()
    surroundings = _surroundings(note, one_file=one_file)
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    (WORK / "build.json").write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")
    (WORK / "version.txt").write_text(_version_resource(note["version"]), encoding="utf-8")
    _run([python, "packaging/icons.py", "resources/icons/flipconsole.svg", WORK], surroundings)
    target = DIST / (PROGRAM + "-onefile" if one_file else PROGRAM)
    shutil.rmtree(DIST / PROGRAM, ignore_errors=True) if not one_file else target.unlink(missing_ok=True)
    freeze: list[str | Path] = [
        "-m",
        "PyInstaller",
        "--noconfirm",
        "--log-level",
        "ERROR",
        "--distpath",
        DIST,
        "--workpath",
        WORK,
    ]
    _run([python, *freeze, "packaging/flipconsole.spec"], surroundings)
    if one_file:
        archives.write_sums(DIST)
        print(f"{target.relative_to(ROOT)}: {target.stat().st_size / 1e6:.0f} MB")
        return
    bill = DIST / f"{PROGRAM}-{note['version']}.cdx.json"
    _run([python, "packaging/bill.py", target, bill], surroundings)
    _dress(target)
    archives.settle(target, int(surroundings["SOURCE_DATE_EPOCH"]))
    print(f"{target.relative_to(ROOT)}: {archives.size(target) / 1e6:.0f} MB")
    if with_packages:
        _pack(target, note, int(surroundings["SOURCE_DATE_EPOCH"]))


def _pack(folder: Path, note: dict[str, str], moment: int) -> None:
    name = f"{PROGRAM}-{note['version']}-{sys.platform}-{platform.machine().lower()}"
    if sys.platform.startswith("linux"):
        made = [archives.tar(folder, DIST / f"{name}.tar.xz", moment)]
        if shutil.which("dpkg-deb"):
            made.append(debian.package(folder, note["version"], WORK, DIST, moment))
    else:
        made = [archives.zipped(folder, DIST / f"{name}.zip", moment)]
    for path in made:
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1e6:.0f} MB")
    archives.write_sums(DIST)


def _dress(folder: Path) -> None:
    """What lies beside the program: how to start it from a menu, its icon, its licence."""
    shutil.copy(ROOT / "LICENSE", folder / "LICENSE")
    if sys.platform.startswith("linux"):
        shutil.copy(ROOT / "packaging" / "linux" / "flipconsole.desktop", folder)
        shutil.copy(ROOT / "resources" / "icons" / "flipconsole.svg", folder)


def _note() -> dict[str, str]:
    """What the build says of itself; the day is that of the commit, so that the same commit says the same."""
    version = _VERSION.search((ROOT / "flipconsole" / "__init__.py").read_text(encoding="utf-8"))
    if version is None:
        raise BuildFailedError("flipconsole/__init__.py names no version.")
    commit = _git("rev-parse", "HEAD")
    changed = "+changed" if commit and _git("status", "--porcelain", "--untracked-files=no") else ""
    day = time.strftime("%Y-%m-%d", time.gmtime(_moment()))
    return {"version": version[1], "commit": (commit or "unknown") + changed, "built_on": day}


def _moment() -> int:
    """The second that every file of the build carries: SOURCE_DATE_EPOCH, else that of the commit."""
    return int(os.environ.get("SOURCE_DATE_EPOCH") or _git("log", "-1", "--format=%ct") or time.time())


def _git(*arguments: str) -> str:
    if shutil.which("git") is None:
        return ""
    asked = ["git", "-C", str(ROOT), *arguments]
    ran = subprocess.run(asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    return ran.stdout.strip() if ran.returncode == 0 else ""


def _surroundings(note: dict[str, str], *, one_file: bool) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "QT_"))}
    return kept | {
        "PYTHONHASHSEED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "SOURCE_DATE_EPOCH": str(_moment()),
        "FLIPCONSOLE_WORK": str(WORK),
        "FLIPCONSOLE_ONEFILE": "1" if one_file else "0",
        "PYINSTALLER_CONFIG_DIR": str(WORK / "pyinstaller"),
    }


def _run(command: list[str | Path], surroundings: dict[str, str]) -> None:
    subprocess.run([str(part) for part in command], cwd=str(ROOT), env=surroundings, check=True)


def _version_resource(version: str) -> str:
    """What Windows shows under "Details" of the program file."""
    numbers = tuple(int(part) for part in (version.split("+")[0] + ".0.0.0").split(".")[:4] if part.isdecimal())
    numbers = (*numbers, 0, 0, 0, 0)[:4]
    texts = {
        "CompanyName": "The flipconsole maintainers",
        "FileDescription": "Flip console",
        "FileVersion": version,
        "InternalName": PROGRAM,
        "LegalCopyright": "MIT licence; see the folder licences",
        "OriginalFilename": PROGRAM + ".exe",
        "ProductName": "Flip console",
        "ProductVersion": version,
    }
    strings = ", ".join(f"StringStruct({name!r}, {text!r})" for name, text in texts.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}), kids=["
        f"StringFileInfo([StringTable('040904B0', [{strings}])]), "
        "VarFileInfo([VarStruct('Translation', [1033, 1200])])])\n"
    )
