"""The frozen program passes its own self-test wherever and by whomever it is started (faults 84, 85, 87, K7)."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.frozen.conftest import LIMIT_S, NOBODY, Frozen

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def test_on_a_screen_with_an_empty_path_and_from_an_awkward_folder(frozen: Frozen, screen: str) -> None:
    ran = frozen.run("selftest", "--json", DISPLAY=screen)
    assert ran.failed == {}, ran.err
    assert ran.code == 0
    assert "xcb" in next(check["found"] for check in ran.report["checks"] if check["name"] == "screen")
    assert "a build" in ran.report["place"]["Program"]
    assert str(frozen.program) in ran.report["place"]["Program"]


@pytest.mark.skipif(not IS_ROOT, reason="only root becomes somebody else")
def test_as_another_user_from_a_folder_that_cannot_be_written(frozen: Frozen) -> None:
    os.chown(frozen.home, NOBODY, NOBODY)
    for path in [frozen.folder, *frozen.folder.rglob("*")]:
        if path.is_dir():
            path.chmod(0o555)
    before = sorted(path.relative_to(frozen.folder) for path in frozen.folder.rglob("*"))
    ran = frozen.run("selftest", "--json", user=NOBODY, group=NOBODY, extra_groups=[], LANG="C")
    assert ran.failed == {}, ran.err
    assert sorted(path.relative_to(frozen.folder) for path in frozen.folder.rglob("*")) == before
    data = frozen.home / ".local/share/flipconsole"
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert data.stat().st_uid == NOBODY


WRITTEN = (".local/share/flipconsole", ".cache/fontconfig")
"""Where the program, and the library that finds fonts, leave something in a home; `packaging/README.md` says so."""


@pytest.mark.skipif(not IS_ROOT, reason="only root becomes somebody else")
def test_it_needs_no_rights_and_writes_where_it_says(frozen: Frozen, tmp_path: Path, screen: str) -> None:
    """A window, a list and a self-test of an ordinary user, then everything that has come to be in that home."""
    os.chown(frozen.home, NOBODY, NOBODY)
    temporary = frozen.home.parent / "temporary"
    temporary.mkdir()
    os.chown(temporary, NOBODY, NOBODY)
    somebody: dict[str, Any] = {
        "user": NOBODY, "group": NOBODY, "extra_groups": [], "DISPLAY": screen, "TMPDIR": str(temporary),
    }  # fmt: skip
    assert frozen.run("selftest", "--json", **somebody).code == 0
    assert frozen.run("list", "--base-url", "http://127.0.0.1:9", FLIPCONSOLE_TOKEN="t", **somebody).code == 3
    assert frozen.run("demo", "--picture", frozen.home / "picture.png", "--batteries", "5", **somebody).code == 0
    written = {path.relative_to(frozen.home).as_posix() for path in frozen.home.rglob("*") if path.is_file()}
    elsewhere = {place for place in written if not place.startswith(tuple(f"{one}/" for one in WRITTEN))}
    assert elsewhere == {"picture.png"}
    assert {place for place in written if place.startswith(WRITTEN[0])}
    assert list(temporary.iterdir()) == []


def closed(*streams: int) -> Callable[[], None]:
    def close() -> None:
        for stream in streams:
            os.close(stream)

    return close


def test_without_any_standard_stream(frozen: Frozen) -> None:
    """As a windowed program on Windows, or one that a desktop started, is: nothing to read from, nothing to say to."""
    picture = frozen.home / "picture.png"
    child = subprocess.run(
        [frozen.program, "demo", "--picture", picture, "--data-dir", frozen.home / "data", "--batteries", "5"],
        env=frozen.surroundings(),
        preexec_fn=closed(0, 1, 2),
        timeout=LIMIT_S,
    )
    assert child.returncode == 0
    assert picture.stat().st_size > 10_000
    assert (frozen.home / "data/log/flipconsole.log").exists()


def test_with_a_path_of_more_than_260_letters(frozen: Frozen) -> None:
    deep = frozen.home.joinpath(*(["ein ziemlich langer Ordnername mit Ümläuten"] * 7))
    assert len(str(deep)) > 300
    deep.mkdir(parents=True)
    ran = frozen.run("demo", "--picture", deep / "bild.png", "--data-dir", deep / "data", "--batteries", "5", LANG="C")
    assert ran.code == 0, ran.err
    assert (deep / "bild.png").stat().st_size > 10_000
    assert (deep / "data/log/flipconsole.log").exists()


@pytest.fixture
def not_executable(tmp_path: Path) -> Iterator[Path]:
    """A temporary folder from which nothing can be started, and which is nearly full."""
    folder = tmp_path / "noexec"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "noexec,size=1m", "none", str(folder)]
    if not IS_ROOT or subprocess.run(mount, stderr=subprocess.DEVNULL).returncode != 0:
        pytest.skip("only root may mount, and not everywhere")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_folder_needs_no_place_where_programs_may_be_unpacked(frozen: Frozen, not_executable: Path) -> None:
    assert frozen.run("--version", TMPDIR=str(not_executable)).code == 0
    picture = frozen.home / "picture.png"
    ran = frozen.run(
        "demo", "--picture", picture, "--batteries", "5", "--data-dir", frozen.home / "data", TMPDIR=str(not_executable)
    )
    assert ran.code == 0, ran.err
    assert picture.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_nothing_that_runs_lies_in_a_temporary_folder(frozen: Frozen, tmp_path: Path) -> None:
    """So a cleaner of temporary files can take nothing away from a program that runs (fault 84)."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    child = frozen.start("simulate", TMPDIR=str(temporary))
    try:
        assert child.stdout is not None
        assert child.stdout.readline()
        mapped = Path(f"/proc/{child.pid}/maps").read_text(encoding="utf-8")
    finally:
        child.terminate()
        child.communicate()
    assert "_internal/libpython" in mapped.replace("\\040", " ")
    assert str(temporary) not in mapped
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("taken", "finding"),
    [
        ("flipconsole/resources/fonts", "fonts"),
        ("tzdata/zoneinfo/America", "time zones"),
        ("flipconsole/resources/scenarios", "answer"),
        ("PySide6/Qt/plugins/platforms", "screen"),
    ],
)
def test_what_is_missing_is_found(frozen: Frozen, taken: str, finding: str) -> None:
    """Negative control of the self-test itself, one part at a time."""
    shutil.rmtree(frozen.internal / taken)
    ran = frozen.run("selftest", "--json")
    assert ran.code == 1
    assert finding in ran.failed
    assert "Traceback" not in ran.err


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("given", [{}, {"LD_LIBRARY_PATH": "/nowhere"}], ids=["none", "one"])
def test_its_children_get_the_surroundings_that_it_was_started_in(
    frozen: Frozen, screen: str, given: dict[str, str]
) -> None:
    """The start of a frozen child notes what it inherited: only what this program was given itself may be there."""
    parent = frozen.start("demo", "--batteries", "5", DISPLAY=screen, **given)
    try:
        child = eventually(lambda: child_of(parent.pid, "simulate"))
        surroundings = Path(f"/proc/{child}/environ").read_bytes().decode().split("\0")
    finally:
        parent.kill()
        parent.communicate()
    noted = dict(entry.split("=", 1) for entry in surroundings if entry.startswith("LD_LIBRARY_PATH"))
    assert noted.pop("LD_LIBRARY_PATH").startswith(str(frozen.internal))
    assert noted == {f"{name}_ORIG": value for name, value in given.items()}
    eventually(lambda: not Path(f"/proc/{child}").exists() or "zombie" in status(child))


def eventually(condition: Callable[[], Any]) -> Any:
    end = time.monotonic() + LIMIT_S
    while not (found := condition()):
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.05)
    return found


def status(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return "zombie"


def child_of(parent: int, word: str) -> int | None:
    """The process that the parent started with this word, once its own start is over."""
    for folder in Path("/proc").iterdir():
        try:
            said = (folder / "cmdline").read_bytes().split(b"\0")
            if f"PPid:\t{parent}\n" in status(int(folder.name)) and word.encode() in said:
                surroundings = (folder / "environ").read_bytes()
                return int(folder.name) if b"LD_LIBRARY_PATH=" in surroundings else None
        except (OSError, ValueError):
            continue
    return None
