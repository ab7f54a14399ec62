"""On a shared machine another user gets nothing: no byte of a file, no socket, no word from the simulator (SEC14)."""

import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flipconsole.ui.single import FirstWindow
from tests.gates import Gate

ROOT = Path(__file__).resolve().parents[2]
CANARY = "canary-7Qx9zL0wB1f0e"
STRANGER = 65534
"""The user `nobody`, who exists on every Linux and owns nothing."""

DEMANDED = "umask 000, another user: folders 0700, files 0600, 0 bytes read; socket and port give nothing"

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="needs a root who can be somebody else for a moment"
)


@pytest.fixture
def shared_place() -> Iterator[Path]:
    """A folder that everybody may pass through and look into, as home folders of old were."""
    place = Path(tempfile.mkdtemp(prefix="flipconsole-shared-", dir="/tmp"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


def as_stranger(*command: str, timeout: float = 20) -> subprocess.CompletedProcess[bytes]:
    """Run this as another user."""
    return subprocess.run(
        command, user=STRANGER, group=STRANGER, extra_groups=[], cwd="/", capture_output=True, timeout=timeout
    )


def bytes_read_by_a_stranger(place: Path) -> int:
    """What another user gets out of a folder: by walking through it, and by asking for each file by its name."""
    walked = as_stranger("find", str(place), "-type", "f", "-exec", "cat", "{}", "+")
    named = [as_stranger("cat", str(path)) for path in place.rglob("*") if path.is_file()]
    return len(walked.stdout) + sum(len(one.stdout) for one in named)


def work_with_every_door_open(place: Path, url: str, command_id: str, planted: str = "") -> None:
    """The program with umask 000: settings, an answer, the journal, a log and a backup; `planted` runs before it."""
    script = (
        "import os, runpy, sys\n"
        "from pathlib import Path\n"
        "os.umask(0)\n"
        f"{planted}\n"
        "from flipconsole.domain.profile import profile_at\n"
        "from flipconsole.store.home import Home\n"
        "from flipconsole.store.settings import Settings, save\n"
        f"profile, directory = profile_at({url!r}), Path({str(place / 'data')!r})\n"
        "save(Home(directory).directory, Settings(profile=profile.id, operator='Ana', profiles=(profile,)))\n"
        f"sys.argv = ['flipconsole', 'ack', {command_id!r}, 'FAILED_FAULT', '--reason', 'relay', '--data-dir', "
        "str(directory)]\nrunpy.run_module('flipconsole', run_name='__main__')\n"
    )
    surroundings = os.environ | {"FLIPCONSOLE_TOKEN": CANARY}
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=surroundings, capture_output=True, timeout=60)
    assert run.returncode == 0, run.stderr.decode()


@pytest.mark.gate("SEC14")
def test_another_user_reads_no_byte_of_what_the_program_keeps(
    simulator_server: Callable[..., Any], shared_place: Path, gate: Gate
) -> None:
    running = simulator_server(token=CANARY)
    work_with_every_door_open(shared_place, running.url, running.simulator.add().id)
    paths = [shared_place / "data", *(shared_place / "data").rglob("*")]
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in paths}
    assert {path.name for path in paths} >= {"settings.toml", "outbox.sqlite3", "snapshot.sqlite3", "flipconsole.log"}
    assert {oct(mode) for path, mode in modes.items() if path.is_dir()} == {"0o700"}
    assert {oct(mode) for path, mode in modes.items() if path.is_file()} == {"0o600"}
    # Each file for itself: also where somebody has opened the folders.
    folders = [path for path in paths if path.is_dir()]
    for folder in folders:
        folder.chmod(0o755)
    assert bytes_read_by_a_stranger(shared_place) == 0
    for folder in folders:
        folder.chmod(0o700)
    assert bytes_read_by_a_stranger(shared_place) == 0
    assert as_stranger("ls", str(shared_place / "data")).stdout == b""
    gate.reached(
        DEMANDED,
        f"{len(folders)} folders 0700, {len(paths) - len(folders)} files 0600, 0 bytes read, also with open folders",
    )


