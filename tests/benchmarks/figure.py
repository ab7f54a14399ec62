"""A figure: what was measured for one budget at one size, beside its rival of the same run."""

from __future__ import annotations

import json
import math
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Figure:
    """`measured` and `rivals` are single measurements, in `unit`; `limits` caps some of `STATISTICS` by name.

    `remark` is what else the run told, in a few words.
    """

    budget: str
    what: str
    size: int
    measured: Sequence[float]
    rival: str = ""
    rivals: Sequence[float] = ()
    limits: dict[str, float] = field(default_factory=dict)
    unit: str = "ms"
    remark: str = ""

    def statistic(self, name: str) -> float:
        """One of `STATISTICS`; nan where nothing was measured."""
        return STATISTICS[name](self) if self.measured else math.nan

    @property
    def missed(self) -> list[str]:
        """The limits that were not kept, each with its figure."""
        return [
            f"{name} {self.statistic(name):.3g} > {most:g}"
            for name, most in self.limits.items()
            if not self.statistic(name) <= most
        ]


def quantile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least `share` of them do not exceed; nan of none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)] if ordered else math.nan


def _ratio(figure: Figure) -> float:
    return statistics.median(figure.measured) / statistics.median(figure.rivals) if figure.rivals else math.nan


STATISTICS: dict[str, Callable[[Figure], float]] = {
    "p50": lambda figure: statistics.median(figure.measured),
    "p95": lambda figure: quantile(figure.measured, 0.95),
    "p99": lambda figure: quantile(figure.measured, 0.99),
    "worst": lambda figure: max(figure.measured),
    "ratio": _ratio,
}


def exponent(figures: Sequence[Figure]) -> float:
    """The power of the size with which the median grows, the slope of the logarithms; nan of one size."""
    points = [(math.log(one.size), math.log(max(one.statistic("p50"), 1e-3))) for one in figures]
    if len({x for x, _y in points}) < 2:
        return math.nan
    x_mean, y_mean = (statistics.fmean(axis) for axis in zip(*points, strict=True))
    return sum((x - x_mean) * (y - y_mean) for x, y in points) / sum((x - x_mean) ** 2 for x, _y in points)


def in_turn(
    candidate: Callable[[int], float | None],
    rival: Callable[[int], float | None] | None,
    pairs: int,
    most_s: float = 20.0,
) -> tuple[list[float], list[float]]:
    """Both in turn, A B A B, after one of each to warm up; each is given the number of the turn.

    A function that returns None is timed, in ms. A rival that has used up `most_s` seconds is left out of what follows.
    """
    measured: list[float] = []
    rivals: list[float] = []
    spent_s = 0.0
    for turn in range(pairs + 1):
        value = _timed(candidate, turn)
        other = math.nan
        begun = time.perf_counter()
        if rival is not None and spent_s < most_s:
            other = _timed(rival, turn)
            spent_s += time.perf_counter() - begun
        if turn:
            measured.append(value)
        if not math.isnan(other) and (turn or spent_s >= most_s):  # one so slow that it needs no warming up counts
            rivals.append(other)
    return measured, rivals


def _timed(action: Callable[[int], float | None], turn: int) -> float:
    begun = time.perf_counter()
    value = action(turn)
    return (time.perf_counter() - begun) * 1000 if value is None else value


def load() -> float:
    """The machine's load over the last minute; nan where it is not told."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else math.nan


def machine() -> str:
    """What the figures were measured on, in one line."""
    from importlib.metadata import version

    names = ("PySide6-Essentials", "pyqtgraph", "httpx", "qasync")
    return ", ".join(
        [
            f"{os.cpu_count()} cores",
            f"{platform.system()} {platform.machine()}",
            f"CPython {platform.python_version()}",
            *(f"{name.removesuffix('-Essentials')} {version(name)}" for name in names),
            os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        ]
    )


def serve_figures(run: Callable[[frozenset[str], bool], Iterable[Figure]]) -> None:
    """The entry of each benchmark's own process: `python -m tests.benchmarks.bench_X [--quick] B1 ...`.

    `run` gets the budgets that were asked for, and whether a tiny run will do; every figure leaves as a line of JSON.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    words = sys.argv[1:]
    for one in run(frozenset(words) - {"--quick"}, "--quick" in words):
        print(json.dumps(asdict(one)), flush=True)
