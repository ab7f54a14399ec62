"""Daily copies of the outbox: whole, private, three at most, and never in the way."""

import contextlib
import os
import sqlite3
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.errors import StoreError
from flipconsole.domain.journal import JournalLine
from flipconsole.store import backups, outbox_rows
from flipconsole.store.outbox import Outbox

MakeAck = Callable[..., Ack]


def copies(folder: Path) -> list[Path]:
    return backups.copies_of(folder / "outbox.sqlite3")


def age(copy: Path, days: float) -> Path:
    """Rename a copy as if it had been made so long ago."""
    stamp = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y%m%dT%H%M%S%fZ")
    return copy.rename(copy.with_name(f"outbox.backup-{stamp}.sqlite3"))


def test_a_copy_is_an_outbox_of_its_own(
    outbox: Outbox, make_ack: MakeAck, make_line: Callable[..., JournalLine], tmp_path: Path
) -> None:
    outbox.put([make_ack(1), make_ack(2)], [make_line(1), make_line(2)]).result(5)
    outbox.tend()
    (copy,) = copies(tmp_path)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600 or os.name != "posix"
    place = tmp_path / "restored"
    place.mkdir()
    (place / "outbox.sqlite3").write_bytes(copy.read_bytes())
    restored = Outbox.open(place)
    with contextlib.closing(restored):
        assert restored.load(is_sender=False) == outbox.load(is_sender=False)
        assert restored.verify() is None
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_one_copy_a_day_and_three_are_kept(outbox: Outbox, make_ack: MakeAck, tmp_path: Path) -> None:
    for day in range(5):
        outbox.put([make_ack(day)]).result(5)
        outbox.tend()
        outbox.tend()
        newest = copies(tmp_path)[-1]
        assert len(copies(tmp_path)) == min(3, day + 1)
        for older in copies(tmp_path)[:-1]:
            age(older, 1 + (backups.made_at(newest) - backups.made_at(older)).total_seconds() / 86400)
        age(newest, 1.01)
    with contextlib.closing(sqlite3.connect(copies(tmp_path)[-1])) as connection:
        assert connection.execute("SELECT count(*) FROM acks").fetchone() == (5,)


def test_a_clock_that_was_ahead_does_not_stop_the_copies(outbox: Outbox, tmp_path: Path) -> None:
    outbox.tend()
    age(copies(tmp_path)[0], -400)
    outbox.tend()
    assert len(copies(tmp_path)) == 2


def test_without_room_no_copy_is_made_and_none_is_deleted(
    outbox: Outbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox.tend()
    old = age(copies(tmp_path)[0], 3)
    monkeypatch.setattr("flipconsole.store.outbox.NEEDED_BYTES", 2**62)
    with pytest.raises(StoreError, match="almost full"):
        outbox.tend()
    assert copies(tmp_path) == [old]


def test_a_copy_that_fails_midway_leaves_nothing_behind(
    outbox: Outbox, make_ack: MakeAck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox.put([make_ack()]).result(5)

    def fail(_source: object, _target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups.os, "rename", fail)
    with pytest.raises(StoreError, match="originals are safe"):
        outbox.tend()
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == []
    assert len(outbox.load(is_sender=False).acks) == 1


def test_tending_forgets_what_is_old(
    outbox: Outbox, make_ack: MakeAck, make_line: Callable[..., JournalLine], now: datetime
) -> None:
    """A console that stays open for weeks forgets as one that is opened each morning."""
    old = now - outbox_rows.KEEP_ACKS - timedelta(days=1)
    outbox.put([make_ack(1, created_at=old), make_ack(2)], [make_line(1), make_line(2)]).result(5)
    outbox.change(1, {AckState.QUEUED}, state=AckState.DELIVERED, settled_at=old).result(5)
    outbox.tend()
    assert [ack.seq for ack in outbox.load(is_sender=False).acks] == [2]


def test_looking_over_tells_lines_times_chain_and_copies(
    outbox: Outbox, make_line: Callable[..., JournalLine], now: datetime, tmp_path: Path
) -> None:
    """A line that was changed behind the triggers is the negative control."""
    assert outbox.look_over().since is None
    outbox.note([make_line(at=now - timedelta(days=2)), make_line(at=now)]).result(5)
    outbox.tend()
    found = outbox.look_over()
    assert (found.lines, found.since, found.until) == (2, now - timedelta(days=2), now)
    assert found.broken_at is None
    assert len(found.copies) == 1
    with contextlib.closing(sqlite3.connect(tmp_path / "outbox.sqlite3", isolation_level=None)) as behind:
        behind.execute("DROP TRIGGER journal_is_not_updated")
        behind.execute("UPDATE journal SET operator = 'Eve' WHERE seq = 2")
    assert outbox.look_over().broken_at == 2
