"""What is told about batteries is kept privately and read strictly."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flipconsole.domain.battery import BatteryFacts, StateOfCharge
from flipconsole.domain.errors import StoreError
from flipconsole.store.battery_file import BatteryFile

FACTS = BatteryFacts(
    13500.0,
    5000.0,
    "America/New_York",
    StateOfCharge(60.0, datetime(2025, 7, 14, 20, tzinfo=UTC)),
    "Garage",
    "Oak",
    "9 Oak Street",
    "Halden",
    "Hearth 13",
    "SN-4",
)


def test_what_was_told_comes_back_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    BatteryFile(tmp_path).keep({"PW-1": FACTS, "\u202eevil\ud800": BatteryFacts(rated_w=1.0)})
    loaded = BatteryFile(tmp_path).load()
    assert loaded["PW-1"] == FACTS
    assert len(loaded) == 2
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "batteries.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000, "\x00"])
def test_a_damaged_file_counts_as_empty_and_is_put_aside(tmp_path: Path, text: str) -> None:
    path = tmp_path / "batteries.json"
    path.write_text(text)
    file = BatteryFile(tmp_path)
    assert file.load() == {}
    file.keep({"PW-1": FACTS})
    assert (tmp_path / "batteries.damaged.json").read_text() == text
    assert BatteryFile(tmp_path).load() == {"PW-1": FACTS}


@pytest.mark.parametrize(
    "entry",
    ["3", '{"capacity_wh": -1}', '{"zone": "Mars/Olympus"}', '{"zone": "../../etc/passwd"}', '{"rated_w": 1e300}'],
)
def test_an_entry_that_cannot_be_used_is_left_out(tmp_path: Path, entry: str) -> None:
    (tmp_path / "batteries.json").write_text(f'{{"bad": {entry}, "good": {{"rated_w": 5000}}}}')
    assert BatteryFile(tmp_path).load() == {"good": BatteryFacts(rated_w=5000.0)}


def test_a_folder_that_takes_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="NOT saved"):
        BatteryFile(tmp_path / "not there").keep({"PW-1": FACTS})
