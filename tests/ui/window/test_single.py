"""A second start raises the first window, and a killed one leaves nothing in the way (O13)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from flipconsole.ui.single import FirstWindow
from tests.gates import Gate

HOLDER = """
import sys
from PySide6.QtCore import QCoreApplication
from flipconsole.ui.single import FirstWindow
application = QCoreApplication([])
first = FirstWindow(sys.argv[1])
print("raised the other" if first.raise_other() else "first", flush=True)
first.raise_requested.connect(lambda: print("asked", flush=True))
application.exec()
"""
ASKER = HOLDER.replace("application.exec()", "")


@pytest.fixture
def name(tmp_path: Path) -> str:
    return f"flipconsole-test-{tmp_path.name}-{os.getpid()}"


@pytest.fixture
def holder(name: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, name], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "first\n"
    yield process
    process.kill()
    process.communicate()


@pytest.mark.gate("R10")
def test_a_second_start_raises_the_first_and_gives_way(
    name: str, holder: subprocess.Popen[str], qtbot: QtBot, gate: Gate
) -> None:
    second = FirstWindow(name)
    began = time.monotonic()
    assert second.raise_other()
    assert holder.stdout is not None
    assert holder.stdout.readline() == "asked\n"
    took_s = time.monotonic() - began
    assert took_s <= 1 or not gate.is_full
    gate.reached("a second start raises the first window in 1 s", f"raised in {took_s * 1000:.0f} ms")


def test_a_killed_holder_is_no_holder(name: str, holder: subprocess.Popen[str], qtbot: QtBot) -> None:
    holder.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    holder.wait(10)
    second = FirstWindow(name)
    assert not second.raise_other()
    said = subprocess.Popen([sys.executable, "-c", ASKER, name], stdout=subprocess.PIPE, text=True)
    with qtbot.waitSignal(second.raise_requested, timeout=20_000):
        pass
    assert said.communicate(timeout=20)[0] == "raised the other\n"
    second.close()


def test_a_closed_window_is_raised_no_more(name: str, qtbot: QtBot) -> None:
    first = FirstWindow(name)
    assert not first.raise_other()
    first.close()
    second = FirstWindow(name)
    assert not second.raise_other()
    second.close()


def test_windows_of_other_servers_do_not_meet(name: str, qtbot: QtBot) -> None:
    first, other = FirstWindow(name), FirstWindow(f"{name}-other")
    assert not first.raise_other()
    assert not other.raise_other()
    first.close()
    other.close()
