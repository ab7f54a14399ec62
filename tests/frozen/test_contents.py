"""What a build holds is on its bill, says where it came from, and looks like the program in the source (SEC12, D7)."""

from __future__ import annotations

import fnmatch
import hashlib
import importlib
import importlib.metadata
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PySide6.QtGui import QImage

from tests.frozen.conftest import Frozen
from tests.house import tree
from tests.ui.timeline.test_golden import difference

MAY_DIFFER = 2.0
"""Parts in a hundred: the two are taken a second apart, and clocks and countdowns are on them."""

LISTING = """
import sys
from PyInstaller.archive.readers import CArchiveReader
program = CArchiveReader(sys.argv[1])
code = program.open_embedded_archive("PYZ.pyz" if "PYZ.pyz" in program.toc else "PYZ-00.pyz")
print("\\n".join(sorted(code.toc)))
"""


@pytest.fixture(scope="session")
def bill(original: Path) -> dict[str, Any]:
    (path,) = original.glob("*.cdx.json")
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def places(bill: dict[str, Any]) -> set[str]:
    return {spot["location"] for part in bill["components"] for spot in part["evidence"]["occurrences"]}


def files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(folder).as_posix()


def test_every_file_is_on_the_bill(original: Path, bill: dict[str, Any]) -> None:
    beside = {"LICENSE", "flipconsole.desktop", "flipconsole.svg", *(path.name for path in original.glob("*.cdx.json"))}
    assert set(files(original)) - beside == places(bill)


@pytest.fixture(scope="session")
def modules(original: Path) -> set[str]:
    """Those inside the program file, read with PyInstaller's own reader, not from what the build noted."""
    python = tree.ROOT / "build/venv/bin/python"
    if not python.exists():
        pytest.skip("the build's own environment is not here")
    said = subprocess.run([python, "-c", LISTING, original / "flipconsole"], capture_output=True, text=True, check=True)
    return set(said.stdout.split())


def test_every_package_inside_the_program_file_is_on_the_bill(bill: dict[str, Any], modules: set[str]) -> None:
    held = {name.partition(".")[0] for name in modules}
    assert {"httpx", "pyqtgraph", "flipconsole"} <= held
    owners = importlib.metadata.packages_distributions()
    named = {part["name"].lower() for part in bill["components"]}
    foreign = {module for module in held if module in owners}
    assert {module for module in foreign if not {name.lower() for name in owners[module]} & named} == set()
    rest = held - foreign - sys.stdlib_module_names - {"flipconsole"}
    assert {name for name in rest if not name.startswith(("_pyi", "_sysconfigdata"))} == set()


@pytest.fixture
def left_out(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(tree.ROOT / "packaging"))
    return importlib.import_module("left_out")


def unwanted(places: Iterable[str], modules: Iterable[str], left_out: ModuleType) -> set[str]:
    """What is there although it is left out, by the tables of the build."""
    inside = {place.removeprefix("_internal/") for place in places}
    found = {place for place in inside if any(fnmatch.fnmatch(place, pattern) for pattern in left_out.FILES)}
    return found | {name for name in modules if any((name + ".").startswith(f"{one}.") for one in left_out.MODULES)}


def test_nothing_is_there_that_is_left_out(original: Path, modules: set[str], left_out: ModuleType) -> None:
    assert unwanted(files(original), modules, left_out) == set()
    planted = "PySide6/Qt/plugins/platforms/libqvnc.so"
    assert unwanted([f"_internal/{planted}"], {"tkinter.ttk"}, left_out) == {planted, "tkinter.ttk"}


def test_a_file_that_nobody_knows_of_is_seen(original: Path, bill: dict[str, Any]) -> None:
    assert {*files(original), "_internal/planted.so"} - places(bill) >= {"_internal/planted.so"}


def test_every_component_has_a_version_an_address_and_a_licence_text(original: Path, bill: dict[str, Any]) -> None:
    assert bill["bomFormat"] == "CycloneDX"
    for part in bill["components"]:
        assert part["version"], part["name"]
        assert part["purl"].startswith("pkg:"), part["name"]
        assert part["licenses"][0]["license"]["name"], part["name"]
        assert any((original / "licences" / part["name"]).iterdir()), part["name"]
    texts = "".join(path.read_text(errors="replace") for path in (original / "licences").rglob("*") if path.is_file())
    for words in ("GNU LESSER GENERAL PUBLIC LICENSE", "SIL OPEN FONT LICENSE", "PYTHON SOFTWARE FOUNDATION", "ISC"):
        assert words in texts


def test_what_it_says_of_itself_is_what_was_built(frozen: Frozen, bill: dict[str, Any]) -> None:
    ran = frozen.run("--version", "--json")
    said = ran.report
    of_bill = bill["metadata"]["component"]
    assert said["version"] == of_bill["version"]
    assert said["commit"] == of_bill["properties"][0]["value"]
    assert re.fullmatch(r"[0-9a-f]{40}(\+changed)?|unknown", said["commit"])
    assert said["built_on"] == bill["metadata"]["timestamp"][:10]
    text = frozen.run("--version").out
    assert all(fact in text for fact in (said["commit"], said["built_on"], *said["limits"]))


@pytest.fixture
def flip(frozen: Frozen) -> Iterator[dict[str, str]]:
    """The frozen program's own simulator."""
    child = frozen.start("simulate", "--batteries", "12")
    assert child.stdout is not None
    yield json.loads(child.stdout.readline())
    child.terminate()
    child.communicate()


@pytest.mark.parametrize(("theme", "alike"), [("light", True), ("dark", False)])
def test_it_looks_like_the_program_in_the_source(frozen: Frozen, flip: dict[str, str], theme: str, alike: bool) -> None:
    """With the same commands in the same theme; the other theme is the negative control."""
    given = ["--size", "1000x700", "--base-url", flip["url"], "--data-dir"]
    ours, theirs = frozen.home / "source.png", frozen.home / "frozen.png"
    secret = {"FLIPCONSOLE_TOKEN": flip["token"]}
    child = frozen.start("render", theirs, "--theme", theme, *given, frozen.home / "a", **secret)
    source = [sys.executable, "-m", "flipconsole", "render", str(ours), "--theme", "light", *given]
    surroundings = frozen.surroundings(PATH="/usr/bin:/bin", **secret)
    subprocess.run(
        [*source, str(frozen.home / "b")], env=surroundings, cwd=tree.ROOT, check=True, capture_output=True, timeout=100
    )
    child.communicate(timeout=100)
    assert child.returncode == 0
    pictures = [QImage(str(path)).convertToFormat(QImage.Format.Format_RGB888) for path in (ours, theirs)]
    assert (difference(*pictures) <= MAY_DIFFER) is alike


def test_published_files_have_their_sums(original: Path) -> None:
    sums = original.parent / "SHA256SUMS"
    if not sums.exists():
        pytest.skip("no archive was made")
    lines = [line.split("  ") for line in sums.read_text(encoding="utf-8").splitlines()]
    assert lines
    for digest, name in lines:
        assert hashlib.sha256((original.parent / name).read_bytes()).hexdigest() == digest
