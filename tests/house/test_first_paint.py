"""Before the first paint only what draws the list is imported: the list below is the guard of a quick start."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flipconsole import opening
from flipconsole.domain.profile import profile_at
from flipconsole.store.home import Home
from flipconsole.store.outbox import Outbox
from flipconsole.store.snapshot import Snapshot
from tests.house import tree
from tests.ui.desk import a_row

ADDRESS = "http://127.0.0.1:9"

OURS = {
    "flipconsole.opening": "",
    "flipconsole.domain": "*",
    "flipconsole.domain.filter": "*",
    "flipconsole.store": "*",
    "flipconsole.ui": "announcing application collecting environment_sign first_sight own_plugins plain single",
    "flipconsole.ui.command_list": "*",
    "flipconsole.ui.frame": "arrangement place remembered",
    "flipconsole.ui.theme": "*",
    "flipconsole.ui.timeline": "look",
}
"""Modules that may be there, by package; a new one costs every start, so it is added here on purpose or not at all."""

HEAVY = {"asyncio", "concurrent", "email", "httpx", "keyring", "numpy", "psygnal", "pyqtgraph", "qasync", "ssl"}
"""What takes long to import and draws nothing."""

LOOK = """
import os, sys
from pathlib import Path
from zoneinfo import ZoneInfo
{planted}
from flipconsole import opening
from flipconsole.domain.profile import Wanted
def tell(self):
    print(*sys.modules, flush=True)
    os._exit(0)
opening._Rest.start = tell
wanted = Wanted(base_url={address!r})
opening.open_first_sight(Path({directory!r}), Path({resources!r}), ZoneInfo("UTC"), "light", wanted)
print("nothing was shown")
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A data directory in which a console has run."""
    folder = Home(tmp_path).of_profile(profile_at(ADDRESS))
    Outbox.open(folder).close()
    snapshot = Snapshot.open(folder / "snapshot.sqlite3")
    snapshot.apply([a_row(1).held], (), datetime.now(UTC)).result()
    snapshot.close()
    return tmp_path


def too_much(directory: Path, planted: str = "") -> set[str]:
    """The modules that are there at the first paint and need not be."""
    look = LOOK.format(
        planted=planted, directory=str(directory), resources=str(tree.ROOT / "resources"), address=ADDRESS
    )
    run = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=60)
    modules = set(run.stdout.split())
    assert "flipconsole.ui.first_sight" in modules, run.stdout
    return {name for name in modules if not _may_be_there(name)}


def _may_be_there(name: str) -> bool:
    if name.partition(".")[0] in HEAVY:
        return False
    if not name.startswith("flipconsole."):
        return True
    package, _dot, module = name.rpartition(".")
    return name in OURS or module in OURS.get(package, "").split() or OURS.get(package) == "*"


def test_only_what_draws_the_list_is_imported_before_the_first_paint(directory: Path) -> None:
    assert too_much(directory) == set()


@pytest.mark.parametrize("planted", ["flipconsole.ui.detail.pane", "flipconsole.api.client", "asyncio"])
def test_an_import_too_many_is_seen(directory: Path, planted: str) -> None:
    assert planted in too_much(directory, f"import {planted}")


def test_no_type_of_qt_is_made_on_another_thread() -> None:
    look = (
        f"import importlib, sys; [importlib.import_module(one) for one in {opening.ON_A_THREAD!r}]; print(*sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=60)
    assert not [name for name in run.stdout.split() if name.partition(".")[0] in ("PySide6", "shiboken6")]


def test_everything_that_comes_afterwards_is_there() -> None:
    for name in (*opening.ON_A_THREAD, *opening.ON_THE_WINDOWS_THREAD):
        assert importlib.util.find_spec(name) is not None, name
