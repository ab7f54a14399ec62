"""`packaging/dev.py` finds a Python, keeps `.venv` whole, names missing libraries and fails when a check fails."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.house import tree


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(tree.ROOT / "packaging"))
    import dev

    return dev


@pytest.fixture
def place(door: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment of this test's own, with locks of its own; what would be installed is noted in `installed`."""
    locks = tmp_path / "locks"
    locks.mkdir()
    for name in ("run", "test"):
        (locks / f"{name}.txt").write_text(f"{name}\n", encoding="utf-8")
    venv = tmp_path / "a folder" / ".venv"
    command = [sys.executable, "-m", "venv", "--without-pip", str(venv)]
    monkeypatch.setattr(door.environment, "LOCKS", locks)
    monkeypatch.setattr(door.environment, "VENV", venv)
    monkeypatch.setattr(door.environment, "STAMP", venv / "stamp.json")
    monkeypatch.setattr(door.environment, "_builder", lambda folder: command)
    note = tmp_path / "installed"
    note.touch()

    def install(lock: str, folder: Path) -> None:
        with note.open("a", encoding="utf-8") as text:
            text.write(lock + " ")

    monkeypatch.setattr(door.environment, "_install", install)
    return tmp_path


def installed(place: Path) -> list[str]:
    return (place / "installed").read_text(encoding="utf-8").split()


def test_the_environment_is_made_once_and_imports_flipconsole_from_anywhere(door: ModuleType, place: Path) -> None:
    python = door.environment.ensure("run")
    assert door.environment.ensure("run") == python
    assert installed(place) == ["run"]
    question = [str(python), "-c", "import flipconsole; print(flipconsole.__file__)"]
    answer = subprocess.run(question, cwd=place, capture_output=True, text=True, check=True)
    assert Path(answer.stdout.strip()).is_relative_to(tree.ROOT)


def test_the_tests_need_more_than_the_program_and_keep_what_is_there(door: ModuleType, place: Path) -> None:
    (door.environment.ensure("run").parent / "mark").touch()
    assert (door.environment.ensure("test").parent / "mark").exists()
    door.environment.ensure("run")
    assert installed(place) == ["run", "test"]


def test_a_changed_lock_makes_the_environment_anew(door: ModuleType, place: Path) -> None:
    (door.environment.ensure("run").parent / "mark").touch()
    (place / "locks" / "run.txt").write_text("newer\n", encoding="utf-8")
    assert not (door.environment.ensure("run").parent / "mark").exists()
    assert installed(place) == ["run", "run"]


