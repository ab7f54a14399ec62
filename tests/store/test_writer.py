"""The writer's thread: group commit, failures that stay small, and an exit that never hangs."""

import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from flipconsole.domain.errors import StoreError
from flipconsole.store.database import Schema, connect, open_durable
from flipconsole.store.writer import Job, Writer

SCHEMA = Schema(0x74657374, (("CREATE TABLE numbers (number INTEGER PRIMARY KEY, filler TEXT)",),))


class Watched(sqlite3.Connection):
    """Counts commits, and fails or waits at one when it is told to."""

    commits = 0
    before_commit: Callable[[], None] | None = None

    def execute(self, sql: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
        if sql == "COMMIT":
            Watched.commits += 1
            if Watched.before_commit is not None:
                Watched.before_commit()
        return super().execute(sql, *values)  # type: ignore[arg-type]


def watched(path: Path) -> Watched:
    return sqlite3.connect(path, timeout=0.2, isolation_level=None, factory=Watched)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    Watched.commits, Watched.before_commit = 0, None
    path = tmp_path / "test.sqlite3"
    writer = Writer(path, lambda: open_durable(path, SCHEMA, watched).connection)
    yield writer
    Watched.before_commit = None
    writer.close()


def occupy(writer: Writer) -> tuple[threading.Event, Future[bool]]:
    """Keep the writer busy with one job until the event is set: what is queued meanwhile is one batch."""
    running, held = threading.Event(), threading.Event()

    def job(_: sqlite3.Connection) -> bool:
        running.set()
        return held.wait(10)

    future = writer.submit(job)
    assert running.wait(10)
    return held, future


def insert(number: int, filler: str = "") -> Job[int]:
    def job(connection: sqlite3.Connection) -> int:
        connection.execute("INSERT INTO numbers VALUES (?, ?)", (number, filler))
        return number

    return job


def numbers(path: Path) -> list[int]:
    connection = connect(path)
    found = [number for (number,) in connection.execute("SELECT number FROM numbers ORDER BY number")]
    connection.close()
    return found


def full() -> None:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    raise error


def test_answers_of_eight_threads_share_commits_and_none_is_lost(writer: Writer, tmp_path: Path) -> None:
    held, _busy = occupy(writer)
    before = Watched.commits
    with ThreadPoolExecutor(8) as pool:
        futures = list(pool.map(lambda number: writer.submit(insert(number)), range(400)))
    held.set()
    assert [future.result(10) for future in futures] == list(range(400))
    assert numbers(tmp_path / "test.sqlite3") == list(range(400))
    assert Watched.commits - before == 2


def test_a_future_resolves_only_after_the_commit(writer: Writer, tmp_path: Path) -> None:
    committing, held = threading.Event(), threading.Event()

    def wait() -> None:
        committing.set()
        held.wait(10)

    Watched.before_commit = wait
    future = writer.submit(insert(1))
    assert committing.wait(5)
    assert not future.done()
    assert numbers(tmp_path / "test.sqlite3") == []
    held.set()
    assert future.result(5) == 1
    assert numbers(tmp_path / "test.sqlite3") == [1]


def test_a_job_that_fails_fails_alone(writer: Writer, tmp_path: Path) -> None:
    held, _busy = occupy(writer)

    def half(connection: sqlite3.Connection) -> None:
        insert(5)(connection)
        raise KeyError("planted")

    good, again, bad, last = (writer.submit(job) for job in (insert(1), insert(1), half, insert(2)))
    held.set()
    assert (good.result(5), last.result(5)) == (1, 2)
    with pytest.raises(StoreError, match="NOT saved"):
        again.result(5)
    with pytest.raises(KeyError, match="planted"):
        bad.result(5)
    assert numbers(tmp_path / "test.sqlite3") == [1, 2]


def test_a_failed_commit_fails_all_that_shared_it_and_the_next_works(writer: Writer, tmp_path: Path) -> None:
    held, busy = occupy(writer)
    busy.add_done_callback(lambda _: setattr(Watched, "before_commit", full))
    futures = [writer.submit(insert(number)) for number in (1, 2, 3)]
    held.set()
    for future in futures:
        with pytest.raises(StoreError, match=r"disk is full.*NOT saved"):
            future.result(5)
    Watched.before_commit = None
    assert writer.submit(insert(4)).result(5) == 4
    assert numbers(tmp_path / "test.sqlite3") == [4]


def test_a_full_disk_is_told_and_saving_works_again_with_room(writer: Writer, tmp_path: Path) -> None:
    """SQLite's own page limit stands for the disk: it gives the same SQLITE_FULL."""

    def limit(pages: int) -> Job[None]:
        return lambda connection: connection.execute(f"PRAGMA max_page_count = {pages}").fetchall() and None

    writer.submit(limit(4)).result(5)
    with pytest.raises(StoreError, match=r"disk is full.*NOT saved"):
        writer.submit(insert(1, "x" * 100_000)).result(5)
    assert writer.submit(lambda connection: connection.execute("SELECT count(*) FROM numbers").fetchone()).result(5)
    writer.submit(limit(10_000)).result(5)
    assert writer.submit(insert(2, "x" * 100_000)).result(5) == 2
    assert numbers(tmp_path / "test.sqlite3") == [2]


def test_a_locked_database_is_told_and_saving_works_again_after(writer: Writer, tmp_path: Path) -> None:
    other = connect(tmp_path / "test.sqlite3")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"locked.*NOT saved"):
        writer.submit(insert(1)).result(5)
    other.execute("ROLLBACK")
    other.close()
    assert writer.submit(insert(2)).result(5) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let an open file be deleted")
