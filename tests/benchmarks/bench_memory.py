"""What the commands on screen weigh (B10): the whole window, beside a plot and a table with nothing in them."""

from __future__ import annotations

import asyncio
import functools
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figure import ROOT, Figure, serve_figures
from tests.benchmarks.living_window import on_qt, talking
from tests.benchmarks.served_flip import ServedFlip, served_flip

SIZES = {1_000: None, 10_000: 60.0, 100_000: 250.0}

PSS = """
def pss_mb():
    with open("/proc/self/smaps_rollup") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pss:")) / 1024
"""

EMPTY = (
    PSS
    + """
import pyqtgraph
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
app = QApplication([])
window, plot, table = QMainWindow(), pyqtgraph.PlotWidget(), QTableView()
window.setCentralWidget(table)
for one in (window, plot):
    one.resize(1280, 800)
    one.show()
for _turn in range(20):
    app.processEvents()
print(pss_mb())
"""
)


def pss_mb() -> float:
    """The proportional set size of this process."""
    told = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in told if line.startswith("Pss:")) / 1024


async def weight(flip: ServedFlip, scratch: Path) -> list[Figure]:
    async with talking(flip, scratch):
        await asyncio.sleep(2.0)
        return [Figure("B10", "", 0, [pss_mb()])]


def run(_names: frozenset[str], quick: bool) -> Iterator[Figure]:
    said = subprocess.run([sys.executable, "-c", EMPTY], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    empty = float(said.split()[0])
    for size, most in {60: None}.items() if quick else SIZES.items():
        with served_flip(size) as flip, tempfile.TemporaryDirectory() as scratch:
            weighed = on_qt(functools.partial(weight, flip, Path(scratch)))[0].measured[0]
        limits = {} if most is None else {"p50": most}
        told = f"{weighed:.0f} MB in all, the empty ones {empty:.0f}"
        yield Figure("B10", "more than an empty plot and table", size, [weighed - empty], "", (), limits, "MB", told)


if __name__ == "__main__":
    serve_figures(run)
