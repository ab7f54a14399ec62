"""What was called saved survives kill -9, and two processes share one outbox."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from flipconsole.domain.ack import Ack, AckState
from flipconsole.store.outbox import Loaded, Outbox

WRITER = """
import sqlite3, sys, time
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from flipconsole.domain.ack import Ack
from flipconsole.domain.command import Answer
from flipconsole.domain.journal import JournalLine
from flipconsole.store import database, writer
from flipconsole.store.outbox import Outbox

if sys.argv[2] == "too-early":
    # The planted fault: a future resolves when its job has run, before COMMIT.
    run_job = writer.Writer._run_job
    submit = writer.Writer.submit

    def early(self, connection, job):
        value, failed = run_job(self, connection, job)
        job.early(value)
        return value, failed

    def submit_early(self, job):
        future = Future()

        def wrapped(connection):
            return job(connection)

        wrapped.early = future.set_result
        submit(self, wrapped)
        return future

    writer.Writer._run_job = early
    writer.Writer.submit = submit_early

class SlowDisk(sqlite3.Connection):
    def execute(self, sql, *values):
        if sql == "COMMIT":
            time.sleep(0.01)
        return super().execute(sql, *values)

def connect(path):
    return sqlite3.connect(path, timeout=30, isolation_level=None, factory=SlowDisk)

start = int(sys.argv[3])
outbox = Outbox.open(Path(sys.argv[1]), connect if sys.argv[2] == "too-early" else database.connect)
now = datetime.now(UTC)
def told(number):
    def tell(future):
        sys.stdout.write(f"{number}\\n")
        sys.stdout.flush()
    return tell
print("open", flush=True)
for number in range(start, start + 1000000):
    id = f"00000000-0000-4000-8000-{number:012d}"
    ack = Ack(id, Answer.OK, None, "Ana", None, None, now, now)
    future = outbox.put([ack], [JournalLine("answered", now, 1.0, command_id=id)])
    future.add_done_callback(told(number))
    if number % 3 == 0:
        future.result()
"""

ANSWER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.command import Answer
from flipconsole.store.outbox import Outbox

outbox = Outbox.open(Path(sys.argv[1]))
now = datetime.now(UTC)
print("open", flush=True)
sys.stdin.readline()
saved = outbox.put([Ack(sys.argv[2], Answer.FAILED_FAULT, "why", "Ben", None, None, now, now)]).result()
print(saved.acks[0].seq, [ack.seq for ack in saved.withdrawn], flush=True)
sys.stdin.readline()
outbox.close()
"""


def kill_while_writing(folder: Path, how: str, kills: int) -> tuple[int, int]:
    """How many answers were called saved, and how many of those are gone, over kills of one and the same outbox."""
    chance = Random(7)
    told: set[int] = set()
    for round_ in range(kills):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), how, str(round_ * 1_000_000)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        time.sleep(chance.uniform(0.0, 0.06))  # the moment of the kill is the random part of the test
        os.kill(process.pid, signal.SIGKILL)
        output, _ = process.communicate(timeout=10)
        told |= {int(line) for line in output.splitlines(keepends=True) if line.endswith("\n")}
    outbox = Outbox.open(folder)
    try:
        loaded = outbox.load(is_sender=True)
        assert loaded.trouble == ""
        assert outbox.verify() is None
        kept = {int(ack.command_id[-12:]) for ack in loaded.acks}
        assert {int(line.command_id[-12:]) for line in outbox.journal(limit=1_000_000)} == kept
    finally:
        outbox.close()
    return len(told), len(told - kept)


def test_what_was_called_saved_survives_25_kills(tmp_path: Path) -> None:
    told, lost = kill_while_writing(tmp_path, "as built", 25)
    assert told > 200
    assert lost == 0


def test_a_writer_that_speaks_too_early_is_found_out(tmp_path: Path) -> None:
    """The negative control."""
    for number in range(10):
        (tmp_path / str(number)).mkdir()
        _told, lost = kill_while_writing(tmp_path / str(number), "too-early", 3)
        if lost:
            return
    raise AssertionError("a writer that says saved before COMMIT lost nothing in 30 kills: the test is blind")


def test_an_answer_of_another_process_is_noticed_and_replaces_ours(
    tmp_path: Path, open_outbox: Callable[..., Outbox], make_ack: Callable[..., Ack]
) -> None:
    outbox = open_outbox()
    told: list[Loaded] = []
    noticed = threading.Event()

    def take(loaded: Loaded) -> None:
        told.append(loaded)
        noticed.set()

    outbox.on_foreign_change(take)
    ours = outbox.put([make_ack()]).result(5).acks[0]
    process = subprocess.Popen(
        [sys.executable, "-c", ANSWER, str(tmp_path), ours.command_id],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "open\n"
        process.stdin.write("go\n")
        process.stdin.flush()
        assert process.stdout.readline() == f"{ours.seq + 1} {json.dumps([ours.seq])}\n"
        assert noticed.wait(10)
        while [ack.state for ack in told[-1].acks] != [AckState.WITHDRAWN, AckState.QUEUED]:
            noticed.clear()
            assert noticed.wait(10)
        assert told[-1].acks[1].operator == "Ben"
        assert outbox.change(ours.seq, {AckState.QUEUED}, state=AckState.SENDING).result(5) is None
    finally:
        process.communicate("end\n", timeout=10)
