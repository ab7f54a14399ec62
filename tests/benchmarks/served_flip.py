"""A simulated Flip in a process of its own, so that its work is not counted as the window's.

Run as a script it serves N commands and obeys lines on standard input: "change COUNT", "latency SECONDS".
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

PER_BATTERY = 20
MODES = ("CHARGE", "DISCHARGE", "STANDBY", "BACKUP", "TARIFF_OPTIMIZATION", "SELF_CONSUMPTION")


class ServedFlip:
    """The child as its parent sees it."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        assert child.stdout is not None
        self._child = child
        said = json.loads(child.stdout.readline())
        self.url: str = said["url"]
        self.token: str = said["token"]

    def change(self, count: int) -> None:
        """Change so many commands, each time others."""
        self._tell(f"change {count}")

    def latency(self, seconds: float) -> None:
        """Answer each PATCH so much later from now on."""
        self._tell(f"latency {seconds}")

    def _tell(self, line: str) -> None:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(line + "\n")
        self._child.stdin.flush()
        self._child.stdout.readline()


@contextmanager
def served_flip(commands: int) -> Iterator[ServedFlip]:
    """A child that serves so many commands until the block ends."""
    child = subprocess.Popen(
        [sys.executable, __file__, str(commands)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield ServedFlip(child)
    finally:
        assert child.stdin is not None
        child.stdin.close()
        child.wait(10)
        assert child.stdout is not None
        child.stdout.close()


def serve(count: int) -> None:
    """Half of the commands wait for an answer, an eighth are cancelled, the others are answered."""
    from flipconsole.simulator.server import Server, listen, url_of
    from flipconsole.simulator.simulator import Simulator

    simulator, chance = Simulator(batteries=1), random.Random(1)
    for number in range(count):
        mode = MODES[number % len(MODES)]
        fields: dict[str, object] = {} if mode in MODES[:2] else {"setpoint_w": None, "power_mode": None}
        command = simulator.add(
            device_id=f"battery-{number // PER_BATTERY:05d}", mode=mode, age_s=chance.uniform(0, 200), **fields
        )
        if number % 8 == 1:
            simulator.cancel(command.id)
        elif number % 2:
            simulator.answer(command.id)
    ids = [command.id for command in simulator.commands()]
    server, listener = Server(simulator), listen("127.0.0.1", 0)

    def obey() -> None:
        for line in sys.stdin:
            word, amount = line.split()
            if word == "change":
                for command_id in chance.sample(ids, min(int(amount), len(ids))):
                    simulator.change(command_id, backup_reserve_percentage=chance.randrange(5, 95))
            else:
                simulator.faults.replace(f"latency={amount},on=patch")
            print("done", flush=True)
        server.end()

    threading.Thread(target=obey, daemon=True).start()
    ready = json.dumps({"url": url_of(listener), "token": simulator.token})
    asyncio.run(server.serve_until_told(listener, lambda: print(ready, flush=True)))


def load() -> float:
    """The machine's load over the last minute; nan where it is not told."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")


if __name__ == "__main__":
    serve(int(sys.argv[1]))
