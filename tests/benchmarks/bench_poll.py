"""How little a list is felt that arrives (B2, B3), beside json, dataclasses and a model that is reset."""

from __future__ import annotations

import asyncio
import functools
import json
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSortFilterProxyModel
from PySide6.QtWidgets import QTableView

from tests.benchmarks.bench_list import RivalModel
from tests.benchmarks.figure import Figure, serve_figures
from tests.benchmarks.living_window import Heartbeat, completed, gaps, has_list, on_qt, poll, shown
from tests.benchmarks.served_flip import ServedFlip, served_flip

SIZES = {"B2": (1_000, 10_000), "B3": (100_000,)}
LIMITS = {10_000: {"p50": 16.0, "worst": 33.0}, 100_000: {"worst": 50.0}}


@dataclass
class RivalCommand:
    """What json makes of a command."""

    fields: dict[str, object]

    def cells(self) -> list[str]:
        names = ("id", "starts_at", "device_id", "status", "device_status", "updated_at", "ends_at", "created_at")
        return [str(self.fields.get(name)) for name in names]


class RivalWindow:
    """A table that reads a whole list at once and shows it by a reset."""

    def __init__(self) -> None:
        self.table = QTableView()
        self.table.resize(1280, 800)
        self.table.show()

    async def take(self, body: bytes) -> None:
        model, proxy = RivalModel([one.cells() for one in map(RivalCommand, json.loads(body))]), QSortFilterProxyModel()
        proxy.setSourceModel(model)
        self.table.setModel(proxy)
        self._held = model, proxy
        await asyncio.sleep(0)


async def figures(budget: str, flip: ServedFlip, scratch: Path, size: int, repeats: int) -> list[Figure]:
    beat, limits = Heartbeat(), LIMITS.get(size, {})
    request = urllib.request.Request(f"{flip.url}/v1/commands", headers={"Authorization": f"Bearer {flip.token}"})
    body = await asyncio.to_thread(lambda: urllib.request.urlopen(request).read())
    rival, theirs = RivalWindow(), []
    runs: dict[str, list[list[float]]] = {}
    took: dict[str, list[float]] = {}

    async def note(what: str, work: object) -> None:
        found, took_s = await beat.during(work)  # type: ignore[arg-type]
        runs.setdefault(what, []).append(found)
        took.setdefault(what, []).append(took_s)

    for turn in range(1 if size > 10_000 else min(3, repeats)):
        async with shown(flip, scratch / str(turn)) as (parts, window, _wire):
            await completed(window)
            async with asyncio.TaskGroup() as group:
                courier = group.create_task(parts.courier.run())
                await note("the first list", functools.partial(has_list, parts))
                if turn == 0:
                    for _again in range(repeats):
                        for what, count in (("nothing changed", 0), ("1 % changed", max(1, size // 100))):
                            await asyncio.to_thread(flip.change, count)
                            await note(what, functools.partial(poll, parts))
                        theirs.append(max((await beat.during(functools.partial(rival.take, body)))[0]))
                courier.cancel()
    rival.table.close()
    found = []
    for what, each in runs.items():
        figure = gaps(budget, f"longest gap, {what}", size, each, **limits)
        told = f"{sorted(took[what])[len(took[what]) // 2]:.2f} s from asking to shown; {len(body) / 1e6:.1f} MB"
        found.append(
            Figure(budget, figure.what, size, figure.measured, "json and reset", theirs, figure.limits, remark=told)
        )
    return found


def run(names: frozenset[str], quick: bool) -> Iterator[Figure]:
    sizes = {60: "B2"} if quick else {size: name for name in sorted(names) for size in SIZES[name]}
    for size, budget in sizes.items():
        with served_flip(size) as flip, tempfile.TemporaryDirectory() as scratch:
            repeats = 1 if quick else 3 if size > 10_000 else 7
            yield from on_qt(functools.partial(figures, budget, flip, Path(scratch), size, repeats))


if __name__ == "__main__":
    serve_figures(run)
