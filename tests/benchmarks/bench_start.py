"""How soon the window shows its list, beside an empty window in a process of its own.

Run: python tests/benchmarks/bench_start.py [--pairs 5] [--commands 1000]. It prints a table. Times count from before
the interpreter starts to the first paint; under xvfb-run give QT_QPA_PLATFORM=xcb.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.served_flip import ServedFlip, load, served_flip  # noqa: E402

EMPTY = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        QTimer.singleShot(0, self.tell)
    def tell(self):
        print(time.monotonic(), flush=True)
        QApplication.quit()
app = QApplication([])
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""

CONSOLE = """
import sys, time
import flipconsole.__main__ as program
from flipconsole.ui import window
init = window.MainWindow.__init__
def told(self, *arguments):
    init(self, *arguments)
    def tell(what):
        print(what, time.monotonic(), self.workspace.list.table.rows.rowCount(), flush=True)
    self.first_painted.connect(lambda: tell("painted"))
    def complete():
        tell("complete")
        self.close()
    self.completed.connect(complete)
window.MainWindow.__init__ = told
sys.exit(program.main(sys.argv[1:]))
"""


def empty_ms() -> float:
    """To the first paint of an empty window."""
    begun = time.monotonic()
    said = subprocess.run([sys.executable, "-c", EMPTY], check=True, capture_output=True, text=True).stdout
    return (float(said.split()[0]) - begun) * 1000


def console_ms(flip: ServedFlip, directory: Path) -> tuple[float, float, int]:
    """To the first paint of the console, to its timeline, and how many rows the first paint had."""
    begun = time.monotonic()
    said = subprocess.run(
        [sys.executable, "-c", CONSOLE, "--base-url", flip.url, "--data-dir", str(directory)],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "FLIPCONSOLE_TOKEN": flip.token},
    ).stdout
    facts = {line.split()[0]: line.split()[1:] for line in said.splitlines()}
    painted, rows = facts["painted"]
    return (float(painted) - begun) * 1000, (float(facts["complete"][0]) - begun) * 1000, int(rows)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--commands", type=int, default=1000)
    options = parser.parse_args(arguments)
    print(
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {load():.1f}, "
        f"CPython {platform.python_version()}, {os.environ['QT_QPA_PLATFORM']}, {options.pairs} pairs after one of each"
    )
    with served_flip(options.commands) as flip, tempfile.TemporaryDirectory() as scratch:
        directory = Path(scratch)
        subprocess.run(
            [sys.executable, "-m", "flipconsole", "list", "--base-url", flip.url, "--data-dir", scratch],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=ROOT,
            env={**os.environ, "FLIPCONSOLE_TOKEN": flip.token},
        )
        empty_ms()
        console_ms(flip, directory)
        empty, painted, complete, rows = [], [], [], 0
        for _pair in range(options.pairs):
            empty.append(empty_ms())
            first, whole, rows = console_ms(flip, directory)
            painted.append(first)
            complete.append(whole)
    base = statistics.median(empty)
    print(f"\n{options.commands:,} stored commands, {rows:,} of them listed")
    print(f"{'':34}{'median ms':>10}{'worst':>8}{'ratio':>7}")
    for name, times in (
        ("an empty window", empty),
        ("first paint of the list", painted),
        ("with the timeline", complete),
    ):
        middle = statistics.median(times)
        print(f"{name:34}{middle:10.0f}{max(times):8.0f}{middle / base:7.2f}")


if __name__ == "__main__":
    main()
