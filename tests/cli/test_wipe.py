"""`flipconsole wipe` says what goes and what stays, and deletes nothing without `--yes`."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def test_it_says_first_and_deletes_with_yes(simulator_server: Any, program: Any, canary: str, tmp_path: Path) -> None:
    server = simulator_server(token=canary)
    shell = program(server.url)
    assert shell.here("ack", server.simulator.add().id, "OK").code == 0
    (snapshot,) = (tmp_path / "data").glob("*/snapshot.sqlite3")
    (snapshot.parent / "batteries.json").write_text("{}")
    said = shell.here("wipe")
    assert said.code == 2
    assert "would be deleted" in said.lines[0]
    assert "  answers that have not arrived yet: they still leave" in said.lines
    assert snapshot.exists()
    done = shell.here("wipe", "--yes")
    assert done.code == 0
    assert done.lines[-1].endswith("files were deleted.")
    assert not snapshot.exists()
    assert not (snapshot.parent / "batteries.json").exists()
    assert (snapshot.parent / "outbox.sqlite3").exists()
    assert shell.here("wipe", "--yes").lines[-1] == "0 files were deleted."
    assert shell.here("verify").code == 0
