"""Stopped, asleep, and awake again: what is shown is old at once, Flip is looked at first, and no dead line is used."""

import asyncio
import os
import queue
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.faults.nursery import Nursery
from tests.faults.proxy import fault_proxy
from tests.gates import Gate

pytest.importorskip("flipconsole.app.vigil")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="SIGSTOP and fork")

HOURS_8 = 8 * 3600.0


class Woken(NamedTuple):
    """Seconds after waking, and what was done before the first look."""

    old_s: float
    read_s: float
    live_s: float
    failed: int
    sent_before_a_look: int
    first: str
    second: str


class Engine:
    """One engine, heard without blocking the proxy's loop."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self.nursery, self.pid = nursery, pid

    async def hears(self, word: str, wanted: Callable[[list[str]], bool], timeout_s: float) -> list[list[str]]:
        """Everything of this kind that is said until one is wanted."""
        said: list[list[str]] = []
        while not said or not wanted(said[-1]):
            said.append(await asyncio.to_thread(self.nursery.hear, self.pid, word, timeout_s))
        return said


async def sleep(
    simulator_server: Callable[..., Any],
    folder: Path,
    stopped_s: float,
    asleep_s: float,
    how: str = "as built",
    *,
    answers: bool = True,
) -> Woken:
    """Two answers wait (or none); the machine sleeps; one command is cancelled, and every open connection dies."""
    running = simulator_server(list="keeps")
    flip = running.simulator
    cancelled, kept = flip.add().id, flip.add().id
    flip.faults.add("status=503,on=patch")
    ahead = folder / "ahead"
    async with fault_proxy(running.url) as proxy:
        nursery = await asyncio.to_thread(Nursery)
        with nursery:
            target = running._replace(url=proxy.url)
            pid = nursery.spawn(folder, target, how=how, answers=answers, ahead=str(ahead), is_watched=True)
            engine = Engine(nursery, pid)
            calm = "offline" if answers else "live"
            await engine.hears("link", lambda said: said[0] == calm and said[1] == "0", 60)
            os.kill(pid, signal.SIGSTOP)
            proxy.mute_open()
            flip.cancel(cancelled)
            flip.faults.clear()
            sent = len(flip.received.requests("patch"))
            looks = len(flip.received.requests("list"))
            await asyncio.sleep(stopped_s)
            ahead.write_text(str(asleep_s))
            nursery.forget(pid)
            os.kill(pid, signal.SIGCONT)
            began = time.monotonic()
            old_s = read_s = live_s = float("inf")
            failed = 0
            while live_s == float("inf") and time.monotonic() - began < (20 if answers else 7):
                try:
                    word, *said = await asyncio.to_thread(nursery.hear_any, pid, 1.0)
                except queue.Empty:
                    continue
                passed = time.monotonic() - began
                if word == "old" and said == ["1"]:
                    old_s = min(old_s, passed)
                elif word == "link" and said[1] == "1":
                    read_s = min(read_s, passed)
                elif word == "link" and said[0] == "live" and read_s < float("inf"):
                    live_s = passed
                elif word == "link" and said[0] == "offline":
                    failed += read_s < float("inf")
            for _tenth in range(300 if answers else 0):
                if flip.get(kept).device_status != "PENDING" or live_s == float("inf"):
                    break
                await asyncio.sleep(0.1)
            nursery.kill(pid)
    requests = [one for one in flip.received.requests() if one.kind in ("list", "patch")]
    new_look = [one.number for one in requests if one.kind == "list"][looks:][:1]
    patches = [one.number for one in requests if one.kind == "patch"][sent:]
    early = sum(not new_look or number < new_look[0] for number in patches)
    stands = flip.get(cancelled).device_status, flip.get(kept).device_status
    return Woken(old_s, read_s, live_s, failed, early, stands[0], stands[1])


@pytest.mark.gate("R8")
async def test_after_sleep_it_looks_before_it_speaks_over_a_new_connection(
    simulator_server: Callable[..., Any], tmp_path: Path, gate: Gate
) -> None:
    naps = [(1.0, HOURS_8), (30.0, 0.0), (30.0, HOURS_8), (600.0, 0.0)] if gate.is_full else [(1.0, HOURS_8)]
    told = []
    for number, (stopped_s, asleep_s) in enumerate(naps):
        folder = tmp_path / str(number)
        folder.mkdir()
        woken = await sleep(simulator_server, folder, stopped_s, asleep_s)
        assert woken.sent_before_a_look == 0
        assert woken.second != "PENDING"
        assert woken.first == "PENDING"  # the cancellation waits for a person: the old answer never left
        assert woken.failed <= 1
        assert woken.read_s <= 5
        assert woken.live_s <= 10
        if stopped_s + asleep_s > 200:  # or the list is not old yet
            assert woken.old_s <= 1 or not gate.is_full
        told.append(f"{stopped_s:.0f} s +{asleep_s / 3600:.0f} h: {woken.read_s:.1f}/{woken.live_s:.1f} s")
    gate.reached(
        "SIGSTOP 30 s and 10 min, clock +8 h, dead connections: old is said in 1 s, read starts in 5 s, live in 10 s, "
        "nothing sent before a look, at most 1 failed try",
        f"stopped, clock ahead: read started/live after waking: {'; '.join(told)}; 0 sent before a look",
    )


@pytest.mark.gate("R8")
async def test_a_plain_timer_is_found_out(simulator_server: Callable[..., Any], tmp_path: Path, gate: Gate) -> None:
    """The negative control: no look at the clocks, as with timers that stand still while the machine does."""
    woken = await sleep(simulator_server, tmp_path, 1.0, HOURS_8, how="plain timer", answers=False)
    assert woken.read_s > 5 or woken.failed > 1
    gate.caught(f"a plain timer: no read within {min(woken.read_s, 7):.0f} s of waking")
