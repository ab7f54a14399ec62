"""What a shell does to a program: pipes that close, terminals that lack letters, Ctrl-C, and hostile text."""

import json
import os
import signal
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HOSTILE = "\x1b[2J\x1b]0;title\x07\r\u202egnirts\u2066 naïve “quote” ⚡"

posix = pytest.mark.skipif(os.name != "posix", reason="Windows has other pipes and signals")


def test_text_from_the_server_cannot_drive_the_terminal(simulator_server: Any, program: Any, canary: str) -> None:
    server = simulator_server(token=canary)
    server.simulator.add(device_id=HOSTILE)
    ran = program(server.url).here("list")
    assert ran.code == 0
    assert "\\u001b[2J\\u001b]0;title\\u0007\\u000d\\u202egnirts\\u2066 naïve “quote” ⚡" in ran.out
    assert all(letter.isprintable() or letter == "\n" for letter in ran.out)


def test_a_terminal_without_those_letters_shows_them_all_the_same(
    simulator_server: Any, program: Any, canary: str
) -> None:
    server = simulator_server(token=canary)
    command = server.simulator.add(device_id=HOSTILE)
    ran = program(server.url).run("list", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{command.id}  \\u001b[2J")
    assert "na\\xefve \\u201cquote\\u201d \\u26a1" in ran.out


@posix
def test_a_reader_that_has_read_enough_is_no_fault(simulator_server: Any, program: Any, canary: str) -> None:
    """The answer is delivered, and the exit code true, though nobody reads what is said about it."""
    server = simulator_server(token=canary)
    command = server.simulator.add()
    shell = program(server.url)
    read, write = os.pipe()
    os.close(read)
    child = shell.start("ack", command.id, "OK", stdout=write)
    os.close(write)
    ran = shell.end(child)
    assert (ran.code, ran.err) == (0, "")
    assert server.simulator.get(command.id).device_status == "OK"


@posix
def test_help_that_nobody_reads_is_no_fault(program: Any) -> None:
    shell = program("http://127.0.0.1:9")
    read, write = os.pipe()
    os.close(read)
    child = shell.spawn("-m", "flipconsole", "--help", stdout=write)
    os.close(write)
    ran = shell.end(child)
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_output_that_cannot_be_written_is_told(simulator_server: Any, program: Any, canary: str) -> None:
    server = simulator_server(token=canary)
    server.simulator.add()
    shell = program(server.url)
    with Path("/dev/full").open("wb") as full:
        ran = shell.end(shell.start("list", "--json", stdout=full.fileno()))
    assert ran.code == 2
    assert "could not be written: No space left on device" in ran.err


@posix
def test_ctrl_c_ends_quietly_with_130_and_keeps_what_was_saved(
    simulator_server: Any, program: Any, canary: str, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    server = simulator_server(token=canary)
    command = server.simulator.add()
    server.simulator.faults.add("latency=60,on=list")
    shell = program(server.url)
    # A shell that starts the tests in the background has them ignore Ctrl+C, and a child would inherit that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        child = shell.start("ack", command.id, "OK")
    finally:
        signal.signal(signal.SIGINT, before)
    assert child.stdout is not None
    assert child.stdout.readline().startswith(b"saved ")
    eventually(lambda: server.simulator.faults.as_json()[0]["struck"] == 1)
    child.send_signal(signal.SIGINT)
    ran = shell.end(child)
    assert (ran.code, ran.out, ran.err) == (130, "", "")
    assert shell.here("outbox").lines[-1] == "1 waiting, 0 need you"


LOADED = """
import sys
from flipconsole.__main__ import main
try:
    code = main(sys.argv[1:])
except SystemExit as ended:
    code = ended.code
print("loaded:", *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
raise SystemExit(code)
"""


def test_no_word_loads_what_it_does_not_need(simulator_server: Any, program: Any, canary: str) -> None:
    """The window's libraries cost a second, and a machine without a screen may lack them (control: asyncio, httpx)."""
    server = simulator_server(token=canary)
    shell = program(server.url)
    listing = shell.spawn("-c", LOADED, *shell.arguments("list"))
    serving = shell.spawn("-c", LOADED, "simulate", "--with-parent", "--batteries", "1")
    version = shell.spawn("-c", LOADED, "--version")
    loaded = {}
    for name, child in (("list", listing), ("simulate", serving), ("version", version)):
        ran = shell.end(child)
        assert ran.code == 0
        loaded[name] = set(ran.err.partition("loaded:")[2].split())
    window = {"PySide6", "shiboken6", "pyqtgraph", "numpy", "qasync"}
    assert window & loaded["list"] == set()
    assert {"httpx", "asyncio", "psygnal"} <= loaded["list"]
    assert (window | {"httpx", "psygnal", "msgspec", "sqlite3"}) & loaded["simulate"] == set()
    assert "uvicorn" in loaded["simulate"]
    assert (window | {"httpx", "asyncio", "msgspec", "sqlite3", "uvicorn", "ssl"}) & loaded["version"] == set()


def test_simulate_serves_with_the_faults_asked_for(program: Any) -> None:
    shell = program("http://127.0.0.1:9", None)
    child = shell.spawn(
        "-m", "flipconsole", "simulate", "--scenario=quiet", "--fault=status=503,on=list", "--with-parent"
    )
    told = json.loads(child.stdout.readline())
    request = urllib.request.Request(told["url"] + "/v1/commands", headers={"Authorization": "Bearer " + told["token"]})
    with pytest.raises(urllib.error.HTTPError, match="503") as refused:
        urllib.request.urlopen(request, timeout=10)
    refused.value.close()
    assert shell.end(child).code == 0
