"""The self-test sees a disk that does not keep what it was given, and a log that nobody can read."""

import sqlite3
import sys
from pathlib import Path

import pytest

from flipconsole.domain.checkup import Unfit
from flipconsole.store.checkup import check_database, check_log
from flipconsole.store.log import PrivateLogHandler


def test_a_good_disk_keeps_a_commit_and_is_left_as_it_was(tmp_path: Path) -> None:
    said = check_database(tmp_path / "data")
    assert "journal_mode=wal, synchronous=2" in said
    assert list((tmp_path / "data").iterdir()) == []


def weak(path: Path) -> sqlite3.Connection:
    class Weak(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
            return super().execute(sql.replace("synchronous = 2", "synchronous = OFF"), *values)  # type: ignore[arg-type]

    return sqlite3.connect(path, isolation_level=None, factory=Weak)


def forgetful(path: Path) -> sqlite3.Connection:
    class Forgetful(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
            return super().execute("DELETE FROM said" if "INSERT" in sql else sql, *(() if "INSERT" in sql else values))  # type: ignore[arg-type]

    return sqlite3.connect(path, isolation_level=None, factory=Forgetful)


def test_a_database_that_may_lose_its_last_commit_is_seen(tmp_path: Path) -> None:
    with pytest.raises(Unfit, match="power cuts"):
        check_database(tmp_path, weak)


def test_a_commit_that_is_not_there_afterwards_is_seen(tmp_path: Path) -> None:
    with pytest.raises(Unfit, match="is not there any more"):
        check_database(tmp_path, forgetful)


def test_a_place_that_is_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    with pytest.raises(Unfit, match="cannot be used"):
        check_database(tmp_path / "data")
    with pytest.raises(Unfit, match="cannot be used"):
        check_log(tmp_path / "data")


def test_a_log_is_written_and_can_be_read(tmp_path: Path) -> None:
    assert "is written" in check_log(tmp_path)
    assert "self-test" in (tmp_path / "log" / "flipconsole.log").read_text(encoding="utf-8")


def test_a_log_that_cannot_be_opened_is_seen(tmp_path: Path) -> None:
    (tmp_path / "log" / "flipconsole.log").mkdir(parents=True)
    with pytest.raises(Unfit, match="log cannot be written"):
        check_log(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_a_log_on_a_full_disk_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def to_a_full_disk(self: PrivateLogHandler) -> object:
        return open("/dev/full", "a", encoding="utf-8")

    check_log(tmp_path)
    monkeypatch.setattr(PrivateLogHandler, "_open", to_a_full_disk)
    with pytest.raises(Unfit, match="No space left"):
        check_log(tmp_path)


def test_a_line_that_is_dropped_on_its_way_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_log(tmp_path)
    monkeypatch.setattr(PrivateLogHandler, "emit", lambda *_: None)
    with pytest.raises(Unfit, match="does not reach"):
        check_log(tmp_path)
