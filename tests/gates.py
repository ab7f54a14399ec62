"""Gates: how large a test runs, what it demanded and reached, and the table that the full fault run writes."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

HEAD = "# Fault run results, newest first"
COLUMNS = "| Gate | Demanded | Reached | Planted fault | Took |\n|---|---|---|---|---|"


@dataclass
class Gate:
    """What one test says about its gate; `is_full` tells the long run from the seconds of the test command."""

    id: str
    is_full: bool
    share: float = 1.0
    demanded: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    controls: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    took_s: float = 0.0

    def size(self, short: int, full: int) -> int:
        """How many rounds this run makes."""
        return max(short, round(full * self.share)) if self.is_full else short

    def reached(self, demanded: str, found: str) -> None:
        """A figure, as it was demanded and as it was measured; called once every assertion held."""
        self.demanded.append(demanded)
        self.found.append(found)

    def caught(self, planted: str) -> None:
        """A planted fault that made the same check fail."""
        self.controls.append(planted)


class Table:
    """Gathers what the gates said and renders it, one row a gate."""

    def __init__(self) -> None:
        self._gates: defaultdict[str, list[Gate]] = defaultdict(list)

    def add(self, gate: Gate) -> None:
        self._gates[gate.id].append(gate)

    def rows(self) -> list[str]:
        rows = []
        for id, gates in sorted(self._gates.items(), key=lambda pair: _order(pair[0])):
            failed = [name for gate in gates for name in gate.failed]
            found = _joined(gates, "found") + ("" if not failed else f" **NOT MET: {', '.join(failed)}**")
            took_s = sum(gate.took_s for gate in gates)
            cells = [id, _joined(gates, "demanded"), found, _joined(gates, "controls"), f"{took_s:,.0f} s"]
            rows.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
        return rows

    def section(self) -> str:
        return "\n".join([f"## {_machine()}", "", COLUMNS, *self.rows(), ""])


def _order(id: str) -> tuple[str, int, str]:
    """By letters, then by number, so that R10 follows R9."""
    letters, number, rest = re.fullmatch(r"([A-Z]+)([0-9]+)(.*)", id).groups()  # type: ignore[union-attr]
    return letters, int(number), rest


def _joined(gates: list[Gate], what: str) -> str:
    return "; ".join(dict.fromkeys(text for gate in gates for text in getattr(gate, what)))


def _machine() -> str:
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"
    parts = [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        f"{os.cpu_count()} cores",
        f"{platform.system()} {platform.release().split('-')[0]}",
        f"CPython {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
        load,
    ]
    return ", ".join(parts)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("gates")
    group.addoption(
        "--gates", default="", metavar="NAMES", help="only these gates, by comma, or all, with their full figures"
    )
    group.addoption("--gates-share", type=float, default=1.0, metavar="0.1", help="a part of the full figures")
    group.addoption(
        "--gates-table", default="", metavar="FILE", help="put the table of the run at the top of this file"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "gate(id): what is promised in docs/promises.md under this name")
    config.stash[TABLE] = Table()


TABLE = pytest.StashKey[Table]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = config.getoption("--gates")
    if not wanted:
        return
    names = set(wanted.split(","))
    kept, left = [], []
    for item in items:
        marker = item.get_closest_marker("gate")
        (kept if marker and (wanted == "all" or marker.args[0] in names) else left).append(item)
    for item in kept:
        item.add_marker(pytest.mark.timeout(0))
    items[:] = kept
    config.hook.pytest_deselected(items=left)


@pytest.fixture
def gate(request: pytest.FixtureRequest) -> Iterator[Gate]:
    """What the test's `gate` marker names."""
    marker = request.node.get_closest_marker("gate")
    options = request.config
    made = Gate(marker.args[0], bool(options.getoption("--gates")), options.getoption("--gates-share"))
    began = time.monotonic()
    yield made
    made.took_s = time.monotonic() - began
    request.config.stash[TABLE].add(made)
    request.node.stash[GATE] = made


GATE = pytest.StashKey[Gate]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if call.when == "call" and "gate" in getattr(item, "fixturenames", ()):
        made: Gate = item.funcargs["gate"]  # type: ignore[attr-defined]
        if report.failed:
            made.failed.append(item.name)
        if report.skipped:
            made.found.append(f"not run here ({item.name})")
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    table = config.stash[TABLE]
    if not config.getoption("--gates") or not table.rows():
        return
    section = table.section()
    terminalreporter.write_line(section)
    name = config.getoption("--gates-table")
    if name:
        path = Path(name)
        older = path.read_text("utf-8").partition("\n")[2].lstrip("\n") if path.exists() else ""
        path.write_text(f"{HEAD}\n\n{section}\n{older}", encoding="utf-8")
        print(f"The table was written to {path}.", file=sys.stdout)
