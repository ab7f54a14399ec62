"""How soon the window shows its list (B1), beside an empty window, each in a process of its own.

Times count from before the interpreter starts to the first paint that shows rows. Both run from bytecode, as what is
installed does.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from tests.benchmarks.figure import ROOT, Figure, serve_figures
from tests.benchmarks.served_flip import ServedFlip, served_flip

SIZES = (1_000, 10_000, 100_000)

BYTECODE = os.path.join(tempfile.gettempdir(), "flipconsole-bytecode")

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
import os, sys, time
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QTableView
import flipconsole.__main__ as program
class Watch(QObject):
    rows, last, gap = 0, 0.0, 0.0
    def eventFilter(self, watched, event):
        table = watched.parent() if event.type() == QEvent.Type.Paint else None
        if not self.rows and isinstance(table, QTableView) and table.model().rowCount():
            self.rows = table.model().rowCount()
            QTimer.singleShot(0, self.tell)
        return False
    def tell(self):
        app.removeEventFilter(self)
        self.last = time.monotonic()
        print("painted", self.last, self.rows, flush=True)
        self.beat = QTimer(self, interval=5, timerType=Qt.TimerType.PreciseTimer)
        self.beat.timeout.connect(self.note)
        self.beat.start()
    def note(self):
        now = time.monotonic()
        self.gap, self.last = max(self.gap, now - self.last - 0.005), now
        if any(getattr(one, "is_complete", bool)() for one in app.topLevelWidgets()):
            print("complete", now, self.gap * 1000, flush=True)
            os._exit(0)
app = QApplication([])
watch = Watch()
app.installEventFilter(watch)
sys.exit(program.main(sys.argv[1:]))
"""


def begun_and_said(*arguments: str, token: str = "") -> tuple[float, list[list[str]]]:
    """When a child was begun, and what it said, word by word."""
    surroundings = {name: said for name, said in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    surroundings |= {"FLIPCONSOLE_TOKEN": token, "PYTHONPYCACHEPREFIX": BYTECODE}
    begun = time.monotonic()
    said = subprocess.run(
        [sys.executable, *arguments],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        env=surroundings,
    ).stdout
    return begun, [line.split() for line in said.splitlines()]


def empty_ms() -> float:
    """To the first paint of an empty window."""
    begun, said = begun_and_said("-c", EMPTY)
    return (float(said[0][0]) - begun) * 1000


def console_ms(flip: ServedFlip, directory: str) -> tuple[float, float, float, int]:
    """To the first paint of the console, to its timeline, the worst gap in between, and the rows first painted."""
    begun, said = begun_and_said("-c", CONSOLE, "--base-url", flip.url, "--data-dir", directory, token=flip.token)
    facts = {line[0]: [float(word) for word in line[1:]] for line in said}
    painted, rows = facts["painted"]
    complete, gap = facts["complete"]
    return (painted - begun) * 1000, (complete - begun) * 1000, gap, int(rows)


def figures(size: int, pairs: int) -> Iterator[Figure]:
    with served_flip(size) as flip, tempfile.TemporaryDirectory() as scratch:
        begun_and_said("-m", "flipconsole", "list", "--base-url", flip.url, "--data-dir", scratch, token=flip.token)
        empty_ms()
        console_ms(flip, scratch)
        empty, painted, complete, gaps, rows = [], [], [], [], 0
        for _pair in range(pairs):
            empty.append(empty_ms())
            first, whole, gap, rows = console_ms(flip, scratch)
            painted.append(first)
            complete.append(whole)
            gaps.append(gap)
    assert rows, "the first paint shows no row"
    told = f"{rows:,} rows stood in the list"
    most = {"ratio": 1.5} if size == 1_000 else {}
    yield Figure("B1", "first paint of the stored list", size, painted, "an empty window", empty, most, remark=told)
    yield Figure("B1", "complete, with the timeline", size, complete, "an empty window", empty)
    yield Figure("B1", "longest stall in between", size, gaps, limits={"worst": 50.0} if size == 1_000 else {})


def run(_names: frozenset[str], quick: bool) -> Iterator[Figure]:
    for size in (20,) if quick else SIZES:
        yield from figures(size, 1 if quick else 5)


if __name__ == "__main__":
    serve_figures(run)
