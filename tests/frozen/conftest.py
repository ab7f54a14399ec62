"""The program as `dev.py build` made it: copied to an awkward place, and started as strangers start it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

LIMIT_S = 100
PLACE = "Gerät für Ünit 7 – 電池"
NOBODY = 65534


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a build these tests have nothing to say; `dev.py try` names one."""
    if "FLIPCONSOLE_BUILD" not in os.environ:
        here = Path(__file__).parent
        for item in items:
            if item.path.is_relative_to(here):
                item.add_marker(pytest.mark.skip(reason="no build: `dev.py build`, then `dev.py try`"))


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.out)
        return document

    @property
    def failed(self) -> dict[str, str]:
        return {check["name"]: check["found"] for check in self.report["checks"] if not check["ok"]}


class Frozen:
    """One copy of the program folder, with a home of its own and nothing on the PATH."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.program = folder / "flipconsole"
        self.internal = folder / "_internal"
        self.home = home

    def surroundings(self, **changes: str) -> dict[str, str]:
        return {"HOME": str(self.home), "PATH": "", "LANG": "C.UTF-8", "TZ": "America/New_York", **changes}

    def start(self, *arguments: str | Path, cwd: Path | None = None, **changes: Any) -> subprocess.Popen[bytes]:
        options = {key: changes.pop(key) for key in ("user", "group", "extra_groups") if key in changes}
        return subprocess.Popen(
            [str(self.program), *map(str, arguments)],
            cwd=cwd or self.home,
            env=self.surroundings(**changes),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **options,
        )

    def run(self, *arguments: str | Path, **options: Any) -> Ran:
        with self.start(*arguments, **options) as child:
            try:
                out, err = child.communicate(timeout=LIMIT_S)
            except subprocess.TimeoutExpired:
                child.kill()
                raise
        return Ran(child.returncode, out.decode(), err.decode(errors="replace"))


@pytest.fixture(scope="session")
def original() -> Path:
    """The program folder in `dist/`; never written to."""
    return Path(os.environ["FLIPCONSOLE_BUILD"])


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that others may enter; pytest's own is for its user alone."""
    with tempfile.TemporaryDirectory(prefix="flipconsole-frozen-") as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


@pytest.fixture
def copied(original: Path, place: Path) -> Callable[[], Frozen]:
    """Makes copies that a test may spoil: links to what a build holds, so that it takes no time and no room."""

    def copy() -> Frozen:
        home = place / "Zuhause – María"
        home.mkdir(exist_ok=True)
        folder = place / PLACE / f"copy {len(list(place.rglob('copy *')))}"
        shutil.copytree(original, folder, symlinks=True, copy_function=_link)
        return Frozen(folder, home)

    return copy


@pytest.fixture
def frozen(copied: Callable[[], Frozen]) -> Frozen:
    """One such copy."""
    return copied()


@pytest.fixture
def screen() -> Iterator[str]:
    """An X display of the test's own."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not here")
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader, "rb") as said:
        number = said.readline().decode().strip()
    try:
        assert number, "Xvfb did not start"
        yield ":" + number
    finally:
        server.terminate()
        server.wait()


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
