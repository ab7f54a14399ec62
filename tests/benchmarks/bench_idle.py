"""What the window costs while nothing happens (B11), beside an empty window."""

from __future__ import annotations

import asyncio
import functools
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QMainWindow

from tests.benchmarks.figure import Figure, serve_figures
from tests.benchmarks.living_window import on_qt, talking
from tests.benchmarks.served_flip import ServedFlip, served_flip

SIZES = (1_000, 10_000, 100_000)


async def cpu_share(seconds: float) -> float:
    """Per cent of one core that this process uses."""
    cpu, wall = time.process_time(), time.perf_counter()
    await asyncio.sleep(seconds)
    return (time.process_time() - cpu) / (time.perf_counter() - wall) * 100


async def figures(flip: ServedFlip, scratch: Path, size: int, pairs: int, seconds: float) -> list[Figure]:
    measured, hidden, empties = [], [], []
    async with talking(flip, scratch) as (_parts, window, _wire):
        empty = QMainWindow()
        for _pair in range(pairs):
            measured.append(await cpu_share(seconds))
            window.hide()
            empty.show()
            await asyncio.sleep(0.3)
            share = await cpu_share(seconds)
            hidden.append(share)
            empties.append(share)
            empty.hide()
            window.show()
            await asyncio.sleep(0.3)
    limits = {"p50": 1.0} if size <= 10_000 else {}
    return [
        Figure("B11", "CPU, countdowns ticking", size, measured, "an empty window", empties, limits, "% of a core"),
    ]


def run(_names: frozenset[str], quick: bool) -> Iterator[Figure]:
    for size in (60,) if quick else SIZES:
        with served_flip(size) as flip, tempfile.TemporaryDirectory() as scratch:
            pairs, seconds = (1, 0.3) if quick else (3, 5.0)
            yield from on_qt(functools.partial(figures, flip, Path(scratch), size, pairs, seconds))


if __name__ == "__main__":
    serve_figures(run)
