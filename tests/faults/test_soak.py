"""A console that stays open while one thing after the other fails: nothing is lost, and it does not grow."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from tests.faults.engine import intent_of
from tests.faults.nursery import Nursery
from tests.faults.proxy import FaultProxy, fault_proxy
from tests.gates import Gate

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc")

AT_ONCE = 1
"""So many commands come with each fault. What is known of a command takes about 10 kB, and stays: with two that alone
would be 2 MB an hour."""

KINDS = ("down", "lose", "cut", "mute", "slow", "starved", "503", "429", "html", "garbled", "stopped", "slept", "full")


class Sample(NamedTuple):
    """What the engine's process holds."""

    at_s: float
    rss_kb: int
    handles: int
    threads: int


class Soaked(NamedTuple):
    """What came of it."""

    samples: list[Sample]
    faults: int
    answers: int
    lost: int

    def slope_mb_h(self) -> float:
        """How fast the memory grew in the second half, by least squares."""
        half = self.samples[len(self.samples) // 2 :]
        middle = sum(sample.at_s for sample in half) / len(half)
        weight = sum((sample.at_s - middle) ** 2 for sample in half)
        return sum((sample.at_s - middle) * sample.rss_kb for sample in half) / weight * 3600 / 1024

    def most(self, what: str) -> tuple[int, int]:
        """The most handles or threads in the first and in the last third, in moments without a fault under way."""
        third = max(1, len(self.samples) // 3)
        return (
            max(getattr(sample, what) for sample in self.samples[:third]),
            max(getattr(sample, what) for sample in self.samples[-third:]),
        )


def sample(pid: int, began: float) -> Sample:
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    return Sample(
        time.monotonic() - began,
        int(status["VmRSS"].split()[0]),
        len(os.listdir(f"/proc/{pid}/fd")),
        int(status["Threads"]),
    )


class Chaos:
    """Lets one thing fail at a time, for a while."""

    def __init__(self, pid: int, proxy: FaultProxy, running: Any, folder: Path, chance: Random) -> None:
        self.pid, self.proxy, self.running, self.chance = pid, proxy, running, chance
        self.full, self.ahead = folder / "full", folder / "ahead"
        self.slept_s = 0.0

    async def strike(self, how: str, lasts_s: float) -> None:
        proxy, faults = self.proxy, self.running.simulator.faults
        match how:
            case "down":
                await proxy.stop()
                await asyncio.sleep(lasts_s)
                await proxy.start()
            case "lose" | "cut":
                proxy.fate = lambda _method: self.chance.choice([how, "pass"])  # type: ignore[arg-type, return-value]
                await asyncio.sleep(lasts_s)
            case "mute":
                proxy.mute_open()
                await asyncio.sleep(lasts_s)
            case "slow":
                proxy.latency_s = 2.0
                await asyncio.sleep(lasts_s)
            case "starved":
                proxy.bytes_per_s = 4000.0
                await asyncio.sleep(lasts_s)
            case "503" | "429":
                faults.add(f"status={how},on=both")
                await asyncio.sleep(lasts_s)
            case "html" | "garbled":
                faults.add("html=200,on=both" if how == "html" else "status=500,on=patch")
                await asyncio.sleep(lasts_s)
            case "stopped":
                os.kill(self.pid, signal.SIGSTOP)
                await asyncio.sleep(lasts_s)
                os.kill(self.pid, signal.SIGCONT)
            case "slept":
                self.slept_s += 60.0
                self.ahead.write_text(str(self.slept_s))
            case "full":
                self.full.touch()
                await asyncio.sleep(lasts_s)
        proxy.fate = lambda _method: "pass"
        proxy.latency_s, proxy.bytes_per_s = 0.0, None
        faults.clear()
        self.full.unlink(missing_ok=True)


async def soak(
    running: Any,
    folder: Path,
    lasts_s: float,
    pause_s: tuple[float, float],
    how: str = "as built",
    kinds: Sequence[str] = KINDS,
) -> Soaked:
    """Keep one engine busy with new commands while one thing after the other fails."""
    chance, samples, faults, ids = Random(9), [], 0, list[str]()
    async with fault_proxy(running.url) as proxy:
        target = running._replace(url=proxy.url)
        nursery = await asyncio.to_thread(Nursery)
        with nursery:
            pid = nursery.spawn(
                folder, target, how=how, full=str(folder / "full"), ahead=str(folder / "ahead"), looks_s=pause_s[0] / 4
            )
            await asyncio.to_thread(nursery.hear, pid, "open")
            chaos, began = Chaos(pid, proxy, running, folder, chance), time.monotonic()
            while time.monotonic() - began < lasts_s:
                ids += [running.simulator.add().id for _number in range(AT_ONCE)]
                await chaos.strike(chance.choice(kinds), chance.uniform(*pause_s) / 2)
                faults += 1
                await asyncio.sleep(chance.uniform(*pause_s) / 2)
                samples.append(sample(pid, began))
            lost = await _still_open(running, ids) if how == "as built" else 0
            nursery.kill(pid)
    return Soaked(samples, faults, len(ids), lost)


async def _still_open(running: Any, ids: list[str]) -> int:
    """How many commands have not the answer that was meant, two minutes after the last fault."""
    lost: list[str] = []
    for _second in range(150):
        lost = [one for one in ids if running.simulator.get(one).device_status != intent_of(one)[0]]
        if not lost:
            break
        await asyncio.sleep(1.0)
    return len(lost)


def judge(soaked: Soaked) -> None:
    assert soaked.lost == 0
    before, after = soaked.most("handles")
    assert after <= before + 4, (before, after)
    before, after = soaked.most("threads")
    assert after <= before + 2, (before, after)


@pytest.mark.gate("R16")
async def test_a_console_that_stays_open_through_everything_loses_nothing_and_does_not_grow(
    simulator_server: Callable[..., Any], tmp_path: Path, gate: Gate
) -> None:
    lasts_s = gate.size(5, int(os.environ.get("FLIPCONSOLE_SOAK_S", "1800")))
    pause_s = (10.0, 60.0) if gate.is_full else (0.4, 1.0)
    soaked = await soak(simulator_server(), tmp_path, lasts_s, pause_s)
    judge(soaked)
    slope = soaked.slope_mb_h()
    assert slope < 2 or not gate.is_full, slope
    handles, threads = soaked.most("handles"), soaked.most("threads")
    gate.reached(
        "30 min (8 h on demand), a fault each 10-60 s: RSS slope below 2 MB/h, threads and handles flat, 0 lost",
        f"{lasts_s / 60:.1f} min, {soaked.faults} faults, {soaked.answers} answers: {slope:.1f} MB/h in the second "
        f"half, handles {handles[0]} then {handles[1]}, threads {threads[0]} then {threads[1]}, 0 lost",
    )


@pytest.mark.gate("R16")
async def test_a_socket_left_open_by_each_failure_is_found_out(
    simulator_server: Callable[..., Any], tmp_path: Path, gate: Gate
) -> None:
    """The negative control."""
    soaked = await soak(simulator_server(), tmp_path, gate.size(8, 120), (0.4, 0.8), "leaks", ("down", "lose"))
    with pytest.raises(AssertionError):
        judge(soaked)
    before, after = soaked.most("handles")
    gate.caught(f"a socket left open by each failure: handles from {before} to {after}")
