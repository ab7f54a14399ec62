"""The Debian package: the program folder, an entry of the menu, an icon, and what it needs from the system."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import archives
import trimming

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "flipconsole"
_ALWAYS = ("ca-certificates", "fontconfig-config")
"""Root certificates to judge servers by; and where fonts are, without which Qt warns at each start."""

_RECOMMENDED = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libcups.so.2": "libcups2",
}
"""Perhaps not on the machine that builds: without Wayland Qt takes the X11 way, which every desktop has; without CUPS a
plan is saved as a file instead of printed."""

CONTROL = """Package: {program}
Version: {version}
Architecture: {machine}
Maintainer: The flipconsole maintainers <maintainers@flipconsole.invalid>
Installed-Size: {kib}
Depends: {depends}
Recommends: {recommends}
Section: utils
Priority: optional
Description: desktop console for answering the Flip Energy cloud's battery commands
 Lists the commands of a virtual power plant, draws every battery's schedule,
 and sends the answers without losing or duplicating one. It brings its own
 Python and Qt.
"""


def package(folder: Path, version: str, work: Path, target: Path, moment: int) -> Path:
    """Make the `.deb` with plain dpkg-deb; it needs no root."""
    stage = work / "deb"
    shutil.rmtree(stage, ignore_errors=True)
    _lay_out(folder, work, stage)
    machine = _said("dpkg", "--print-architecture")
    control = CONTROL.format(
        program=PROGRAM,
        version=version,
        machine=machine,
        kib=archives.size(stage) // 1024,
        depends=", ".join(sorted({*_ALWAYS, *depends(folder)})),
        recommends=", ".join(sorted(_RECOMMENDED.values())),
    )
    (stage / "DEBIAN").mkdir()
    (stage / "DEBIAN" / "control").write_text(control, encoding="utf-8")
    archives.settle(stage, moment)
    path = target / f"{PROGRAM}_{version}_{machine}.deb"
    surroundings = dict(os.environ, SOURCE_DATE_EPOCH=str(moment))
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "--build", str(stage), str(path)]
    subprocess.run(command, env=surroundings, check=True, stdout=subprocess.DEVNULL)
    return path


def depends(folder: Path) -> set[str]:
    """The packages of the libraries that the build is linked with and does not hold; libc in this machine's version."""
    held = {path.name for path in folder.rglob("*")}
    wanted: set[str] = set()
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and (".so" in path.name or path.name == PROGRAM):
            wanted |= trimming.linked_with(str(path))
    found: set[str] = set()
    for name in sorted(wanted - held - _RECOMMENDED.keys()):
        package = _package_of(name)
        version = re.match(r"[\d.]+", _said("dpkg-query", "-W", "-f", "${Version}", package))
        found.add(f"{package} (>= {version[0]})" if package == "libc6" and version else package)
    return found


def _lay_out(folder: Path, work: Path, stage: Path) -> None:
    shutil.copytree(folder, stage / "usr/lib" / PROGRAM, symlinks=True)
    binaries = stage / "usr/bin"
    binaries.mkdir(parents=True)
    (binaries / PROGRAM).symlink_to(f"../lib/{PROGRAM}/{PROGRAM}")
    applications = stage / "usr/share/applications"
    applications.mkdir(parents=True)
    (stage / "usr/lib" / PROGRAM / "flipconsole.desktop").rename(applications / "flipconsole.desktop")
    icons = stage / "usr/share/icons/hicolor"
    (icons / "scalable/apps").mkdir(parents=True)
    (stage / "usr/lib" / PROGRAM / "flipconsole.svg").rename(icons / "scalable/apps/flipconsole.svg")
    for size in (48, 128, 256):
        (icons / f"{size}x{size}/apps").mkdir(parents=True)
        shutil.copy(work / f"flipconsole-{size}.png", icons / f"{size}x{size}/apps/flipconsole.png")
    documents = stage / "usr/share/doc" / PROGRAM
    documents.mkdir(parents=True)
    shutil.copy(ROOT / "LICENSE", documents / "copyright")


def _package_of(name: str) -> str:
    for line in _said("dpkg", "-S", f"*/{name}").splitlines():
        packages, _colon, path = line.partition(": ")
        if path.rpartition("/")[2] == name:
            return packages.partition(",")[0].partition(":")[0]
    raise SystemExit(f"no package is known that brings {name}")


def _said(*command: str) -> str:
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout.strip()
