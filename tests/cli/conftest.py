"""The program as a shell meets it: real processes against a real server, and no trace of the token anywhere."""

import base64
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest

from flipconsole.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
CANARY = "canary/7Qx+9=~zL0wB"
WAIT_S = 40


def forms_of(secret: str) -> list[bytes]:
    """The secret as it might turn up: plain, percent-encoded, hexadecimal, and base64 at each of three offsets."""
    raw = secret.encode()
    forms = [raw, quote(secret, safe="").encode(), raw.hex().encode()]
    for before in range(3):
        encoded = base64.b64encode(b"." * before + raw)
        inner = encoded[4 if before else 0 : -4]
        forms += [inner, inner.replace(b"+", b"-").replace(b"/", b"_")]
    return forms


def traces(secret: str, folder: Path, said: bytes) -> list[str]:
    """Where the secret can be read: names of files, or what was said."""
    places = {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    places["what was said"] = said
    return [name for name, content in places.items() if any(form in content for form in forms_of(secret))]


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


class Program:
    """`python -m flipconsole` with one data directory and one server."""

    def __init__(self, folder: Path, url: str, token: str | None, here: Callable[..., Ran]) -> None:
        self._here = here
        self.data = folder / "data"
        self.url = url
        self.token = token
        self.said = b""
        self.children: list[subprocess.Popen[bytes]] = []

    def arguments(self, word: str, *arguments: str) -> list[str]:
        return [word, "--base-url", self.url, "--data-dir", str(self.data), *arguments]

    def environment(self, **changes: str) -> dict[str, str]:
        ours = ("FLIPCONSOLE", "PYTHON")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        token = {} if self.token is None else {"FLIPCONSOLE_TOKEN": self.token}
        return {**kept, "LANGUAGE": "C", "TZ": "America/New_York", **token, **changes}

    def spawn(self, *command: str, stdout: int = subprocess.PIPE, **changes: str) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment(**changes),
            stdin=subprocess.PIPE,
            stdout=stdout,
            stderr=subprocess.PIPE,
        )
        self.children.append(child)
        return child

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        return self.spawn("-m", "flipconsole", *self.arguments(*arguments), **options)

    def end(self, child: subprocess.Popen[bytes]) -> Ran:
        out, err = child.communicate(timeout=WAIT_S)
        self.said += (out or b"") + err
        assert b"Traceback" not in err, err.decode()
        return Ran(child.returncode, (out or b"").decode(), err.decode())

    def run(self, *arguments: str, **options: Any) -> Ran:
        return self.end(self.start(*arguments, **options))

    def here(self, *arguments: str) -> Ran:
        """The same in this process, which is faster: for what is no matter of processes."""
        ran = self._here(*arguments, "--base-url", self.url, token=self.token)
        self.said += (ran.out + ran.err).encode()
        return ran


@pytest.fixture
def program(tmp_path: Path, call: Callable[..., Ran]) -> Iterator[Callable[..., Program]]:
    """Makes programs; after the test, no file and nothing that they said holds the token in any form."""
    programs: list[Program] = []

    def make(url: str, token: str | None = CANARY) -> Program:
        programs.append(Program(tmp_path, url, token, call))
        return programs[-1]

    yield make
    for one in programs:
        for child in one.children:
            if child.poll() is None:
                child.kill()
            one.said += b"".join(rest for rest in child.communicate() if rest)
        assert traces(CANARY, one.data, one.said) == []


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs the program's own `main` in this process, which is faster; the data directory is tmp_path/data."""

    def called(*arguments: str, token: str | None = CANARY) -> Ran:
        if token is None:
            monkeypatch.delenv("FLIPCONSOLE_TOKEN", raising=False)
        else:
            monkeypatch.setenv("FLIPCONSOLE_TOKEN", token)
        monkeypatch.setenv("LANGUAGE", "C")
        try:
            code = main([*arguments, "--data-dir", str(tmp_path / "data")])
        except SystemExit as ended:
            code = int(ended.code or 0)
        captured = capsys.readouterr()
        assert traces(CANARY, tmp_path, (captured.out + captured.err).encode()) == []
        return Ran(code, captured.out, captured.err)

    return called


@pytest.fixture
def canary() -> str:
    """The token that must turn up nowhere."""
    return CANARY


@pytest.fixture
def find_traces() -> Callable[[str, Path, bytes], list[str]]:
    """The search for a secret that every test of this folder ends with."""
    return traces


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], None]:
    """Waits for a condition that another process or thread brings about."""

    def wait(condition: Callable[[], bool]) -> None:
        end = time.monotonic() + WAIT_S
        while not condition():
            assert time.monotonic() < end, "it did not come true"
            time.sleep(0.02)

    return wait
