"""`flipconsole verify` tells whether the journal is whole."""

import contextlib
import json
import sqlite3
from pathlib import Path
from typing import Any


def test_a_whole_journal_is_0_and_a_broken_one_is_1(
    simulator_server: Any, program: Any, canary: str, tmp_path: Path
) -> None:
    server = simulator_server(token=canary)
    shell = program(server.url)
    assert shell.here("ack", server.simulator.add().id, "OK").code == 0
    found = shell.here("verify")
    assert found.code == 0
    assert found.lines[0].startswith("journal: ")
    assert found.lines[1] == "chain: each line follows from the one before"
    assert "none yet" in found.lines[2]
    document = json.loads(shell.here("verify", "--json").out)
    assert document["broken_at"] is None
    assert document["lines"] >= 3
    (path,) = (tmp_path / "data").glob("*/outbox.sqlite3")
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER journal_is_not_updated")
        connection.execute("UPDATE journal SET text = 'nothing happened' WHERE seq = 2")
        connection.execute(
            "CREATE TRIGGER journal_is_not_updated BEFORE UPDATE ON journal\n"
            "        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        )
    broken = shell.here("verify")
    assert broken.code == 1
    assert "BROKEN at line 2" in broken.out
