"""The server as other programs meet it: one line, real sockets, and an end with its parent."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from flipconsole.simulator.server import TOKEN_VARIABLE, ServeOptions, serve

ROOT = Path(__file__).resolve().parents[2]
WAIT_S = 20

CHILD = """
import sys
from pathlib import Path
from flipconsole.simulator.server import ServeOptions, serve
options = ServeOptions(scenario=Path("resources/scenarios/quiet.toml"), with_parent="--with-parent" in sys.argv,
                       faults=tuple(argument for argument in sys.argv[1:] if "=" in argument))
raise SystemExit(serve(options))
"""

Start = Callable[..., tuple[subprocess.Popen[str], dict[str, str]]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts the server in a process of its own and reads its one line."""
    children: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **environment: str) -> tuple[subprocess.Popen[str], dict[str, str]]:
        child = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", CHILD, *arguments],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        children.append(child)
        assert child.stdout is not None
        return child, json.loads(child.stdout.readline() or "{}")

    yield start
    for child in children:
        child.kill()
        child.communicate()


def eventually(condition: Callable[[], bool]) -> None:
    """Wait for what the server's thread brings about."""
    end = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.01)


def test_the_one_line_comes_when_it_is_listening(start: Start) -> None:
    _, told = start()
    assert set(told) == {"url", "token"}
    headers = {"Authorization": f"Bearer {told['token']}"}
    response = httpx.get(f"{told['url']}/v1/commands", headers=headers)
    assert (response.status_code, len(response.json())) == (200, 21)
    assert len(response.headers.get_list("date")) == 1


@pytest.mark.skipif(os.name != "posix", reason="Windows ends a process without asking it")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_asked_even_with_a_client_connected(start: Start, number: signal.Signals) -> None:
    child, told = start()
    with httpx.Client(base_url=told["url"]) as client:
        assert client.get("/v1/commands").status_code == 401
        child.send_signal(number)
        rest, errors = child.communicate(timeout=WAIT_S)
    assert (child.returncode, rest, errors) == (0, "", "")


def test_it_ends_when_its_parent_lets_go(start: Start) -> None:
    child, _ = start("--with-parent")
    assert child.stdin is not None
    child.stdin.write("the parent may say something\n")
    child.stdin.flush()
    assert child.poll() is None
    rest, errors = child.communicate(timeout=WAIT_S)  # closes its standard input
    assert (child.returncode, rest, errors) == (0, "", "")


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_it_ends_when_its_parent_is_killed() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, CHILD], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert parent.stdout is not None
    told = json.loads(parent.stdout.readline())
    assert httpx.get(f"{told['url']}/v1/commands").status_code == 401
    parent.kill()
    parent.wait()
    # The child holds the other end of this pipe: it is at its end when the child has gone.
    assert parent.stdout.read() == ""
    parent.stdout.close()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{told['url']}/v1/commands")


PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", sys.argv[1], "--with-parent"], stdin=subprocess.PIPE)
child.wait()
"""


def test_without_being_asked_it_does_not_care_about_its_standard_input(start: Start) -> None:
    child, told = start()
    assert child.stdin is not None
    child.stdin.close()
    assert httpx.get(f"{told['url']}/v1/commands").status_code == 401
    assert child.poll() is None
    child.stdin = None


def test_the_token_is_new_for_each_run_or_from_the_environment(start: Start) -> None:
    tokens = [start()[1]["token"] for _ in range(2)]
    assert tokens[0] != tokens[1]
    assert min(len(token) for token in tokens) > 30
    assert start(**{TOKEN_VARIABLE: "as-told"})[1]["token"] == "as-told"


def test_faults_are_asked_for_at_the_start(start: Start) -> None:
    _, told = start("status=503,retry_after=9")
    response = httpx.get(f"{told['url']}/v1/commands")
    assert (response.status_code, response.headers["retry-after"]) == (503, "9")


def test_a_fault_or_scenario_that_cannot_be_read_is_a_sentence(
    capsys: pytest.CaptureFixture[str], scenarios: Path, tmp_path: Path
) -> None:
    for options in (
        ServeOptions(scenario=scenarios / "quiet.toml", faults=("thunder=1",)),
        ServeOptions(scenario=tmp_path / "absent.toml"),
    ):
        assert serve(options) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert len(printed.err.splitlines()) == 1


def test_a_taken_port_is_a_sentence(capsys: pytest.CaptureFixture[str], scenarios: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert serve(ServeOptions(scenario=scenarios / "quiet.toml", port=port)) == 1
    assert f"port {port}" in capsys.readouterr().err


def test_a_lost_answer_really_closes_the_socket(simulator_server: Callable[..., Any]) -> None:
    url, token, sim = simulator_server()
    command = sim.add()
    sim.faults.add("lost=1,on=patch,count=1", "reset=1,on=list,count=1", "short=0.5,on=list,after=1,count=1")
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}) as client:
        with pytest.raises(httpx.TransportError):
            client.patch(f"/v1/command/{command.id}", json={"device_status": "OK"})
        assert command.device_status == "OK"
        with pytest.raises(httpx.TransportError):
            client.get("/v1/commands")
        with pytest.raises(httpx.RemoteProtocolError, match="complete"):
            client.get("/v1/commands")
        assert client.get("/v1/commands").json() == [command.row()]
    assert [one.answered for one in sim.received.requests()] == ["dropped", "dropped", "dropped", 200]


def test_a_client_that_goes_away_in_the_middle_of_its_request_has_done_nothing(
    simulator_server: Callable[..., Any], capfd: pytest.CaptureFixture[str]
) -> None:
    url, token, sim = simulator_server()
    command = sim.add()
    where = httpx.URL(url)
    with socket.create_connection((where.host, where.port or 0)) as client:
        lines = [f"PATCH /v1/command/{command.id} HTTP/1.1", f"Host: {where.host}", f"Authorization: Bearer {token}"]
        client.sendall("\r\n".join([*lines, "Content-Length: 22", "", '{"device_']).encode())
        eventually(lambda: len(sim.received.requests()) == 1)
    eventually(lambda: sim.received.requests()[0].answered is not None)
    (cut,) = sim.received.requests("patch")
    assert (cut.answered, cut.body) == ("cut", "")
    assert command.device_status == "PENDING"
    answer = httpx.get(f"{url}/v1/commands", headers={"Authorization": f"Bearer {token}"})
    assert answer.json() == [command.row()]
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("fault", ["status=204", "status=304", "html=204", "empty=200", "status=600", "status=999"])
def test_every_status_can_go_over_a_socket(simulator_server: Callable[..., Any], fault: str) -> None:
    url, _, sim = simulator_server()
    sim.faults.add(fault)
    with httpx.Client(base_url=url) as client:
        for _ in range(2):  # the connection stays sound
            assert client.get("/v1/commands").status_code == int(fault.partition("=")[2])


def test_a_drip_comes_byte_by_byte_and_stops_with_the_client(simulator_server: Callable[..., Any]) -> None:
    url, token, sim = simulator_server()
    sim.add_random(20)
    headers = {"Authorization": f"Bearer {token}"}
    for fault in ("drip=0.01", "huge=inf"):
        sim.faults.replace(fault)
        with httpx.stream("GET", f"{url}/v1/commands", headers=headers) as response:
            first = next(response.iter_raw())
            assert (first == b"[") == (fault == "drip=0.01")
    sim.faults.clear()
    assert len(httpx.get(f"{url}/v1/commands", headers=headers).json()) == 20


def test_an_address_that_is_open_to_all_is_told_as_loopback(simulator_server: Callable[..., Any]) -> None:
    from flipconsole.simulator.server import listen, url_of

    with listen("0.0.0.0", 0) as listener:
        assert url_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"
