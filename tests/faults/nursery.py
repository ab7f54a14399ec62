"""Orders engines, hears what they say, and kills them."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from pathlib import Path
from typing import Any

ENGINE = Path(__file__).with_name("engine.py")
ROOT = Path(__file__).parents[2]


class Nursery:
    """One process that forks engines; use it as a context."""

    def __init__(self, *before: str, **surroundings: str) -> None:
        self._process = subprocess.Popen(
            [*before, sys.executable, str(ENGINE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | surroundings,
        )
        self._said: defaultdict[int, queue.Queue[list[str]]] = defaultdict(queue.Queue)
        self._own: queue.Queue[list[str]] = queue.Queue()
        self._nursery = 0
        self._living: set[int] = set()
        self.saved: list[str] = []
        """The ids of all answers that any engine called saved."""
        ready = threading.Event()
        self._reader = threading.Thread(target=self._read, args=(ready,), name="nursery", daemon=True)
        self._reader.start()
        assert ready.wait(60)

    def __enter__(self) -> "Nursery":
        return self

    def __exit__(self, *_error: object) -> None:
        assert self._process.stdin is not None
        for pid in self._living:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
                os.kill(pid, signal.SIGKILL)
        self._process.stdin.close()
        self._process.wait(20)
        self._reader.join(20)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def spawn(self, directory: Path, running: Any, **order: Any) -> int:
        """Start an engine; its pid."""
        self._order({"directory": str(directory), "url": running.url, "token": running.token} | order)
        word, pid = self._own.get(timeout=60)
        assert word == "born"
        self._living.add(int(pid))
        return int(pid)

    def kill(self, pid: int) -> None:
        """Kill -9; what it said before counts."""
        self._order({"kill": pid})
        assert self._own.get(timeout=60) == ["dead", str(pid)]
        self._living.discard(pid)

    def hear(self, pid: int, word: str, timeout_s: float = 60.0) -> list[str]:
        """The next thing of this kind that the engine says; what it says before is passed over."""
        while True:
            said = self._said[pid].get(timeout=timeout_s)
            if said[0] == word:
                return said[1:]
            assert said[0] != "ended", f"the engine ended, and never said {word}"

    def hear_any(self, pid: int, timeout_s: float) -> list[str]:
        """The next thing that the engine says; queue.Empty if it says nothing."""
        return self._said[pid].get(timeout=timeout_s)

    def forget(self, pid: int) -> None:
        """Pass over everything that it has said so far."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._said[pid].get_nowait()

    def _order(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def _read(self, ready: threading.Event) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            pid, *said = line.split()
            if said == ["ready"]:
                self._nursery = int(pid)
                ready.set()
            elif int(pid) == self._nursery:
                self._own.put(said)
            else:
                if said[0] == "saved":
                    self.saved.append(said[1])
                self._said[int(pid)].put(said)