def test_a_deleted_data_directory_is_told_and_nothing_counts_as_saved(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    path = folder / "test.sqlite3"
    writer = Writer(path, lambda: open_durable(path, SCHEMA).connection)
    writer.submit(insert(1)).result(5)
    shutil.rmtree(folder)
    for number in (2, 3):
        with pytest.raises(StoreError, match="NOT saved"):
            writer.submit(insert(number)).result(5)
    folder.mkdir()
    assert writer.submit(insert(4)).result(5) == 4
    writer.close()
    assert numbers(path) == [4]


def test_what_was_queued_is_saved_before_closing_and_nothing_after(writer: Writer, tmp_path: Path) -> None:
    futures = [writer.submit(insert(number)) for number in range(50)]
    writer.close()
    assert all(future.done() for future in futures)
    assert numbers(tmp_path / "test.sqlite3") == list(range(50))
    with pytest.raises(StoreError, match="NOT saved"):
        writer.submit(insert(99)).result(5)
    writer.close()


def test_what_opening_raised_comes_out_of_the_constructor(tmp_path: Path) -> None:
    def fail() -> sqlite3.Connection:
        raise StoreError("planted")

    with pytest.raises(StoreError, match="planted"):
        Writer(tmp_path / "x", fail)


def test_only_foreign_commits_are_told(writer: Writer, tmp_path: Path) -> None:
    told: list[int] = []
    seen: Future[None] = Future()

    def look(connection: sqlite3.Connection) -> None:
        told.append(connection.execute("SELECT count(*) FROM numbers").fetchone()[0])
        if told[-1] == 3:
            seen.set_result(None)
        raise RuntimeError("a broken listener must not stop the writer")

    writer.watch(look)
    for number in (1, 2):
        writer.submit(insert(number)).result(5)
    assert told == []
    other = connect(tmp_path / "test.sqlite3")
    other.execute("INSERT INTO numbers VALUES (3, '')")
    seen.result(5)
    other.close()
    assert told == [3]
    assert writer.submit(insert(4)).result(5) == 4


def test_a_program_that_forgets_to_close_still_saves_and_ends(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from flipconsole.store.database import Schema, open_durable\n"
        "from flipconsole.store.writer import Writer\n"
        "path = Path(sys.argv[1])\n"
        "schema = Schema(1, (('CREATE TABLE numbers (number INTEGER)',),))\n"
        "writer = Writer(path, lambda: open_durable(path, schema).connection)\n"
        "for number in range(100):\n"
        "    writer.submit(lambda c, n=number: c.execute('INSERT INTO numbers VALUES (?)', (n,)))\n"
    )
    path = tmp_path / "test.sqlite3"
    subprocess.run([sys.executable, "-c", script, str(path)], check=True, timeout=20)
    assert numbers(path) == list(range(100))
