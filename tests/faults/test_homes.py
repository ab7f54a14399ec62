"""Odd homes: letters of other scripts, very long paths, no standard error, a folder that goes away, a network share."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flipconsole.app.waiting import until
from flipconsole.domain.command import Answer
from flipconsole.domain.errors import StoreError
from flipconsole.domain.row import Stage
from flipconsole.store import lock
from flipconsole.store.outbox import Outbox
from tests.faults.conftest import OpenBench, text

ROOT = Path(__file__).resolve().parents[2]
LONG = "/".join(["a very long folder name that goes on and on"] * 8)
HOMES = {
    "fault_87_not_ascii": "Zoë Ñandú 電池 🔋 'quoted' 100 %",
    "fault_87_long_path": LONG,
}


@pytest.mark.parametrize("name", HOMES.values(), ids=HOMES.keys())
def test_an_answer_is_saved_delivered_and_logged_in_any_home(simulator_server: Any, tmp_path: Path, name: str) -> None:
    running = simulator_server()
    command = running.simulator.add()
    data = tmp_path / name
    assert len(str(data)) > 260 or not name.isascii()
    surroundings = os.environ | {"FLIPCONSOLE_TOKEN": running.token}
    words = ["-m", "flipconsole", "ack", command.id, "OK", "--base-url", running.url, "--data-dir", str(data)]
    run = subprocess.run([sys.executable, *words], cwd=ROOT, env=surroundings, capture_output=True, timeout=60)
    assert run.returncode == 0, run.stderr
    assert running.simulator.get(command.id).device_status == "OK"
    assert (data / "log" / "flipconsole.log").exists()


@pytest.mark.skipif(os.name != "posix", reason="closes standard error as a windowed build has it")
@pytest.mark.parametrize("fails", [False, True], ids=["fault_87_no_stderr", "fault_87_no_stderr_and_a_fault"])
def test_without_standard_error_it_runs_and_logs(simulator_server: Any, tmp_path: Path, fails: bool) -> None:
    running = simulator_server()
    command = running.simulator.add()
    script = (
        "import sys, runpy\n"
        "sys.stdout = sys.stderr = None\n"
        + ("from flipconsole.app.courier import Courier\nCourier.one_round = lambda self: 1 / 0\n" if fails else "")
        + f"sys.argv = ['flipconsole', 'ack', {command.id!r}, 'OK', '--base-url', {running.url!r},"
        f" '--data-dir', {str(tmp_path / 'home')!r}]\n"
        "runpy.run_module('flipconsole', run_name='__main__')\n"
    )
    surroundings = os.environ | {"FLIPCONSOLE_TOKEN": running.token}
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=surroundings, timeout=60)
    log = (tmp_path / "home" / "log" / "flipconsole.log").read_text()
    if fails:
        assert run.returncode not in (0, 1)
        assert "ZeroDivisionError" in log
        assert running.token not in log
    else:
        assert run.returncode == 0
        assert running.simulator.get(command.id).device_status == "OK"


async def test_fault_82_a_home_that_is_deleted_while_running_is_told_and_nothing_counts_as_saved(
    open_bench: OpenBench, tmp_path: Path
) -> None:
    async with open_bench() as bench:
        await bench.shows(text())
        shutil.rmtree(tmp_path / "data")
        assert bench.console.acknowledge([bench.row()], Answer.OK, None) == ()
        console = bench.console
        assert await until(lambda: not console.is_saving(bench.row().id), console.rows_changed, timeout_s=10)
        assert bench.row().stage is Stage.NOT_SAVED
        assert "NOT saved" in bench.banner()
        await bench.pass_seconds(70)
        assert bench.flip.patches() == []
        assert bench.is_listed()


@pytest.mark.skipif(sys.platform == "win32", reason="flock")
def test_fault_83_a_share_that_has_no_locks_refuses_the_queue_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(_handle: int, _how: int) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(lock.fcntl, "flock", no_locks)
    with pytest.raises(StoreError, match="Put the data directory on a local disk"):
        Outbox.open(tmp_path)
