"""Every budget in one command: each benchmark in a process of its own, one table of all in RESULTS.md.

Run: python3 packaging/dev.py bench [--quick] [B1 ...]. `--quick` takes tiny sizes, shows that all of it works, and
leaves RESULTS.md alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from tests.benchmarks import results
from tests.benchmarks.figure import ROOT, Figure, load, machine

BUDGETS = {
    "B1": "bench_start",
    "B2": "bench_poll",
    "B3": "bench_poll",
    "B4": "bench_list",
    "B5": "bench_list",
    "B6": "bench_list",
    "B7": "bench_timeline",
    "B8": "bench_answers",
    "B9": "bench_answers",
    "B10": "bench_memory",
    "B11": "bench_idle",
    "B12": "bench_frozen",
    "I10": "bench_site_book",
}


def figures_of(module: str, words: list[str]) -> Iterator[Figure]:
    """The figures of one benchmark as they come; RuntimeError when it failed."""
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *words]
    surroundings = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if line.startswith("{"):
                yield Figure(**json.loads(line))
    if child.returncode != 0:
        raise RuntimeError(f"{module} ended with {child.returncode}")


def main(words: list[str]) -> int:
    names = [word for word in words if not word.startswith("--")] or list(BUDGETS)
    unknown = {*names} - {*BUDGETS} | {word for word in words if word.startswith("--")} - {"--quick"}
    if unknown:
        print(f"Unknown: {', '.join(sorted(unknown))}. There are {', '.join(BUDGETS)} and --quick.")
        return 2
    print(f"{machine()}; load {load():.1f}", flush=True)
    begun, figures, failed = load(), [], []
    for module in dict.fromkeys(BUDGETS[name] for name in names):
        asked = [name for name in names if BUDGETS[name] == module]
        try:
            for one in figures_of(module, [*asked, *({"--quick"} & {*words})]):
                figures.append(one)
                print(results.table([one]).splitlines()[2], flush=True)
        except RuntimeError as error:
            failed.append(str(error))
    print("\n" + results.table(figures))
    if figures and "--quick" not in words:
        results.keep(figures, (begun, load()), names)
    for text in failed:
        print(text)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
