"""What somebody plants beside the program, or where it is started from, is never loaded (SEC12, fault 90)."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.frozen.conftest import Frozen

MODULES = (
    "json.py", "sitecustomize.py", "usercustomize.py", "flipconsole.py", "encodings/__init__.py", "ssl.py",
    "sqlite3.py", "PySide6/__init__.py", "httpx.py", "site.py", "launch.py",
)  # fmt: skip
LIBRARIES = (
    "libssl.so.3", "libsqlite3.so.0", "libGL.so.1", "libpython3.11.so.1.0", "libQt6Core.so.6", "libxcb-cursor.so.0",
    "libstdc++.so.6", "libc.so.6", "_ssl.cpython-311-x86_64-linux-gnu.so", "_json.cpython-311-x86_64-linux-gnu.so",
)  # fmt: skip
SPEAKS = 'import os\nos.write(2, b"PLANTED " + __file__.encode() + b"\\n")\n'

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the planted libraries are Linux's")


def plant(folder: Path, internal: Path) -> None:
    """Modules that speak when they run, libraries that no loader takes, and plugins of Qt that work."""
    for name in MODULES:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(SPEAKS, encoding="utf-8")
    for name in LIBRARIES:
        (folder / name).write_bytes(b"\x7fELF planted: who loads this says so and ends")
    (folder / "qt.conf").write_text(f"[Paths]\nPrefix = {folder}\nPlugins = {folder}\n", encoding="utf-8")
    (folder / "pyvenv.cfg").write_text(f"home = {folder}\n", encoding="utf-8")
    (folder / "flipconsole._pth").write_text(f"{folder}\nimport site\n", encoding="utf-8")
    (folder / "openssl.cnf").write_text("openssl_conf = planted\n", encoding="utf-8")
    plugins = internal / "PySide6/Qt/plugins"
    for kind in ("platforms", "imageformats", "iconengines", "platformthemes"):
        shutil.copytree(plugins / kind, folder / kind)


SURROUNDINGS = {
    "nothing set": {},
    # An empty entry of such a path means the folder that one stands in.
    "empty paths": {"LD_LIBRARY_PATH": "", "PYTHONPATH": "", "QT_PLUGIN_PATH": "", "PYTHONHOME": ""},
    "Python's own variables": {"PYTHONPATH": ".", "PYTHONSTARTUP": "sitecustomize.py", "PYTHONINSPECT": "1"},
    "Qt's own variables": {"QT_PLUGIN_PATH": "."},
}


@pytest.mark.parametrize("changes", SURROUNDINGS.values(), ids=SURROUNDINGS.keys())
def test_nothing_planted_runs_or_is_opened(frozen: Frozen, place: Path, changes: dict[str, str]) -> None:
    here = place / "here"
    here.mkdir()
    plant(here, frozen.internal)
    plant(frozen.folder, frozen.internal)
    trace = place / "trace"
    ran = frozen.run(
        "selftest",
        "--json",
        cwd=here,
        LD_DEBUG="libs",
        LD_DEBUG_OUTPUT=str(trace),
        QT_QPA_PLATFORM="offscreen",
        **changes,
    )
    assert ran.failed == {}, ran.err
    assert "PLANTED" not in ran.err
    assert loaded_from(trace, here) == loaded_from(trace, frozen.folder) == set()
    assert loaded_from(trace, frozen.internal) != set()


def loaded_from(trace: Path, folder: Path) -> set[str]:
    """The libraries below this folder, but not in its `_internal`, whose code a process has begun to run."""
    found = set()
    for path in trace.parent.glob(trace.name + ".*"):
        for line in path.read_bytes().decode(errors="replace").splitlines():
            name = line.partition("calling init: ")[2]
            is_below = name.startswith(f"{folder}/") and not name.startswith(f"{folder}/_internal/")
            if is_below or name.startswith("./"):
                found.add(name)
    return found


def test_a_plugin_of_qt_beside_the_program_is_not_to_be_had(frozen: Frozen) -> None:
    """The plugin that it draws with is there, beside it, and nowhere else."""
    plant(frozen.folder, frozen.internal)
    theirs = frozen.internal / "PySide6/Qt/plugins/platforms/libqoffscreen.so"
    theirs.unlink()
    ran = frozen.run("selftest", "--json", QT_QPA_PLATFORM="offscreen")
    assert "offscreen" in ran.failed["screen"]


def test_the_check_sees_what_is_loaded(copied: Callable[[], Frozen], place: Path) -> None:
    """Negative control: planted where a program does look, each kind is seen."""
    inside = copied()
    (inside.internal / "brotli.py").write_text(SPEAKS, encoding="utf-8")  # httpx uses it where it is
    assert "PLANTED" in inside.run("list", "--base-url", "http://127.0.0.1:9").err
    outside = copied()
    shutil.move(outside.internal / "libsqlite3.so.0", outside.folder)
    trace = place / "trace"
    outside.run(
        "selftest",
        "--json",
        LD_LIBRARY_PATH=str(outside.folder),
        LD_DEBUG="libs",
        LD_DEBUG_OUTPUT=str(trace),
    )
    assert f"{outside.folder}/libsqlite3.so.0" in loaded_from(trace, outside.folder)
