"""The virtual environments `.venv` and `build/venv`, kept equal to the locks."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import system_libraries

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "packaging" / "locks"
VENV = ROOT / ".venv"
STAMP = VENV / "flipconsole-stamp.json"
BUILD = ROOT / "build" / "venv"
"""Where the program is frozen: nothing is there that a build should not find."""


class SetUpFailedError(Exception):
    """The environment could not be made; the message says what to do."""


def ensure(lock: str, folder: Path | None = None) -> Path:
    """The Python of an environment (`.venv` unless another is named) with `locks/<lock>.txt` and flipconsole installed.

    The stamp is there only while the environment is whole, so an interrupted set-up is never taken for a finished one;
    a stamp that does not fit this Python, this place or these locks means that the environment is made anew. Nothing
    is written to standard output, which belongs to the program.
    """
    folder = folder or VENV
    stamp = STAMP if folder == VENV else folder / STAMP.name
    held = _read(stamp)
    fits = (
        held.get("python") == sys.version
        and held.get("root") == str(ROOT)
        and python_of(folder).exists()
        and all(_digest(name) == digest for name, digest in held.get("locks", {}).items())
    )
    try:
        if not fits:
            _make(folder, stamp)
            held = {"python": sys.version, "root": str(ROOT), "locks": {}}
        if lock not in held["locks"]:
            stamp.unlink(missing_ok=True)
            _install(lock, folder)
            held["locks"][lock] = _digest(lock)
            stamp.write_text(json.dumps(held, indent=1), encoding="utf-8")
    except OSError as error:
        raise SetUpFailedError(
            f"The virtual environment could not be written: {error}\n"
            "The folder has to be yours, on a disk with room; a copy of it in your home will do."
        ) from error
    return python_of(folder)


def python_of(folder: Path) -> Path:
    """Where a virtual environment keeps its interpreter on this system."""
    return folder / "Scripts" / "python.exe" if sys.platform == "win32" else folder / "bin" / "python"


def _make(folder: Path, stamp: Path) -> None:
    name = folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder
    print(f"Making the virtual environment {name} ...", file=sys.stderr)
    builder = _builder(folder)
    try:
        # The stamp goes first: what remains of an interrupted removal then counts as half-made.
        stamp.unlink(missing_ok=True)
        if folder.is_symlink():
            folder.unlink()
        elif folder.exists():
            shutil.rmtree(str(folder))
    except OSError as error:
        raise SetUpFailedError(
            f"The old {name} could not be removed: {error}\nClose the programs that use it and try again."
        ) from error
    if subprocess.run(builder, stdout=sys.stderr).returncode != 0:
        raise SetUpFailedError("The virtual environment could not be made; what Python said is above.")
    _make_importable(folder)


def _builder(folder: Path) -> list[str]:
    """The command that makes the environment, with the tools that this Python has."""
    command = [sys.executable, "-m", "venv", str(folder)]
    if _has("venv") and _has("ensurepip"):
        return command
    # Debian's Python comes without ensurepip; its pip can serve the new environment from outside.
    if _has("venv") and _has("pip"):
        return [*command, "--without-pip"]
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    if system_libraries.can_install() and system_libraries.install([package]):
        return command
    raise SetUpFailedError(
        f"This Python ({sys.executable}) cannot make virtual environments: its venv module is not installed.\n"
        f"On Debian and Ubuntu install it with:\n    {system_libraries.apt_line([package])}"
    )


def _install(lock: str, folder: Path) -> None:
    print(f"Installing the packages of packaging/locks/{lock}.txt ...", file=sys.stderr)
    python = python_of(folder)
    in_place = subprocess.run([str(python), "-c", "import pip"], stderr=subprocess.DEVNULL).returncode == 0
    pip = [str(python), "-m", "pip"] if in_place else [sys.executable, "-m", "pip", "--python", str(python)]
    options = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    requirements = ["--only-binary", ":all:", "-r", str(LOCKS / (lock + ".txt"))]
    if subprocess.run([*pip, "install", *options, *requirements], stdout=sys.stderr).returncode != 0:
        raise SetUpFailedError(
            "The packages could not be installed; what pip said is above.\n"
            "Check the network connection and start the same command again."
        )


def _make_importable(folder: Path) -> None:
    """Let the environment import flipconsole from this source tree, with nothing to build."""
    question = "import sysconfig; print(sysconfig.get_path('purelib'))"
    answer = subprocess.run([str(python_of(folder)), "-c", question], stdout=subprocess.PIPE, check=True, text=True)
    # Python reads .pth files in the locale's encoding.
    (Path(answer.stdout.strip()) / "flipconsole.pth").write_text(str(ROOT) + "\n", encoding=None)


def _read(stamp: Path) -> dict[str, Any]:
    try:
        held = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def _digest(lock: str) -> str:
    return hashlib.sha256((LOCKS / (lock + ".txt")).read_bytes()).hexdigest()


def _has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None
