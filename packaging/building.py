"""Makes the program that runs without Python: a folder or a single file, what proves its origin, and its packages.

The rivals that a build is measured against are made here, too, so that they are frozen the same way.
"""

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
import sameness

ROOT = environment.ROOT
DIST = ROOT / "dist"
WORK = ROOT / "build" / "work"
AGAIN = ROOT / "build" / "again"
"""Where a build is made once more, to be compared with the one in `dist/`."""

RIVALS = ROOT / "build" / "rivals"
RIVAL_NAMES = ("empty", "plot")
PROGRAM = "flipconsole"
_VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)

USAGE = """python3 packaging/dev.py build [--onefile] [--folder-only] [--again] [--rivals]

  --onefile       one file that unpacks itself at each start; slower, and for places where a folder cannot be kept
  --folder-only   neither archive nor package: what the tests of a build need
  --again         build once more aside, and compare every byte with what is in dist/
  --rivals        an empty window and an empty plot, frozen the same way, to compare size and start with
"""


class BuildFailedError(Exception):
    """There is no build; the message says why."""


def build(arguments: list[str]) -> int:
    """Build into `dist/`, the same bytes for the same commit and lock; the exit status."""
    if set(arguments) - {"--onefile", "--folder-only", "--again", "--rivals"}:
        print("usage: " + USAGE, file=sys.stderr)
        return 2
    begun = time.monotonic()
    one_file, with_packages = "--onefile" in arguments, "--folder-only" not in arguments
    try:
        if "--rivals" in arguments:
            _build_rivals()
        elif "--again" in arguments:
            _build_again(one_file=one_file, with_packages=with_packages)
        else:
            _build(DIST, WORK, one_file=one_file, with_packages=with_packages)
    except (BuildFailedError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"built in {time.monotonic() - begun:.0f} s")
    return 0


def _build(dist: Path, work: Path, *, one_file: bool, with_packages: bool) -> None:
    python = _python()
    note = _note()
    surroundings = _surroundings(work, one_file=one_file)
    _begin(work)
    (work / "build.json").write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")
    (work / "version.txt").write_text(_version_resource(note["version"]), encoding="utf-8")
    _run([python, "packaging/icons.py", "resources/icons/flipconsole.svg", work], surroundings)
    target = dist / (PROGRAM + "-onefile" if one_file else PROGRAM)
    shutil.rmtree(target, ignore_errors=True) if not one_file else target.unlink(missing_ok=True)
    _freeze(python, "packaging/flipconsole.spec", dist, work, surroundings)
    if one_file:
        archives.write_sums(dist)
        print(f"{target.relative_to(ROOT)}: {target.stat().st_size / 1e6:.0f} MB")
        return
    bill = dist / f"{PROGRAM}-{note['version']}.cdx.json"
    _run([python, "packaging/bill.py", target, bill], surroundings)
    _dress(target)
    archives.settle(target, int(surroundings["SOURCE_DATE_EPOCH"]))
    print(f"{target.relative_to(ROOT)}: {archives.size(target) / 1e6:.0f} MB")
    if with_packages:
        _pack(target, note, work, int(surroundings["SOURCE_DATE_EPOCH"]))


def _build_again(*, one_file: bool, with_packages: bool) -> None:
    """Build aside and compare; raises `BuildFailedError` with every difference."""
    names = [PROGRAM + "-onefile"] if one_file else [PROGRAM]
    if not one_file and with_packages:
        names += sorted(path.name for path in DIST.iterdir() if path.suffix in (".xz", ".deb", ".zip", ".json"))
    if not (DIST / names[0]).exists():
        raise BuildFailedError(f"There is no {names[0]} in dist/ to compare with: build it first.")
    shutil.rmtree(AGAIN, ignore_errors=True)
    _build(AGAIN / "dist", AGAIN / "work", one_file=one_file, with_packages=with_packages)
    found = [text for name in names for text in sameness.differences(DIST / name, AGAIN / "dist" / name)]
    if found:
        raise BuildFailedError("\n".join(["The two builds differ:", *found]))
    print(f"every byte is the same: {', '.join(names)}")


def _build_rivals() -> None:
    python = _python()
    for name in RIVAL_NAMES:
        work = ROOT / "build" / "work-rivals"
        _begin(work)
        surroundings = _surroundings(work, one_file=False) | {"FLIPCONSOLE_RIVAL": name}
        shutil.rmtree(RIVALS / name, ignore_errors=True)
        _freeze(python, "packaging/rivals/rival.spec", RIVALS, work, surroundings)
        print(f"{(RIVALS / name).relative_to(ROOT)}: {archives.size(RIVALS / name) / 1e6:.0f} MB")


def _python() -> Path:
    if sys.platform.startswith("linux") and shutil.which("objdump") is None:
        raise BuildFailedError("PyInstaller needs objdump: on Debian install binutils.")
    return environment.ensure("build", environment.BUILD)


def _begin(work: Path) -> None:
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)


def _freeze(python: Path, spec: str, dist: Path, work: Path, surroundings: dict[str, str]) -> None:
    places: list[str | Path] = ["--distpath", dist, "--workpath", work]
    _run([python, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", *places, spec], surroundings)


def _pack(folder: Path, note: dict[str, str], work: Path, moment: int) -> None:
    dist = folder.parent
    name = f"{PROGRAM}-{note['version']}-{sys.platform}-{platform.machine().lower()}"
    if sys.platform.startswith("linux"):
        made = [archives.tar(folder, dist / f"{name}.tar.xz", moment)]
        if shutil.which("dpkg-deb"):
            made.append(debian.package(folder, note["version"], work, dist, moment))
    else:
        made = [archives.zipped(folder, dist / f"{name}.zip", moment)]
    for path in made:
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1e6:.0f} MB")
    archives.write_sums(dist)


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


def _surroundings(work: Path, *, one_file: bool) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "QT_"))}
    return kept | {
        "PYTHONHASHSEED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "SOURCE_DATE_EPOCH": str(_moment()),
        "FLIPCONSOLE_WORK": str(work),
        "FLIPCONSOLE_ONEFILE": "1" if one_file else "0",
        "PYINSTALLER_CONFIG_DIR": str(work / "pyinstaller"),
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
