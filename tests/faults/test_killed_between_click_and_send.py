"""Killed at any moment after "saved": the next start delivers each answer, in effect once."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from flipconsole.app.waiting import until
from flipconsole.domain.environment import read_origin
from flipconsole.parts import open_parts
from flipconsole.store.home import Home
from flipconsole.store.settings import Settings

ENGINE = """
import asyncio, sqlite3, sys, time
from concurrent.futures import Future
from pathlib import Path
from flipconsole.app.waiting import until
from flipconsole.domain.command import Answer
from flipconsole.domain.environment import read_origin
from flipconsole.parts import open_parts
from flipconsole.store.home import Home
from flipconsole.store.outbox import Outbox, Put
from flipconsole.store.settings import Settings

url, token, directory, how, id = sys.argv[1:]

if how == "too-early":
    # The planted fault: "saved" is said before COMMIT, over a disk that takes its time.
    class SlowDisk(sqlite3.Connection):
        def execute(self, sql, *values):
            if sql == "COMMIT":
                time.sleep(0.2)
            return super().execute(sql, *values)

    def connect(path):
        return sqlite3.connect(path, timeout=30, isolation_level=None, factory=SlowDisk)

    put = Outbox.put

    def put_early(self, acks, lines=()):
        put(self, acks, lines)
        early = Future()
        early.set_result(Put(tuple(ack.but(seq=1) for ack in acks), ()))
        return early

    Outbox.put = put_early
    Outbox.open = lambda folder: Outbox(folder, connect)


async def main():
    home, settings = Home(Path(directory)), Settings(operator="Ana")
    async with open_parts(read_origin(url), home, settings, token, undo_s=0.0) as parts:
        talking = asyncio.create_task(parts.courier.run())
        await until(lambda: id in parts.console.rows, parts.console.rows_changed, timeout_s=20)
        parts.console.acks_saved.connect(lambda acks: print("saved", flush=True))
        print(parts.console.acknowledge([parts.console.rows[id]], Answer.OK, None), flush=True)
        await talking


asyncio.run(main())
"""


def click_and_kill(running: Any, directory: Path, how: str, command_id: str, wait_s: float) -> None:
    """A process answers, says "saved", and is killed `wait_s` seconds later."""
    process = subprocess.Popen(
        [sys.executable, "-c", ENGINE, running.url, running.token, str(directory), how, command_id],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "()\n"
        assert process.stdout.readline() == "saved\n"
        time.sleep(wait_s)  # the moment of the kill is what varies
        os.kill(process.pid, signal.SIGKILL)
    finally:
        process.kill()
        process.communicate(timeout=10)


async def start_again(running: Any, directory: Path) -> None:
    """The second start, until nothing waits any more."""
    async with open_parts(
        read_origin(running.url), Home(directory), Settings(operator="Ana"), running.token, undo_s=0.0
    ) as parts:
        talking = asyncio.create_task(parts.courier.run())
        signals = (parts.console.acks_changed, parts.console.rows_changed, parts.console.link_changed)
        looked = await until(lambda: parts.console.link.list_at is not None, *signals, timeout_s=20)
        assert looked
        assert await until(lambda: not parts.console.unsent(), *signals, timeout_s=20)
        assert parts.console.needing_you() == ()
        talking.cancel()
        await asyncio.wait([talking])


def lost_after(
    kills: int, simulator_server: Callable[..., Any], directory: Path, how: str, *, slow_s: float
) -> tuple[int, int]:
    """How many answers that were called saved never reached Flip, and how many PATCH requests it took."""
    chance = Random(3)
    running = simulator_server(list="drops" if kills % 2 else "keeps")
    running.simulator.faults.add(f"latency={slow_s},on=patch")
    ids = []
    for _kill in range(kills):
        ids.append(running.simulator.add().id)
        click_and_kill(running, directory, how, ids[-1], chance.uniform(0.0, 0.15) if how == "as built" else 0.0)
    running.simulator.faults.clear()
    asyncio.run(start_again(running, directory))
    patches = running.simulator.received.requests("patch")
    # A kill may also fall between a request's headers and its body.
    assert {request.body for request in patches if request.answered != "cut"} <= {'{"device_status":"OK"}'}
    return sum(running.simulator.get(id).device_status != "OK" for id in ids), len(patches)


def test_what_was_called_saved_arrives_after_ten_kills(simulator_server: Callable[..., Any], tmp_path: Path) -> None:
    lost, patches = lost_after(10, simulator_server, tmp_path, "as built", slow_s=0.05)
    assert lost == 0
    assert patches >= 10


def test_an_engine_that_says_saved_too_early_is_found_out(simulator_server: Callable[..., Any], tmp_path: Path) -> None:
    """The negative control."""
    lost, _patches = lost_after(1, simulator_server, tmp_path, "too-early", slow_s=0.05)
    assert lost == 1
