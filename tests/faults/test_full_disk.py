"""A disk that takes nothing: it is said at once, nothing counts as saved that is not, and it ends without a restart."""

import contextlib
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flipconsole.app.waiting import until
from flipconsole.domain.ack import Ack
from flipconsole.domain.command import Answer
from flipconsole.domain.errors import StoreError
from flipconsole.domain.row import Stage
from flipconsole.store import outbox as outbox_module
from flipconsole.store.database import connect
from flipconsole.store.outbox import Outbox
from flipconsole.store.writer import Writer
from flipconsole.ui.states.standing import banners
from tests.faults.conftest import Bench, OpenBench, text
from tests.gates import Gate

WRITES = ("BEGIN", "INSERT", "UPDATE", "DELETE", "SAVEPOINT", "RELEASE", "COMMIT")


class Full:
    """A disk on which the n-th write fails, and all that follow while `is_full`; or that one alone."""

    def __init__(self) -> None:
        self.fails_at: int | None = None
        self.is_full = False
        self.lasts = True
        self.writes = 0

    def connect(self, path: Path) -> sqlite3.Connection:
        disk = self

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
                if sql.lstrip().startswith(WRITES):
                    disk.writes += 1
                    if disk.writes == disk.fails_at:
                        disk.is_full = True
                    if disk.is_full:
                        disk.is_full = disk.lasts
                        error = sqlite3.OperationalError("database or disk is full")
                        error.sqlite_errorcode = sqlite3.SQLITE_FULL
                        raise error
                return super().execute(sql, values)

        return sqlite3.connect(path, timeout=30, isolation_level=None, factory=Connection)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Full:
    disk = Full()
    monkeypatch.setattr(Outbox, "open", lambda folder, _connect=connect: Outbox(folder, disk.connect))
    return disk


def kept(bench: Bench, directory: Path) -> set[str]:
    """The commands whose answers are on disk, as another process reads it."""
    (path,) = directory.glob("*/outbox.sqlite3")
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as connection:
        found = {str(row[0]) for row in connection.execute("SELECT command_id FROM acks")}
    connection.close()
    return found


async def answered(bench: Bench) -> float:
    """Answer, and wait until it counts as saved or as not saved; the seconds that took."""
    began = time.monotonic()
    assert bench.console.acknowledge([bench.row()], Answer.OK, None) == ()
    console = bench.console
    assert await until(lambda: not console.is_saving(bench.row().id), console.rows_changed, timeout_s=10)
    return time.monotonic() - began


@pytest.mark.gate("R11")
async def test_a_disk_that_fills_at_any_write_is_told_at_once_and_works_again_with_room(
    open_bench: OpenBench, tmp_path: Path, full: Full, gate: Gate
) -> None:
    slowest = 0.0
    told = lied = 0
    for point in range(1, 40):
        directory = tmp_path / str(point)
        full.is_full, full.fails_at = False, None
        async with open_bench(directory=directory) as bench:
            await bench.shows(text())
            await bench.round()
            full.writes, full.fails_at = 0, point
            took_s = await answered(bench)
            is_saved = bench.row().stage is not Stage.NOT_SAVED
            lied += is_saved and bench.row().id not in kept(bench, directory)
            if not is_saved:
                told += 1
                slowest = max(slowest, took_s)
                assert "NOT saved" in bench.console.link.store_trouble
                assert bench.banner().startswith("The disk takes nothing")
                assert bench.row().id not in kept(bench, directory)
                assert bench.is_listed()  # it still shows what it knows
            bench.flip.answers(text(device_status="OK", updated_at="2025-11-01T15:10:00Z"))
            full.is_full, full.fails_at = False, None  # there is room again
            if not is_saved:
                await answered(bench)
                assert bench.row().stage is Stage.WAITING
                assert bench.console.link.store_trouble == ""
            await bench.pass_seconds(120)
            assert bench.row().stage is Stage.DELIVERED
        if full.writes < point:
            break
    assert lied == 0
    assert told >= 5
    assert slowest <= 1
    gate.reached(
        "full at each write: 0 called saved that are not, told in 1 s, works again without a restart",
        f"{point} writes, {told} answers not saved: 0 lies, told in {slowest * 1000:.0f} ms, all delivered with room",
    )


@pytest.mark.gate("R11")
async def test_a_writer_that_does_not_look_at_the_error_is_found_out(
    open_bench: OpenBench, tmp_path: Path, full: Full, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: SQLITE_FULL is passed over."""
    run_job = Writer._run_job

    def careless(self: Writer, connection: Any, job: Any) -> Any:
        value, failed = run_job(self, connection, job)
        if isinstance(failed, StoreError):
            ack = Ack("", Answer.OK, None, "", None, None, bench.clock(), bench.clock(), seq=1)
            return outbox_module.Put((ack.but(command_id=bench.row().id),), ()), None
        return value, failed

    monkeypatch.setattr(Writer, "_run_job", careless)
    lied, full.lasts = 0, False
    for point in range(2, 30):  # which write is the answer's differs with what the writer takes together
        directory, full.fails_at = tmp_path / str(point), None
        async with open_bench(directory=directory) as bench:
            await bench.shows(text())
            await bench.round()
            full.writes, full.fails_at = 0, point
            await answered(bench)
            lied += bench.row().stage is not Stage.NOT_SAVED and bench.row().id not in kept(bench, directory)
        if lied:
            break
    assert lied > 0
    gate.caught(f"SQLITE_FULL passed over: {lied} answers called saved that are not")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "small"
    place.mkdir()
    how = ["mount", "-t", "tmpfs", "-o", "size=24m,mode=0700", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(how, capture_output=True).returncode != 0:
        pytest.skip("a small disk needs the right to mount one")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.gate("R11")
async def test_on_a_real_disk_without_room_no_answer_is_taken_until_there_is_some(
    open_bench: OpenBench, small_disk: Path, gate: Gate
) -> None:
    async with open_bench(directory=small_disk / "data") as bench:
        await bench.shows(text())
        ballast = small_disk / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        took_s = await answered(bench)
        assert bench.row().stage is Stage.NOT_SAVED
        assert "NOT saved" in bench.banner()
        await bench.look()
        assert bench.is_listed()
        ballast.unlink()
        await answered(bench)
        assert bench.row().stage is Stage.WAITING
        assert banners(bench.console.link, bench.console.now(), bench.model.zone, with_link=True) == []
    gate.reached("a small tmpfs, filled", f"real full tmpfs: told in {took_s * 1000:.0f} ms, works again with room")