def test_an_environment_elsewhere_leaves_the_usual_one_alone(
    door: ModuleType, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = door.environment.ensure("run")
    (usual.parent / "mark").touch()
    other = place / "other"
    command = [sys.executable, "-m", "venv", "--without-pip", str(other)]
    monkeypatch.setattr(door.environment, "_builder", lambda folder: command)
    assert door.environment.ensure("test", other) == door.environment.python_of(other)
    assert (other / door.environment.STAMP.name).exists()
    assert (usual.parent / "mark").exists()
    assert installed(place) == ["run", "test"]


@pytest.mark.parametrize(
    "remains", ["no stamp", "half a stamp", "a list", "another Python", "no interpreter", "a file"]
)
def test_a_half_made_environment_is_made_anew(remains: str, door: ModuleType, place: Path) -> None:
    stamp: Path = door.environment.STAMP
    python = door.environment.ensure("run")
    match remains:
        case "no stamp":
            stamp.unlink()
        case "half a stamp":
            stamp.write_text(stamp.read_text(encoding="utf-8")[:20], encoding="utf-8")
        case "a list":
            stamp.write_text("[]", encoding="utf-8")
        case "another Python":
            held = json.loads(stamp.read_text(encoding="utf-8"))
            stamp.write_text(json.dumps({**held, "python": "3.11.0"}), encoding="utf-8")
        case "no interpreter":
            python.unlink()
        case "a file":
            (python.parent / "flipconsole").touch()
            stamp.unlink()
    door.environment.ensure("run")
    assert installed(place) == ["run", "run"]
    assert not (python.parent / "flipconsole").exists()
    assert subprocess.run([str(python), "-c", "import flipconsole"]).returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot replace a process")
def test_the_program_takes_the_place_of_the_door(
    door: ModuleType, place: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    started: list[list[str]] = []

    def execv(path: str, command: list[str]) -> None:
        started.append(command)
        raise SystemExit(3)

    monkeypatch.setattr(os, "execv", execv)
    with pytest.raises(SystemExit) as ended:
        door.main(["run", "list", "--json"])
    assert ended.value.code == 3
    assert started == [[str(door.environment.python_of(door.environment.VENV)), "-m", "flipconsole", "list", "--json"]]
    assert capfd.readouterr().out == ""


def test_an_interrupted_installation_leaves_no_stamp(
    door: ModuleType, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    door.environment.ensure("run")
    monkeypatch.setattr(door.environment, "_install", interrupted)
    with pytest.raises(KeyboardInterrupt):
        door.environment.ensure("test")
    assert not door.environment.STAMP.exists()


def test_a_folder_that_cannot_be_written_is_told_plainly(
    door: ModuleType, place: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refused(self: Path, *_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    door.environment.ensure("run")
    monkeypatch.setattr(door.system_libraries, "provide", lambda: True)
    monkeypatch.setattr(Path, "unlink", refused)
    assert door.main(["test"]) == 1
    assert "could not be written: [Errno 13] Permission denied" in capfd.readouterr().err
    assert installed(place) == ["run"]


@pytest.mark.parametrize(
    ("version", "supported"), [((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 14), False), ((4, 0), False)]
)
def test_the_supported_versions(version: tuple[int, int], supported: bool, door: ModuleType) -> None:
    assert door.interpreter.is_supported(version) is supported


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 14, 0)])
def test_a_wrong_python_is_told_plainly(
    version: tuple[int, int, int],
    door: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert door.main(["demo"]) == 1
    said = capsys.readouterr().err
    assert "needs Python 3.11 to 3.13" in said
    assert f"this is Python 3.{version[1]}" in said


@pytest.mark.skipif(os.name == "nt", reason="Windows has the py launcher instead of names on the PATH")
def test_a_right_python_is_found_behind_shims_that_answer_nothing(
    door: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = {
        "shims/python3.13": "#!/bin/sh\nexit 127\n",
        "old/python3.12": "#!/bin/sh\necho 3 10 /bin/sh\n",
        "new/python3.12": "#!/bin/sh\necho 3 12 /bin/sh\n",
    }
    for name, text in programs.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join(str(tmp_path / folder) for folder in ("shims", "old", "new")))
    assert door.interpreter.find_supported() == "/bin/sh"


@pytest.fixture
def bare_debian(door: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A Debian without the graphics library, for somebody who is not root."""
    libraries: ModuleType = door.system_libraries
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(libraries, "_loads", lambda soname: soname != "libEGL.so.1")
    monkeypatch.setattr(libraries.shutil, "which", lambda name: "/usr/bin/" + name)
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    return libraries


def test_missing_libraries_are_named_with_the_line_to_type(
    bare_debian: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bare_debian.provide() is False
    said = capsys.readouterr().err
    assert "libEGL.so.1" in said
    assert "apt-get install -y --no-install-recommends libegl1\n" in said


def test_root_installs_only_what_is_missing(bare_debian: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def install(packages: list[str]) -> bool:
        asked.append(packages)
        monkeypatch.setattr(bare_debian, "_loads", lambda soname: True)
        return True

    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(bare_debian, "install", install)
    assert bare_debian.provide() is True
    assert bare_debian.provide() is True
    assert asked == [["libegl1"]]


@pytest.mark.parametrize("failing", [None, "format", "lint", "types", "imports", "tests"])
def test_every_check_runs_and_any_failure_fails(
    failing: str | None, door: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = {"format": "--check", "lint": "check", "types": "mypy", "imports": "lint-imports", "tests": "pytest"}
    ran: list[str] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        spoken = [Path(command[0]).name, *command[1:]]
        name = next(name for name, word in words.items() if word in spoken)
        ran.append(name)
        assert ("-k" in command) is (name == "tests")
        return subprocess.CompletedProcess(command, int(name == failing))

    monkeypatch.setattr(door.system_libraries, "provide", lambda: True)
    monkeypatch.setattr(door.environment, "ensure", lambda *_: Path("/venv/bin/python"))
    monkeypatch.setattr(door.subprocess, "run", run)
    assert door.main(["test", "-k", "fuse"]) == (0 if failing is None else 1)
    assert ran == list(words)
    closing = capsys.readouterr().out.splitlines()[-1]
    assert closing == (f"FAILED: {failing}" if failing else "All checks passed: " + ", ".join(words))


def test_an_unknown_command_is_a_usage_error(door: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert door.main([]) == 2
    with pytest.raises(SystemExit) as stopped:
        door.main(["deploy"])
    assert stopped.value.code == 2
    assert "invalid choice: 'deploy'" in capsys.readouterr().err
