"""Whatever the program writes, shows, copies or leaves behind: the token is not in it (SEC2)."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests import secret_service
from tests.cli.conftest import forms_of

CANARY = "canary/7Qx+9=~zL0wB"
ROOT = Path(__file__).resolve().parents[2]
WAIT_S = 90


def forms() -> list[bytes]:
    """The token as it might be written: plain, percent, hex, base64, and as Windows and Qt keep texts in memory."""
    return [*forms_of(CANARY), quote(CANARY).encode(), CANARY.encode("utf-16-le"), CANARY.encode("utf-16-be")]


def traces(*folders: Path, said: bytes = b"") -> list[str]:
    """Where the token can be read."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    places = {str(path): path.read_bytes() for path in files} | {"what was said": said}
    return [name for name, content in places.items() if any(form in content for form in forms())]


@pytest.fixture(scope="module")
def keyring() -> Iterator[secret_service.SecretService]:
    with secret_service.running() as found:
        yield found


class Sessions:
    """Runs the program in a home of its own, where everything that it writes is found again."""

    def __init__(self, folder: Path, surroundings: dict[str, str], url: str) -> None:
        self.folder = folder
        self.texts = folder / "texts.json"
        self._url = url
        for name in ("home", "tmp", "here"):
            (folder / name).mkdir()
        self._surroundings = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "offscreen",
            **surroundings,
            "HOME": str(folder / "home"),
            "TMPDIR": str(folder / "tmp"),
            "XDG_CONFIG_HOME": str(folder / "home" / "config"),
            "XDG_DATA_HOME": str(folder / "home" / "data"),
            "XDG_CACHE_HOME": str(folder / "home" / "cache"),
        }

    def run(self, *options: str) -> subprocess.CompletedProcess[bytes]:
        data = str(self.folder / "home" / "console")
        command = [sys.executable, "-m", "tests.e2e.canary", data, self._url, str(self.texts), *options]
        return subprocess.run(
            command,
            input=CANARY.encode() + b"\n",
            env=self._surroundings,
            cwd=self.folder / "here",
            capture_output=True,
            timeout=WAIT_S,
        )


@pytest.fixture
def sessions(tmp_path: Path, keyring: secret_service.SecretService, simulator_server: Callable[..., Any]) -> Sessions:
    running = simulator_server(token=CANARY)
    running.simulator.add_random(30)
    return Sessions(tmp_path, keyring.surroundings, running.url)


def test_two_sessions_a_keychain_and_a_crash_leave_it_nowhere(
    sessions: Sessions, keyring: secret_service.SecretService
) -> None:
    first = sessions.run()
    assert first.returncode == 0, first.stderr.decode()
    first_texts = sessions.texts.read_text()
    second = sessions.run("--crash")  # finds it in the keychain
    assert second.returncode != 0
    assert b"Fatal Python error: Aborted" in second.stderr
    second_texts = sessions.texts.read_text()
    assert len(json.loads(first_texts)) > 300
    assert "Accepted (HTTP 200)" in first_texts
    assert "kept in this desktop" in second_texts
    said = first.stdout + first.stderr + second.stdout + second.stderr
    log = next((sessions.folder / "home").rglob("flipconsole.log")).read_text()
    assert "[hidden]" in log  # somebody did try to write it down
    names = {path.name for path in sessions.folder.rglob("*") if path.is_file()}
    assert {"settings.toml", "outbox.sqlite3", "snapshot.sqlite3", "flipconsole.log", "texts.json"} <= names
    assert not [name for name in names if name.startswith("core")]
    assert traces(sessions.folder, keyring.home, said=said) == []


def test_a_log_that_hides_nothing_is_caught(sessions: Sessions) -> None:
    """Negative control: the headers in the log."""
    assert sessions.run("--planted").returncode == 0
    assert {Path(name).name for name in traces(sessions.folder)} >= {"flipconsole.log"}


# -- what other programs see -----------------------------------------------------------------------------------------


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("word", ["list", "selftest"])
def test_neither_the_program_nor_its_children_show_it_to_other_programs(
    word: str, tmp_path: Path, simulator_server: Callable[..., Any]
) -> None:
    running = simulator_server(token=CANARY)
    running.simulator.faults.add("latency=1.5")
    arguments = ["list", "--base-url", running.url] if word == "list" else ["selftest"]
    child = started(tmp_path, *arguments)
    own: list[bytes] = []
    others: dict[str, bytes] = {}
    while child.poll() is None:
        for process in family(child.pid):
            for place in ("cmdline", "environ"):
                with contextlib.suppress(OSError):
                    content = (Path("/proc") / str(process) / place).read_bytes()
                    if (process, place) == (child.pid, "environ"):
                        own.append(content)
                    else:
                        others[f"{process}/{place}"] = others.get(f"{process}/{place}", b"") + content
        time.sleep(0.02)
    child.communicate()
    # Until the program itself runs, its environment is what whoever started it has made of it.
    overwritten = next(number for number, content in enumerate(own) if b"FLIPCONSOLE_TOKEN=xxxx" in content)
    assert not any(CANARY.encode() in content for content in own[overwritten:])
    assert [name for name, content in others.items() if CANARY.encode() in content] == []
    if word == "selftest":
        assert len({name.partition("/")[0] for name in others}) > 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_program_that_keeps_its_environment_shows_it(tmp_path: Path) -> None:
    """Negative control: to remove a variable is not enough."""
    code = "import os, sys; del os.environ['FLIPCONSOLE_TOKEN']; print(flush=True); sys.stdin.read()"
    environment = {**os.environ, "FLIPCONSOLE_TOKEN": CANARY}
    with subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert CANARY.encode() in (Path("/proc") / str(child.pid) / "environ").read_bytes()
        child.communicate()


def started(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "FLIPCONSOLE_TOKEN": CANARY, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "flipconsole", *arguments, "--data-dir", str(folder / "data")]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)


def family(root: int) -> list[int]:
    """The process and those that it has started."""
    children = [root]
    for process in children:
        with contextlib.suppress(OSError):
            text = (Path("/proc") / str(process) / "task" / str(process) / "children").read_text()
            children += [int(word) for word in text.split()]
    return children
