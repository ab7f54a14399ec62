"""The journal refuses changes, and its chain shows those made behind its back."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from flipconsole.domain.journal import JournalLine
from flipconsole.store.outbox import Outbox

MakeLine = Callable[..., JournalLine]


@pytest.fixture
def behind(tmp_path: Path, outbox: Outbox, make_line: MakeLine) -> sqlite3.Connection:
    """A connection of somebody else, to a journal of five lines."""
    outbox.note([make_line(number, latency_s=0.1 + number, body="🔋") for number in range(1, 6)]).result(5)
    return sqlite3.connect(tmp_path / "outbox.sqlite3", isolation_level=None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET text = 'nobody'",
        "DELETE FROM journal WHERE seq = 2",
        "REPLACE INTO journal SELECT * FROM journal WHERE seq = 2",
    ],
)
def test_a_line_is_neither_changed_nor_deleted(outbox: Outbox, behind: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        behind.execute(statement)
    behind.close()
    assert outbox.verify() is None
    assert len(outbox.journal()) == 5


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE journal SET text = 'nobody' WHERE seq = 3", 3),
        ("UPDATE journal SET latency_s = latency_s + 1e-9 WHERE seq = 4", 4),
        ("DELETE FROM journal WHERE seq = 2", 2),
        ("DELETE FROM journal WHERE seq = 1", 1),
        ("UPDATE journal SET hash = 'x' WHERE seq = 5", 5),
        ("UPDATE journal_anchor SET hash = 'x'", 1),
    ],
)
def test_a_change_behind_the_triggers_is_found(
    outbox: Outbox, behind: sqlite3.Connection, statement: str, broken: int
) -> None:
    for trigger in ("journal_is_not_updated", "journal_is_not_deleted"):
        behind.execute(f"DROP TRIGGER {trigger}")
    behind.execute(statement)
    behind.close()
    assert outbox.verify() == broken


def test_lines_of_one_command_come_oldest_first_and_the_newest_are_kept(outbox: Outbox, make_line: MakeLine) -> None:
    outbox.note([make_line(number % 2, text=str(number)) for number in range(6)]).result(5)
    command_id = make_line(1).command_id
    assert [line.text for line in outbox.journal(command_id, limit=2)] == ["3", "5"]
    assert [line.text for line in outbox.read_journal(command_id).result(5)] == ["1", "3", "5"]
    assert [line.seq for line in outbox.journal()] == [1, 2, 3, 4, 5, 6]


def test_what_is_pruned_leaves_a_journal_that_can_be_verified(
    open_outbox: Callable[..., Outbox], make_line: MakeLine, tmp_path: Path
) -> None:
    outbox = open_outbox()
    now = make_line().at
    ages = [500, 401, 399, 402, 10, 0]  # the clock went back once: a line behind a younger one stays
    outbox.note([make_line(at=now - timedelta(days=age), text=str(age)) for age in ages]).result(5)
    outbox.close()
    again = open_outbox()
    assert [line.text for line in again.journal()] == ["399", "402", "10", "0"]
    assert again.verify() is None
    again.note([make_line(text="next")]).result(5)
    assert again.verify() is None
    assert again.journal()[-1].seq == 7
    connection = sqlite3.connect(tmp_path / "outbox.sqlite3", isolation_level=None)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute("DELETE FROM journal WHERE seq = 3")
    connection.close()
