"""Qt's plugins come from Qt's own folder, whatever lies beside the program or stands in the environment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import PySide6
import pytest

PATHS = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
if sys.argv[2] == "ours":
    from flipconsole.ui.own_plugins import use_only_own_plugins
    use_only_own_plugins()
application = QCoreApplication([])
print(sys.executable)
print("\\n".join(application.libraryPaths()))
"""

ROOT = Path(__file__).parents[2]


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A Python of this test's own, with settings of Qt beside it that name another folder."""
    real = Path(sys.executable).resolve()
    program = tmp_path / "python"
    try:
        shutil.copy(real, program)
    except OSError:
        pytest.skip("this Python cannot be copied")
    (tmp_path / "elsewhere").mkdir()
    settings = f"[Paths]\nPrefix = {tmp_path}\nPlugins = {tmp_path / 'elsewhere'}\n"
    (tmp_path / "qt.conf").write_text(settings, encoding="utf-8")
    return program


def paths(program: Path, whose: str) -> list[str]:
    surroundings = {
        **os.environ,
        "PYTHONHOME": sys.base_prefix,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(Path(PySide6.__file__).parents[1])]),
        "LD_LIBRARY_PATH": str(Path(sys.base_prefix) / "lib"),
        "QT_PLUGIN_PATH": str(program.parent),
    }
    command = [str(program), "-c", PATHS, "-", whose]
    ran = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=60)
    if ran.stdout == "":
        pytest.skip("this Python does not run from another folder: " + ran.stderr[-200:])
    return ran.stdout.splitlines()[1:]


@pytest.mark.skipif(sys.platform != "linux", reason="the copied Python is told from which place to run as on Linux")
def test_neither_the_programs_folder_nor_planted_settings_count(planted: Path) -> None:
    assert paths(planted, "ours") == [str(Path(PySide6.__file__).parent / "Qt" / "plugins")]


@pytest.mark.skipif(sys.platform != "linux", reason="the copied Python is told from which place to run as on Linux")
def test_qt_alone_would_look_in_both(planted: Path) -> None:
    """Negative control."""
    found = paths(planted, "Qt's")
    assert str(planted.parent) in found
    assert str(planted.parent / "elsewhere") in found
