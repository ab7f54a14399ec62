"""A hundred starts at once: one of them sends, and another can as soon as that one has died."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flipconsole.store.lock import FileLock
from tests.faults.nursery import Nursery
from tests.gates import Gate

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kill -9 and fork")


@pytest.mark.gate("R10")
def test_of_many_starts_one_sends_and_a_killed_one_gives_way(
    simulator_server: Callable[..., Any], tmp_path: Path, gate: Gate
) -> None:
    starts = gate.size(12, 100)
    running = simulator_server(list="drops")
    with Nursery() as nursery:
        pids = [nursery.spawn(tmp_path, running, answers=False, asks_to_send=True) for _start in range(starts)]
        sends = [pid for pid in pids if nursery.hear(pid, "sends", 120) == ["1"]]
        assert len(sends) == 1
        for pid in [*set(pids) - set(sends), *sends]:  # those that wait first, or one of them would take over
            nursery.kill(pid)
        killed_at = time.monotonic()
        next_one = nursery.spawn(tmp_path, running, answers=False, asks_to_send=True)
        assert nursery.hear(next_one, "sends", 60) == ["1"]
        took_s = time.monotonic() - killed_at
        assert took_s <= 2 or not gate.is_full
    gate.reached(
        "100 simultaneous starts: 1 sender; lock recovered in 2 s after a kill",
        f"{starts} starts: 1 sender; a new start sends {took_s:.2f} s after kill -9 of the holder",
    )


@pytest.mark.gate("R10")
def test_a_lock_by_the_file_s_existence_is_found_out(
    simulator_server: Callable[..., Any], tmp_path: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: a killed holder's file is in the way for ever."""

    def by_existence(self: FileLock) -> bool:
        try:
            self._path.open("x").close()
        except FileExistsError:
            return False
        return True

    running = simulator_server()
    with Nursery() as nursery:
        pid = nursery.spawn(tmp_path, running, answers=False, asks_to_send=True)
        assert nursery.hear(pid, "sends") == ["1"]
        nursery.kill(pid)
    (left,) = tmp_path.glob("*/sender.lock")
    lock = FileLock(left)
    assert lock.try_acquire()
    lock.release()
    monkeypatch.setattr(FileLock, "try_acquire", by_existence)
    assert not lock.try_acquire()
    gate.caught("a lock by the file's existence: nobody sends after a kill")
