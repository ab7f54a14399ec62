"""What opening a database promises: durable pragmas, migrations with a way back, foreign files untouched."""

import contextlib
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from flipconsole.domain.errors import StoreError
from flipconsole.store.database import Connect, Damaged, Newer, Schema, connect, open_cache, open_durable
from tests.gates import Gate

FIRST = ("CREATE TABLE answers (text TEXT)",)
SECOND = ("ALTER TABLE answers ADD COLUMN who TEXT NOT NULL DEFAULT ''", "CREATE INDEX by_who ON answers (who)")
V1 = Schema(7, (FIRST,))
V2 = Schema(7, (FIRST, SECOND))


def without_wal() -> Connect:
    """Connections that cannot have a write-ahead log, as on some filesystems."""

    class Refusing(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
            return super().execute(sql.replace("journal_mode = WAL", "journal_mode"), *values)  # type: ignore[arg-type]

    return lambda path: sqlite3.connect(path, isolation_level=None, factory=Refusing)


def weakened(path: Path) -> sqlite3.Connection:
    """The popular advice: NORMAL, set where the console sets FULL."""

    class Weakened(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
            return super().execute(sql.replace("synchronous = 2", "synchronous = NORMAL"), *values)  # type: ignore[arg-type]

    return sqlite3.connect(path, isolation_level=None, factory=Weakened)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}


def test_a_durable_file_says_so_itself(tmp_path: Path) -> None:
    with contextlib.closing(open_durable(tmp_path / "a.sqlite3", V1).connection) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_pragma_that_does_not_hold_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="power cuts"):
        open_durable(tmp_path / "a.sqlite3", V1, weakened)


def test_a_disk_without_wal_is_slower_but_as_safe_and_says_so(tmp_path: Path) -> None:
    opened = open_durable(tmp_path / "a.sqlite3", V1, without_wal())
    with contextlib.closing(opened.connection) as connection:
        assert "slower, but as safe" in opened.trouble
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (3,)


@pytest.mark.skipif(sys.platform != "linux", reason="strace counts the syncs")
@pytest.mark.parametrize(("opening", "at_least", "at_most"), [("open_durable", 100, 200), ("open_cache", 0, 50)])
@pytest.mark.gate("R2b")
def test_every_commit_is_synced(tmp_path: Path, opening: str, at_least: int, at_most: int, gate: Gate) -> None:
    """The cache, with NORMAL, is the negative control: the same count finds it not durable."""
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from flipconsole.store import database\n"
        "schema = database.Schema(7, (('CREATE TABLE answers (text TEXT)',),))\n"
        f"connection = database.{opening}(Path(sys.argv[1]), schema).connection\n"
        "for number in range(100):\n"
        "    connection.execute('INSERT INTO answers VALUES (?)', (number,))\n"
        "connection.close()\n"
    )
    trace = tmp_path / "trace"
    command = ["strace", "-f", "-e", "trace=fsync,fdatasync", "-o", str(trace)]
    try:
        subprocess.run([*command, sys.executable, "-c", script, str(tmp_path / "a.sqlite3")], check=True, timeout=60)
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("strace is not here or may not trace")
    syncs = trace.read_text().count("sync(")
    assert at_least <= syncs <= at_most
    if opening == "open_durable":
        gate.reached("100 commits give at least 100 syncs; the pragmas are read back", f"{syncs} syncs by strace")
    else:
        gate.caught(f"NORMAL: {syncs} syncs for 100 commits")


def test_a_migration_keeps_the_rows_and_a_copy_of_the_file_before(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    with contextlib.closing(open_durable(path, V1).connection) as connection:
        connection.execute("INSERT INTO answers VALUES ('kept')")
    with contextlib.closing(open_durable(path, V2).connection) as connection:
        assert connection.execute("SELECT * FROM answers").fetchall() == [("kept", "")]
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    (copy,) = tmp_path.glob("a.before-v2-*.sqlite3")
    with contextlib.closing(open_durable(copy, V1).connection) as connection:
        assert connection.execute("SELECT * FROM answers").fetchall() == [("kept",)]


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    open_durable(path, V1).connection.close()
    broken = Schema(7, (FIRST, ("CREATE TABLE more (text TEXT)", "NO SUCH STATEMENT")))
    with pytest.raises(StoreError):
        open_durable(path, broken)
    with contextlib.closing(open_durable(path, V1).connection) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("answers",)]


def test_a_newer_file_is_refused_in_plain_words_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    newer = open_durable(path, V2).connection
    newer.execute("INSERT INTO answers VALUES ('theirs', 'Ben')")  # stands in the write-ahead log only
    before = content(tmp_path)
    with pytest.raises(Newer, match="newer version") as refused:
        open_durable(path, V1)
    assert "install" in str(refused.value)
    assert content(tmp_path) == before
    newer.close()
    before = content(tmp_path)
    with pytest.raises(Newer):
        open_durable(path, V1)
    assert content(tmp_path)["a.sqlite3"] == before["a.sqlite3"]


def test_a_file_of_another_program_is_not_ours(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE history (url TEXT)")
    before = content(tmp_path)
    with pytest.raises(Damaged):
        open_durable(path, V1)
    assert content(tmp_path) == before


@pytest.mark.parametrize("statement", ["DROP TABLE answers", "DROP INDEX by_who"])
def test_a_missing_table_or_index_is_damage(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "a.sqlite3"
    with contextlib.closing(open_durable(path, V2).connection) as connection:
        connection.execute(statement)
    with pytest.raises(Damaged, match="missing or altered"):
        open_durable(path, V2)


def test_what_a_crash_left_half_done_is_taken_back(tmp_path: Path) -> None:
    """A rollback journal beside the file: a read-only look cannot take it back, and must not call it a fault."""
    with contextlib.closing(open_durable(tmp_path / "a.sqlite3", V1, without_wal()).connection) as connection:
        connection.execute("INSERT INTO answers VALUES ('kept')")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO answers VALUES (?)", [("half done" * 400,)] * 50)
        for ending in ("", "-journal"):
            shutil.copyfile(tmp_path / f"a.sqlite3{ending}", tmp_path / f"left.sqlite3{ending}")
    with contextlib.closing(open_durable(tmp_path / "left.sqlite3", V1, without_wal()).connection) as connection:
        assert connection.execute("SELECT * FROM answers").fetchall() == [("kept",)]


def test_a_locked_file_is_not_taken_for_a_damaged_one(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    holder = connect(path)
    holder.execute("BEGIN EXCLUSIVE")
    holder.execute("CREATE TABLE other (text TEXT)")

    def impatient(path: Path) -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=0.1, isolation_level=None)

    with pytest.raises(StoreError, match="locked") as refused:
        open_durable(path, V1, impatient)
    assert not isinstance(refused.value, Damaged)
    holder.close()


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_no_file_is_ever_open_to_others(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        for opening in (open_durable, open_cache):
            with contextlib.closing(opening(tmp_path / f"{opening.__name__}.sqlite3", V1).connection) as connection:
                connection.execute("INSERT INTO answers VALUES ('private')")
                modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
                assert {f"{opening.__name__}.sqlite3{end}" for end in ("", "-wal", "-shm")} <= modes.keys()
                assert set(modes.values()) == {0o600}
    finally:
        os.umask(before)
