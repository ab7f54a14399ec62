"""Every benchmark still runs, at a tiny size; how fast anything is, is not judged here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent

RUNS = {
    "bench_list.py": (["60"], "keystroke"),
    "bench_start.py": (["--pairs", "1", "--commands", "20"], "first paint of the list"),
    "bench_timeline.py": (["--pairs", "1", "--sizes", "200"], "apply of"),
    "bench_window.py": (
        ["--sizes", "60", "--starts", "1", "--repeats", "1", "--clicks", "1", "--bulk", "6", "--idle", "0.3"],
        "idle",
    ),
}


def test_every_benchmark_is_run_here() -> None:
    assert set(RUNS) == {path.name for path in HERE.glob("bench_*.py")}


@pytest.mark.parametrize("script", RUNS)
def test_the_benchmark_runs_to_its_last_line(script: str) -> None:
    arguments, last = RUNS[script]
    run = subprocess.run([sys.executable, HERE / script, *arguments], capture_output=True, text=True, timeout=100)
    assert run.returncode == 0, run.stderr
    assert last in run.stdout
