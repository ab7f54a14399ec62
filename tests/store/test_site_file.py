"""What Flip told of sites is kept privately, comes back equal, and may be lost."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flipconsole.domain.errors import StoreError
from flipconsole.domain.sites import Catalogue, Device, Site
from flipconsole.store.site_file import NAME, SiteFile

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
KNOWN = Catalogue(
    {"S-1": Site("S-1", "Oak", "9 Oak", "UTC", (Device("a", "M", "P", "SN", "BATTERY", 1.0, 2.0, 3.0),), AT, "why")},
    True,
    AT,
    3,
)


def test_it_comes_back_equal_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    SiteFile(tmp_path).keep(KNOWN)
    assert SiteFile(tmp_path).load() == KNOWN
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{", "[]", '{"sites": 3}', "\x00", '{"listed_at": "2026-01-01T00:00:00"}'])
def test_a_damaged_file_counts_as_empty(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text)
    assert SiteFile(tmp_path).load() == Catalogue()
    SiteFile(tmp_path).keep(KNOWN)
    assert SiteFile(tmp_path).load() == KNOWN


def test_a_folder_that_takes_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="NOT saved"):
        SiteFile(tmp_path / "not there").keep(KNOWN)
