"""A power cut at any moment costs no answer that was called saved: the writes of the real store, replayed by halves."""

import shutil
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from flipconsole.domain.errors import StoreError
from flipconsole.store.outbox import Outbox
from tests.faults.durable import TRACE, Disk, Step, steps_of
from tests.gates import Gate

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("strace") is None, reason="strace sees the writes and syncs"
)

RECORDED = """
import sqlite3, sys
from datetime import UTC, datetime
from pathlib import Path
from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.command import Answer
from flipconsole.domain.journal import JournalLine
from flipconsole.store import database
from flipconsole.store.outbox import Outbox

if sys.argv[2] == "normal":
    # The planted fault: the popular advice for a write-ahead log, behind the back of the check.
    set_pragmas = database._set_pragmas
    def weakened(connection, *, durable):
        trouble = set_pragmas(connection, durable=durable)
        connection.execute("PRAGMA synchronous = NORMAL")
        return trouble
    database._set_pragmas = weakened

class WithoutWal(sqlite3.Connection):
    def execute(self, sql, *values):
        return super().execute(sql.replace("journal_mode = WAL", "journal_mode"), *values)

def connect_without_wal(path):
    return sqlite3.connect(path, isolation_level=None, factory=WithoutWal)

connect = connect_without_wal if sys.argv[2] == "without wal" else database.connect
outbox = Outbox.open(Path(sys.argv[1]), connect)
now = datetime.now(UTC)

def put(number):
    id = f"00000000-0000-4000-8000-{number:012d}"
    ack = Ack(id, Answer.OK, "r" * (number % 400), "Ana", None, None, now, now)
    return outbox.put([ack], [JournalLine("answered", now, 1.0, command_id=id)])

def told(number, future):
    seq = future.result().acks[0].seq
    sys.stdout.write(f"saved {number}\\n")
    sys.stdout.flush()
    return seq

for start in range(0, int(sys.argv[3]), 4):
    seqs = [told(start, put(start))]
    together = [(number, put(number)) for number in range(start + 1, start + 4)]  # these may share a commit
    seqs += [told(number, future) for number, future in together]
    outbox.change(seqs[0], {AckState.QUEUED}, state=AckState.SENDING, attempts=1).result()
    outbox.change(seqs[0], {AckState.SENDING}, state=AckState.DELIVERED, settled_at=now).result()
outbox.close()
"""


class Cuts(NamedTuple):
    """How many cuts there were, and how many of them cost an answer, or left a file that is damaged."""

    count: int
    lossy: int
    corrupt: int


def record(folder: Path, trace: Path, how: str, answers: int) -> list[Step]:
    folder.mkdir()
    command = [*TRACE, "-o", str(trace), sys.executable, "-c", RECORDED, str(folder), how, str(answers)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if "ptrace" in run.stderr or "Operation not permitted" in run.stderr:
        pytest.skip("strace may not trace here")
    assert run.returncode == 0, run.stderr
    steps = steps_of(trace, folder)
    trace.unlink()
    return steps


def cut_power(tmp_path: Path, how: str, cuts: int, answers: int) -> Cuts:
    """Cut the power at so many moments of one history, and open what is left with the real store."""
    folder, chance = tmp_path / "disk", Random(5)
    steps = record(folder, tmp_path / "trace", how, answers)
    first = next(number for number, step in enumerate(steps) if step.what == "said")
    places = sorted(chance.choices(range(len(steps)), k=cuts // 3) + chance.choices(range(first, len(steps)), k=cuts))
    places = sorted(chance.sample(places, cuts))
    disk, saved, lossy, corrupt = Disk(folder), 0, 0, 0
    for number, step in enumerate(steps):
        if step.what == "said":
            saved = max(saved, int(step.data.split()[1]) + 1)
        disk.take(step)
        for again in range(places.count(number)):
            left = tmp_path / f"cut-{number}-{again}"
            left.mkdir()
            disk.cut(left, chance)
            is_lossy, is_corrupt = _look(left, saved)
            lossy, corrupt = lossy + is_lossy, corrupt + is_corrupt
            shutil.rmtree(left)
    return Cuts(cuts, lossy, corrupt)


def _look(left: Path, saved: int) -> tuple[bool, bool]:
    """Whether an answer that was called saved is missing, and whether the file is damaged."""
    try:
        outbox = Outbox.open(left)
    except StoreError:
        return saved > 0, True
    try:
        loaded = outbox.load(is_sender=True)
        kept = {int(ack.command_id[-12:]) for ack in loaded.acks}
        return not kept.issuperset(range(saved)), bool(loaded.trouble) or outbox.verify() is not None
    finally:
        outbox.close()


@pytest.mark.gate("R2")
@pytest.mark.parametrize("how", ["as built", "without wal"])
def test_no_power_cut_costs_an_answer_that_was_called_saved(tmp_path: Path, gate: Gate, how: str) -> None:
    """On a disk without a write-ahead log, too, where a cut leaves a transaction that must be taken back."""
    cuts = cut_power(tmp_path, how, gate.size(30, 1000), gate.size(40, 400))
    assert (cuts.lossy, cuts.corrupt) == (0, 0)
    gate.reached(
        "1,000 cuts of the real store's writes: 0 with loss, 0 corrupt",
        f"{how}: {cuts.count:,} cuts: {cuts.lossy} with loss, {cuts.corrupt} corrupt",
    )


@pytest.mark.gate("R2")
def test_a_store_with_synchronous_normal_is_found_out(tmp_path: Path, gate: Gate) -> None:
    """The negative control."""
    cuts = cut_power(tmp_path, "normal", gate.size(30, 1000), gate.size(40, 400))
    assert cuts.lossy > cuts.count / 4
    gate.caught(f"synchronous=NORMAL: {cuts.lossy:,} of {cuts.count:,} cuts with loss, {cuts.corrupt} corrupt")
