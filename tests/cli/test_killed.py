"""Killed at the worst moments: what was said to be saved is there, and reaches Flip with the same body."""

import json
import os
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX's")

BODY = '{"device_status":"FAILED_FAULT","device_status_reason":"inverter code E12"}'
ANSWER = ("FAILED_FAULT", "--reason", "inverter code E12")

SAYS_TOO_EARLY = """
import sys
from concurrent.futures import Future
from flipconsole.__main__ import main
from flipconsole.store.outbox import Outbox, Put

def put(self, acks, lines=(), bulk=None):
    told = Future()
    told.set_result(Put(tuple(ack.but(seq=1) for ack in acks), ()))
    return told

Outbox.put = put
raise SystemExit(main(sys.argv[1:]))
"""

Eventually = Callable[[Callable[[], bool]], None]


def outbox_after_kill(shell: Any, child: Any, when: Callable[[], None]) -> list[dict[str, Any]]:
    assert child.stdout.readline().startswith(b"saved ")
    when()
    child.kill()
    shell.end(child)
    documents: list[dict[str, Any]] = json.loads(shell.here("outbox", "--json").out)
    return documents


def test_killed_between_saved_and_delivery_loses_nothing(simulator_server: Any, program: Any, canary: str) -> None:
    server = simulator_server(token=canary)
    command = server.simulator.add()
    server.simulator.faults.add("latency=60,on=list")
    shell = program(server.url)
    (kept,) = outbox_after_kill(shell, shell.start("ack", command.id, *ANSWER), lambda: None)
    assert (kept["id"], kept["state"], kept["attempts"]) == (command.id, "queued", 0)
    server.simulator.faults.clear()
    assert shell.here("outbox", "--send").code == 0
    assert shell.here("outbox", "--send").code == 0
    assert [request.body for request in server.simulator.received.requests("patch")] == [BODY]


def test_a_program_that_says_saved_too_early_is_found_out(simulator_server: Any, program: Any, canary: str) -> None:
    """The negative control of the test above: `saved` before the answer is on disk."""
    server = simulator_server(token=canary)
    command = server.simulator.add()
    server.simulator.faults.add("latency=60,on=list")
    shell = program(server.url)
    child = shell.spawn("-c", SAYS_TOO_EARLY, *shell.arguments("ack", command.id, *ANSWER))
    assert outbox_after_kill(shell, child, lambda: None) == []


@pytest.mark.parametrize("kind", ["keeps", "drops"])
def test_killed_while_sending_is_shown_as_not_confirmed_and_resolved(
    simulator_server: Any, program: Any, canary: str, eventually: Eventually, kind: str
) -> None:
    """Flip had taken the answer and the process died before it heard so."""
    server = simulator_server(token=canary, list=kind)
    command = server.simulator.add()
    server.simulator.faults.add("latency=0.6,on=patch,count=1")
    shell = program(server.url)

    def struck() -> None:
        eventually(lambda: bool(server.simulator.faults.as_json()[0]["struck"]))

    (kept,) = outbox_after_kill(shell, shell.start("ack", command.id, *ANSWER), struck)
    assert (kept["state"], kept["attempts"], kept["answer_unheard"]) == ("queued", 1, True)
    assert "Not confirmed" in shell.here("outbox").lines[0]
    eventually(lambda: bool(server.simulator.get(command.id).device_status == "FAILED_FAULT"))
    assert shell.here("outbox", "--send").code == 0
    bodies = [request.body for request in server.simulator.received.requests("patch")]
    assert bodies == [BODY] * (1 if kind == "keeps" else 2)
    assert shell.here("outbox").lines == ["0 waiting, 0 need you"]