PLANTS = {
    "files with the modes of the umask": (
        "import os as _os; _open = _os.open\n"
        "_os.open = lambda path, flags, mode=0o777, **more: _open(path, flags, 0o666, **more)\n"
        "Path.chmod = lambda path, mode, **more: None\n"
        "_mkdir = Path.mkdir\n"
        "Path.mkdir = lambda path, mode=0o777, parents=False, exist_ok=False: _mkdir(path, 0o777, parents, exist_ok)\n"
    ),
}


@pytest.mark.gate("SEC14")
@pytest.mark.parametrize("planted", PLANTS.values(), ids=PLANTS.keys())
def test_the_same_look_finds_files_that_were_left_to_the_umask(
    simulator_server: Callable[..., Any], shared_place: Path, gate: Gate, planted: str
) -> None:
    """Negative control."""
    running = simulator_server(token=CANARY)
    work_with_every_door_open(shared_place, running.url, running.simulator.add().id, planted)
    count = bytes_read_by_a_stranger(shared_place)
    assert count > 1_000
    gate.caught(f"files left to the umask: {count:,} bytes read")


@pytest.mark.gate("SEC14")
def test_the_socket_of_the_first_window_takes_no_other_user(qtbot: Any, gate: Gate, monkeypatch: Any) -> None:
    """Through a folder that everybody may pass; negative control: a socket that is open is entered."""
    place = tempfile.mkdtemp(prefix="flipconsole-shared-", dir="/tmp")
    os.chmod(place, 0o755)
    before = os.umask(0)
    try:
        name = f"{place}/flipconsole-test"
        first = FirstWindow(name)
        raised: list[bool] = []
        first.raise_requested.connect(lambda: raised.append(True))
        assert not first.raise_other()
        path = Path(name)
        assert path.is_socket()
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
        knock = "import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.sendall(b'raise\\n')"
        refused = as_stranger("/usr/bin/python3", "-c", knock, str(path)) if _has_python() else None
        assert refused is None or b"PermissionError" in refused.stderr
        qtbot.wait(50)
        assert raised == []
        path.chmod(0o777)
        if refused is not None:
            assert as_stranger("/usr/bin/python3", "-c", knock, str(path)).returncode == 0
            qtbot.waitUntil(lambda: bool(raised), timeout=5_000)
            gate.caught("a socket that is open: another user raises the window")
        first.close()
    finally:
        os.umask(before)
        shutil.rmtree(place)
    gate.reached(DEMANDED, "the window's socket refuses another user")


def _has_python() -> bool:
    return (
        as_stranger("/usr/bin/python3", "-c", "print(1)").returncode == 0
        if Path("/usr/bin/python3").exists()
        else False
    )


@pytest.mark.gate("SEC14")
def test_the_port_of_the_simulator_and_its_process_tell_nobody_anything(gate: Gate) -> None:
    surroundings = os.environ | {"FLIPCONSOLE_TOKEN": CANARY}
    child = subprocess.Popen(
        [sys.executable, "-m", "flipconsole", "simulate", "--with-parent", "--batteries", "20"],
        cwd=ROOT, env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert child.stdout is not None
        said = json.loads(child.stdout.readline())
        port = int(said["url"].rpartition(":")[2])
        for file in ("environ", "maps", "mem"):
            assert as_stranger("cat", f"/proc/{child.pid}/{file}").stdout == b""
        words = as_stranger("cat", f"/proc/{child.pid}/cmdline").stdout
        assert said["token"].encode() not in words
        heard = b"".join(_asked(port, path) for path in ("/v1/commands", "/", "/docs", "/openapi.json", "/v1/sites"))
    finally:
        child.communicate(timeout=20)
    assert b"device_id" not in heard
    assert b"token" not in heard.replace(b"access token", b"").lower()
    statuses = {line.split(b" ")[1] for line in heard.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")}
    assert statuses <= {b"401", b"404"}
    gate.reached(
        DEMANDED, f"the simulator's port answers a stranger with {'/'.join(sorted(s.decode() for s in statuses))} alone"
    )


def _asked(port: int, path: str) -> bytes:
    """What somebody without the token hears: the port itself knows no users."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: line.recv(65_536), b""))
